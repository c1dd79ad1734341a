using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Comity.Dmn.Compilation.Tables;

/// <summary>
/// Many rules, divided by the column that tells most of them apart, those of each part by another column, and so on, until a few are
/// left, which are tested one by one. A rule whose entry spans several parts is in each of them; how often altogether is bounded.
/// </summary>
/// <remarks>
/// The way in which packets are classified: Gupta and McKeown, "Packet classification using hierarchical intelligent cuttings", 1999.
/// </remarks>
internal sealed class RuleTree : RuleFinder
{
    // So many rules are not divided any further, but tested all at once.
    private const int Few = 16;

    private readonly int _rules;
    private readonly int _width;

    // For each place in the lists the first region of each column that its rule lets pass, then the last, each filled up to a width: the
    // rules of a list lie side by side.
    private readonly int[] _limits;

    // For rules with an entry that does not let all regions pass that lie between, the stretches of those that it does.
    private readonly Dictionary<int, (int Column, (int First, int Last)[] Stretches)[]> _gaps = [];

    // A child is a node, or ~ the place of a list, which begins with its length. The first list is that of all rules.
    private readonly int _root;
    private readonly Node[] _nodes;
    private readonly int[] _children;
    private readonly int[] _lists;

    private RuleTree(int rules, IReadOnlyList<ColumnStretches> columns, Builder builder)
    {
        _rules = rules;
        _width = Width(columns.Count);
        (_root, _nodes, _children, _lists) = (builder.Root, [.. builder.Nodes], [.. builder.Children], [.. builder.Lists]);
        _limits = new int[2 * _width * _lists.Length];
        for (var list = 0; list < _lists.Length; list += _lists[list] + 1)
        {
            for (var at = list + 1; at <= list + _lists[list]; at++)
            {
                var limits = _limits.AsSpan(2 * _width * at, 2 * _width);
                for (var column = 0; column < columns.Count; column++)
                {
                    var stretches = columns[column].Of(_lists[at]);
                    (limits[column], limits[_width + column]) = stretches.IsEmpty ? (1, 0) : (stretches[0].First, stretches[^1].Last);
                }
            }
        }

        for (var rule = 0; rule < rules; rule++)
        {
            for (var column = 0; column < columns.Count; column++)
            {
                if (columns[column].Of(rule) is { Length: > 1 } stretches)
                {
                    _gaps[rule] = [.. _gaps.GetValueOrDefault(rule, []), (column, stretches.ToArray())];
                }
            }
        }
    }

    /// <summary>The tree; null where too many rules hold for the same values to be divided.</summary>
    /// <param name="rules">How many rules there are.</param>
    /// <param name="columns">The stretches of each column.</param>
    public static RuleTree? TryCreate(int rules, IReadOnlyList<ColumnStretches> columns)
    {
        var builder = new Builder(rules, columns);
        return builder.IsWorthwhile ? new RuleTree(rules, columns, builder) : null;
    }

    /// <inheritdoc/>
    public override RuleCursor Start(Span<int> regions)
    {
        var child = _root;
        while (child >= 0)
        {
            ref readonly var node = ref _nodes[child];
            var region = regions[node.Column];
            if (region < 0)
            {
                return new RuleCursor(1, _rules + 1);
            }

            child = _children[node.Children + node.ChildOf(region)];
        }

        return new RuleCursor(~child + 1, ~child + 1 + _lists[~child]);
    }

    /// <inheritdoc/>
    public override int Next(ReadOnlySpan<int> regions, ref RuleCursor cursor)
    {
        while (cursor.At < cursor.End)
        {
            var at = cursor.At++;
            if (Outside(at, regions) == 0 && (_gaps.Count == 0 || AreInStretches(_lists[at], regions)))
            {
                return _lists[at];
            }
        }

        return -1;
    }

