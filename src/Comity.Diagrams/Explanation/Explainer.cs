using Comity.Diagrams.Descriptions;
using Comity.Diagrams.Situations;
using Comity.Feel.Values;

namespace Comity.Diagrams.Explanation;

/// <summary>The fewest known variables that force a value whatever all others are.</summary>
/// <param name="Levels">Their levels, ascending.</param>
/// <param name="IsSmallest">Whether it is known that no smaller set does; false where the search was given up.</param>
public sealed record SufficientReason(IReadOnlyList<int> Levels, bool IsSmallest);

/// <summary>One of the smallest changes that lead to another value.</summary>
/// <param name="Changed">For each variable that changes, the regions any of which will do, by level.</param>
/// <param name="Given">For variables that are not known, the regions they have to lie in besides, by level: the plainest of the ways there are.</param>
public sealed record NearestChange(IReadOnlyDictionary<int, IndexSet> Changed, IReadOnlyDictionary<int, IndexSet> Given);

/// <summary>Explains the values of a diagram: why this one, and what would lead to another. Adds nothing to the diagram's space. For one thread at a time.</summary>
/// <remarks>
/// It ends with <see cref="Comity.Feel.Evaluation.EvaluationLimitException"/> where its own table, as large as a space, is full, or the
/// work of the diagram's space is spent.
/// </remarks>
public sealed class Explainer
{
    private const int MostSteps = 100_000;
    private const int MostChanges = 60;

    private readonly FunctionTable _table;
    private readonly List<FeelValue> _values = [];
    private readonly int _function;

    /// <summary>Explains a diagram.</summary>
    /// <param name="diagram">The diagram; what is settled is no fact to be explained by or changed.</param>
    /// <param name="meaning">What a value means; values of one meaning are not told apart.</param>
    public Explainer(SettledDiagram diagram, Func<FeelValue, FeelValue> meaning)
    {
        ArgumentNullException.ThrowIfNull(diagram);
        ArgumentNullException.ThrowIfNull(meaning);
        _table = new FunctionTable(diagram.Diagram.Space);
        _function = _table.Import(diagram.Diagram, [.. diagram.Settled], value =>
        {
            var (meant, number) = (meaning(value), 0);
            number = _values.IndexOf(meant);
            if (number < 0)
            {
                number = _values.Count;
                _values.Add(meant);
            }

            return number;
        });
    }

    internal Explainer(FunctionTable table, int function)
    {
        _table = table;
        _function = function;
    }

    /// <summary>The values that there are, whatever the variables are.</summary>
    public IReadOnlyList<FeelValue> Values => _values;

    /// <summary>The value that is certain when some variables are known; null when it is not.</summary>
    /// <param name="known">For each variable its region, or -1 when it is not known.</param>
    public FeelValue? Certain(IReadOnlyList<int> known) => CertainNumber(known) is { } number ? _values[number] : null;

    /// <summary>The smallest set of known variables that forces the value; null when the value is not certain.</summary>
    /// <param name="known">For each variable its region, or -1 when it is not known.</param>
    public SufficientReason? Reason(IReadOnlyList<int> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        return CertainNumber(known) is { } number ? Reason(known, number) : null;
    }

    /// <summary>The smallest changes of known variables that lead to a value, all of one size; empty when nothing does.</summary>
    /// <param name="known">For each variable its region, or -1 when it is not known.</param>
    /// <param name="value">The value.</param>
    public IReadOnlyList<NearestChange> Changes(IReadOnlyList<int> known, FeelValue value)
    {
        ArgumentNullException.ThrowIfNull(known);
        var number = _values.IndexOf(value);
        var distances = new Dictionary<int, int>();
        if (number < 0 || Distance(_function) is not (< int.MaxValue and var least))
        {
            return [];
        }

        var (found, seen) = (new List<NearestChange>(), new HashSet<string>(StringComparer.Ordinal));
        var begins = RegionIntervals.Begins(_table, [_function]);
        Walk(_function, []);
        return Joined(found);

        // How many known variables have to change on the way to the value.
        int Distance(int function)
        {
            if (function < 0)
            {
                return ~function == number ? 0 : int.MaxValue;
            }

            if (!distances.TryGetValue(function, out var distance))
            {
                distance = int.MaxValue;
                for (var arcs = _table.Arcs(function); arcs.Next();)
                {
                    distance = Math.Min(distance, Step(_table.Level(function), arcs.Start, arcs.End, arcs.First));
                }

                distances.Add(function, distance);
            }

            return distance;
        }

        int Step(int level, int start, int end, int child) =>
            Distance(child) is < int.MaxValue and var further ? further + (Differs(known[level], start, end) ? 1 : 0) : int.MaxValue;

        // Regions that nothing tells apart are taken together.
        void Walk(int function, Dictionary<int, (int Start, int End)> changed)
        {
            if (found.Count >= MostChanges)
            {
                return;
            }

            if (function < 0)
            {
                if (seen.Add(string.Join(' ', changed.OrderBy(entry => entry.Key))))
                {
                    found.Add(new NearestChange(
                        changed.ToDictionary(entry => entry.Key, entry => IndexSet.Of(
                            Enumerable.Range(entry.Value.Start, entry.Value.End - entry.Value.Start))), Given(known, changed, number)));
                }

                return;
            }

            var level = _table.Level(function);
            var best = Distance(function);
            for (var (start, end) = (0, 0); start < begins[level].Count; start = end)
            {
                for (end = start + 1; end < begins[level].Count && !begins[level][end];)
                {
                    end++;
                }

                var child = _table.Child(function, start);
                if (Step(level, start, end, child) == best)
                {
                    Walk(child, Differs(known[level], start, end)
                        ? new Dictionary<int, (int Start, int End)>(changed) { [level] = (start, end) }
                        : changed);
                }
            }
        }
    }

