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
    /// <summary>The conditions of a cube, in the order of the levels.</summary>
    public static IReadOnlyList<ConditionText> Of(Cube cube, DiagramSpace space, Labels labels)
    {
        ArgumentNullException.ThrowIfNull(cube);
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(labels);
        return [.. cube.Levels.Select(level => space.Variables[level]).Zip(cube.Levels, (variable, level) =>
            new ConditionText(variable.Name, labels.Variable(variable.Name), Lies(variable, cube.Regions[level], labels)))];
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

        var finite = (FiniteVariable)variable;
        var others = IndexSet.Below(finite.RegionCount).Except(regions);
        return others.Count < regions.Count
            ? $"anything but {List(others)}"
            : List(regions);

        string List(IndexSet members) => string.Join(" or ", members.Members.Select(region => labels.Value(finite.Name, finite.Values[region])));
    }

    /// <summary>How many values or intervals a text names.</summary>
    internal static int Parts(DiagramVariable variable, IndexSet regions) => variable is ContinuousVariable continuous
        ? Runs(continuous, regions).Count
        : Math.Min(regions.Count, variable.RegionCount - regions.Count);

    private static List<(int First, int Last)> Runs(ContinuousVariable variable, IndexSet regions)
    {
        var runs = new List<(int First, int Last)>();
        foreach (var region in regions.Members)
        {
            if (runs.Count > 0 && runs[^1].Last == region - 1)
            {
                runs[^1] = (runs[^1].First, region);
            }
            else if (!RegionIntervals.IsVoid(variable, region))
            {
                runs.Add((region, region));
            }
        }

        return runs;
    }

    // Odd regions are constants, even ones lie between them.
    private static string Interval(ContinuousVariable variable, int first, int last, Labels labels)
    {
        if (first == last && first % 2 == 1)
        {
            return Constant(first / 2);
        }

        var parts = new List<string>();
        if (first > 0)
        {
            parts.Add(first % 2 == 1 ? $"from {Constant(first / 2)}" : $"after {Constant((first / 2) - 1)}");
        }

        if (last < variable.RegionCount - 1)
        {
            parts.Add(last % 2 == 1 ? $"until {Constant(last / 2)}" : $"before {Constant(last / 2)}");
        }

        return parts.Count == 0 ? "anything" : string.Join(" ", parts);

        string Constant(int cut) => labels.Value(variable.Name, variable.Cuts[cut]);
    }
}