    /// <summary>The first rule; -1 when there is none.</summary>
    /// <param name="regions">The region of each column's value, of which none is negative.</param>
    /// <param name="isAlone">Whether no other rule is left possible.</param>
    public int First(Span<int> regions, out bool isAlone)
    {
        var cursor = Start(regions);
        if (cursor.End - cursor.At > Few || _gaps.Count > 0)
        {
            var first = Next(regions, ref cursor);
            isAlone = first < 0 || Next(regions, ref cursor) < 0;
            return first;
        }

        // Without a branch for each rule, which nobody could predict, the processor works on all of them at once.
        var (found, count) = (-1, 0);
        for (var at = cursor.End - 1; at >= cursor.At; at--)
        {
            var rule = _lists[at];
            var possible = ((int)Outside(at, regions) - 1) >> 31;
            found = (rule & possible) | (found & ~possible);
            count -= possible;
        }

        isAlone = count <= 1;
        return found;
    }

    // The columns, as bits, whose value lies outside the limits of the rule at a place in the lists; not those whose value lies outside
    // the regions.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Outside(int at, ReadOnlySpan<int> regions)
    {
        var outside = 0U;
        ref var limits = ref _limits[2 * _width * at];
        ref var values = ref MemoryMarshal.GetReference(regions);
        for (var column = 0; column < _width; column += Lanes)
        {
            var value = Vector256.LoadUnsafe(ref values, (nuint)column);
            var below = Vector256.LessThan(value, Vector256.LoadUnsafe(ref limits, (nuint)column))
                & Vector256.GreaterThanOrEqual(value, Vector256<int>.Zero);
            var above = Vector256.GreaterThan(value, Vector256.LoadUnsafe(ref limits, (nuint)(_width + column)));
            outside |= (below | above).ExtractMostSignificantBits();
        }

        return outside;
    }

