using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Interviews;
using Comity.Policy.Packs;
using Comity.Policy.Tests.NewYork;

namespace Comity.Policy.Tests.Interviews;

/// <summary>Interviews about New York's policy, which has a condition for asking.</summary>
public class InterviewTests
{
    private static readonly DateOnly Day = new(2025, 2, 1);
    private static readonly Interview Interview = new(new InterviewPlans(NewYorkTests.Logic.Program));

    private static PolicyPack Pack => NewYorkTests.Logic.Pack;

    [Fact]
    public void ADetainerIsTwoActionsAndTheHoldIsAnsweredAtOnce()
    {
        var document = Pack.Documents.First(document => document.Id == "i-247a");
        var step = Interview.At(new InterviewState(Day, document.Id, document.Actions, []));
        Assert.Equal(["notify-of-release", "hold-beyond-release"], step.Determinations.Select(determination => determination.Facts["requestedAction"].AsString()));
        Assert.Equal([Outcome.Undetermined, Outcome.Prohibited], step.Determinations.Select(determination => determination.Outcome));
        Assert.Equal("agency", step.Next!.Name);
        Assert.Equal("civil", step.Request.Facts["enforcementPurpose"].AsString());
    }

    [Fact]
    public void AnAnswerReplacesWhatThePaperSettles()
    {
        var state = new InterviewState(Day, "i-247a", [FeelValue.From("hold-beyond-release")], []);
        Assert.Null(Interview.At(state).Next);
        var changed = Interview.At(state.With(new Answer("judicialProcess", FeelValue.From("court-order-to-agency"))));
        Assert.Equal(Outcome.Required, changed.Determinations[0].Outcome);
        Assert.Equal("judicialProcess", Assert.Single(Interview.At(state.With(new Answer("judicialProcess", null))).Determinations[0].Missing));
    }

    [Fact]
    public void TheActionIsAskedFirst()
    {
        var step = Interview.At(new InterviewState(Day, null, [], []));
        Assert.Equal("requestedAction", step.Next!.Name);
    }

    [Fact]
    public void AVictimsEntryIsNotAskedAndTheProvisionSaysWhy()
    {
        var state = Notice(("agency", "state-law-enforcement"), ("requiredByLaw", "false"), ("convictedOfStateCrime", "false"), ("personRole", "victim"), ("underInvestigationForCrime", "false"));
        var step = Interview.At(state);
        Assert.Equal("statusRelevantToInvestigation", step.Next!.Name);
        var forbidden = Assert.Single(step.Forbidden);
        Assert.Equal(("suspectedImmigrationCrime", "NY-EO170 § B.3"), (forbidden.Fact.Name, forbidden.Provision.Key));
        Assert.Empty(forbidden.DependsOn);

        var done = Interview.At(Notice([.. Pairs(state), ("statusRelevantToInvestigation", "false"), ("suspectedMultinationalCrime", "false")]));
        Assert.Null(done.Next);
        Assert.Equal(Outcome.Undetermined, done.Determinations[0].Outcome);
        Assert.Equal(["suspectedImmigrationCrime"], done.Determinations[0].Missing);
    }

    [Fact]
    public void WhatTheConditionForAskingNeedsIsAskedBeforeIt()
    {
        var step = Interview.At(Notice(
            ("agency", "state-law-enforcement"), ("requiredByLaw", "false"), ("convictedOfStateCrime", "false"), ("statusRelevantToInvestigation", "false"), ("suspectedMultinationalCrime", "false")));
        Assert.Equal("underInvestigationForCrime", step.Next!.Name);
        Assert.Empty(step.Forbidden);
        var unknown = Interview.At(Notice(("agency", "state-law-enforcement"), ("requiredByLaw", "false"), ("convictedOfStateCrime", "false"), ("personRole", null), ("underInvestigationForCrime", null)));
        Assert.Equal(["personRole", "underInvestigationForCrime"], Assert.Single(unknown.Forbidden).DependsOn);
    }

    [Fact]
    public void AnAnswerThatMayNoLongerBeAskedDoesNotCount()
    {
        var state = Notice(
            ("agency", "state-law-enforcement"), ("requiredByLaw", "false"), ("convictedOfStateCrime", "false"), ("personRole", "none"), ("suspectedImmigrationCrime", "reentry-after-removal"));
        Assert.Equal(Outcome.Permitted, Interview.At(state).Determinations[0].Outcome);
        var changed = Interview.At(state.With(new Answer("personRole", FeelValue.From("victim"))).With(new Answer("underInvestigationForCrime", FeelValue.False)));
        Assert.DoesNotContain(changed.State.Answers, answer => answer.Fact == "suspectedImmigrationCrime");
        Assert.Equal(Outcome.Undetermined, changed.Determinations[0].Outcome);
    }

