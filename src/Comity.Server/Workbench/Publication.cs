using System.Globalization;
using System.Text.RegularExpressions;
using Comity.Policy.Packs;
using Comity.Policy.Proofs;
using Comity.Policy.Translations;
using Comity.Records;
using Comity.Server.Policies;
using Comity.Server.Public;

namespace Comity.Server.Workbench;

/// <summary>What somebody says who asks that a draft be published.</summary>
/// <param name="From">The first day whose requests it is to decide; null for none that can be read.</param>
/// <param name="Version">The policy's version; null for the one that the draft has.</param>
/// <param name="Reason">Why it is to be published although scenarios come out otherwise than they expect; null for nothing.</param>
/// <param name="Confirmed">Names of the guarantees whose sentences still say what they check.</param>
public sealed record PublicationRequest(DateOnly? From, string? Version, string? Reason, IReadOnlyCollection<string> Confirmed);

/// <summary>A text that the public sees and that has no translation.</summary>
/// <param name="Language">The language, as BCP 47 writes it.</param>
/// <param name="Text">The text.</param>
public sealed record UntranslatedText(string Language, string Text);

/// <summary>What is looked at before a draft is published.</summary>
internal static partial class Publication
{
    /// <summary>A version that no other policy has, the nearest after a given one: of 1.0.0 it is 1.0.1.</summary>
    /// <param name="version">The version to begin with; it is kept where no other policy has it.</param>
    /// <param name="taken">The versions of other policies.</param>
    public static string FreeVersion(string version, IReadOnlySet<string> taken)
    {
        while (taken.Contains(version))
        {
            version = LastNumber().Match(version) is { Success: true } last && long.TryParse(last.Value, NumberStyles.None,
                CultureInfo.InvariantCulture, out var number)
                ? string.Create(CultureInfo.InvariantCulture, $"{version[..last.Index]}{number + 1}")
                : version + ".1";
        }

        return version;
    }

    /// <summary>Versions of the policies that are or were served, or were published, and are not the draft.</summary>
    public static IReadOnlySet<string> TakenVersions(string digest, IReadOnlyList<PolicyVersion> served,
        IReadOnlyList<KeptPolicyEvent> events) =>
        served.Where(version => version.Digest != digest).Select(version => version.Pack.Manifest.Version)
            .Concat(events.Select(item => item.Item).OfType<PolicyPublication>().Where(publication =>
                publication.PackDigest != digest).Select(publication => publication.PackVersion))
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>The guarantees of a draft that say the same sentence as one of the policy in force, and check something else.</summary>
    public static IReadOnlyList<Guarantee> Reworked(PolicyPack before, PolicyPack after) =>
        [.. after.Guarantees.Where(guarantee => before.Guarantees.Any(old => old.Statement == guarantee.Statement)
            && !before.Guarantees.Any(old => old.Statement == guarantee.Statement && Logic(old) == Logic(guarantee)))];

    /// <summary>The texts of a pack that the public's pages show in English where they are read in another language.</summary>
    public static IReadOnlyList<UntranslatedText> Untranslated(PolicyPack pack)
    {
        var texts = PackTexts.Of(pack);
        return
        [
            .. PublicTexts.All.Select(language => language.Language).Where(language =>
                language != PublicTexts.PackLanguage).Union(pack.Translations.Keys)
                .SelectMany(language => texts.Where(text => !pack.In(language, text).Translated).Select(text =>
                    new UntranslatedText(language, text))),
        ];
    }

    /// <summary>The English name of a language.</summary>
    /// <param name="language">The language, as BCP 47 writes it.</param>
    public static string LanguageName(string language)
    {
        try
        {
            return CultureInfo.GetCultureInfo(language).EnglishName;
        }
        catch (CultureNotFoundException)
        {
            return language;
        }
    }

    private static string Logic(Guarantee guarantee) =>
        $"{guarantee.Where?.Text}\n{guarantee.Holds?.Text}\n{string.Join(',', guarantee.UnchangedWithout)}";

    [GeneratedRegex("[0-9]+$")]
    private static partial Regex LastNumber();
}