    private bool AreInStretches(int rule, ReadOnlySpan<int> regions)
    {
        foreach (var (column, stretches) in _gaps.GetValueOrDefault(rule, []))
        {
            var region = regions[column];
            if (region >= 0 && !Array.Exists(stretches, stretch => stretch.First <= region && region <= stretch.Last))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Rules divided by a column: those below a region, and then by so many regions at once.</summary>
    private readonly record struct Node(int Column, int Low, int High, int Shift, int Children)
    {
        public int Count => ((High - Low) >> Shift) + 2;

        public int ChildOf(int region) => (Math.Clamp(region, Low - (1 << Shift), High) - Low + (1 << Shift)) >> Shift;
    }

    private sealed class Builder
    {
        // How often a rule is in a list, on the average, and by how much one division may contribute to that.
        private const int MostEntries = 12;
        private const int MostCopies = 4;

        // A division that leaves more than this of the rules together is none.
        private const double LeastGain = 0.75;

        private readonly IReadOnlyList<ColumnStretches> _columns;
        private readonly bool[] _used;
        private double _squares;
        private double _entries;

        public Builder(int rules, IReadOnlyList<ColumnStretches> columns)
        {
            _columns = columns;
            _used = new bool[columns.Count];
            var all = new int[rules];
            for (var rule = 0; rule < rules; rule++)
            {
                all[rule] = rule;
            }

            AddList(all);
            AddList([]);
            Root = Build(all, (long)rules * MostEntries);
            IsWorthwhile = _squares / _entries < rules / 32.0;
        }

        public int Root { get; }

        public List<Node> Nodes { get; } = [];

        public List<int> Children { get; } = [];

        public List<int> Lists { get; } = [];

        public bool IsWorthwhile { get; }

        private int Build(ReadOnlySpan<int> rules, long budget)
        {
            if (rules.IsEmpty)
            {
                return ~(Lists[0] + 1);
            }

            if (rules.Length <= Few || Best(rules, budget) is not { } node)
            {
                _squares += (double)rules.Length * rules.Length;
                _entries += rules.Length;
                return AddList(rules);
            }

            var counts = Counts(rules, node);
            var starts = new int[counts.Length + 1];
            for (var i = 0; i < counts.Length; i++)
            {
                starts[i + 1] = starts[i] + counts[i];
            }

            var parts = new int[starts[^1]];
            var ends = starts.AsSpan(0, counts.Length).ToArray();
            foreach (var rule in rules)
            {
                var next = 0;
                foreach (var (first, last) in _columns[node.Column].Of(rule))
                {
                    for (next = Math.Max(next, node.ChildOf(first)); next <= node.ChildOf(last); next++)
                    {
                        parts[ends[next]++] = rule;
                    }
                }
            }

            var children = Children.Count;
            Children.AddRange(new int[counts.Length]);
            var place = Nodes.Count;
            Nodes.Add(node with { Children = children });
            _used[node.Column] = true;
            for (var i = 0; i < counts.Length; i++)
            {
                var part = parts.AsSpan(starts[i], counts[i]);
                Children[children + i] = i > 0 && part.SequenceEqual(parts.AsSpan(starts[i - 1], counts[i - 1]))
                    ? Children[children + i - 1]
                    : Build(part, budget * counts[i] / parts.Length);
            }

            _used[node.Column] = false;
            return place;
        }

        private int AddList(ReadOnlySpan<int> rules)
        {
            var place = Lists.Count;
            Lists.Add(rules.Length);
            Lists.AddRange(rules);
            return ~place;
        }

        // The division after which a rule is in the shortest list; null where none is worth it.
        private Node? Best(ReadOnlySpan<int> rules, long budget)
        {
            var most = Math.Min(budget, (long)rules.Length * MostCopies);
            var (best, shortest) = ((Node?)null, LeastGain * rules.Length);
            for (var column = 0; column < _columns.Count; column++)
            {
                if (_used[column] || Division(rules, column, most) is not { } node)
                {
                    continue;
                }

                var (sum, squares) = (0L, 0.0);
                foreach (var count in Counts(rules, node))
                {
                    sum += count;
                    squares += (double)count * count;
                }

                if (sum <= most && squares / sum < shortest)
                {
                    (best, shortest) = (node, squares / sum);
                }
            }

            return best;
        }

        // As many parts as there are regions that tell rules apart, or fewer, where rules would be in too many parts.
        private Node? Division(ReadOnlySpan<int> rules, int column, long most)
        {
            var end = _columns[column].Count;
            var (low, high) = (int.MaxValue, 0);
            foreach (var rule in rules)
            {
                foreach (var (first, last) in _columns[column].Of(rule))
                {
                    (low, high) = first > 0 ? (Math.Min(low, first), Math.Max(high, first)) : (low, high);
                    (low, high) = last + 1 < end ? (Math.Min(low, last + 1), Math.Max(high, last + 1)) : (low, high);
                }
            }

            if (low > high)
            {
                return null;
            }

            var width = 0L;
            foreach (var rule in rules)
            {
                foreach (var (first, last) in _columns[column].Of(rule))
                {
                    width += Math.Clamp(last, low - 1, high) - Math.Clamp(first, low - 1, high);
                }
            }

            var shift = 0;
            while (shift < 30 && ((high - low) >> shift > 4 * rules.Length || rules.Length + (width >> shift) > most))
            {
                shift++;
            }

            return new Node(column, low, high, shift, 0);
        }

        private int[] Counts(ReadOnlySpan<int> rules, Node node)
        {
            var counts = new int[node.Count + 1];
            foreach (var rule in rules)
            {
                var next = 0;
                foreach (var (first, last) in _columns[node.Column].Of(rule))
                {
                    var from = Math.Max(next, node.ChildOf(first));
                    next = node.ChildOf(last) + 1;
                    if (from < next)
                    {
                        counts[from]++;
                        counts[next]--;
                    }
                }
            }

            for (var i = 1; i < counts.Length; i++)
            {
                counts[i] += counts[i - 1];
            }

            return counts[..^1];
        }
    }
}