    // Where the variables that are not known make the value certain, in the fewest conditions.
    private Dictionary<int, IndexSet> Given(IReadOnlyList<int> known, Dictionary<int, (int Start, int End)> changed, int number)
    {
        var left = _function;
        foreach (var (level, region) in known.Index().Where(entry => entry.Item >= 0))
        {
            left = _table.Restrict(left, level, changed.TryGetValue(level, out var regions) ? regions.Start : region);
        }

        var cube = Description.Of(_table, _table.Where(left, other => other == number), []).Cubes.MinBy(cube => cube.Levels.Count())!;
        return cube.Levels.ToDictionary(level => level, level => cube.Regions[level]);
    }

    // Each situation with another value has to be excluded by a known variable that differs there. The smallest set that excludes those found
    // so far is tried; the nearest situation that it leaves is found next.
    private SufficientReason Reason(IReadOnlyList<int> known, int number)
    {
        var rows = new List<IndexSet>();
        while (true)
        {
            var (chosen, isBest) = new Choice([.. _table.Widths.Select(_ => 1)], Choice.Smallest(rows), MostSteps).Find();
            if (Nearest(_function, [], chosen) is not { } differences)
            {
                return new SufficientReason([.. chosen.Members], isBest);
            }

            rows.Add(differences);
        }

        // The fewest known variables in which a situation with another value differs, none of them excluded; null when there is none.
        IndexSet? Nearest(int function, Dictionary<int, IndexSet?> done, IndexSet excluded)
        {
            if (function < 0)
            {
                return ~function == number ? null : IndexSet.Empty;
            }

            if (!done.TryGetValue(function, out var best))
            {
                var level = _table.Level(function);
                for (var arcs = _table.Arcs(function); arcs.Next();)
                {
                    var differs = Differs(known[level], arcs.Start, arcs.End);
                    if (!(differs && excluded.Contains(level)) && Nearest(arcs.First, done, excluded) is { } further)
                    {
                        further = differs ? further.With(level) : further;
                        best = best is null || further.Count < best.Count ? further : best;
                    }
                }

                done.Add(function, best);
            }

            return best;
        }
    }

    private int? CertainNumber(IReadOnlyList<int> known)
    {
        var (ahead, seen) = (new Stack<int>([_function]), new HashSet<int>());
        int? number = null;
        while (ahead.TryPop(out var function))
        {
            if (!seen.Add(function))
            {
                continue;
            }

            if (function < 0)
            {
                if (number is { } other && other != ~function)
                {
                    return null;
                }

                number = ~function;
                continue;
            }

            var region = known[_table.Level(function)];
            for (var arcs = _table.Arcs(function); arcs.Next();)
            {
                if (!Differs(region, arcs.Start, arcs.End))
                {
                    ahead.Push(arcs.First);
                }
            }
        }

        return number;
    }

    // Whether a known region is none of some neighbors.
    private static bool Differs(int known, int start, int end) => known >= 0 && (known < start || known >= end);

    // Changes that differ in the regions of one variable alone are one.
    private static List<NearestChange> Joined(List<NearestChange> changes)
    {
        var joined = new List<NearestChange>();
        foreach (var change in changes)
        {
            var place = joined.FindIndex(other => Differing(change, other) is not null);
            if (place < 0)
            {
                joined.Add(change);
                continue;
            }

            var level = Differing(change, joined[place])!.Value;
            joined[place] = joined[place] with
            {
                Changed = joined[place].Changed.ToDictionary(entry => entry.Key, entry => entry.Key == level ? entry.Value.Union(change.Changed[level]) : entry.Value),
            };
        }

        return joined;
    }

    private static int? Differing(NearestChange one, NearestChange other)
    {
        if (!one.Changed.Keys.Order().SequenceEqual(other.Changed.Keys.Order()) || one.Given.Count != other.Given.Count || one.Given.Any(entry => !entry.Value.Equals(other.Given.GetValueOrDefault(entry.Key))))
        {
            return null;
        }

        var levels = one.Changed.Keys.Where(level => !one.Changed[level].Equals(other.Changed[level])).ToList();
        return levels.Count == 1 ? levels[0] : null;
    }
}
