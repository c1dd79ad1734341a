using System.Globalization;
using System.Text;

namespace Comity.Feel.Text;

/// <summary>
/// Names as expressions write them (DMN 1.5 §10.3.1.2 rules 25 to 30, §10.3.1.4). White space is no part of a name; it only keeps two words
/// apart. So a name has one normal form, in which names are compared wherever they are declared and used; people are shown names as they
/// were written.
/// </summary>
public static class FeelNames
{
    /// <summary>Compares names by their normal forms: <c>Debt / Income</c> and <c>Debt/Income</c> are one.</summary>
    public static IEqualityComparer<string> Comparer { get; } = new NormalForms();

    /// <summary>The name in normal form: one space between two words, no white space elsewhere.</summary>
    public static string Normalise(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        for (var i = 0; i < name.Length; i++)
        {
            if (IsBlank(name[i]) && !(name[i] == ' ' && StandBetweenWords(name, i, i + 1)))
            {
                return Rewritten(name);
            }
        }

        return name;
    }

    /// <summary>White space (rule 61): besides what .NET calls so, a few characters without width.</summary>
    internal static bool IsBlank(char character) => char.IsWhiteSpace(character) || character is '\u180E' or '\u200B' or '\uFEFF';

    /// <summary>Whether a name can start with it (rule 28), or it is another letter.</summary>
    internal static bool IsStart(Rune rune) => rune.Value switch
    {
        < 0x80 => rune.Value is '?' or '_' || Rune.IsLetter(rune),
        >= 0xF8 and <= 0x2FF or >= 0x370 and <= 0x37D or >= 0x37F and <= 0x1FFF or 0x200C or 0x200D or >= 0x2070 and <= 0x218F or >= 0x2C00 and <= 0x2FEF
            or >= 0x3001 and <= 0xD7FF or >= 0xF900 and < 0xFFFD => !(rune.IsBmp && IsBlank((char)rune.Value)),
        _ => rune.Value >= 0x10000 || Rune.IsLetter(rune),
    };

    /// <summary>Whether it can stand in a word of a name (rule 29), or is another digit or mark.</summary>
    internal static bool IsPart(Rune rune) =>
        IsStart(rune) || Rune.IsDigit(rune) || rune.Value is 0xB7 or 0x203F or 0x2040
            || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark;

    /// <summary>The character at a position; that for unknown ones, which no name has, for half of a pair.</summary>
    internal static Rune RuneAt(ReadOnlySpan<char> text, int position)
    {
        Rune.DecodeFromUtf16(text[position..], out var rune, out _);
        return rune;
    }

    /// <summary>Where the word that begins at a position ends; a character that is in no word is taken by itself.</summary>
    internal static int EndOfPart(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        while (end < text.Length && RuneAt(text, end) is var rune && IsPart(rune))
        {
            end += rune.Utf16SequenceLength;
        }

        return end > start ? end : start + RuneAt(text, start).Utf16SequenceLength;
    }

    private static string Rewritten(string name)
    {
        var result = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length;)
        {
            var end = i;
            while (end < name.Length && IsBlank(name[end]))
            {
                end++;
            }

            if (end == i)
            {
                result.Append(name[i++]);
                continue;
            }

            if (StandBetweenWords(name, i, end))
            {
                result.Append(' ');
            }

            i = end;
        }

        return result.ToString();
    }

    private static bool StandBetweenWords(ReadOnlySpan<char> name, int start, int end) =>
        start > 0 && end < name.Length && Rune.DecodeLastFromUtf16(name[..start], out var before, out _) == default && IsPart(before)
            && IsPart(RuneAt(name, end));

    private sealed class NormalForms : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) =>
            string.Equals(x, y, StringComparison.Ordinal)
                || (x is not null && y is not null && string.Equals(Normalise(x), Normalise(y), StringComparison.Ordinal));

        public int GetHashCode(string obj) => string.GetHashCode(Normalise(obj), StringComparison.Ordinal);
    }
}
