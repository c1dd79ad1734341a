using System.Numerics;
using Comity.Diagrams.Core;
using Comity.Diagrams.Situations;
using Comity.Feel.Evaluation;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Diagrams.Tests.Core;

/// <summary>
/// Variables with so many regions that a node holds arcs and not a cell for each region, beside a narrow one. Functions as plain tables
/// over all cells are the oracle.
/// </summary>
public class WideVariableTests
{
    private static readonly Cells All = new(19, 2, 23);
    private static readonly Gen<int[]> Functions = Gen.Int[0, 1_000_000].Select(seed => Function(new Random(seed)));

    [Fact]
    public void CombinesCellByCell() => Gen.Select(Functions, Functions, Functions).Sample((a, b, c) =>
    {
        var space = All.Space();
        var (first, second, third) = (Build(space, a), Build(space, b), Build(space, c));
        var sum = first.Apply(second, (x, y) => FeelValue.From(FeelNumber.Add(x.AsNumber(), y.AsNumber())));
        var (isOne, isTwo) = (first.Is(FeelValue.From(1)), second.Map(value => FeelValue.From(value.AsNumber() == 2)));
        var (and, or, minus) = (isOne.And(isTwo), isOne.Or(isTwo), isOne.Minus(isTwo));
        var (not, chosen) = (isOne.Not(), isOne.Choose(second, third));
        foreach (var (cell, regions) in All.All.Index())
        {
            Assert.Equal(FeelValue.From(a[cell] + b[cell]), sum.Evaluate(regions));
            Assert.Equal(sum.Evaluate(regions), space.Terminal(sum.Follow(regions)));
            Assert.Equal(FeelValue.From(a[cell] == 1 ? b[cell] : c[cell]), chosen.Evaluate(regions));
            Assert.Equal(
                (a[cell] == 1 && b[cell] == 2, a[cell] == 1 || b[cell] == 2, a[cell] == 1 && b[cell] != 2, a[cell] != 1),
                (and.Evaluate(regions).IsTrue, or.Evaluate(regions).IsTrue, minus.Evaluate(regions).IsTrue, not.Evaluate(regions).IsTrue));
        }

        // What is the same function is the same diagram, whatever it was made from.
        Assert.Equal(a.SequenceEqual(b), first == second);
        Assert.Equal(isOne, isOne.And(isTwo).Or(isOne.Minus(isTwo)));
        Assert.Equal(first, isOne.Not().Choose(first, space.Constant(FeelValue.From(1))));
    }, iter: 30);

    [Fact]
    public void KnowsWhatIsLeftWhenSomeVariablesAreKnown() => Gen.Select(Functions, Gen.Int[-1, 18], Gen.Int[-1, 1], Gen.Int[-1, 22])
        .Sample((function, first, second, third) =>
        {
            int[] known = [first, second, third];
            var diagram = Build(All.Space(), function);
            var possible = All.All.Index().Where(pair => pair.Item.Index().All(region =>
                known[region.Index] < 0 || known[region.Index] == region.Item)).ToList();
            Assert.Equal(
                possible.Select(pair => FeelValue.From(function[pair.Index])).ToHashSet(), [.. diagram.Terminals(known)]);
            var support = Enumerable.Range(0, known.Length).Where(level => possible.GroupBy(pair => string.Join(' ', pair.Item.Index()
                .Where(region => region.Index != level))).Any(group => group.DistinctBy(pair => function[pair.Index]).Count() > 1));
            Assert.Equal(support, diagram.Support(known));
        }, iter: 30);

    [Fact]
    public void FunctionsMeanTheSameCellByCell() => Gen.Select(Functions, Functions, Gen.Int[0, 2], Gen.Int[0, 22]).Sample(
        (a, b, level, number) =>
    {
        var space = All.Space();
        var table = new FunctionTable(space);
        var (first, second) = (Import(table, Build(space, a)), Import(table, Build(space, b)));
        var region = number % All.Widths[level];
        var (ones, twos) = (table.Where(first, value => value == 1), table.Where(second, value => value == 2));
        var (and, or, minus) = (table.And(ones, twos), table.Or(ones, twos), table.Minus(ones, twos));
        var (restricted, chosen, product) = (
            table.Restrict(first, level, region), table.Choose(ones, second, first), table.Apply(first, second, (x, y) => (3 * x) + y));
        foreach (var (cell, regions) in All.All.Index())
        {
            var there = All.All.Index().First(pair => pair.Item.Index().All(other =>
                other.Item == (other.Index == level ? region : regions[other.Index]))).Index;
            Assert.Equal(a[there], At(table, restricted, regions));
            Assert.Equal(a[cell] == 1 ? b[cell] : a[cell], At(table, chosen, regions));
            Assert.Equal((3 * a[cell]) + b[cell], At(table, product, regions));
            Assert.Equal(
                (a[cell] == 1 && b[cell] == 2, a[cell] == 1 || b[cell] == 2, a[cell] == 1 && b[cell] != 2),
                (At(table, and, regions) == 1, At(table, or, regions) == 1, At(table, minus, regions) == 1));
        }

        // Regions weigh differently; a sum over all cells is the oracle.
        BigInteger Weight(int of, int at) => (7 * of) + at + 1;
        var weights = All.Widths.Select(IReadOnlyList<BigInteger> (width, of) =>
            [.. Enumerable.Range(0, width).Select(at => Weight(of, at))]);
        var expected = All.All.Index().Where(pair => a[pair.Index] == 1)
            .Select(pair => pair.Item.Select((at, of) => Weight(of, at)).Aggregate((x, y) => x * y))
            .Aggregate(BigInteger.Zero, (x, y) => x + y);
        Assert.Equal(expected, table.Measure<BigInteger>(ones, [.. weights]));
        Assert.Equal(a.Count(value => value == 1), SituationCount.Of(Build(space, a).Is(FeelValue.From(1))));
    }, iter: 20);

