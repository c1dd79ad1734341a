using System.Numerics;
using Comity.Diagrams.Core;
using Comity.Diagrams.Descriptions;
using Comity.Diagrams.Situations;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Diagrams.Tests.Descriptions;

/// <summary>All cells, and all cubes there are, are the oracle.</summary>
public class DescriptionTests
{
    private static readonly Cells Cells = new(2, 3, 2, 4);
    private static readonly Cells Few = new(2, 3, 2);
    private static readonly Gen<int[]> Sets = Gen.Int[0, 9].Select(Gen.Int[0, 9].Array[Cells.All.Count], (share, numbers) => numbers.Select(number => number < share ? 1 : 0).ToArray());

    [Fact]
    public void TheCubesAreTheSetEachIsPrimeAndNoneIsSuperfluous() => Sets.Sample(set =>
    {
        var description = Description.Of(Where(Cells, set));
        AssertCovers(Cells, set, description.Cubes);
        Assert.All(description.Cubes, cube => Assert.True(IsPrime(cube, set)));
        Assert.All(description.Cubes, cube => Assert.Contains(Cells.All, cell => cube.Contains(cell) && description.Cubes.Count(other => other.Contains(cell)) == 1));
    });

    [Fact]
    public void NoDescriptionHasFewerCubes() => Gen.Int[0, 1].Array[Few.All.Count].Sample(
        set =>
        {
            var description = Description.Of(Where(Few, set));
            Assert.True(description.IsMinimal);
            Assert.Equal(FewestCubes(set), description.Cubes.Count);
        },
        iter: 300);

    [Fact]
    public void EverySituationIsCounted() => Sets.Sample(set => Assert.Equal(new BigInteger(set.Sum()), SituationCount.Of(Where(Cells, set))));

    [Fact]
    public void OfASetWithTooManyCubesTheFirstAreSaidAndTheRestIsCountedExactly()
    {
        // Parity of twelve variables: each of its 2,048 situations is a prime, and a cube of one situation.
        var space = new DiagramSpace([.. Enumerable.Range(0, 12).Select(i => new FiniteVariable($"v{i}", [FeelValue.False, FeelValue.True]))]);
        var parity = Enumerable.Range(0, 12).Aggregate(space.Constant(FeelValue.False), (sum, level) => sum.Apply(space.Test(level, [FeelValue.False, FeelValue.True]), (a, b) => FeelValue.From(a != b)));
        var description = Description.Of(parity);
        Assert.Equal((200, false, 1848), (description.Cubes.Count, description.IsMinimal, description.Further));
        Assert.Equal(2048, SituationCount.Of(parity));
    }

    [Fact]
    public void NeighbouringRegionsOfADateAreOneIntervalAndAreSaidInWords()
    {
        var on = new ContinuousVariable("on", Grid.Dates, [Point(27), Point(28), Point(31)]);
        var space = new DiagramSpace([on, new FiniteVariable("colour", [FeelValue.From("red"), FeelValue.From("green"), FeelValue.From("blue")])]);
        var late = space.Test(0, [.. Enumerable.Range(0, 4).Select(region => FeelValue.From(region == 2))]);
        var where = late.Apply(space.Test(1, [FeelValue.True, FeelValue.False, FeelValue.True]), FeelOperators.And);
        Assert.Equal(2, SituationCount.Of(where));

        // The 27th is an interval of its own for some other logic.
        Assert.Equal(2, SituationCount.Of(where, space.Test(0, [.. Enumerable.Range(0, 4).Select(region => FeelValue.From(region == 1))])));
        Assert.Equal(3 * 3, SituationCount.Of(space.Constant(FeelValue.True), late));
        var cube = Assert.Single(Description.Of(where).Cubes);
        Assert.Equal(
            [new ConditionText("on", "on", "from 2025-01-28 before 2025-01-31"), new ConditionText("colour", "COLOUR", "anything but green")],
            ConditionText.Of(cube, space, Labels.Plain with { Variable = name => name == "on" ? name : name.ToUpperInvariant() }));
    }

    [Fact]
    public void NothingAndEverythingAreSaidAtOnce()
    {
        var space = Cells.Space();
        Assert.Empty(Description.Of(space.Constant(FeelValue.False)).Cubes);
        Assert.Empty(Assert.Single(Description.Of(space.Constant(FeelValue.True)).Cubes).Levels);
    }

    private static Int128 Point(int day) => Grid.Dates.PointOf(FeelValue.From(new DateOnly(2025, 1, day)))!.Value;

    private static Diagram Where(Cells cells, int[] set) => cells.Build(cells.Space(), set, number => FeelValue.From(number == 1));

    private static void AssertCovers(Cells cells, int[] set, IReadOnlyList<Cube> cubes) =>
        Assert.All(cells.All.Index(), cell => Assert.Equal(set[cell.Index] == 1, cubes.Any(cube => cube.Contains(cell.Item))));

    private static bool IsPrime(Cube cube, int[] set)
    {
        for (var level = 0; level < Cells.Widths.Count; level++)
        {
            for (var region = 0; region < Cells.Widths[level]; region++)
            {
                var wider = new Cube([.. cube.Regions.Select((regions, i) => i == level ? regions.With(region) : regions)], Cells.Widths);
                if (!cube.Regions[level].Contains(region) && Cells.All.Index().Where(cell => wider.Contains(cell.Item)).All(cell => set[cell.Index] == 1))
                {
                    return false;
                }
            }
        }

        return true;
    }

    // Breadth first over unions of cubes that lie in the set, as bits over the cells.
    private static int FewestCubes(int[] set)
    {
        var inside = set.Index().Sum(cell => cell.Item << cell.Index);
        var subsets = Few.Widths.Select(width => Enumerable.Range(1, (1 << width) - 1)).ToArray();
        var cubes = (from a in subsets[0] from b in subsets[1] from c in subsets[2]
                     select Few.All.Index().Sum(cell => ((a >> cell.Item[0]) & (b >> cell.Item[1]) & (c >> cell.Item[2]) & 1) << cell.Index))
            .Where(cube => (cube & ~inside) == 0).ToList();
        cubes = [.. cubes.Where(cube => !cubes.Exists(other => other != cube && (cube & ~other) == 0))];
        var (reached, count) = (new HashSet<int> { 0 }, 0);
        while (!reached.Contains(inside))
        {
            reached = [.. reached.SelectMany(union => cubes.Select(cube => union | cube))];
            count++;
        }

        return count;
    }
}
