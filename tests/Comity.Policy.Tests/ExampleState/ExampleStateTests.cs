using Comity.Feel.Evaluation;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Policy.Proofs;
using Comity.Policy.Scenarios;

namespace Comity.Policy.Tests.ExampleState;

/// <summary>The invented pack: a policy that requires, with numbers, days, texts and a fact that may be absent.</summary>
public sealed class ExampleStateTests
{
    private static readonly string Folder = Repository.Pack("example-state");

    private static readonly PolicyLogic Logic = PolicyLogic.Compile(PackReader.Read(Folder).Pack!).Logic!;

    [Fact]
    public void ItsScenariosPassAndItsGuaranteesAreProven()
    {
        var diagnostics = new List<Comity.Feel.Text.Diagnostic>();
        var scenarios = Scenario.Read(PackFiles.ReadFolder(Folder), Logic.Pack, diagnostics);
        Assert.Empty(diagnostics);
        Assert.Empty(ScenarioReport.Of(Logic, scenarios).Unreached);
        Assert.All(scenarios, scenario => Assert.Empty(scenario.Differences(Logic.Program)));
        Assert.All(PackCheck.Of(Logic.Pack).Report!.Results, check => Assert.True(check.Failures.Count == 0, check.Statement));
    }

    // By hand, from the instruments' texts.
    private static Outcome Expected(DateOnly on, string action, bool warrant, decimal hours, DateOnly? issued, string form)
    {
        var act = new DateOnly(2023, 7, 1);
        return action == "hold" && warrant ? Outcome.Required
            : on < act ? Outcome.NotCovered
            : action != "hold" ? Outcome.Required
            : hours > 48 ? Outcome.Prohibited
            : form != "I-247A" ? Outcome.NotCovered
            : issued >= act ? Outcome.Required : Outcome.Permitted;
    }

    [Fact]
    public void DiagramEngineAndTheRulesByHandAgreeOnBothSidesOfEveryBorder()
    {
        var cells = 0;
        foreach (var on in new DateOnly[] { new(2023, 6, 30), new(2023, 7, 1), new(2030, 1, 1) })
        {
            foreach (var action in new[] { "hold", "notify-of-release" })
            {
                foreach (var warrant in new[] { true, false })
                {
                    foreach (var hours in new[] { 0m, 47.9m, 48m, 48.1m, 720m })
                    {
                        foreach (var issued in new DateOnly?[] { null, new(2023, 6, 30), new(2023, 7, 1), new(2024, 2, 29) })
                        {
                            foreach (var form in new[] { "I-247A", "I-247a", "x" })
                            {
                                var written = new Dictionary<string, string>
                                {
                                    ["requestedAction"] = action, ["judicialWarrant"] = warrant ? "true" : "false", ["holdHours"] = hours.ToString(System.Globalization.CultureInfo.InvariantCulture),
                                    ["detainerIssued"] = issued?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? Fact.Absent, ["formNumber"] = form,
                                };
                                var read = FactReader.Read(Logic.Pack, written);
                                var facts = new Dictionary<string, FeelValue>(read.Facts!) { ["requestedAction"] = FeelValue.From(action) };
                                var expected = Expected(on, action, warrant, hours, issued, form);
                                Assert.Equal(expected, Logic.Program.Decide(on, facts).Outcome);
                                var inputs = new Dictionary<string, FeelValue>(facts)
                                {
                                    [PolicyProgram.Day] = FeelValue.From(on),
                                    [PolicyLogic.ProvisionsInput] = FeelValue.From(FeelList.Of([.. Logic.Pack.InForce(on).Select(key => FeelValue.From(key))])),
                                };
                                Assert.Equal(expected, EngineAnswer.OutcomeOf(Logic.Engine.Evaluate("Findings", inputs, new EvaluationContext(false)).Value));
                                cells++;
                            }
                        }
                    }
                }
            }
        }

        Assert.Equal(720, cells);
    }
}
