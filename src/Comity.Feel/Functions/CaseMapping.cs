using System.Buffers;
using System.Globalization;
using System.Text;

namespace Comity.Feel.Functions;

/// <summary>
/// Unicode's full case mapping without a language (Unicode 16, chapter 3.13): one letter may become several, and a capital sigma that
/// ends a word becomes ς. .NET maps letter by letter; what goes beyond that is data from SpecialCasing.txt of the Unicode Character
/// Database.
/// </summary>
internal static class CaseMapping
{
    // Each letter with its capitals, where these are several (SpecialCasing.txt, unconditional mappings).
    private const string SeveralCapitals =
        "ßSS ŉʼN ǰJ\u030C \u0390Ι\u0308\u0301 \u03B0Υ\u0308\u0301 ևԵՒ \u1E96H\u0331 \u1E97T\u0308 \u1E98W\u030A "
            + "\u1E99Y\u030A \u1E9AA\u02BE "
        + "\u1F50Υ\u0313 \u1F52Υ\u0313\u0300 \u1F54Υ\u0313\u0301 \u1F56Υ\u0313\u0342 \u1FB6Α\u0342 \u1FB7Α\u0342Ι \u1FC6Η\u0342 "
        + "\u1FC7Η\u0342Ι "
        + "\u1FD2Ι\u0308\u0300 \u1FD3Ι\u0308\u0301 \u1FD6Ι\u0342 \u1FD7Ι\u0308\u0342 \u1FE2Υ\u0308\u0300 \u1FE3Υ\u0308\u0301 \u1FE4Ρ\u0313 "
        + "\u1FE6Υ\u0342 \u1FE7Υ\u0308\u0342 \u1FF6Ω\u0342 \u1FF7Ω\u0342Ι \u1FB2\u1FBAΙ \u1FB3ΑΙ \u1FB4\u0386Ι \u1FBCΑΙ "
        + "\u1FC2\u1FCAΙ \u1FC3ΗΙ "
        + "\u1FC4\u0389Ι \u1FCCΗΙ \u1FF2\u1FFAΙ \u1FF3ΩΙ \u1FF4\u038FΙ \u1FFCΩΙ "
        + "\uFB00FF \uFB01FI \uFB02FL \uFB03FFI \uFB04FFL \uFB05ST \uFB06ST \uFB13ՄՆ \uFB14ՄԵ \uFB15ՄԻ \uFB16ՎՆ \uFB17ՄԽ";

    private static readonly Dictionary<int, string> Capitals = AllCapitals();
    private static readonly SearchValues<char> LettersOfSeveralCapitals = SearchValues.Create([.. Capitals.Keys.Select(letter =>
        (char)letter)]);

    /// <summary>The text in capitals.</summary>
    public static string ToUpper(string text)
    {
        var at = text.AsSpan().IndexOfAny(LettersOfSeveralCapitals);
        if (at < 0)
        {
            return text.ToUpperInvariant();
        }

        var result = new StringBuilder(text.Length + 1);
        for (var from = 0; ;)
        {
            result.Append(text[from..(from + at)].ToUpperInvariant());
            from += at;
            if (from == text.Length)
            {
                return result.ToString();
            }

            result.Append(Capitals[text[from++]]);
            at = text.AsSpan(from).IndexOfAny(LettersOfSeveralCapitals) is >= 0 and var next ? next : text.Length - from;
        }
    }

    /// <summary>The text in small letters.</summary>
    public static string ToLower(string text)
    {
        var lower = text.ToLowerInvariant();
        if (text.AsSpan().IndexOfAny('Σ', 'İ') < 0)
        {
            return lower;
        }

        // .NET leaves İ; its small form is two characters. Everything else keeps its length.
        var result = new StringBuilder(lower.Length + 1);
        for (var i = 0; i < text.Length; i++)
        {
            _ = text[i] switch
            {
                'İ' => result.Append("i\u0307"),
                'Σ' => result.Append(EndsWord(text, i) ? 'ς' : 'σ'),
                _ => result.Append(lower[i]),
            };
        }

        return result.ToString();
    }

