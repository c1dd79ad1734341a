using System.Collections;
using System.Collections.Frozen;
using System.Globalization;
using System.Resources;
using Comity.Policy.Packs;
using Comity.Policy.Translations;
using Comity.Records.Tallying.Publication;

namespace Comity.Server.Public;

/// <summary>The texts of the public's pages in one language. They stand in <c>Texts/</c>, one file for each language; a text of the policy comes from the pack and its translations.</summary>
public sealed class PublicTexts
{
    private readonly FrozenDictionary<string, string> _texts;

    private PublicTexts(string language)
    {
        Language = language;
        using var stream = typeof(PublicTexts).Assembly.GetManifestResourceStream($"public.{language}.resources")!;
        using var reader = new ResourceReader(stream);
        _texts = reader.Cast<DictionaryEntry>().ToFrozenDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);
    }

    /// <summary>All languages; the first is the one where nothing else is asked for.</summary>
    public static IReadOnlyList<PublicTexts> All { get; } = [new("en"), new("es")];

    /// <summary>The language of the packs' own texts.</summary>
    public const string PackLanguage = "en";

    /// <summary>The language, as BCP 47 writes it.</summary>
    public string Language { get; }

    /// <summary>The other language.</summary>
    public PublicTexts Other => All.First(texts => texts != this);

    /// <summary>The names of all texts.</summary>
    public IEnumerable<string> Keys => _texts.Keys;

    /// <summary>A text.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public string this[string key] => _texts.TryGetValue(key, out var text) ? text : throw new KeyNotFoundException($"Public/Texts/{Language}.resx has no text '{key}'.");

    /// <summary>A text with something in it.</summary>
    public string With(string key, params object[] parts) => string.Format(CultureInfo.InvariantCulture, this[key], parts);

    /// <summary>A day.</summary>
    public string Day(DateOnly day) => With("date", day.Day, this[$"month.{day.Month}"], day.Year);

    /// <summary>A number.</summary>
    public string Number(long number) => number.ToString("N0", Language == "es" ? Spanish : CultureInfo.InvariantCulture);

    /// <summary>The days of a figure: a month or a year by its name, where it is one.</summary>
    public string Days(DateOnly from, DateOnly to) => from == to ? Day(from)
        : from is { Month: 1, Day: 1 } && to == new DateOnly(from.Year, 12, 31) ? from.Year.ToString(CultureInfo.InvariantCulture)
        : from.Day == 1 && to == from.AddMonths(1).AddDays(-1) ? With("date.month", this[$"month.{from.Month}"], from.Year)
        : With("tally.period", Day(from), Day(to));

    /// <summary>The name of a unit of time.</summary>
    public string Unit(TallyUnit unit) => this[$"tally.unit.{Words.Of(unit)}"];

    /// <summary>A text of a pack in this language; in the pack's own where it is not translated.</summary>
    public string Of(PolicyDescription pack, string text) => Language == PackLanguage ? text : pack.In(Language, text).Text;

    /// <summary>The language of what <see cref="Of"/> gives; null where it is the page's.</summary>
    public string? LanguageOf(PolicyDescription pack, string text) => Language == PackLanguage || pack.In(Language, text).Translated ? null : PackLanguage;

    // Spanish in the Americas groups as English does; a space is understood by everybody (and is what the academies recommend).
    private static readonly NumberFormatInfo Spanish = new() { NumberGroupSeparator = "\u00a0" };
}
