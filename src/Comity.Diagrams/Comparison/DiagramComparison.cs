using System.Numerics;
using Comity.Diagrams.Core;
using Comity.Diagrams.Descriptions;
using Comity.Diagrams.Explanation;
using Comity.Diagrams.Situations;
using Comity.Feel.Evaluation;
using Comity.Feel.Values;

namespace Comity.Diagrams.Comparison;

/// <summary>What one side of a comparison says.</summary>
/// <typeparam name="TPart">What a part stands for.</typeparam>
/// <param name="Values">Diagrams of one space; together their values are what the side says. They have few values together.</param>
/// <param name="Parts">Diagrams of the same space that are true or false, by what they stand for: what else the side says, however much
/// that is.</param>
/// <param name="Apart">Diagrams that are not compared, and only tell intervals apart when situations are counted.</param>
public sealed record ComparedLogic<TPart>(
    IReadOnlyList<SettledDiagram> Values, IReadOnlyDictionary<TPart, SettledDiagram> Parts, IReadOnlyList<SettledDiagram> Apart)
    where TPart : notnull;

/// <summary>Situations in which two logics differ in one way.</summary>
/// <typeparam name="TChange">What the way is.</typeparam>
/// <typeparam name="TPart">What a part stands for.</typeparam>
/// <param name="Change">The way.</param>
/// <param name="Count">How many situations there are.</param>
/// <param name="Description">Which they are.</param>
/// <param name="Example">What makes sure of one change: a region for the fewest variables of the comparison's space, -1 for the others.</param>
/// <param name="Comes">The parts that are true after and not before, somewhere among them.</param>
/// <param name="Goes">The parts that are true before and not after.</param>
public sealed record ChangedSituations<TChange, TPart>(
    TChange Change, BigInteger Count, Description Description, IReadOnlyList<int> Example, IReadOnlyList<TPart> Comes, IReadOnlyList<TPart> Goes);