    [Fact]
    public void MeansTheSameInAnotherOrder() => Gen.Select(Functions, Functions).Sample((a, b) =>
    {
        var space = All.Space();
        Diagram[] roots = [Build(space, a), Build(space, b)];
        var other = new DiagramSpace([.. space.Variables.Reverse()]);
        var (sifted, move) = Sifting.Improve(space, roots);
        foreach (var (root, function) in roots.Zip([a, b]))
        {
            var (transferred, moved) = (root.Into(other), move(root));
            Assert.Equal(root.Into(sifted), moved);
            Assert.Equal(root, transferred.Into(space));
            foreach (var (cell, regions) in All.All.Index())
            {
                Assert.Equal(FeelValue.From(function[cell]), transferred.Evaluate([.. regions.Reverse()]));
                Assert.Equal(
                    FeelValue.From(function[cell]),
                    moved.Evaluate([.. sifted.Variables.Select(variable => regions[space.Variables.ToList().IndexOf(variable)])]));
            }
        }
    }, iter: 30);

    [Fact]
    public void ANodeIsAsLargeAsWhatItTellsApart()
    {
        const int Regions = 20_000;
        using var work = new WorkBudget(new WorkLimits(long.MaxValue, Regions / 4), TestContext.Current.CancellationToken);
        var starts = Enumerable.Range(1, Regions - 1).Select(i => (Int128)i);
        var space = new DiagramSpace(
            [new ContinuousVariable("n", new Grid(FeelKind.Number, 0, FeelValue.From(0)), starts)], DiagramSpace.DefaultBudget, work);
        var before = space.Test(0, (Regions / 2, FeelValue.True), (Regions, FeelValue.False));
        Assert.Equal(Regions, space.Variables[0].RegionCount);
        Assert.True(before.Evaluate([(Regions / 2) - 1]).IsTrue);
        Assert.False(before.Evaluate([Regions / 2]).IsTrue);
        Assert.Equal(1, SituationCount.Of(before));
    }

    // Few stretches of each variable's regions are told apart.
    private static int[] Function(Random random)
    {
        var blocks = All.Widths.Select(width =>
        {
            var cuts = Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(1, width)).ToList();
            return Enumerable.Range(0, width).Select(region => cuts.Count(cut => cut <= region)).ToArray();
        }).ToList();
        var values = Enumerable.Range(0, 64).Select(_ => random.Next(3)).ToArray();
        return [.. All.All.Select(regions => values[regions.Select((region, level) => blocks[level][region] << (2 * level)).Sum()])];
    }

    private static Diagram Build(DiagramSpace space, int[] function)
    {
        // Region by region of the last variable, of the one before, and so on: knows nothing of how nodes are made.
        return Part(All.Widths.Count - 1, []);

        Diagram Part(int level, IReadOnlyList<int> behind)
        {
            if (level < 0)
            {
                var cell = 0;
                for (var i = All.Widths.Count - 1; i >= 0; i--)
                {
                    cell = (cell * All.Widths[i]) + behind[All.Widths.Count - 1 - i];
                }

                return space.Constant(FeelValue.From(function[cell]));
            }

            var result = space.Constant(FeelValue.Null);
            for (var region = 0; region < All.Widths[level]; region++)
            {
                var here = space.Test(level, [.. Enumerable.Range(0, All.Widths[level]).Select(other => FeelValue.From(other == region))]);
                result = here.Choose(Part(level - 1, [.. behind, region]), result);
            }

            return result;
        }
    }

    private static int Import(FunctionTable table, Diagram diagram) =>
        table.Import(diagram, [], value => { value.TryAsInt64(out var number); return (int)number; });

    private static int At(FunctionTable table, int function, int[] regions)
    {
        while (function >= 0)
        {
            function = table.Child(function, regions[table.Level(function)]);
        }

        return ~function;
    }
}
