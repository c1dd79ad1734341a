using Comity.Diagrams.Core;
using Comity.Diagrams.Questions;
using Comity.Diagrams.Situations;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Diagrams.Tests.Questions;

/// <summary>The oracle looks at every state of knowledge and every cell; it knows nothing of diagrams, bounds or of what may be merged.</summary>
public class QuestionPlanTests
{
    private static readonly Cells Cells = new(2, 3, 2, 2);
    private static readonly Gen<Pack> Packs = Gen.Select(
        Gen.Int[0, 2].Array[Cells.All.Count], Gen.Int[0, 1].Array[Cells.All.Count], Gen.Int[0, 3], Gen.Int[1, 4].Array[4], Gen.Int[1, 5].Array[9],
        (goal, condition, guarded, costs, weights) => new Pack(goal, condition, guarded, costs, weights));

    [Fact]
    public void TheExpectedCostIsTheLeastThereIs() => Packs.Sample(
        pack =>
        {
            var outlook = pack.Plan().At([-1, -1, -1, -1]);
            var oracle = new Exhaustive(pack);
            Assert.Equal(oracle.Cost(new int?[4]), outlook.ExpectedCost, 9);
            Assert.True(outlook.IsOptimal);
            Assert.Equal(oracle.Matters(new int?[4]), outlook.CanChange);
        },
        iter: 500);

    [Fact]
    public void FollowingThePlanCostsWhatItSaysAndAsksOnlyWhatMayBeAsked() => Packs.Sample(
        pack =>
        {
            var plan = pack.Plan();
            var oracle = new Exhaustive(pack);
            var (cost, questions, most) = Follow(new int?[4], 1);
            var outlook = plan.At([-1, -1, -1, -1]);
            Assert.Equal((outlook.ExpectedCost, outlook.Expected), (cost, questions), new Near());
            Assert.Equal(outlook.Most, most);

            (double, double, int) Follow(int?[] known, double likelihood)
            {
                var next = plan.At([.. known.Select(region => region ?? -1)]).Next;
                if (next < 0)
                {
                    Assert.Empty(oracle.Askable(known));
                    return (0, 0, 0);
                }

                Assert.Contains(next, oracle.Askable(known));
                var (cost, questions, most) = (likelihood * pack.Costs[next], likelihood, 0);
                for (var region = 0; region < Cells.Widths[next]; region++)
                {
                    var (more, further, longest) = Follow([.. known.Select((value, level) => level == next ? region : value)], likelihood * pack.Likelihood(next, region));
                    (cost, questions, most) = (cost + more, questions + further, Math.Max(most, longest));
                }

                return (cost, questions, most + 1);
            }
        },
        iter: 200);

    [Fact]
    public void WithoutRoomForTheBestOrderTheBoundIsStillTrue() => Packs.Sample(
        pack =>
        {
            var best = pack.Plan().At([-1, -1, -1, -1]).ExpectedCost;
            foreach (var limit in new[] { 0, 100, 2_000 })
            {
                var outlook = pack.Plan(limit).At([-1, -1, -1, -1]);
                Assert.InRange(best, outlook.LeastCost - 1e-9, outlook.ExpectedCost + 1e-9);
            }
        },
        iter: 200);

