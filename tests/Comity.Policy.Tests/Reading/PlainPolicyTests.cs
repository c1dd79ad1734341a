using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Programs;
using Comity.Policy.Reading;
using Comity.Policy.Tests.NewYork;

namespace Comity.Policy.Tests.Reading;

public class PlainPolicyTests
{
    private static readonly PolicyLogic Logic = NewYorkTests.Logic;

    [Fact]
    public void TheListIsShownFromItsDayOn()
    {
        var (before, after) = (PlainPolicy.Of(Logic, new DateOnly(2025, 1, 27)), PlainPolicy.Of(Logic, new DateOnly(2025, 1, 28)));
        Assert.DoesNotContain(before.Tables, table => table.Title == "The list of 2025");
        Assert.Equal(4, after.Tables.Single(table => table.Title == "The list of 2025").Rules.Count);
        Assert.Contains(before.NotInForce, provision => provision.Key == "NY-LIST-2025 Circumstance 1");
    }

    [Fact]
    public void CellsSpeakTheWordsOfTheFacts()
    {
        var rule = PlainPolicy.Of(Logic, new DateOnly(2025, 2, 1)).Tables.Single(table => table.Title == "The list of 2025").Rules[1];
        Assert.Contains(new PlainCondition("Agency", "State law enforcement"), rule.Conditions);
        Assert.Contains(rule.Conditions, condition => condition.Label == "Suspected immigration crime" && condition.Text == "anything but No");
        Assert.Equal(("permitted", "NY-LIST-2025 Circumstance 2"), (rule.Effect, rule.Provision.Key));
        Assert.DoesNotContain(rule.Conditions, condition => condition.Text.Contains('"', StringComparison.Ordinal));
    }

    // Each rule that is shown can match that day, and each that is not cannot.
    [Theory]
    [InlineData("1990-01-01")]
    [InlineData("2018-11-14")]
    [InlineData("2026-08-25")]
    public void ShowsTheRulesOfTheDay(string day)
    {
        var on = DateOnly.ParseExact(day, "yyyy-MM-dd");
        var shown = PlainPolicy.Of(Logic, on).Tables.SelectMany(table => table.Rules).Select(rule => rule.Rule).ToHashSet();
        var random = new Random(3);
        for (var i = 0; i < 2_000; i++)
        {
            var facts = Logic.Pack.Facts.ToDictionary(fact => fact.Name, fact => fact.Values[random.Next(fact.Values.Count)].Value);
            var inputs = facts.Append(new KeyValuePair<string, FeelValue>(PolicyLogic.ProvisionsInput, PolicyLogic.InForce(Logic.Pack, on)));
            var hits = Logic.Engine.Evaluate(Logic.Pack.Answers.Review, inputs).Trace.Hits;
            Assert.All(hits.SelectMany(hit => hit.Rules.Select(rule => hit.Table.Rules[rule])), rule => Assert.Contains(rule, shown));
        }
    }
}
