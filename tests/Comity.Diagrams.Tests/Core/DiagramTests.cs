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
        var (isOne, isTwo) = (first.Is(FeelValue.From(1)), second.Is(FeelValue.From(2)));
        var (and, or, minus, not) = (isOne.And(isTwo), isOne.Or(isTwo), isOne.Minus(isTwo), isOne.Not());
        ForEachCell((cell, regions) =>
        {
            Assert.Equal(FeelValue.From(a[cell] == 1 && b[cell] == 1), sum.Evaluate(regions));
            Assert.Equal(FeelValue.From(a[cell] == 1 && b[cell] == 1 ? b[cell] : c[cell]), chosen.Evaluate(regions));
            Assert.Equal((a[cell] == 1 && b[cell] == 2, a[cell] == 1 || b[cell] == 2, a[cell] == 1 && b[cell] != 2, a[cell] != 1), (and.Evaluate(regions).IsTrue, or.Evaluate(regions).IsTrue, minus.Evaluate(regions).IsTrue, not.Evaluate(regions).IsTrue));
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
    [InlineData("0", 0, "0")]
    [InlineData("1", 1, "1")]
    [InlineData("1.0000000001", 2, "2")]
    [InlineData("4.9999999999", 2, "2")]
    [InlineData("5", 3, "5")]
    [InlineData("9.5", 3, "5")]
    [InlineData("null", 4, "null")]
    [InlineData("1.00000000001", -1, "")]
    public void ANumberIsCutIntoRunsOfNeighbours(string written, int region, string sample)
    {
        var variable = new ContinuousVariable("n", Grid.Numbers, [Point("1"), Point("1") + 1, Point("5")], mayBeNull: true);
        Assert.Equal(region, variable.RegionOf(Number(written)));
        Assert.Equal(5, variable.RegionCount);
        if (region >= 0)
        {
            Assert.Equal(Number(sample), variable.Sample(region));
            Assert.Equal(region, variable.RegionOf(variable.Sample(region)));
        }
    }

    [Fact]
    public void PointsOfAGridAreItsValues() => Gen.Select(Gen.Long[-1_000_000_000_000_000, 1_000_000_000_000_000], Gen.Int[0, 10]).Sample((whole, decimals) =>
    {
        var grid = new Grid(FeelKind.Number, decimals);
        var point = (Int128)whole * 1_000 / 7;
        Assert.Equal(point, grid.PointOf(grid.ValueAt(point)));
        Assert.Equal(whole, grid.ValueAt(grid.PointOf(FeelValue.From(whole))!.Value).AsNumber());
    });

    private static FeelValue Number(string written) => written == "null" ? FeelValue.Null : FeelNumber.TryParse(written, out var number) ? FeelValue.From(number) : throw new ArgumentException(written);

    private static Int128 Point(string written) => Grid.Numbers.PointOf(Number(written))!.Value;

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
