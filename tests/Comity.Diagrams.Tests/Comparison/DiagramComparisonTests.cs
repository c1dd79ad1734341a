using Comity.Diagrams.Comparison;
using Comity.Diagrams.Core;
using Comity.Diagrams.Descriptions;
using Comity.Diagrams.Situations;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Diagrams.Tests.Comparison;

public class DiagramComparisonTests
{
    private static readonly Cells Before = new(2, 3, 2);
    private static readonly Cells After = new(2, 3, 2, 2);

    // The second side has its variables in another order, one more of them, and of v1 another third value.
    [Fact]
    public void TheDifferenceIsExactWhateverTheOrderAndTheValues() => Gen.Select(Gen.Int[0, 2].Array[Before.All.Count], Gen.Int[0, 2].Array[After.All.Count]).Sample(
        (before, after) =>
        {
            var first = Before.Build(Before.Space(), before);
            var second = After.Build(new DiagramSpace([Variable("v2", 0, 1), Variable("v1", 0, 1, 3), Variable("v0", 0, 1), Variable("v3", 0, 1)]), after);
            var comparison = DiagramComparison.Of(Open(first), Open(second));
            var changes = comparison.Changes((one, other) => $"{Said(one)} {Said(other)}");
            var expected = new Dictionary<string, int>();
            foreach (var (v0, v1, v2, v3) in from v0 in new[] { 0, 1 } from v1 in new[] { 0, 1, 2, 3 } from v2 in new[] { 0, 1 } from v3 in new[] { 0, 1 } select (v0, v1, v2, v3))
            {
                var one = v1 == 3 ? "-" : $"{before[v0 + (2 * v1) + (6 * v2)]}";
                var other = v1 == 2 ? "-" : $"{after[v2 + (2 * (v1 == 3 ? 2 : v1)) + (6 * v0) + (12 * v3)]}";
                int[] situation = [.. comparison.Space.Variables.Select(variable => variable.RegionOf(FeelValue.From(variable.Name switch { "v0" => v0, "v1" => v1, "v2" => v2, _ => v3 })))];
                var change = one == other ? null : $"{one} {other}";
                Assert.All(changes, part => Assert.Equal(part.Change == change, part.Description.Cubes.Any(cube => cube.Contains(situation))));
                if (change is not null)
                {
                    expected[change] = expected.GetValueOrDefault(change) + 1;
                }
            }

            Assert.Equal(expected.OrderBy(entry => entry.Key), changes.ToDictionary(part => part.Change, part => (int)part.Count).OrderBy(entry => entry.Key));
            Assert.All(changes, part => Assert.Contains(part.Description.Cubes, cube => cube.Contains([.. part.Example.Select(region => Math.Max(0, region))])));
            Assert.All(changes, part => Assert.Equal(part.Change, comparison.ValuesAt(part.Example) is var (one, other) ? $"{Said(one)} {Said(other)}" : ""));
            Assert.Equal(32, comparison.Total);
            Assert.Equal(["v1", "v3"], comparison.Differences.Select(difference => difference.Variable));
            Assert.Equal("2 3", $"{Assert.Single(comparison.Differences[0].OnlyBefore)} {Assert.Single(comparison.Differences[0].OnlyAfter)}");
        },
        iter: 200);

    [Fact]
    public void NumbersAreCutWhereEitherSideCutsThem()
    {
        var comparison = DiagramComparison.Of(Open(Threshold(new Grid(FeelKind.Number, 0), 10)), Open(Threshold(new Grid(FeelKind.Number, 1, FeelValue.From(0)), 12)));
        var changes = comparison.Changes((one, other) => $"{Said(one)} {Said(other)}");
        Assert.Equal(
            [("False -", "less than 0"), ("True False", "from 10 less than 12")],
            changes.Select(change => (change.Change, ConditionText.Of(Assert.Single(change.Description.Cubes), comparison.Space, Labels.Plain)[0].Text)));
        Assert.All(changes, change => Assert.Equal(1, change.Count));
        Assert.Equal(4, comparison.Total);
    }

    [Fact]
    public void KindsThatCannotBeComparedAreAnError() => Assert.Throws<ArgumentException>(() =>
        DiagramComparison.Of(Open(Threshold(Grid.Numbers, 1)), Open(new DiagramSpace([Variable("n", 0, 1)]).Constant(FeelValue.True))));

    private static Diagram Threshold(Grid grid, int from)
    {
        var variable = new ContinuousVariable("n", grid, [grid.PointOf(FeelValue.From(from))!.Value]);
        return new DiagramSpace([variable]).Test(0, [FeelValue.False, FeelValue.True]);
    }

    private static FiniteVariable Variable(string name, params int[] values) => new(name, [.. values.Select(value => FeelValue.From(value))]);

    private static SettledDiagram Open(Diagram diagram) => new(diagram, [.. diagram.Space.Variables.Select(_ => -1)]);

    private static bool Same(IReadOnlyList<FeelValue>? one, IReadOnlyList<FeelValue>? other) => one is not null && other is not null && one.SequenceEqual(other);

    private static string Said(IReadOnlyList<FeelValue>? values) => values is null ? "-" : values[0].Kind == FeelKind.Boolean ? values[0].IsTrue.ToString() : values[0].ToString();
}
