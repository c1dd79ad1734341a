using System.Numerics;
using Comity.Diagrams.Core;
using Comity.Diagrams.Descriptions;
using Comity.Diagrams.Explanation;
using Comity.Diagrams.Situations;
using Comity.Feel.Evaluation;
using Comity.Feel.Values;

namespace Comity.Diagrams.Comparison;

/// <summary>Situations in which two logics differ in one way.</summary>
/// <typeparam name="TChange">What the way is.</typeparam>
/// <param name="Change">The way.</param>
/// <param name="Count">How many situations there are.</param>
/// <param name="Description">Which they are.</param>
/// <param name="Example">What makes sure of one pair of values: a region for the fewest variables of the comparison's space, -1 for the others.</param>
/// <param name="Values">The values before and after that occur; null for a side that has no such situation.</param>
public sealed record ChangedSituations<TChange>(
    TChange Change, BigInteger Count, Description Description, IReadOnlyList<int> Example, IReadOnlyList<(IReadOnlyList<FeelValue>? Before, IReadOnlyList<FeelValue>? After)> Values);

/// <summary>
/// The exact difference of two logics over all situations: not how they are written, but what they say. Spaces are aligned by the names of
/// their variables.
/// </summary>
public sealed class DiagramComparison
{
    private readonly Alignment _alignment;
    private readonly int _pairs;
    private readonly List<(IReadOnlyList<FeelValue>? Before, IReadOnlyList<FeelValue>? After)> _values = [];
    private readonly int[] _logic;
    private readonly int _compared;

    private DiagramComparison(Alignment alignment, IReadOnlyList<SettledDiagram> before, IReadOnlyList<SettledDiagram> after)
    {
        _alignment = alignment;
        var (first, firstValues) = Tuples(before);
        var (second, secondValues) = Tuples(after);
        var pairs = new List<(int Left, int Right)>();
        _pairs = alignment.Table.Pair(first, second, pairs);
        _logic = [_pairs];
        _values.AddRange(pairs.Select(pair => (firstValues[pair.Left], secondValues[pair.Right])));
        _compared = alignment.Table.Where(_pairs, number => _values[number] is not (null, null));
        Total = SituationCount.Of(alignment.Table, _compared, _logic);
    }

    /// <summary>The common variables.</summary>
    public DiagramSpace Space => _alignment.Space;

    /// <summary>How the variables differ.</summary>
    public IReadOnlyList<VariableDifference> Differences => _alignment.Differences;

    /// <summary>How many situations were compared: all there are. Intervals of numbers and dates that neither side tells apart are one.</summary>
    public BigInteger Total { get; }

    /// <summary>In how many of the situations at least one variable is null.</summary>
    public BigInteger CountWhereNull()
    {
        var given = Space.Variables.Select(variable => IndexSet.Of(Enumerable.Range(0, variable.RegionCount).Where(region =>
            !variable.Sample(region).IsNull))).ToList();
        return SituationCount.Of(_alignment.Table, _alignment.Table.Minus(_compared, _alignment.Table.Import(given)), _logic);
    }

    /// <summary>Compares.</summary>
    /// <param name="before">The diagrams of one side, all of one space; together their values are what the side says.</param>
    /// <param name="after">As many of the other side.</param>
    /// <param name="leftOut">Names of variables that are settled on both sides.</param>
    /// <param name="work">What comparing spends from; null for nothing.</param>
    /// <exception cref="ArgumentException">A variable has values of another kind on the other side.</exception>
    /// <exception cref="EvaluationLimitException">The two together need too many nodes, or too much work.</exception>
    public static DiagramComparison Of(
        IReadOnlyList<SettledDiagram> before, IReadOnlyList<SettledDiagram> after, IEnumerable<string>? leftOut = null, WorkBudget? work =
            null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return new DiagramComparison(Alignment.Of(
            before[0].Diagram.Space, after[0].Diagram.Space, (leftOut ?? []).ToHashSet(StringComparer.Ordinal), work), before, after);
    }

    /// <summary>The situations in which the sides differ, by the way in which they do, in the order in which the ways are found.</summary>
    /// <param name="changeOf">The way in which two values differ; null when they mean the same.</param>
    public IReadOnlyList<ChangedSituations<TChange>> Changes<TChange>(Func<IReadOnlyList<FeelValue>?, IReadOnlyList<FeelValue>?, TChange?> changeOf)
        where TChange : class, IEquatable<TChange>
    {
        ArgumentNullException.ThrowIfNull(changeOf);
        var changes = _values.Select(pair => pair is (null, null) ? null : changeOf(pair.Before, pair.After)).ToList();
        var explainer = new Explainer(_alignment.Table, _pairs);
        return [.. changes.OfType<TChange>().Distinct().Select(change =>
        {
            var set = _alignment.Table.Where(_pairs, number => change.Equals(changes[number]));
            var description = Description.Of(_alignment.Table, set, _logic);
            return new ChangedSituations<TChange>(
                change, SituationCount.Of(_alignment.Table, set, _logic), description, Example(explainer, description),
                [.. _values.Where((_, number) => change.Equals(changes[number]))]);
        })];
    }

    // Of the plainest cube. What is free there comes last in the list of its values: an ordinary no, not a yes.
    private static int[] Example(Explainer explainer, Description description)
    {
        int[] situation = [.. description.Cubes.MinBy(cube => cube.Levels.Count())!.Regions.Select(regions => regions.Members.Last())];
        var needed = explainer.Reason(situation)!.Levels;
        return [.. situation.Select((region, level) => needed.Contains(level) ? region : -1)];
    }

    /// <summary>What both sides say in a situation; null for a side that has no such situation.</summary>
    /// <param name="situation">A region for each variable of the common space, -1 where it makes no difference.</param>
    public (IReadOnlyList<FeelValue>? Before, IReadOnlyList<FeelValue>? After) ValuesAt(IReadOnlyList<int> situation)
    {
        ArgumentNullException.ThrowIfNull(situation);
        var function = _pairs;
        while (function >= 0)
        {
            function = _alignment.Table.Child(function, Math.Max(0, situation[_alignment.Table.Level(function)]));
        }

        return _values[~function];
    }

    // One function for several diagrams, and their values by its numbers.
    private (int Function, IReadOnlyList<IReadOnlyList<FeelValue>?> Values) Tuples(IReadOnlyList<SettledDiagram> diagrams)
    {
        var function = ~Alignment.Absent;
        var values = new List<IReadOnlyList<FeelValue>?> { Array.Empty<FeelValue>() };
        foreach (var diagram in diagrams)
        {
            var (numbers, pairs) = (new Dictionary<FeelValue, int>(), new List<(int Left, int Right)>());
            var next = _alignment.Import(diagram, value => numbers.TryGetValue(value, out var number) ? number : numbers[value] = numbers.Count + 1);
            function = _alignment.Table.Pair(function, next, pairs);
            var own = numbers.ToDictionary(entry => entry.Value, entry => entry.Key);
            values = [.. pairs.Select(pair => pair.Right == Alignment.Absent ? null : (IReadOnlyList<FeelValue>?)[.. values[pair.Left] ?? [], own[pair.Right]])];
        }

        return (function, values);
    }
}