    [Theory]
    [InlineData(20_000, 1.15)]
    [InlineData(40_000, 1.05)]
    public void WithoutRoomForTheBestOrderRulesAreStillAskedAboutNearlyAsWell(int limit, double atWorst)
    {
        // First-hit rules as policies have them, over seven facts of two or three values; the least is known for certain.
        var (random, worst, greedy, least) = (new Random(41), 1.0, 0.0, 0.0);
        for (var pack = 0; pack < 60; pack++)
        {
            var widths = Enumerable.Range(0, 7).Select(_ => random.Next(2, 4)).ToArray();
            var space = new DiagramSpace([.. widths.Select((width, level) => (DiagramVariable)new FiniteVariable($"v{level}", [.. Enumerable.Range(0, width).Select(value => FeelValue.From(value))]))]);
            var goal = space.Constant(FeelValue.From(0));
            for (var rule = 0; rule < random.Next(5, 20); rule++)
            {
                var here = space.True;
                foreach (var (level, width) in widths.Index().Where(_ => random.Next(2) == 0))
                {
                    var region = random.Next(width);
                    here = here.And(space.Test(level, [.. Enumerable.Range(0, width).Select(value => FeelValue.From(value == region))]));
                }

                goal = here.Choose(space.Constant(FeelValue.From(random.Next(1, 4))), goal);
            }

            QuestionTerms[] terms = [.. widths.Select(width => new QuestionTerms(random.Next(1, 4), [.. Enumerable.Range(0, width).Select(_ => (double)random.Next(1, 6))]))];
            var open = Enumerable.Repeat(-1, 7).ToArray();
            QuestionPlan Plan(long limit) => new(space, [new SettledDiagram(goal, open)], NoConditions, terms, limit);
            var best = Plan(QuestionPlan.DefaultLimit).At(open);
            Assert.True(best.IsOptimal);
            var plan = Plan(limit);
            var cost = Follow(open);
            (greedy, least) = (greedy + cost, least + best.ExpectedCost);
            worst = best.ExpectedCost > 0 ? Math.Max(worst, cost / best.ExpectedCost) : worst;

            // What the interview really costs, answer by answer.
            double Follow(int[] known) => plan.At(known).Next is var next && next < 0 ? 0
                : terms[next].Cost + Enumerable.Range(0, widths[next]).Sum(region => terms[next].Likelihoods[region] / terms[next].Likelihoods.Sum() * Follow([.. known.Select((value, level) => level == next ? region : value)]));
        }

        Assert.InRange(greedy / least, 1 - 1e-9, 1.05);
        Assert.InRange(worst, 1 - 1e-9, atWorst);
    }

    [Fact]
    public void AFixedOrderCostsNoLess() => Packs.Sample(
        pack =>
        {
            var plain = pack with { Costs = [1, 1, 1, 1] };
            var plan = plain.Plan();
            var (form, formMost) = plan.InOrder([0, 1, 2, 3], onlyWhatMatters: false);
            var (order, _) = plan.InOrder([0, 1, 2, 3], onlyWhatMatters: true);
            Assert.True(plan.At([-1, -1, -1, -1]).Expected <= order + 1e-9);
            Assert.True(formMost <= 4 && form <= 4);
        },
        iter: 200);

    // At every state of knowledge, whatever the plan may look at, and when the listed order is the only thing that it knows.
    [Fact]
    public void NoStateIsExpectedToCostMoreThanTheListedOrder() => Packs.Sample(
        pack =>
        {
            var listed = new Exhaustive(pack, listed: true);
            foreach (var limit in new long[] { 0, 60, 250, 1_000, 5_000, QuestionPlan.DefaultLimit })
            {
                var plan = pack.Plan(limit);
                Follow([null, null, null, null]);

                double Follow(int?[] known)
                {
                    var outlook = plan.At([.. known.Select(region => region ?? -1)]);
                    var next = outlook.Next;
                    var cost = next < 0 ? 0 : pack.Costs[next] + Enumerable.Range(0, Cells.Widths[next]).Sum(region =>
                        pack.Likelihood(next, region) * Follow([.. known.Select((value, level) => level == next ? region : value)]));
                    Assert.InRange(cost, 0, listed.Cost(known) + 1e-9);
                    Assert.InRange(cost, outlook.LeastCost - 1e-9, outlook.ExpectedCost + 1e-9);
                    return cost;
                }
            }
        },
        iter: 100);

    [Fact]
    public void WhatComesNextWithoutWaitingMayBeAskedAndMatters() => Packs.Sample(
        pack =>
        {
            var (plan, oracle) = (pack.Plan(), new Exhaustive(pack));
            foreach (var known in States().Reverse())
            {
                var (next, askable) = (plan.Next([.. known.Select(region => region ?? -1)]), oracle.Askable(known));
                Assert.Equal(oracle.Matters(known).Count == 0 || askable.Count == 0, next < 0);
                Assert.True(next < 0 || askable.Contains(next));
            }
        },
        iter: 50);

