using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Policy.Residents;
using Comity.Policy.Tests.NewYork;
using Comity.Testing;

namespace Comity.Policy.Tests.Residents;

/// <summary>Every answer that residents can be shown is what the engine says, and says all that it says.</summary>
public class ResidentAnswerTests
{
    private const int SituationsEach = 60;

    public static TheoryData<string> Packs { get; } = new("new-york", "example-state");

    // The engine is asked in whole situations; an answer was read from the diagram with few facts known.
    [Theory]
    [MemberData(nameof(Packs))]
    public void EveryCombinationAgreesWithTheEngine(string name)
    {
        var logic = PolicyLogic.Compile(PackReader.Read(Repository.Pack(name)).Pack!).Logic!;
        var (pack, random) = (logic.Pack, new Random(1));
        Assert.True(pack.Residents.Any);
        foreach (var on in (DateOnly[])[pack.EffectiveDates[0].AddDays(-1), .. pack.EffectiveDates, new DateOnly(2027, 1, 1)])
        {
            foreach (var place in pack.Residents.Places)
            {
                foreach (var officer in pack.Residents.Officers)
                {
                    foreach (var action in pack.Residents.Actions)
                    {
                        var answer = ResidentAnswer.Of(logic.Program, on, place, officer, action);
                        var known = place.Facts.Concat(officer.Facts).Concat(action.Facts).ToDictionary();
                        for (var i = 0; i < SituationsEach; i++)
                        {
                            var facts = pack.Facts.Where(fact => !fact.RecordedOnly).ToDictionary(fact => fact.Name, fact => known.TryGetValue(fact.Name, out var value) ? value : Any(random, fact));
                            Agrees(answer, facts, Engine(logic, on, facts), $"{on} {place.Id} {officer.Id} {action.Id}: {string.Join(", ", facts)}");
                        }
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("2025-02-01", "school", "state-police", "arrest", Outcome.Prohibited, "judicialProcess")]
    [InlineData("2025-02-01", "court", "local-police", "federal-arrest", Outcome.Prohibited, "judicialProcess")]
    [InlineData("2025-02-01", "hospital", "state-police", "ask-status", Outcome.Prohibited, "underInvestigationForCrime")]
    public void WhatDecidesIsNamed(string on, string place, string officer, string action, Outcome otherwise, string fact)
    {
        var residents = NewYorkTests.Logic.Pack.Residents;
        var answer = ResidentAnswer.Of(NewYorkTests.Logic.Program, DateOnly.Parse(on, System.Globalization.CultureInfo.InvariantCulture), Choice(residents.Places, place), Choice(residents.Officers, officer), Choice(residents.Actions, action));
        Assert.Equal(Outcome.Undetermined, answer.Whole.Outcome);
        var split = Assert.IsType<ResidentSplit>(answer.Part);
        Assert.Contains(Splits(split), item => item.Fact.Name == fact);
        Assert.Contains(ResidentAnswer.Verdicts(split), verdict => verdict.Outcome == otherwise);
        Assert.Contains(ResidentAnswer.Verdicts(split), verdict => verdict.Outcome != otherwise);
        Assert.DoesNotContain(ResidentAnswer.Verdicts(split), verdict => verdict.Outcome == Outcome.Undetermined);
    }

    private static IEnumerable<ResidentSplit> Splits(ResidentPart part) =>
        part is ResidentSplit split ? split.Cases.SelectMany(item => Splits(item.Then)).Prepend(split) : [];

    private static ResidentChoice Choice(IReadOnlyList<ResidentChoice> choices, string id) => choices.First(choice => choice.Id == id);

    private static void Agrees(ResidentAnswer answer, Dictionary<string, FeelValue> facts, (Outcome Outcome, bool Review) truth, string situation)
    {
        if (answer.Whole.Outcome != Outcome.Undetermined)
        {
            Assert.True(answer.Whole.Outcome == truth.Outcome, situation);
            Assert.True(answer.Whole.Review is not null || !truth.Review, situation);
            return;
        }

        var part = answer.Part;
        while (part is ResidentSplit split)
        {
            // Each value belongs to exactly one case.
            part = Assert.Single(split.Cases, item => item.Values.Contains(facts[split.Fact.Name])).Then;
        }

        var verdict = ((ResidentVerdict)part).Answer;
        if (verdict.Outcome != Outcome.Undetermined)
        {
            Assert.True(verdict.Outcome == truth.Outcome, situation);
            Assert.True(verdict.Review is not null || !truth.Review, situation);
        }
    }

    private static (Outcome Outcome, bool Review) Engine(PolicyLogic logic, DateOnly on, Dictionary<string, FeelValue> facts)
    {
        var inputs = new Dictionary<string, FeelValue>(facts) { [PolicyLogic.ProvisionsInput] = PolicyLogic.InForce(logic.Pack, on), [PolicyProgram.Day] = FeelValue.From(on) };
        return (EngineAnswer.OutcomeOf(logic.Engine.Evaluate(logic.Pack.Answers.Findings, inputs).Value), EngineAnswer.Entries(logic.Engine.Evaluate(logic.Pack.Answers.Review, inputs).Value).Length > 0);
    }

    private static FeelValue Any(Random random, Fact fact) => fact.Kind switch
    {
        FactKind.Number => FeelValue.From(random.Next(0, 200)),
        FactKind.Date => random.Next(4) == 0 ? FeelValue.Null : FeelValue.From(new DateOnly(2022, 1, 1).AddDays(random.Next(1_500))),
        FactKind.Text => FeelValue.From(random.Next(2) == 0 ? "I-247A" : "another"),
        _ => fact.Values[random.Next(fact.Values.Count)].Value,
    };
}