/// <summary>
/// The exact difference of two logics over all situations: not how they are written, but what they say. Spaces are aligned by the names of
/// their variables.
/// </summary>
/// <typeparam name="TPart">What a part stands for.</typeparam>
public sealed class DiagramComparison<TPart>
    where TPart : notnull
{
    private readonly FunctionTable _table;
    private readonly int _pairs;
    private readonly List<(IReadOnlyList<FeelValue>? Before, IReadOnlyList<FeelValue>? After)> _values = [];
    private readonly List<(TPart Part, int Before, int After)> _parts = [];
    private readonly List<int> _logic;
    private readonly int _compared;

    internal DiagramComparison(Alignment alignment, ComparedLogic<TPart> before, ComparedLogic<TPart> after)
    {
        (_table, Space, Differences) = (alignment.Table, alignment.Space, alignment.Differences);
        var (first, firstValues) = Tuples(alignment, before.Values);
        var (second, secondValues) = Tuples(alignment, after.Values);
        var pairs = new List<(int Left, int Right)>();
        _pairs = _table.Pair(first, second, pairs);
        _values.AddRange(pairs.Select(pair => (firstValues[pair.Left], secondValues[pair.Right])));
        foreach (var part in before.Parts.Keys.Union(after.Parts.Keys))
        {
            _parts.Add((part, Set(before.Parts.GetValueOrDefault(part)), Set(after.Parts.GetValueOrDefault(part))));
        }

        _logic = [_pairs, .. _parts.SelectMany(part => new[] { part.Before, part.After }), .. before.Apart.Concat(after.Apart).Select(Set)];
        _compared = _table.Where(_pairs, number => _values[number] is not (null, null));
        Total = SituationCount.Of(_table, _compared, _logic);

        // A side that has no such situation, or no such part, says nothing of it there.
        int Set(SettledDiagram? part) => part is null
            ? FunctionTable.Nowhere
            : _table.Where(alignment.Import(part, value => value.IsTrue ? 2 : 1), number => number == 2);
    }

    /// <summary>The common variables.</summary>
    public DiagramSpace Space { get; }

    /// <summary>How the variables differ.</summary>
    public IReadOnlyList<VariableDifference> Differences { get; }

    /// <summary>How many situations were compared: all there are. Intervals of numbers and dates that neither side tells apart are one.</summary>
    public BigInteger Total { get; }

    /// <summary>In how many of the situations at least one variable is null.</summary>
    public BigInteger CountWhereNull()
    {
        var given = Space.Variables.Select(variable => IndexSet.Of(Enumerable.Range(0, variable.RegionCount).Where(region =>
            !variable.Sample(region).IsNull))).ToList();
        return SituationCount.Of(_table, _table.Minus(_compared, _table.Import(given)), _logic);
    }

    /// <summary>The situations in which the sides differ, by the way in which they do, in the order in which the ways are found.</summary>
    /// <param name="changeOf">The way in which two sides differ that say these values; where the values are the same, the way in which
    /// they differ in their parts alone.</param>
    public IReadOnlyList<ChangedSituations<TChange, TPart>> Changes<TChange>(
        Func<IReadOnlyList<FeelValue>?, IReadOnlyList<FeelValue>?, TChange> changeOf)
        where TChange : class, IEquatable<TChange>
    {
        ArgumentNullException.ThrowIfNull(changeOf);
        var changes = _values.Select(pair => pair is (null, null) ? null : changeOf(pair.Before, pair.After)).ToList();
        var inParts = _parts.Aggregate(FunctionTable.Nowhere, (all, part) =>
            _table.Or(all, _table.Or(_table.Minus(part.Before, part.After), _table.Minus(part.After, part.Before))));
        var found = new List<ChangedSituations<TChange, TPart>>();
        foreach (var change in changes.OfType<TChange>().Distinct())
        {
            var set = _table.Or(
                _table.Where(_pairs, number => change.Equals(changes[number]) && !IsSame(number)),
                _table.And(inParts, _table.Where(_pairs, number => change.Equals(changes[number]) && IsSame(number))));
            if (set != FunctionTable.Nowhere)
            {
                var description = Description.Of(_table, set, _logic);
                found.Add(new ChangedSituations<TChange, TPart>(
                    change, SituationCount.Of(_table, set, _logic), description, Example(description),
                    [.. _parts.Where(part => Overlaps(set, _table.Minus(part.After, part.Before))).Select(part => part.Part)],
                    [.. _parts.Where(part => Overlaps(set, _table.Minus(part.Before, part.After))).Select(part => part.Part)]));
            }
        }

        return found;
    }

    /// <summary>What both sides say in a situation; null for a side that has no such situation.</summary>
    /// <param name="situation">A region for each variable of the common space, -1 where it makes no difference.</param>
    public (IReadOnlyList<FeelValue>? Before, IReadOnlyList<FeelValue>? After) ValuesAt(IReadOnlyList<int> situation) =>
        _values[NumberAt(_pairs, situation)];

    /// <summary>The parts that each side has in a situation.</summary>
    /// <param name="situation">A region for each variable of the common space, -1 where it makes no difference.</param>
    public (IReadOnlyList<TPart> Before, IReadOnlyList<TPart> After) PartsAt(IReadOnlyList<int> situation) =>
    (
        [.. _parts.Where(part => NumberAt(part.Before, situation) == 1).Select(part => part.Part)],
        [.. _parts.Where(part => NumberAt(part.After, situation) == 1).Select(part => part.Part)]);

    private bool IsSame(int number) => _values[number] is ({ } before, { } after) && before.SequenceEqual(after);

    private bool Overlaps(int left, int right) => _table.And(left, right) != FunctionTable.Nowhere;

    // Of the plainest cube. What is free there comes last in the list of its values: an ordinary no, not a yes. What is said there on both
    // sides, parts included, is certain in the example.
    private int[] Example(Description description)
    {
        int[] situation = [.. description.Cubes.MinBy(cube => cube.Levels.Count())!.Regions.Select(regions => regions.Members.Last())];
        var said = NumberAt(_pairs, situation);
        var same = _table.Where(_pairs, number => number == said);
        foreach (var set in _parts.SelectMany(part => new[] { part.Before, part.After }))
        {
            same = NumberAt(set, situation) == 1 ? _table.And(same, set) : _table.Minus(same, set);
        }

        var needed = new Explainer(_table, same).Reason(situation)!.Levels;
        return [.. situation.Select((region, level) => needed.Contains(level) ? region : -1)];
    }

    private int NumberAt(int function, IReadOnlyList<int> situation)
    {
        ArgumentNullException.ThrowIfNull(situation);
        while (function >= 0)
        {
            function = _table.Child(function, Math.Max(0, situation[_table.Level(function)]));
        }

        return ~function;
    }

    // One function for several diagrams, and their values by its numbers.
    private static (int Function, IReadOnlyList<IReadOnlyList<FeelValue>?> Values) Tuples(
        Alignment alignment, IReadOnlyList<SettledDiagram> diagrams)
    {
        var function = ~Alignment.Absent;
        var values = new List<IReadOnlyList<FeelValue>?> { Array.Empty<FeelValue>() };
        foreach (var diagram in diagrams)
        {
            var (numbers, pairs) = (new Dictionary<FeelValue, int>(), new List<(int Left, int Right)>());
            var next = alignment.Import(diagram, value => numbers.TryGetValue(value, out var number) ? number : numbers[value] = numbers.Count + 1);
            function = alignment.Table.Pair(function, next, pairs);
            var own = numbers.ToDictionary(entry => entry.Value, entry => entry.Key);
            values = [.. pairs.Select(pair => pair.Right == Alignment.Absent
                ? null
                : (IReadOnlyList<FeelValue>?)[.. values[pair.Left] ?? [], own[pair.Right]])];
        }

        return (function, values);
    }
}

/// <summary>Compares two logics.</summary>
public static class DiagramComparison
{
    /// <summary>Compares.</summary>
    /// <param name="before">One side.</param>
    /// <param name="after">The other, with as many values.</param>
    /// <param name="leftOut">Names of variables that are settled on both sides.</param>
    /// <param name="work">What comparing spends from; null for nothing.</param>
    /// <exception cref="ArgumentException">A variable has values of another kind on the other side.</exception>
    /// <exception cref="EvaluationLimitException">The two together need too many nodes, or too much work.</exception>
    public static DiagramComparison<TPart> Of<TPart>(
        ComparedLogic<TPart> before, ComparedLogic<TPart> after, IEnumerable<string>? leftOut = null, WorkBudget? work = null)
        where TPart : notnull
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var settled = (leftOut ?? []).ToHashSet(StringComparer.Ordinal);
        return new DiagramComparison<TPart>(
            Alignment.Of(before.Values[0].Diagram.Space, after.Values[0].Diagram.Space, settled, work), before, after);
    }

    /// <summary>Compares the values of two diagrams.</summary>
    /// <inheritdoc cref="Of{TPart}(ComparedLogic{TPart}, ComparedLogic{TPart}, IEnumerable{string}?, WorkBudget?)"/>
    public static DiagramComparison<string> Of(SettledDiagram before, SettledDiagram after, WorkBudget? work = null)
    {
        return Of(Side(before), Side(after), work: work);

        static ComparedLogic<string> Side(SettledDiagram diagram) => new([diagram], new Dictionary<string, SettledDiagram>(), []);
    }
}
