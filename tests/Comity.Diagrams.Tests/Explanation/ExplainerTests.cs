using Comity.Diagrams.Explanation;
using Comity.Diagrams.Situations;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Diagrams.Tests.Explanation;

/// <summary>All subsets of the variables and all cells are the oracle.</summary>
public class ExplainerTests
{
    private static readonly Cells Cells = new(2, 3, 2, 2);
    private static readonly Gen<(int[] Function, int[] Known)> Cases = Gen.Select(
        Gen.Int[0, 2].Array[Cells.All.Count], Gen.Int[0, Cells.All.Count - 1], Gen.Int[0, 15],
        (function, cell, unknown) => (function, Cells.All[cell].Select((region, level) => (unknown >> level & 1) == 1 && level > 1 ? -1 : region).ToArray()));

    [Fact]
    public void NoSmallerSetOfFactsForcesTheValue() => Cases.Sample(
        (function, known) =>
        {
            var reason = Of(function).Reason(known);
            var certain = Values(function, known);
            Assert.Equal(certain.Count == 1, reason is not null);
            if (reason is not null)
            {
                Assert.True(reason.IsSmallest);
                Assert.Equal(certain, Values(function, Kept(known, reason.Levels)));
                var smallest = Enumerable.Range(0, 16).Select(bits => Enumerable.Range(0, 4).Where(level => (bits >> level & 1) == 1 && known[level] >= 0).ToArray())
                    .Where(levels => Values(function, Kept(known, levels)).Count == 1).Min(levels => levels.Length);
                Assert.Equal(smallest, reason.Levels.Count);
            }
        },
        iter: 500);

    [Fact]
    public void NoSmallerChangeLeadsToAnotherValue() => Cases.Sample(
        (function, known) =>
        {
            var explainer = Of(function);
            foreach (var value in new[] { 0, 1, 2 })
            {
                var changes = explainer.Changes(known, FeelValue.From(value));
                var cells = Cells.All.Index().Where(cell => function[cell.Index] == value).Select(cell => (cell.Item, Distance: Enumerable.Range(0, 4).Count(level => known[level] >= 0 && known[level] != cell.Item[level]))).ToList();
                Assert.Equal(cells.Count == 0, changes.Count == 0);
                foreach (var change in changes)
                {
                    Assert.Equal(cells.Min(cell => cell.Distance), change.Changed.Count);
                    Assert.All(change.Given.Keys, level => Assert.Equal(-1, known[level]));
                    foreach (var (changed, given) in Choices(change.Changed).SelectMany(changed => Choices(change.Given).Select(given => (changed, given))))
                    {
                        Assert.Equal([value], Values(function, [.. known.Select((region, level) => changed.TryGetValue(level, out var other) ? other : given.GetValueOrDefault(level, region))]));
                    }
                }

                // Every way of changing the fewest is among them.
                if (cells.Count > 0)
                {
                    var ways = cells.Where(cell => cell.Distance == cells.Min(other => other.Distance)).Select(cell => Way(Enumerable.Range(0, 4).Where(level => known[level] >= 0 && known[level] != cell.Item[level]).Select(level => (level, cell.Item[level]))));
                    Assert.Equal(ways.Distinct().Order(), changes.SelectMany(change => Choices(change.Changed)).Select(changed => Way(changed.Select(entry => (entry.Key, entry.Value)))).Distinct().Order());
                }
            }
        },
        iter: 250);

    [Fact]
    public void WhatIsSettledIsNoReasonAndDoesNotChange()
    {
        // The value is that of v0, whatever the rest is.
        var explainer = new Explainer(new SettledDiagram(Cells.Build(Cells.Space(), [.. Cells.All.Select(cell => cell[0])]), [1, -1, -1, -1]), value => value);
        Assert.Equal([FeelValue.From(1)], explainer.Values);
        Assert.Empty(explainer.Reason([1, 2, 0, 0])!.Levels);
        Assert.Empty(explainer.Changes([1, 2, 0, 0], FeelValue.From(0)));
    }

    private static Explainer Of(int[] function) => new(new SettledDiagram(Cells.Build(Cells.Space(), function), [-1, -1, -1, -1]), value => value);

    private static List<int> Values(int[] function, int[] known) =>
        [.. Cells.All.Index().Where(cell => known.Index().All(entry => entry.Item < 0 || entry.Item == cell.Item[entry.Index])).Select(cell => function[cell.Index]).Distinct()];

    private static int[] Kept(int[] known, IReadOnlyList<int> levels) => [.. known.Select((region, level) => levels.Contains(level) ? region : -1)];

    private static string Way(IEnumerable<(int Level, int Region)> changed) => string.Join(' ', changed.OrderBy(entry => entry.Level).Select(entry => $"{entry.Level}={entry.Region}"));

    private static IEnumerable<Dictionary<int, int>> Choices(IReadOnlyDictionary<int, IndexSet> sets)
    {
        IEnumerable<Dictionary<int, int>> choices = [[]];
        foreach (var (level, regions) in sets)
        {
            choices = [.. choices.SelectMany(choice => regions.Members.Select(region => new Dictionary<int, int>(choice) { [level] = region }))];
        }

        return choices;
    }
}
