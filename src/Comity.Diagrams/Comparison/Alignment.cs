using Comity.Diagrams.Core;
using Comity.Feel.Evaluation;
using Comity.Diagrams.Situations;
using Comity.Feel.Values;

namespace Comity.Diagrams.Comparison;

/// <summary>How the variables of two spaces differ.</summary>
/// <param name="Variable">The variable's name.</param>
/// <param name="OnlyBefore">What only the first space has: values, in words; the variable itself where there are none.</param>
/// <param name="OnlyAfter">What only the second space has.</param>
public sealed record VariableDifference(string Variable, IReadOnlyList<string> OnlyBefore, IReadOnlyList<string> OnlyAfter);

/// <summary>
/// Two spaces brought to one: variables are matched by name, their regions cut where either cuts them, their values united. A variable that
/// one space does not have makes no difference there; in a situation with a value that one space does not have, there is nothing there.
/// </summary>
internal sealed class Alignment
{
    /// <summary>The number of where a space has no such situation.</summary>
    public const int Absent = 0;

    private readonly IReadOnlyList<DiagramSpace> _spaces;

    // By space and common level: the space's own region for each common one, -1 for none; null where the space has no such variable.
    private readonly int[]?[][] _regions;
    private readonly int[][] _levels;

    private Alignment(IReadOnlyList<DiagramSpace> spaces, IReadOnlyList<DiagramVariable> variables,
        IReadOnlyList<VariableDifference> differences, WorkBudget? work)
    {
        _spaces = spaces;
        Differences = differences;
        Space = new DiagramSpace(variables, work: work);
        Table = new FunctionTable(Space);
        _levels = [.. spaces.Select(space => space.Variables.Select(variable => variables.Index()
            .Where(entry => entry.Item.Name == variable.Name).Select(entry => entry.Index).DefaultIfEmpty(-1).First()).ToArray())];
        _regions = [.. spaces.Select(space => variables.Select(variable =>
            space.Variables.FirstOrDefault(own => own.Name == variable.Name) is { } own ? RegionsOf(variable, own) : null).ToArray())];
    }

    public DiagramSpace Space { get; }

    public FunctionTable Table { get; }

    public IReadOnlyList<VariableDifference> Differences { get; }

    /// <summary>Aligns two spaces.</summary>
    /// <param name="before">One space.</param>
    /// <param name="after">The other.</param>
    /// <param name="leftOut">Names of variables that are settled on both sides.</param>
    /// <param name="work">What comparing spends from; null for nothing.</param>
    /// <exception cref="ArgumentException">A variable has values of another kind on the other side.</exception>
    public static Alignment Of(DiagramSpace before, DiagramSpace after, IReadOnlySet<string> leftOut, WorkBudget? work)
    {
        var (variables, differences) = (new List<DiagramVariable>(), new List<VariableDifference>());
        foreach (var name in before.Variables.Concat(after.Variables).Select(variable => variable.Name).Distinct().Where(name => !leftOut.Contains(name)))
        {
            var first = before.Variables.FirstOrDefault(variable => variable.Name == name);
            var second = after.Variables.FirstOrDefault(variable => variable.Name == name);
            variables.Add(first is null ? second! : second is null ? first : Unite(first, second));
            var difference = first is null || second is null
                ? new VariableDifference(name, first is null ? [] : [name], second is null ? [] : [name])
                : new VariableDifference(name, Lacking(first, second), Lacking(second, first));
            if (difference.OnlyBefore.Count + difference.OnlyAfter.Count > 0)
            {
                differences.Add(difference);
            }
        }

        return new Alignment(before == after ? [before] : [before, after], variables, differences, work);
    }

    /// <summary>A diagram's function over the common variables; <see cref="Absent"/> where its space has no such situation.</summary>
    /// <param name="diagram">The diagram, and its settled variables.</param>
    /// <param name="number">The number of each value, more than 0.</param>
    public int Import(SettledDiagram diagram, Func<FeelValue, int> number)
    {
        var space = diagram.Diagram.Space;
        var side = _spaces.Index().First(entry => ReferenceEquals(entry.Item, space)).Index;
        var (nodes, done, settled) = (space.Nodes, new Dictionary<int, int>(), diagram.Settled.ToArray());
        var result = Visit(diagram.Diagram.Root);
        for (var level = 0; level < Space.Variables.Count; level++)
        {
            if (_regions[side][level] is { } regions && Array.Exists(regions, region => region < 0))
            {
                result = Compose(level, regions, _ => result);
            }
        }

        return result;

        int Visit(int node)
        {
            node = nodes.Follow(node, settled);
            if (node < 0)
            {
                return ~number(space.Terminal(node));
            }

            if (!done.TryGetValue(node, out var function))
            {
                var level = _levels[side][nodes.Level(node)];
                function = Compose(level, _regions[side][level]!, region => Visit(nodes.Child(node, region)));
                done.Add(node, function);
            }

            return function;
        }
    }

