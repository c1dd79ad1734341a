using Comity.Policy.Packs;
using Comity.Policy.Reading;

namespace Comity.Policy.Translations;

/// <summary>The texts of a pack that the public sees.</summary>
public static class PackTexts
{
    /// <summary>Every text that pages for the public may show, each once.</summary>
    public static IReadOnlyList<string> Of(PolicyPack pack)
    {
        ArgumentNullException.ThrowIfNull(pack);
        var manifest = pack.Manifest;
        return
        [
            .. new[] { manifest.Title, manifest.Jurisdiction, manifest.Summary, manifest.Silent }
                .Concat(manifest.Circumstances.Values)
                .Concat(pack.Instruments.SelectMany(instrument => new[] { instrument.Title, instrument.Source, instrument.Note ?? "" }))
                .Concat(pack.Provisions.Values.SelectMany(provision => new[] { provision.Title, provision.Text, provision.Note ?? "" }))
                .Concat(pack.Facts.SelectMany(fact => new[] { fact.Label, fact.Question }.Concat(fact.Values.Select(choice => choice.Label))))
                .Concat(PlainPolicy.TablesOf(pack).SelectMany(table => table.Rules).SelectMany(rule => new[] { rule.Reason, rule.Condition ?? "" }))
                .Concat(pack.Residents.All.Select(choice => choice.Label)).Append(pack.Residents.Note ?? "")
                .Where(text => text.Length > 0).Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>A text in a language, and whether there is a translation; the text itself where there is none.</summary>
    public static (string Text, bool Translated) In(this PolicyDescription pack, string language, string text)
    {
        ArgumentNullException.ThrowIfNull(pack);
        return pack.Translations.TryGetValue(language, out var translation) && translation.Texts.TryGetValue(text, out var translated) ? (translated, true) : (text, false);
    }
}