    // What the law of California has (31 groups of convictions, each with its time limit): the four facts before them decide nearly always.
    [Fact]
    public void SixtySixFactsAreAskedAboutNoLessWellThanInTheirOrder()
    {
        var plan = Convictions(out var open);
        var (listed, _) = plan.InOrder([.. Enumerable.Range(0, 66)], onlyWhatMatters: true);
        var outlook = plan.At(open);
        Assert.Equal(66, outlook.CanChange.Count);
        Assert.InRange(outlook.Expected, 1, Math.Min(listed, 2.34));
        var improved = plan.Improve(open, [], TestContext.Current.CancellationToken);
        Assert.InRange(improved.Expected, 1, outlook.Expected + 1e-9);
        Assert.Equal(improved.Expected, plan.At(open).Expected);
    }

    // Half of the facts known, nothing planned: what comes next is what comes first in their order.
    [Fact]
    public void NobodyWaitsForTheNextOfSixtySixFacts()
    {
        var random = new Random(3);
        var plan = Convictions(out var open);
        for (var i = 0; i < 300; i++)
        {
            var known = open.Select(_ => random.Next(2) == 0 ? 0 : -1).ToArray();
            var next = plan.Next(known);
            Assert.True(next < 0 || known[next] < 0);
        }
    }

    // Sixteen numbers cut in six, twenty rules of three conditions each.
    [Theory]
    [InlineData(0)]
    [InlineData(20_000)]
    public void AnInterviewAboutManyNumbersEnds(long limit)
    {
        var random = new Random(16);
        FeelValue[] values = [.. Enumerable.Range(0, 6).Select(value => FeelValue.From(value))];
        var space = new DiagramSpace([.. Enumerable.Range(0, 16).Select(i => new FiniteVariable($"n{i}", values))]);
        var goal = space.False;
        for (var rule = 0; rule < 20; rule++)
        {
            var here = space.True;
            foreach (var level in Enumerable.Range(0, 16).OrderBy(_ => random.Next()).Take(3).ToList())
            {
                var (cut, above) = (random.Next(1, 6), random.Next(2) == 0);
                here = here.And(space.Test(level, [.. Enumerable.Range(0, 6).Select(value => FeelValue.From(value >= cut == above))]));
            }

            goal = goal.Or(here);
        }

        var known = Enumerable.Repeat(-1, 16).ToArray();
        var terms = Enumerable.Repeat(new QuestionTerms(1, [1, 1, 1, 1, 1, 1]), 16).ToArray();
        var plan = new QuestionPlan(space, [new SettledDiagram(goal, known)], NoConditions, terms, limit);
        var most = int.MaxValue;
        while (plan.At(known) is { Next: >= 0 } outlook)
        {
            Assert.Equal(goal.Support(known), outlook.CanChange);
            Assert.Contains(outlook.Next, outlook.CanChange);
            Assert.True(outlook.Most <= most || limit > 0);
            known[outlook.Next] = random.Next(6);
            most = outlook.Most - 1;
        }

        Assert.True(goal.Follow(known) < 0 || goal.Terminals(known).Count == 1);
    }

    // Put together, these goals are one function with 2^60 values.
    [Fact]
    public void ManyGoalsThatHaveNothingToDoWithEachOtherAreSettledInOneInterview()
    {
        var space = new DiagramSpace(
            [.. Enumerable.Range(0, 120).Select(i => new FiniteVariable($"v{i}", [FeelValue.False, FeelValue.True]))]);
        Diagram True(int level) => space.Test(level, [FeelValue.False, FeelValue.True]);
        var open = Enumerable.Repeat(-1, 120).ToArray();
        var plan = new QuestionPlan(
            space, [.. Enumerable.Range(0, 60).Select(i => new SettledDiagram(True(i).And(True(119 - i)), open))], NoConditions,
            [.. Enumerable.Repeat(new QuestionTerms(1, [1, 1]), 120)]);
        var random = new Random(60);
        var known = (int[])open.Clone();
        var asked = 0;
        while (plan.At(known) is { Next: >= 0 } outlook)
        {
            Assert.Equal([.. Enumerable.Range(0, 120).Where(level => known[level] < 0 && known[119 - level] != 0)], outlook.CanChange);
            known[outlook.Next] = random.Next(2);
            asked++;
        }

        Assert.Equal(60 + Enumerable.Range(0, 60).Count(i => known[i] == 1 || (known[i] < 0 && known[119 - i] == 1)), asked);
    }

