using Comity.Diagrams.Core;
using Comity.Diagrams.Situations;
using Comity.Feel.Values;

namespace Comity.Diagrams.Descriptions;

/// <summary>What people call variables and values.</summary>
/// <param name="Variable">What a variable of that name is called.</param>
/// <param name="Value">What a value of the variable of that name is called.</param>
public sealed record Labels(Func<string, string> Variable, Func<string, FeelValue, string> Value)
{
    /// <summary>Names and values as they are.</summary>
    public static Labels Plain { get; } = new(name => name, (_, value) => value.Kind switch
    {
        FeelKind.String => value.AsString(),
        FeelKind.Date => value.AsDate().ToString(),
        _ => value.ToString(),
    });
}

/// <summary>A condition on one variable, in words.</summary>
/// <param name="Name">The variable's name.</param>
/// <param name="Label">What it is called.</param>
/// <param name="Text">Where it lies: <c>civil or criminal</c>, <c>anything but civil</c>, <c>from 2025-01-28</c>.</param>
public sealed record ConditionText(string Name, string Label, string Text)
{
    /// <summary>The conditions of a cube, in the order in which people list the variables.</summary>
    public static IReadOnlyList<ConditionText> Of(Cube cube, DiagramSpace space, Labels labels)
    {
        ArgumentNullException.ThrowIfNull(cube);
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(labels);
        return [.. cube.Levels.Select(level => (Variable: space.Variables[level], Regions: cube.Regions[level])).OrderBy(pair => pair.Variable.Place).Select(pair =>
            new ConditionText(pair.Variable.Name, labels.Variable(pair.Variable.Name), Lies(pair.Variable, pair.Regions, labels)))];
    }

    /// <summary>Where a variable lies.</summary>
    public static string Lies(DiagramVariable variable, IndexSet regions, Labels labels)
    {
        ArgumentNullException.ThrowIfNull(variable);
        ArgumentNullException.ThrowIfNull(regions);
        ArgumentNullException.ThrowIfNull(labels);
        if (variable is ContinuousVariable continuous)
        {
            return string.Join(" or ", Runs(continuous, regions).Select(run => Interval(continuous, run.First, run.Last, labels)));
        }

        var others = IndexSet.Below(variable.RegionCount).Except(regions);
        return others.Count < regions.Count && !(variable is TextVariable text && regions.Members.SequenceEqual([text.Other]))
            ? $"anything but {List(others)}"
            : List(regions);

        string List(IndexSet members) => string.Join(" or ", members.Members.Select(Name));

        string Name(int region) => variable is TextVariable text && region == text.Other ? "any other text" : NameOf(variable, variable.Sample(region), labels);
    }

    /// <summary>How many values or intervals a text names.</summary>
    internal static int Parts(DiagramVariable variable, IndexSet regions) => variable is ContinuousVariable continuous
        ? Runs(continuous, regions).Count
        : Math.Min(regions.Count, variable.RegionCount - regions.Count);

    private static string NameOf(DiagramVariable variable, FeelValue value, Labels labels) => value.IsNull ? "absent" : labels.Value(variable.Name, value);

    private static List<(int First, int Last)> Runs(ContinuousVariable variable, IndexSet regions)
    {
        var runs = new List<(int First, int Last)>();
        foreach (var region in regions.Members)
        {
            if (runs.Count > 0 && runs[^1].Last == region - 1 && !variable.IsNull(region))
            {
                runs[^1] = (runs[^1].First, region);
            }
            else
            {
                runs.Add((region, region));
            }
        }

        return runs;
    }

    private static string Interval(ContinuousVariable variable, int first, int last, Labels labels)
    {
        if (variable.Bounds(first) is not { First: var low } || variable.Bounds(last) is not { Last: var high })
        {
            return NameOf(variable, FeelValue.Null, labels);
        }

        if (low == high)
        {
            return NameOf(variable, low, labels);
        }

        var parts = new List<string>();
        var (start, end) = (variable.Grid.PointOf(low)!.Value, variable.Grid.PointOf(high)!.Value + 1);
        if (start > variable.Grid.First)
        {
            parts.Add(IsRound(start) ? $"from {Value(start)}" : $"more than {Value(start - 1)}");
        }

        if (end <= variable.Grid.Last)
        {
            parts.Add(IsRound(end) ? $"{(variable.Grid.Kind == FeelKind.Date ? "before" : "less than")} {Value(end)}" : $"up to {Value(end - 1)}");
        }

        return parts.Count == 0 ? "anything" : string.Join(" ", parts);

        // Nobody wrote a number with as many digits as are held: it stands next to one that somebody wrote.
        bool IsRound(Int128 point) => variable.Grid.Decimals == 0 || point % 10 == 0;

        string Value(Int128 point) => NameOf(variable, variable.Grid.ValueAt(point), labels);
    }
}