    /// <summary>
    /// All characters that an <c>i</c> in the flags of a regular expression takes for one with a character, itself included: those with
    /// the same capital or small letter (XPath F&amp;O 7.6.1.1), in closed groups. A character that is not listed has no other.
    /// </summary>
    public static IReadOnlyDictionary<int, int[]> Variants => AllVariants.Value;

    private static readonly Lazy<Dictionary<int, int[]>> AllVariants = new(() =>
    {
        var groups = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var groupOf = new Dictionary<int, List<int>>();
        for (var point = 0; point <= 0x1FFFF; point++)
        {
            if (!Rune.IsValid(point))
            {
                continue;
            }

            var text = char.ConvertFromUtf32(point);
            var (upper, lower) = (ToUpper(text), ToLower(text));
            if (upper == text && lower == text)
            {
                continue;
            }

            // The keys tell capitals and small letters apart: 'K' as a capital and as a small letter are two things.
            var mine = new List<int> { point };
            foreach (var key in new[] { "u" + upper, "l" + lower, "u" + ToUpper(lower), "l" + ToLower(upper) })
            {
                if (groups.TryGetValue(key, out var known) && known != mine)
                {
                    mine.AddRange(known.Except(mine));
                }
            }

            foreach (var member in mine)
            {
                groupOf[member] = mine;
                var letter = char.ConvertFromUtf32(member);
                groups["u" + ToUpper(letter)] = mine;
                groups["l" + ToLower(letter)] = mine;
            }
        }

        return groupOf.Where(entry => entry.Value.Count > 1).ToDictionary(entry => entry.Key, entry => entry.Value.ToArray());
    });

    private static Dictionary<int, string> AllCapitals()
    {
        var capitals = SeveralCapitals.Split(' ').ToDictionary(entry => (int)entry[0], entry => entry[1..]);

        // Greek vowels with breathings and a iota below: the capital without the iota, then a capital iota.
        foreach (var (first, plain) in new[] { (0x1F80, 0x1F08), (0x1F90, 0x1F28), (0x1FA0, 0x1F68) })
        {
            for (var i = 0; i < 16; i++)
            {
                capitals[first + i] = (char)(plain + (i % 8)) + "Ι";
            }
        }

        // What .NET leaves alone although it has a capital of its own.
        capitals['ı'] = "I";
        capitals['ſ'] = "S";
        return capitals;
    }

    // Final_Sigma of chapter 3.13: a cased letter before and none behind, whatever is ignored between.
    private static bool EndsWord(string text, int sigma) => IsCasedFrom(text, sigma - 1, -1) && !IsCasedFrom(text, sigma + 1, 1);

    private static bool IsCasedFrom(string text, int at, int step)
    {
        for (; at >= 0 && at < text.Length; at += step)
        {
            var whole = char.IsSurrogate(text[at]) && at + step >= 0 && at + step < text.Length
                && char.IsSurrogatePair(text, Math.Min(at, at + step));
            var point = whole ? char.ConvertToUtf32(text, Math.Min(at, at + step)) : text[at];
            at += whole ? step : 0;
            if (!IsCaseIgnorable(point))
            {
                return IsCased(point);
            }
        }

        return false;
    }

    // Cased: letters with case, and Other_Uppercase and Other_Lowercase as far as they are not ignored.
    private static bool IsCased(int point) =>
        CharUnicodeInfo.GetUnicodeCategory(point) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter
        || point is 0xAA or 0xBA or (>= 0x2160 and <= 0x217F) or (>= 0x24B6 and <= 0x24E9)
            or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);

    // Case_Ignorable: marks, formats, modifiers, and the punctuation within words (Word_Break MidLetter, MidNumLet, Single_Quote).
    private static bool IsCaseIgnorable(int point) =>
        CharUnicodeInfo.GetUnicodeCategory(point) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol
        || point is '\'' or '.' or ':' or 0xB7 or 0x387 or 0x55F or 0x5F4 or 0x2018 or 0x2019 or 0x2024 or 0x2027 or 0xFE13
            or 0xFE52 or 0xFE55
            or 0xFF07 or 0xFF0E or 0xFF1A;
}
