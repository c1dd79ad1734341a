using System.Security;
using Comity.Feel.Evaluation;
using Comity.Policy.Determinations;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Policy.Proofs;

namespace Comity.Policy.Tests.Proofs;

/// <summary>What a pack may compute is bounded: the findings say where it goes beyond that, and the work ends when nobody waits.</summary>
public sealed class WorkBudgetTests
{
    // Little, so that the tests take little; the bounds of what strangers hand in work the same way.
    private static readonly WorkLimits Few = new(300_000, 300_000, AllowsBacktracking: false);

    [Theory]
    [InlineData("count(for i in 1..100000, j in 1..100000 return i*j) > 1")]
    [InlineData("count(for i in 1..1000000000 return i) > 1")]
    [InlineData("count(for i in 1..100 return if i = 1 then \"aaaaaaaaaaaaaaaa\" else partial[-1] + partial[-1]) > 1")]
    [InlineData("count(for i in 1..20000 return string join(for j in 1..200 return \"aaaaaaaaaaaaaaaaaaaaaaaa\")) > 1")]
    [InlineData("count(flatten(for i in 1..40 return if i = 1 then [1, 1] else [partial[-1], partial[-1]])) > 1")]
    [InlineData("count(for i in 1..100000 return split(string join(for j in 1..2000 return \"a,\"), \",\")) > 1")]
    [InlineData("(for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]]) = (for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]])")]
    [InlineData("count(for i in 1..20000 return partial) > 1")]
    [InlineData("count(for i in 1..2000 return [partial[-1]]) > 1")]
    [InlineData("count(for i in 1..100000 return matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"^(a+)+\\\\1b$\")) > 1")]
    public void WhatTakesTooMuchIsAFindingWithItsPlace(string condition)
    {
        using var pack = Pack(condition);
        using var work = new WorkBudget(Few);
        var diagnostic = Assert.Single(PackCheck.Of(pack.Read(), work).Diagnostics);
        Assert.Equal(("DIAG0002", "m.dmn", 2), (diagnostic.Code, diagnostic.Location!.File, diagnostic.Location.Line));
        Assert.True(diagnostic.Location.Column > 60, diagnostic.ToString());

        // It ended there: one value more than the last that was counted, at most.
        Assert.InRange(work.Steps, 0, Few.MaximumSteps + 1_000_000);
        using var again = new WorkBudget(Few);
        Assert.Equal("DIAG0002", Assert.Single(PolicyLogic.Compile(pack.Read(), work: again).Diagnostics).Code);
    }

    [Fact]
    public void AnOrdinaryPackStaysFarBelowTheBoundsForStrangers()
    {
        using var work = new WorkBudget(WorkLimits.Untrusted);
        var check = PackCheck.Of(PackReader.Read(Repository.Pack("new-york")).Pack!, work);
        Assert.Equal(0, check.Report!.Failed);
        Assert.InRange(work.Steps, 1_000, WorkLimits.Untrusted.MaximumSteps / 4);
        Assert.InRange(work.Size, 1_000, WorkLimits.Untrusted.MaximumSize / 4);
    }

    [Fact]
    public async Task WorkEndsWhenNobodyWaits()
    {
        using var pack = Pack("count(for i in 1..100000, j in 1..100000 return i*j) > 1");
        using var gone = new CancellationTokenSource();
        using var work = new WorkBudget(new WorkLimits(long.MaxValue, long.MaxValue), gone.Token);
        var read = pack.Read();
        var checking = Task.Run(() => PackCheck.Of(read, work), TestContext.Current.CancellationToken);
        while (work.Steps < 10_000)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => checking);
    }

    [Fact]
    public void AFinishedPackIsAskedWithoutABudget()
    {
        using var pack = Pack("1 > 2");
        PolicyLogic logic;
        using (var work = new WorkBudget(Few))
        {
            logic = PolicyLogic.Compile(pack.Read(), work: work).Logic!;
        }

        for (var i = 0; i < 1_000; i++)
        {
            Assert.Equal(Outcome.NotCovered, logic.Program.Decide(new DateOnly(2025, 1, 1), new Dictionary<string, Comity.Feel.Values.FeelValue>()).Outcome);
        }
    }

    private static TemporaryPack Pack(string condition) => new(("m.dmn", $"""
        <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
          <decision id="f" name="Findings"><literalExpression><text>if {SecurityElement.Escape(condition)} then [] else []</text></literalExpression></decision>
          <decision id="r" name="Review"><literalExpression><text>[]</text></literalExpression></decision>
        </definitions>
        """));
}