    // The function that goes on as given from a space's own region for each region of a level, whatever the order of the levels is.
    private int Compose(int level, int[] regions, Func<int, int> next)
    {
        var arcs = new List<(int End, int Child)>();
        for (var (start, end) = (0, 0); start < regions.Length; start = end)
        {
            for (end = start + 1; end < regions.Length && regions[end] == regions[start];)
            {
                end++;
            }

            var child = regions[start] < 0 ? ~Absent : next(regions[start]);
            if (arcs.Count > 0 && arcs[^1].Child == child)
            {
                arcs.RemoveAt(arcs.Count - 1);
            }

            arcs.Add((end, child));
        }

        return arcs.TrueForAll(arc => Table.Level(arc.Child) > level) ? Table.Node(level, arcs) : Between(0, arcs.Count);

        // By halves, so that no part is walked through for each child.
        int Between(int first, int end)
        {
            if (end - first == 1)
            {
                return arcs[first].Child;
            }

            var middle = (first + end) / 2;
            var isBefore = Table.Node(level, [(arcs[middle - 1].End, FunctionTable.Everywhere), (regions.Length, FunctionTable.Nowhere)]);
            return Table.Choose(isBefore, Between(first, middle), Between(middle, end));
        }
    }

    private static DiagramVariable Unite(DiagramVariable first, DiagramVariable second)
    {
        switch (first, second)
        {
            case (FiniteVariable one, FiniteVariable other):
                return new FiniteVariable(one.Name, [.. one.Values.Union(other.Values)]) { Place = one.Place };
            case (TextVariable one, TextVariable other):
                return new TextVariable(one.Name, [.. one.Constants.Union(other.Constants)], one.MayBeNull || other.MayBeNull) { Place = one.Place };
            case (ContinuousVariable one, ContinuousVariable other) when one.Grid.Kind == other.Grid.Kind:
                var grid = new Grid(
                    one.Grid.Kind, Math.Max(one.Grid.Decimals, other.Grid.Decimals),
                    one.Grid.First < other.Grid.First ? one.Grid.Min : other.Grid.Min, one.Grid.Last > other.Grid.Last ? one.Grid.Max : other.Grid.Max);
                return new ContinuousVariable(one.Name, grid, new[] { one, other }.SelectMany(variable => Starts(variable, grid)), one.MayBeNull || other.MayBeNull) { Place = one.Place };
            default:
                throw new ArgumentException($"'{first.Name}' has values of different kinds on the two sides.");
        }
    }

    // Where its regions begin, and where its values end.
    private static IEnumerable<Int128> Starts(ContinuousVariable variable, Grid grid) =>
        Enumerable.Range(0, variable.RegionCount).Select(variable.Bounds).OfType<(FeelValue First, FeelValue Last)>()
            .SelectMany((bounds, region) => new[] { grid.PointOf(bounds.First)!.Value, grid.PointOf(bounds.Last)!.Value + 1 });

    private static int[] RegionsOf(DiagramVariable common, DiagramVariable own) => [.. Enumerable.Range(0, common.RegionCount).Select(region => own switch
    {
        ContinuousVariable continuous when common is ContinuousVariable { } united => united.Bounds(region) is not { First: var first } ? continuous.RegionOf(FeelValue.Null) : Inside(continuous, first),
        _ => own.RegionOf(common.Sample(region)),
    })];

    // A value with more digits than one side holds lies where the values around it lie.
    private static int Inside(ContinuousVariable variable, FeelValue value)
    {
        // The last region that does not begin behind it.
        var (low, high) = (0, variable.RegionCount - (variable.MayBeNull ? 2 : 1));
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = IsBefore(value, variable.Bounds(middle)!.Value.First) ? (low, middle - 1) : (middle, high);
        }

        var (first, last) = variable.Bounds(low)!.Value;
        var isInside = !IsBefore(value, first) && (low + 1 < variable.RegionCount - (variable.MayBeNull ? 1 : 0) || !IsBefore(last, value));
        return isInside ? low : -1;

        static bool IsBefore(FeelValue one, FeelValue other) => FeelOperators.Compare(Ordering.Less, one, other).IsTrue;
    }

    private static List<string> Lacking(DiagramVariable one, DiagramVariable other)
    {
        switch (one, other)
        {
            case (FiniteVariable first, FiniteVariable second):
                return [.. first.Values.Except(second.Values).Select(value => value.IsNull ? "absent" : value.Kind == FeelKind.String ? value.AsString() : value.ToString())];
            case (ContinuousVariable first, ContinuousVariable second):
                var values = new List<string>();
                if (first.Grid.First < second.Grid.First || first.Grid.Last > second.Grid.Last)
                {
                    values.Add($"{Descriptions.Labels.Plain.Value("", first.Grid.ValueAt(first.Grid.First))} to {Descriptions.Labels.Plain.Value("", first.Grid.ValueAt(first.Grid.Last))}");
                }

                return first.MayBeNull && !second.MayBeNull ? [.. values, "absent"] : values;
            case (TextVariable { MayBeNull: true }, TextVariable { MayBeNull: false }):
                return ["absent"];
            default:
                return [];
        }
    }
}
