using Comity.Diagrams.Core;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Diagrams.Tests.Core;

/// <summary>Random functions as plain tables over all cells are the oracle.</summary>
public class DiagramTests
{
    private static readonly Cells All = new(2, 3, 2, 4);
    private static readonly int Count = All.All.Count;
    private static readonly Gen<int[]> Functions = Gen.Int[0, 2].Array[Count];

    [Fact]
    public void EvaluatesToTheFunctionItWasBuiltFrom() => Functions.Sample(function =>
    {
        var diagram = Build(Space(), function);
        ForEachCell((cell, regions) => Assert.Equal(FeelValue.From(function[cell]), diagram.Evaluate(regions)));
    });

    [Fact]
    public void EqualFunctionsAreTheSameDiagram() => Gen.Select(Functions, Functions).Sample((first, second) =>
    {
        var space = Space();
        Assert.Equal(first.SequenceEqual(second), Build(space, first) == Build(space, second));
        Assert.Equal(Build(space, first), Build(space, second).Apply(Build(space, first), (_, value) => value));
    });

    [Fact]
    public void CombinesCellByCell() => Gen.Select(Functions, Functions, Functions).Sample((a, b, c) =>
    {
        var space = Space();
        var (first, second, third) = (Build(space, a), Build(space, b), Build(space, c));
        var sum = first.Apply(second, (x, y) => FeelValue.From(x.AsNumber() == 1 && y.AsNumber() == 1));
        var chosen = sum.Choose(second, third);
        var bound = first.Bind(value => value == FeelValue.From(1) ? second : third);
        ForEachCell((cell, regions) =>
        {
            Assert.Equal(FeelValue.From(a[cell] == 1 && b[cell] == 1), sum.Evaluate(regions));
            Assert.Equal(FeelValue.From(a[cell] == 1 && b[cell] == 1 ? b[cell] : c[cell]), chosen.Evaluate(regions));
            Assert.Equal(FeelValue.From(a[cell] == 1 ? b[cell] : c[cell]), bound.Evaluate(regions));
        });
    });

    [Fact]
    public void SupportIsExactlyWhatCanChangeTheValue() => Gen.Select(Gen.Int[0, 1].Array[Count], Gen.Int[0, 3], Gen.Int[-1, 1]).Sample((function, level, region) =>
    {
        var known = new[] { -1, -1, -1, -1 };
        known[level] = region < 0 ? -1 : region;
        var diagram = Build(Space(), function);
        var nodes = diagram.Space.NodeCount;
        var cells = new Dictionary<int, int[]>();
        ForEachCell((cell, regions) => cells[cell] = regions);
        var possible = cells.Where(pair => known[level] < 0 || pair.Value[level] == known[level]).ToList();
        var support = Enumerable.Range(0, All.Widths.Count).Where(variable => possible.Any(one => possible.Any(other =>
            function[one.Key] != function[other.Key] && Enumerable.Range(0, All.Widths.Count).All(v => (one.Value[v] == other.Value[v]) == (v != variable)))));
        Assert.Equal(support, diagram.Support(known));
        Assert.Equal(nodes, diagram.Space.NodeCount);
        Assert.Equal(possible.Select(pair => FeelValue.From(function[pair.Key])).Distinct().OrderBy(value => value.ToString(), StringComparer.Ordinal), diagram.Terminals(known).OrderBy(value => value.ToString(), StringComparer.Ordinal));
    });

    [Fact]
    public void TheBudgetIsKept()
    {
        var space = new DiagramSpace(Space().Variables, 5);
        Assert.Throws<DiagramBudgetException>(() => Build(space, [.. Enumerable.Range(0, Count)]));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(5, 3)]
    [InlineData(9, 4)]
    public void AContinuousVariableIsCutByItsConstants(int value, int region) =>
        Assert.Equal(region, new ContinuousVariable("n", FeelKind.Number, [FeelValue.From(1), FeelValue.From(5)]).RegionOf(FeelValue.From(value)));

    private static DiagramSpace Space() => All.Space();

    private static Diagram Build(DiagramSpace space, int[] function) => All.Build(space, function);

    private static void ForEachCell(Action<int, int[]> visit)
    {
        foreach (var (cell, regions) in All.All.Index())
        {
            visit(cell, regions);
        }
    }
}