    [Fact]
    public async Task BetterOrdersAreFoundInTheBackgroundAndKept()
    {
        var cancellation = TestContext.Current.CancellationToken;
        QuestionTerms[] terms = [new(1, [9, 1]), new(1, [1, 9])];
        var plan = Plan((a, b) => a || b, terms, limit: 0);
        Assert.Equal((0, false), (plan.At([-1, -1]).Next, plan.At([-1, -1]).IsOptimal));
        using var improver = new QuestionImprover();
        improver.Add(plan, [-1, -1]);
        await improver.WhenIdle.WaitAsync(cancellation);
        Assert.Equal((1, true), (plan.At([-1, -1]).Next, plan.At([-1, -1]).IsOptimal));
        Assert.Equal(1, plan.Next([-1, -1]));
        improver.Dispose();
        improver.Add(plan, [-1, -1]);
        await improver.WhenIdle.WaitAsync(cancellation);
    }

    // Whoever asks comes between; the search goes on where it was.
    [Fact]
    public async Task OthersMayAskWhileABetterOrderIsLookedFor()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var plan = Convictions(out var open, limit: 2_000);
        var listed = plan.InOrder([.. Enumerable.Range(0, 66)], onlyWhatMatters: true).Expected;
        using var improver = new QuestionImprover();
        improver.Add(plan, open);
        await Parallel.ForAsync(0, 200, cancellation, (seed, _) =>
        {
            var random = new Random(seed);
            var known = open.Select(_ => random.Next(3) == 0 ? 0 : -1).ToArray();
            var outlook = plan.At(known);
            Assert.Equal(outlook.CanChange.Count == 0, outlook.Next < 0);
            Assert.Equal(outlook.Next < 0, plan.Next(known) < 0);
            return ValueTask.CompletedTask;
        });
        await improver.WhenIdle.WaitAsync(cancellation);
        Assert.InRange(plan.At(open).Expected, 1, listed + 1e-9);
    }

    [Fact]
    public async Task DisposingEndsTheSearch()
    {
        var plan = Convictions(out var open);
        var improver = new QuestionImprover();
        for (var i = 0; i < 60; i++)
        {
            improver.Add(plan, [.. open.Select((_, level) => level == i ? 0 : -1)]);
        }

        improver.Dispose();
        await improver.WhenIdle.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void WhatNobodyKnowsIsNotAskedAgain()
    {
        // Either of two makes the answer certain.
        var plan = Plan((a, b) => a || b);
        Assert.Equal(0, plan.At([-1, -1]).Next);
        Assert.Equal(1, plan.At([-1, -1], 0).Next);
        var end = plan.At([-1, 0], 0);
        Assert.Equal((-1, 0), (end.Next, Assert.Single(end.CanChange)));
        Assert.Empty(plan.At([-1, 1], 0).CanChange);
    }

    [Fact]
    public void SeveralGoalsAreSettledInOneInterview()
    {
        var space = new DiagramSpace([.. "abc".Select(name => new FiniteVariable($"{name}", [FeelValue.False, FeelValue.True]))]);
        SettledDiagram Of(int level) => new(space.Test(level, [FeelValue.False, FeelValue.True]), [-1, -1, -1]);
        var plan = new QuestionPlan(space, [Of(0), Of(2)], new Dictionary<int, IReadOnlyList<SettledDiagram>>(), [.. Enumerable.Repeat(new QuestionTerms(1, [1, 1]), 3)]);
        Assert.Equal([0, 2], plan.At([-1, -1, -1]).CanChange);
        Assert.Equal(2, plan.At([-1, -1, -1]).Expected);
    }

    [Fact]
    public void ALikelyAnswerThatSettlesItIsAskedForFirst()
    {
        QuestionTerms[] terms = [new(1, [9, 1]), new(1, [1, 9])];
        Assert.Equal(1, Plan((a, b) => a || b, terms).At([-1, -1]).Next);
        Assert.Equal(0, Plan((a, b) => a && b, terms).At([-1, -1]).Next);
        Assert.Equal(0, Plan((a, b) => a || b, [terms[0], terms[1] with { Cost = 20 }]).At([-1, -1]).Next);
    }

    [Fact]
    public void AnInterviewTooLargeToPlanEndsAllTheSame()
    {
        // A majority of 41: far more states than are looked at, and every question matters while it is open.
        var space = new DiagramSpace([.. Enumerable.Range(0, 41).Select(i => new FiniteVariable($"v{i}", [FeelValue.False, FeelValue.True]))]);
        var count = Enumerable.Range(0, 41).Aggregate(space.Constant(FeelValue.From(0)), (sum, level) =>
            sum.Apply(space.Test(level, [FeelValue.From(0), FeelValue.From(1)]), (a, b) => FeelValue.From(FeelNumber.Add(a.AsNumber(), b.AsNumber()))));
        var majority = count.Map(value => FeelValue.From(value.AsNumber() > 20));
        var known = Enumerable.Repeat(-1, 41).ToArray();
        var terms = Enumerable.Repeat(new QuestionTerms(1, [1, 1]), 41).ToArray();
        var plan = new QuestionPlan(space, [new SettledDiagram(majority, known)], NoConditions, terms, limit: 50_000);
        var questions = 0;
        while (plan.At(known) is { Next: >= 0 } outlook)
        {
            Assert.True(outlook.LeastCost <= outlook.ExpectedCost);
            known[outlook.Next] = 1;
            questions++;
        }

        Assert.Equal(21, questions);
    }

    private static IReadOnlyDictionary<int, IReadOnlyList<SettledDiagram>> NoConditions =>
        new Dictionary<int, IReadOnlyList<SettledDiagram>>();

    // All states of knowledge.
    private static IEnumerable<int?[]> States() => Cells.Widths.Aggregate<int, IEnumerable<int?[]>>(
        [[]], (states, width) => states.SelectMany(state =>
            Enumerable.Range(-1, width + 1).Select(region => (int?[])[.. state, region < 0 ? null : region])));

    private static QuestionPlan Convictions(out int[] open, long limit = QuestionPlan.DefaultLimit)
    {
        var widths = (int[])[2, 2, 3, 2, .. Enumerable.Repeat((int[])[3, 3], 31).SelectMany(pair => pair)];
        var space = new DiagramSpace([.. widths.Select((width, level) =>
            new FiniteVariable($"v{level}", [.. Enumerable.Range(0, width).Select(value => FeelValue.From(value))]) { Place = level })]);
        Diagram Is(int level, params int[] regions) =>
            space.Test(level, [.. Enumerable.Range(0, widths[level]).Select(region => FeelValue.From(regions.Contains(region)))]);

        // A felony within fifteen years or a misdemeanor within five.
        var convicted = Enumerable.Range(0, 31).Select(i => (4 + (2 * i), 5 + (2 * i))).Aggregate(space.False, (any, group) =>
            any.Or(Is(group.Item1, 2).And(Is(group.Item2, 0, 1))).Or(Is(group.Item1, 1).And(Is(group.Item2, 0))));
        var permitted = Is(0, 1).Or(Is(1, 1)).Or(Is(2, 1)).Or(Is(3, 1)).Or(convicted);
        open = [.. widths.Select(_ => -1)];
        return new QuestionPlan(
            space, [new SettledDiagram(permitted, open)], NoConditions,
            [.. widths.Select(width => new QuestionTerms(1, [.. Enumerable.Repeat(1.0, width)]))], limit);
    }

    private static QuestionPlan Plan(Func<bool, bool, bool> goal, QuestionTerms[]? terms = null, long limit = QuestionPlan.DefaultLimit)
    {
        var space = new DiagramSpace([.. "ab".Select(name => new FiniteVariable($"{name}", [FeelValue.False, FeelValue.True]))]);
        var diagram = space.Test(0, [FeelValue.False, FeelValue.True]).Apply(space.Test(1, [FeelValue.False, FeelValue.True]), (a, b) => FeelValue.From(goal(a.IsTrue, b.IsTrue)));
        return new QuestionPlan(
            space, [new SettledDiagram(diagram, [-1, -1])], NoConditions, terms ?? [new(1, [1, 1]), new(1, [1, 1])], limit);
    }

    // A goal, and a condition for asking one of the variables, which never depends on that variable.
    private sealed record Pack(int[] Goal, int[] Condition, int Guarded, int[] Costs, int[] Weights)
    {
        private readonly bool[] _mayAsk = [.. Cells.All.Select(cell => Condition[Cells.All.Index().First(other => other.Item.Index().All(part => part.Item == (part.Index == Guarded ? 0 : cell[part.Index]))).Index] == 1)];

        public bool MayAsk(int cell) => _mayAsk[cell];

        public double Likelihood(int level, int region)
        {
            var first = Cells.Widths.Take(level).Sum();
            return Weights[first + region] / (double)Weights.Skip(first).Take(Cells.Widths[level]).Sum();
        }

        public QuestionPlan Plan(long limit = QuestionPlan.DefaultLimit)
        {
            var (space, open) = (Cells.Space(), new[] { -1, -1, -1, -1 });
            return new QuestionPlan(
                space, [new SettledDiagram(Cells.Build(space, Goal), open)],
                new Dictionary<int, IReadOnlyList<SettledDiagram>> { [Guarded] = [new SettledDiagram(Cells.Build(space, [.. _mayAsk.Select(may => may ? 1 : 0)], value => FeelValue.From(value == 1)), open)] },
                [.. Costs.Select((cost, level) => new QuestionTerms(cost, [.. Enumerable.Range(0, Cells.Widths[level]).Select(region => 7 * Likelihood(level, region))]))], limit);
        }
    }

    // Dynamic programming over all states of knowledge; or the first that may be asked, always.
    private sealed class Exhaustive(Pack pack, bool listed = false)
    {
        private readonly Dictionary<string, double> _done = [];

        public IReadOnlyList<int> Matters(int?[] known) => Differences(known, cell => pack.Goal[cell]);

        public IReadOnlyList<int> Askable(int?[] known)
        {
            var matters = Matters(known).ToHashSet();
            var (may, needs) = (Consistent(known).All(cell => pack.MayAsk(cell.Index)), Differences(known, cell => pack.MayAsk(cell) ? 1 : 0));
            if (matters.Contains(pack.Guarded) && !may)
            {
                matters.Remove(pack.Guarded);
                matters.UnionWith(needs);
            }

            return [.. matters.Order()];
        }

        public double Cost(int?[] known)
        {
            var key = string.Join(',', known);
            return _done.TryGetValue(key, out var cost) ? cost : _done[key] = Matters(known).Count == 0 ? 0
                : Askable(known).Take(listed ? 1 : 4).Select(level =>
                    pack.Costs[level] + Enumerable.Range(0, Cells.Widths[level]).Sum(region =>
                pack.Likelihood(level, region) * Cost([.. known.Select((value, other) => other == level ? region : value)]))).DefaultIfEmpty(0).Min();
        }

        // Two cells that differ in the level alone have the same rest.
        private static IReadOnlyList<int> Differences(int?[] known, Func<int, int> function)
        {
            var cells = Consistent(known).ToList();
            return [.. Enumerable.Range(0, 4).Where(level => known[level] is null && cells.GroupBy(cell => cell.Index - (cell.Regions[level] * Stride(level))).Any(rest => rest.Select(cell => function(cell.Index)).Distinct().Count() > 1))];
        }

        private static int Stride(int level) => Cells.Widths.Take(level).Aggregate(1, (product, width) => product * width);

        private static IEnumerable<(int Index, int[] Regions)> Consistent(int?[] known) => Cells.All.Index().Where(cell => known.Index().All(value => value.Item is null || value.Item == cell.Item[value.Index]));
    }

    private sealed class Near : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) x, (double, double) y) => Math.Abs(x.Item1 - y.Item1) < 1e-9 && Math.Abs(x.Item2 - y.Item2) < 1e-9;

        public int GetHashCode((double, double) obj) => 0;
    }
}
