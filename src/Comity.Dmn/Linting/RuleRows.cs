using System.Numerics;

namespace Comity.Dmn.Linting;

/// <summary>
/// For each class of each column the rules that certainly take it: as bits or as a list, whichever is smaller, where that is not too much.
/// </summary>
internal sealed class RuleRows
{
    private const int WordBits = 64;
    private const int MostKept = 1 << 22;
    private const int MostTried = 16;

    private readonly int _words;
    private readonly Column[] _columns;

    public RuleRows(IReadOnlyList<LintColumn> columns, int rules)
    {
        _words = (rules + WordBits - 1) / WordBits;

        // Columns whose classes are taken by the fewest rules come first, those of which nothing is kept last: few rules are then left to
        // look at.
        _columns =
        [
            .. columns.Select(column => Read(column, rules)).OrderBy(column => !column.IsKept).ThenBy(column => column.RulesForClass),
        ];
    }

    /// <summary>A set of no rules.</summary>
    public ulong[] None() => new ulong[_words];

    /// <summary>Adds a rule to a set.</summary>
    public static void Add(ulong[] set, int rule) => set[rule / WordBits] |= 1UL << (rule % WordBits);

    /// <summary>The rules of a set.</summary>
    public static IEnumerable<int> In(ulong[] set)
    {
        for (var word = 0; word < set.Length; word++)
        {
            for (var rest = set[word]; rest != 0; rest &= rest - 1)
            {
                yield return (word * WordBits) + BitOperations.TrailingZeroCount(rest);
            }
        }
    }

    /// <summary>
    /// Goes to a point that a rule may take and, column by column, the fewest of some others do; those of them that certainly take it.
    /// Where none does, the rule has a point to itself.
    /// </summary>
    public ulong[] LeastTaken(int rule, ulong[] others)
    {
        var live = others;
        foreach (var column in _columns)
        {
            if (Array.TrueForAll(live, word => word == 0))
            {
                break;
            }

            var (before, places) = (live, column.Classes.Possible(rule).Some(MostTried));
            if (column.Rows is { } rows)
            {
                live = (ulong[])live.Clone();
                var least = rows.AsSpan(places.MinBy(place => Count(before, rows.AsSpan(place * _words, _words))) * _words, _words);
                for (var word = 0; word < live.Length; word++)
                {
                    live[word] &= least[word];
                }
            }
            else if (column.Lists is { } lists)
            {
                var least = places.MinBy(place => lists[place].Count(other => Has(before, other)));
                live = SetOf(lists[least].Where(other => Has(before, other)));
            }
            else
            {
                var sets = In(live).Select(other => (Rule: other, Side: column.Classes.Certain(other))).ToList();
                var least = places.MinBy(place => sets.Count(other => other.Side.Contains(place)));
                live = SetOf(sets.Where(other => other.Side.Contains(least)).Select(other => other.Rule));
            }
        }

        return live;
    }

    private static bool Has(ulong[] set, int rule) => (set[rule / WordBits] & (1UL << (rule % WordBits))) != 0;

    private ulong[] SetOf(IEnumerable<int> rules)
    {
        var set = None();
        foreach (var rule in rules)
        {
            Add(set, rule);
        }

        return set;
    }

    private static int Count(ulong[] live, ReadOnlySpan<ulong> row)
    {
        var count = 0;
        for (var word = 0; word < live.Length; word++)
        {
            count += BitOperations.PopCount(live[word] & row[word]);
        }

        return count;
    }

    private Column Read(LintColumn column, int rules)
    {
        var (bits, entries) = ((long)column.Count * _words, 0L);
        for (var rule = 0; rule < rules; rule++)
        {
            entries += column.Certain(rule).Size;
        }

        var isKept = Math.Min(bits, entries) <= MostKept;
        return new Column(
            column,
            isKept && bits <= entries ? Rows(column, rules) : null,
            isKept && bits > entries ? Lists(column, rules) : null,
            (double)entries / column.Count);
    }

    private static List<int>[] Lists(LintColumn column, int rules)
    {
        List<int>[] lists = [.. Enumerable.Range(0, column.Count).Select(_ => new List<int>())];
        for (var rule = 0; rule < rules; rule++)
        {
            foreach (var (first, last) in column.Certain(rule).Stretches)
            {
                for (var place = first; place <= last; place++)
                {
                    lists[place].Add(rule);
                }
            }
        }

        return lists;
    }

    private ulong[] Rows(LintColumn column, int rules)
    {
        var rows = new ulong[column.Count * _words];
        for (var rule = 0; rule < rules; rule++)
        {
            var bit = 1UL << (rule % WordBits);
            foreach (var (first, last) in column.Certain(rule).Stretches)
            {
                rows[(first * _words) + (rule / WordBits)] ^= bit;
                if (last + 1 < column.Count)
                {
                    rows[((last + 1) * _words) + (rule / WordBits)] ^= bit;
                }
            }
        }

        for (var i = _words; i < rows.Length; i++)
        {
            rows[i] ^= rows[i - _words];
        }

        return rows;
    }

    private sealed record Column(LintColumn Classes, ulong[]? Rows, List<int>[]? Lists, double RulesForClass)
    {
        public bool IsKept => Rows is not null || Lists is not null;
    }
}
