using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Comity.Feel.Functions;

/// <summary>
/// A set of Unicode characters (code points without surrogates): what a character class of a regular expression stands for. Immutable.
/// </summary>
internal sealed class CodePointSet
{
    private const int Last = 0x10FFFF;
    private static readonly Lazy<Dictionary<string, CodePointSet>> Categories = new(AllCategories);

    // Blocks that .NET does not know, because they lie beyond its characters (XML Schema part 2, F.1.1).
    private static readonly Dictionary<string, (int From, int To)[]> BlocksBeyond = new(StringComparer.Ordinal)
    {
        ["IsOldItalic"] = [(0x10300, 0x1032F)],
        ["IsGothic"] = [(0x10330, 0x1034F)],
        ["IsDeseret"] = [(0x10400, 0x1044F)],
        ["IsByzantineMusicalSymbols"] = [(0x1D000, 0x1D0FF)],
        ["IsMusicalSymbols"] = [(0x1D100, 0x1D1FF)],
        ["IsMathematicalAlphanumericSymbols"] = [(0x1D400, 0x1D7FF)],
        ["IsCJKUnifiedIdeographsExtensionB"] = [(0x20000, 0x2A6DF)],
        ["IsCJKCompatibilityIdeographsSupplement"] = [(0x2F800, 0x2FA1F)],
        ["IsTags"] = [(0xE0000, 0xE007F)],
        ["IsPrivateUse"] = [(0xE000, 0xF8FF), (0xF0000, 0xFFFFD), (0x100000, 0x10FFFD)],
    };

