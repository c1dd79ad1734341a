using System.Numerics;

namespace Comity.Dmn.Linting;

/// <summary>For each class of each column the rules that certainly take it, as bits, where that is not too much.</summary>
internal sealed class RuleRows
{
    private const int WordBits = 64;
    private const int MostWords = 1 << 22;
    private const int MostTried = 16;

    private readonly IReadOnlyList<LintColumn> _columns;
    private readonly int _words;
    private readonly ulong[]?[] _rows;

    public RuleRows(IReadOnlyList<LintColumn> columns, int rules)
    {
        // Columns of few classes come first: where the rows are too many to keep, few rules are left to look at.
        _columns = [.. columns.OrderBy(column => column.Count)];
        _words = (rules + WordBits - 1) / WordBits;
        _rows = [.. _columns.Select(column => (long)column.Count * _words <= MostWords ? Rows(column, rules) : null)];
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
    /// Goes to a point that a rule may take and, column by column, the fewest of some others do; those of them that certainly take it. Where
    /// none does, the rule has a point to itself.
    /// </summary>
    public ulong[] LeastTaken(int rule, ulong[] others)
    {
        var live = (ulong[])others.Clone();
        for (var column = 0; column < _columns.Count && Array.Exists(live, word => word != 0); column++)
        {
            var places = _columns[column].Possible(rule).Some(MostTried);
            if (_rows[column] is { } rows)
            {
                var least = places.MinBy(place => Count(live, rows.AsSpan(place * _words, _words)));
                for (var word = 0; word < live.Length; word++)
                {
                    live[word] &= rows[(least * _words) + word];
                }
            }
            else
            {
                var sets = In(live).Select(other => (Rule: other, Side: _columns[column].Certain(other))).ToList();
                var least = places.MinBy(place => sets.Count(other => other.Side.Contains(place)));
                live = None();
                foreach (var (other, side) in sets)
                {
                    if (side.Contains(least))
                    {
                        Add(live, other);
                    }
                }
            }
        }

        return live;
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
}
