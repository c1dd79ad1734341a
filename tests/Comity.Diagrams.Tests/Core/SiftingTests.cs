using Comity.Diagrams.Core;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Diagrams.Tests.Core;

public class SiftingTests
{
    private static readonly Cells All = new(2, 3, 2, 4);

    [Fact]
    public void DiagramsMeanTheSameInTheNewOrder() => Gen.Select(Gen.Int[0, 2].Array[All.All.Count], Gen.Int[0, 1].Array[All.All.Count], Gen.Long[0, 400]).Sample((first, second, work) =>
    {
        var before = All.Space();
        Diagram[] roots = [All.Build(before, first), All.Build(before, second)];
        var (after, move) = Sifting.Improve(before, roots, work);
        Assert.Equal(before.Variables.Select(variable => variable.Name).Order(StringComparer.Ordinal), after.Variables.Select(variable => variable.Name).Order(StringComparer.Ordinal));
        foreach (var (root, function) in roots.Zip([first, second]))
        {
            var moved = move(root);
            foreach (var (cell, regions) in All.All.Index())
            {
                int[] there = [.. after.Variables.Select(variable => regions[before.Variables.ToList().IndexOf(variable)])];
                Assert.Equal(FeelValue.From(function[cell]), moved.Evaluate(there));
            }
        }

        // Only what is needed is there, in its reduced form, and no more of it than before.
        Assert.Equal(roots[0].Into(after), move(roots[0]));
        Assert.True(work == 0 || Count(move(roots[0]), move(roots[1])) <= Count(roots));
    });

    [Fact]
    public void AnOrderThatIsExponentiallyWorseIsMended()
    {
        // a1 = b1 and a2 = b2 and ..., all a before all b: a node for each setting of the a.
        const int Pairs = 10;
        var space = new DiagramSpace([.. Enumerable.Range(0, 2 * Pairs).Select(i => new FiniteVariable($"{(i < Pairs ? "a" : "b")}{i % Pairs}", [FeelValue.False, FeelValue.True]))]);
        var root = Enumerable.Range(0, Pairs).Aggregate(space.True, (all, i) => all.And(space.Test(i, [FeelValue.False, FeelValue.True]).Apply(space.Test(i + Pairs, [FeelValue.False, FeelValue.True]), (a, b) => FeelValue.From(a == b))));
        Assert.True(root.NodeCount > 1 << Pairs);
        var (after, move) = Sifting.Improve(space, [root], long.MaxValue);
        Assert.Equal(3 * Pairs, move(root).NodeCount);
        Assert.Equal(3 * Pairs, after.NodeCount);
    }

    private static int Count(params Diagram[] roots)
    {
        var space = roots[0].Space;
        var seen = new HashSet<int>();
        var ahead = new Stack<int>(roots.Select(root => root.Root));
        while (ahead.TryPop(out var node))
        {
            if (node >= 0 && seen.Add(node))
            {
                for (var arcs = space.Nodes.Arcs(node); arcs.Next();)
                {
                    ahead.Push(arcs.First);
                }
            }
        }

        return seen.Count;
    }
}