    private static readonly Lazy<CodePointSet> NameStarts = new(() => Of(
        (':', ':'), ('A', 'Z'), ('_', '_'), ('a', 'z'), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF), (0x370, 0x37D), (0x37F, 0x1FFF),
            (0x200C, 0x200D),
        (0x2070, 0x218F), (0x2C00, 0x2FEF), (0x3001, 0xD7FF), (0xF900, 0xFDCF), (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF)));

    private static readonly Lazy<CodePointSet> NameCharacters = new(() =>
        NameStartCharacters.With(Of(('-', '-'), ('.', '.'), ('0', '9'), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040))));

    private static readonly Lazy<CodePointSet> WordCharacters = new(() =>
        Category("P")!.With(Category("Z")!).With(Category("C")!).Others());

    // In order, apart from each other by at least one character.
    private readonly (int From, int To)[] _ranges;

    private CodePointSet((int From, int To)[] ranges) => _ranges = ranges;

    /// <summary>No character.</summary>
    public static CodePointSet Empty { get; } = new([]);

    /// <summary>All characters.</summary>
    public static CodePointSet All { get; } = Of((0, Last));

    /// <summary><c>\s</c>: the four white space characters of XML.</summary>
    public static CodePointSet WhiteSpace { get; } = Of((0x9, 0xA), (0xD, 0xD), (0x20, 0x20));

    /// <summary><c>\i</c>: NameStartChar of XML 1.0.</summary>
    public static CodePointSet NameStartCharacters => NameStarts.Value;

    /// <summary><c>\c</c>: NameChar of XML 1.0.</summary>
    public static CodePointSet NameChars => NameCharacters.Value;

    /// <summary><c>\w</c>: all but punctuation, separators and others.</summary>
    public static CodePointSet Word => WordCharacters.Value;

    /// <summary>The characters between the given ones, ends included.</summary>
    public static CodePointSet Of(params IEnumerable<(int From, int To)> ranges)
    {
        var merged = new List<(int From, int To)>();
        foreach (var range in ranges.SelectMany(WithoutSurrogates).Order())
        {
            if (merged.Count > 0 && range.From <= merged[^1].To + 1)
            {
                merged[^1] = (merged[^1].From, Math.Max(merged[^1].To, range.To));
            }
            else
            {
                merged.Add(range);
            }
        }

        return new CodePointSet([.. merged]);
    }

    /// <summary>
    /// A category (<c>L</c>, <c>Lu</c>) or block (<c>IsGreek</c>) by its name; null for none. <c>Cs</c> is none: a string holds no
    /// surrogates.
    /// </summary>
    public static CodePointSet? Category(string name)
    {
        if (!name.StartsWith("Is", StringComparison.Ordinal))
        {
            return Categories.Value.GetValueOrDefault(name);
        }

        if (BlocksBeyond.TryGetValue(name, out var ranges))
        {
            return Of(ranges);
        }

        try
        {
            var block = new Regex($@"\A\p{{{Regex.Escape(name).Replace(@"\-", "-", StringComparison.Ordinal)}}}\z",
                RegexOptions.CultureInvariant);
            return Of(Enumerable.Range(0, 0x10000).Where(unit => block.IsMatch(((char)unit).ToString())).Select(unit => (unit, unit)));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether a character is in the set.</summary>
    public bool Contains(int point)
    {
        var (low, high) = (0, _ranges.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _ranges[middle].To < point ? (middle + 1, high) : (low, middle);
        }

        return low < _ranges.Length && _ranges[low].From <= point;
    }

    /// <summary>What is in either.</summary>
    public CodePointSet With(CodePointSet other) => Of(_ranges.Concat(other._ranges));

    /// <summary>All characters that are not in the set.</summary>
    public CodePointSet Others()
    {
        var starts = _ranges.Select(range => range.To + 1).Prepend(0);
        var ends = _ranges.Select(range => range.From - 1).Append(Last);
        return Of(starts.Zip(ends).Where(range => range.First <= range.Second));
    }

    /// <summary>What is in this one and not in the other.</summary>
    public CodePointSet Without(CodePointSet other) => Others().With(other).Others();

    /// <summary>With all that differ from one of the set by case only.</summary>
    public CodePointSet WithVariants() =>
        With(Of(CaseMapping.Variants.Where(entry => Contains(entry.Key)).SelectMany(entry => entry.Value).Select(point => (point, point))));

    /// <summary>
    /// A pattern of .NET that matches one character of the set. .NET counts UTF-16 units: what lies above U+FFFF is written as its two
    /// units, which are only ever matched together, as no unit of a pair is in any class.
    /// </summary>
    public string Pattern()
    {
        var alternatives = new List<string>();
        var plane = _ranges.Where(range => range.From <= 0xFFFF).Select(range => (range.From, Math.Min(range.To, 0xFFFF)));
        if (plane.Any())
        {
            alternatives.Add(Units(plane));
        }

        // The second units behind each first one, and then the first units that have the same ones behind them.
        var seconds = new SortedDictionary<int, List<(int, int)>>();
        foreach (var (from, to) in _ranges.Where(range => range.To > 0xFFFF))
        {
            for (var start = Math.Max(from, 0x10000); start <= to; start = (start | 0x3FF) + 1)
            {
                var first = 0xD800 + ((start - 0x10000) >> 10);
                seconds.TryAdd(first, []);
                seconds[first].Add((0xDC00 + (start & 0x3FF), 0xDC00 + (Math.Min(to, start | 0x3FF) & 0x3FF)));
            }
        }

        alternatives.AddRange(seconds.GroupBy(entry => Units(entry.Value), entry => (entry.Key, entry.Key))
            .Select(group => Units(group) + group.Key));
        return alternatives.Count switch
        {
            0 => @"[^\s\S]",
            1 when seconds.Count == 0 => alternatives[0],
            _ => $"(?:{string.Join('|', alternatives)})",
        };
    }

    private static string Units(IEnumerable<(int From, int To)> ranges)
    {
        var text = new StringBuilder("[");
        foreach (var (from, to) in ranges)
        {
            text.Append(CultureInfo.InvariantCulture, $@"\u{from:X4}");
            if (to > from)
            {
                text.Append(CultureInfo.InvariantCulture, $@"-\u{to:X4}");
            }
        }

        return text.Append(']').ToString();
    }

    private static IEnumerable<(int From, int To)> WithoutSurrogates((int From, int To) range)
    {
        if (range.From < 0xD800)
        {
            yield return (range.From, Math.Min(range.To, 0xD7FF));
        }

        if (range.To > 0xDFFF)
        {
            yield return (Math.Max(range.From, 0xE000), range.To);
        }
    }

    private static Dictionary<string, CodePointSet> AllCategories()
    {
        var ranges = new Dictionary<string, List<(int, int)>>(StringComparer.Ordinal);
        for (var from = 0; from <= Last;)
        {
            var category = CharUnicodeInfo.GetUnicodeCategory(from);
            var to = from;
            while (to < Last && CharUnicodeInfo.GetUnicodeCategory(to + 1) == category)
            {
                to++;
            }

            var name = Names[(int)category];
            foreach (var key in new[] { name, name[..1] })
            {
                ranges.TryAdd(key, []);
                ranges[key].Add((from, to));
            }

            from = to + 1;
        }

        ranges.Remove("Cs");
        return ranges.ToDictionary(entry => entry.Key, entry => Of(entry.Value), StringComparer.Ordinal);
    }

    // In the order of UnicodeCategory.
    private static readonly string[] Names =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd",
            "Ps", "Pe", "Pi", "Pf", "Po",
        "Sm", "Sc", "Sk", "So", "Cn",
    ];
}
