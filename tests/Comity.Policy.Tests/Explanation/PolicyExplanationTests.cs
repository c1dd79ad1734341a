using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Explanation;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Policy.Tests.NewYork;

namespace Comity.Policy.Tests.Explanation;

public class PolicyExplanationTests
{
    private static readonly PolicyLogic Logic = NewYorkTests.Logic;

    // Decided again from the reason alone, the outcome is the same; from each change, it is the other one, and one fact fewer would not do.
    [Fact]
    public void ReasonsAndChangesAreWhatDecidingSaysTheyAre()
    {
        var random = new Random(4);
        for (var i = 0; i < 60; i++)
        {
            var on = new DateOnly(2018, 1, 1).AddDays(random.Next(3200));
            var facts = Logic.Pack.Facts.Where(fact => !fact.RecordedOnly && (fact.Name == "requestedAction" || random.Next(4) > 0)).ToDictionary(fact => fact.Name, fact => fact.Values[random.Next(fact.Values.Count)].Value);
            var explanation = PolicyExplanation.Of(Logic, on, facts);
            var outcome = explanation.Determination.Outcome;
            Assert.Equal(outcome == Outcome.Undetermined, explanation.Reason is null);
            if (explanation.Reason is { } reason)
            {
                var kept = facts.Where(fact => fact.Key == "requestedAction" || reason.Facts.Any(condition => condition.Name == fact.Key)).ToDictionary();
                Assert.Equal(outcome, Logic.Program.Decide(on, kept).Outcome);
                Assert.All(reason.Facts, condition => Assert.NotEqual(outcome, Logic.Program.Decide(on, kept.Where(fact => fact.Key != condition.Name).ToDictionary()).Outcome));
                Assert.True(reason.IsSmallest);
            }

            foreach (var other in explanation.Others)
            {
                foreach (var change in other.Changes)
                {
                    Assert.Equal(other.Outcome, Logic.Program.Decide(on, change.Facts).Outcome);
                    Assert.Equal(change.Changed.Select(condition => condition.Name).Order(), facts.Where(fact => change.Facts[fact.Key] != fact.Value).Select(fact => fact.Key).Order());
                    Assert.All(change.Changed, condition => Assert.NotEqual(other.Outcome, Logic.Program.Decide(on, new Dictionary<string, FeelValue>(change.Facts) { [condition.Name] = facts[condition.Name] }).Outcome));
                }

                if (outcome == Outcome.Undetermined && other.Changes.Count > 0 && other.Changes[0].Changed.Count == 0)
                {
                    Assert.NotEmpty(other.Changes[0].Given);
                }
            }
        }
    }

    [Fact]
    public void RulesThatMatchAndDoNotDecideAreNamedAsSuch()
    {
        var explanation = PolicyExplanation.Of(Logic, new DateOnly(2025, 2, 1), new Dictionary<string, FeelValue>
        {
            ["requestedAction"] = FeelValue.From("notify-of-release"),
            ["agency"] = FeelValue.From("state-law-enforcement"),
            ["enforcementPurpose"] = FeelValue.From("civil"),
            ["judicialProcess"] = FeelValue.From("none"),
            ["requiredByLaw"] = FeelValue.False,
            ["convictedOfStateCrime"] = FeelValue.True,
        });
        Assert.Equal(
            [("The list of 2025", 1, true), ("Disclosure", 2, false), ("Counsel review", 2, true)], explanation.Rules.Select(rule => (rule.Table, rule.Number, rule.Prevails)));
        Assert.Equal(["agency", "judicialProcess", "convictedOfStateCrime"], explanation.Reason!.Facts.Select(condition => condition.Name));
    }

    [Fact]
    public void WhereNothingLeadsToAnOutcomeThereIsNoChange()
    {
        var explanation = PolicyExplanation.Of(Logic, new DateOnly(2025, 2, 1), new Dictionary<string, FeelValue> { ["requestedAction"] = FeelValue.From("share-immigration-status") });
        Assert.Empty(explanation.Reason!.Facts);
        Assert.All(explanation.Others, other => Assert.Empty(other.Changes));
    }
}