    [Fact]
    public void ThoroughAsksForTheOtherCircumstancesToo()
    {
        var state = Notice(("agency", "state-law-enforcement"), ("convictedOfStateCrime", "true"));
        Assert.Null(Interview.At(state).Next);
        Assert.NotNull(Interview.At(state with { Thorough = true }).Next);
    }

    // An officer who answers everything: each question once, each may be asked, and the end is certain or its open facts may not be asked.
    [Fact]
    public void EveryInterviewEndsAndAsksOnlyWhatMattersAndMayBeAsked()
    {
        var random = new Random(7);
        for (var i = 0; i < 400; i++)
        {
            var document = random.Next(3) == 0 ? null : Pack.Documents[random.Next(Pack.Documents.Count)];
            var state = new InterviewState(new DateOnly(1996, 9, 29).AddDays(random.Next(11_000)), document?.Id, document?.Actions ?? [], [], random.Next(2) == 0);
            InterviewStep step;
            while ((step = Interview.At(state)).Next is { } fact)
            {
                var value = random.Next(8) == 0 ? (FeelValue?)null : fact.Values[random.Next(fact.Values.Count)].Value;
                if (fact.Name == Pack.Manifest.Action)
                {
                    state = step.State with { Actions = [.. fact.Values.Select(choice => choice.Value).Where(_ => random.Next(4) == 0)] };
                    continue;
                }

                Assert.True(step.Remaining > 0);
                Assert.DoesNotContain(step.State.Answers, answer => answer.Fact == fact.Name);
                Assert.True(Interview.Plans.Program.AskAt(fact, step.Request).Allowed);
                state = step.State.With(new Answer(fact.Name, value));
            }

            foreach (var missing in step.Determinations.SelectMany(determination => determination.Missing))
            {
                Assert.True(step.Forbidden.Any(forbidden => forbidden.Fact.Name == missing) || step.State.Answers.Any(answer => answer.Fact == missing && answer.Value is null));
            }
        }
    }

    [Fact]
    public void ADeterminationSaysWhatToAskNextAsTheInterviewDoes()
    {
        static Determination Decided(IReadOnlyDictionary<string, FeelValue> facts)
        {
            var actions = facts.TryGetValue("requestedAction", out var action) ? new[] { action } : [];
            return Assert.Single(Interview.Plans.Decide(new PolicyRequest(Day, actions, facts)));
        }

        var facts = new Dictionary<string, FeelValue> { ["requestedAction"] = FeelValue.From("notify-of-release") };
        Assert.Equal("requestedAction", Decided(new Dictionary<string, FeelValue>()).Next);
        Assert.Equal(Interview.At(new InterviewState(Day, null, [FeelValue.From("notify-of-release")], [])).Next!.Name, Decided(facts).Next);
        Assert.Null(Decided(facts.Append(new("judicialProcess", FeelValue.From("court-order-to-agency"))).ToDictionary()).Next);
    }

    // Every order over every situation, for every action of New York.
    [Fact]
    public void NoOrderOfQuestionsIsExpectedToAskFewer()
    {
        foreach (var on in new[] { new DateOnly(2018, 1, 1), Day, new DateOnly(2026, 6, 1) })
        {
            foreach (var count in QuestionReport.Of(Interview.Plans, on).Counts)
            {
                Assert.NotNull(count.Least);
                Assert.Equal(count.Least.Value, count.Outlook.ExpectedCost, 9);
                Assert.True(count.Outlook.IsOptimal && count.Outlook.Expected <= count.InOrder.Expected + 1e-9 && count.InOrder.Expected <= count.Form.Expected + 1e-9);
            }
        }
    }

    [Fact]
    public void AStrangeDocumentIsAnError() => Assert.Throws<ArgumentException>(() => Interview.At(new InterviewState(Day, "i-999", [], [])));

    private static InterviewState Notice(params (string Fact, string? Value)[] answers) => new(
        Day, "i-247g", [FeelValue.From("notify-of-release")],
        [.. answers.Select(answer => new Answer(answer.Fact, answer.Value is null ? null : Pack.Facts.First(fact => fact.Name == answer.Fact).Read(answer.Value)!.Value))]);

    private static IEnumerable<(string, string?)> Pairs(InterviewState state) => state.Answers.Select(answer => (answer.Fact, answer.Value is { } value ? Fact.Written(value) : null));
}
