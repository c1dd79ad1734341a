namespace Comity.Feel.Values;

/// <summary>Strings as sequences of Unicode code points, which is what FEEL's are (DMN 1.5 §10.3.2.3.2).</summary>
internal static class CodePoints
{
    /// <summary>
    /// The order of two strings by their code points; UTF-16 has surrogates before U+E000, code points have them after U+FFFF.
    /// </summary>
    public static int Compare(string left, string right)
    {
        var at = left.AsSpan().CommonPrefixLength(right);
        return at == left.Length || at == right.Length ? left.Length.CompareTo(right.Length) : Rank(left[at]).CompareTo(Rank(right[at]));
    }

    /// <summary>
    /// Where a part begins in a text; -1 for nowhere. Takes time linear in both, whatever they are (Knuth, Morris and Pratt).
    /// </summary>
    public static int IndexOf(string text, string part)
    {
        // The framework's search is faster, and compares the part at every place when it has to.
        if (part.Length <= 64 || part.Length > text.Length)
        {
            return text.IndexOf(part, StringComparison.Ordinal);
        }

        var borders = new int[part.Length];
        for (int i = 1, length = 0; i < part.Length; i++)
        {
            length = Extended(part, borders, length, part[i]);
            borders[i] = length;
        }

        for (int i = 0, length = 0; i < text.Length; i++)
        {
            length = Extended(part, borders, length, text[i]);
            if (length == part.Length)
            {
                return i - length + 1;
            }
        }

        return -1;
    }

    // How much of the part ends with the next unit, when so much of it ended before.
    private static int Extended(string part, int[] borders, int length, char next)
    {
        while (length > 0 && part[length] != next)
        {
            length = borders[length - 1];
        }

        return part[length] == next ? length + 1 : 0;
    }

    // Two surrogates that differ, or a surrogate and another unit, stand in one order in UTF-16 and by code point once surrogates come
    // last.
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
