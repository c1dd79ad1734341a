using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Policy.Scenarios;

namespace Comity.Policy.Tests.NewYork;

public class NewYorkTests(ITestOutputHelper output)
{
    private static readonly DateOnly[] Days =
    [
        .. new[] { new DateOnly(1996, 9, 30), new DateOnly(2017, 9, 15), new DateOnly(2018, 4, 25), new DateOnly(2018, 11, 14), new DateOnly(2020, 12, 15), new DateOnly(2025, 1, 28), new DateOnly(2026, 5, 27), new DateOnly(2026, 8, 25) }
            .SelectMany(day => new[] { day.AddDays(-1), day }),
    ];

    private static readonly PolicyPack Pack = Load();
    internal static readonly PolicyLogic Logic = Create();

    [Fact]
    public void EveryCombinationOfFactsOnBothSidesOfEveryDateIsAsTheRulesSay()
    {
        var facts = Pack.Facts.Where(fact => !fact.RecordedOnly).ToArray();
        Assert.Equal(Days.Where((_, i) => i % 2 == 1), Pack.EffectiveDates);
        long cells = 0;
        Parallel.ForEach(Days, day => Interlocked.Add(ref cells, CheckAll(facts, day)));
        output.WriteLine($"{cells:N0} cells");
        Assert.Equal(Days.Length * facts.Aggregate(1L, (product, fact) => product * fact.Values.Count), cells);
    }

    [Fact]
    public void TheEngineGivesTheSameFindingsAndReview()
    {
        var random = new Random(20250128);
        for (var i = 0; i < 5_000; i++)
        {
            var day = Days[random.Next(Days.Length)];
            var facts = Pack.Facts.ToDictionary(fact => fact.Name, fact => fact.Values[random.Next(fact.Values.Count)].Value);
            var inputs = facts.Append(new(PolicyLogic.ProvisionsInput, PolicyLogic.InForce(Pack, day)));
            var findings = Logic.Engine.Evaluate(Pack.Answers.Findings, inputs).Value.AsList();
            var review = Logic.Engine.Evaluate(Pack.Answers.Review, inputs).Value.AsList();
            var determination = Logic.Program.Decide(day, facts);
            Assert.Equal(findings.Items.ToArray().Select(finding => finding.AsContext().Values[1].AsString()), determination.Findings.Select(finding => finding.Provision.Key));
            Assert.Equal(review.Items.ToArray().Select(reason => reason.AsContext().Values[0].AsString()), determination.Review?.Reasons.Select(reason => reason.Provision.Key) ?? []);
            Assert.Empty(determination.Missing);
        }
    }

    // Unknown facts: the answer is certain exactly when every completion has the same one.
    [Fact]
    public void AnAnswerFromSomeFactsHoldsForAllOthers()
    {
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var day = Days[random.Next(Days.Length)];
            var all = Pack.Facts.ToDictionary(fact => fact.Name, fact => fact.Values[random.Next(fact.Values.Count)].Value);
            var known = all.Where(_ => random.Next(3) > 0).ToDictionary();
            var determination = Logic.Program.Decide(day, known);
            for (var completion = 0; completion < 20; completion++)
            {
                var complete = Pack.Facts.ToDictionary(fact => fact.Name, fact => known.TryGetValue(fact.Name, out var value) ? value : fact.Values[random.Next(fact.Values.Count)].Value);
                var outcome = Logic.Program.Decide(day, complete).Outcome;
                if (determination.Outcome != Outcome.Undetermined)
                {
                    Assert.Equal(determination.Outcome, outcome);
                }

                foreach (var missing in determination.Missing)
                {
                    complete[missing] = all[missing];
                }

                Assert.True(determination.Missing.Count > 0 || determination.Outcome == outcome);
            }
        }
    }

    [Fact]
    public void ADetainerOfTodayIsProhibitedWhateverElseIsTrue()
    {
        var determination = Logic.Program.Decide(new DateOnly(2026, 11, 24), new Dictionary<string, FeelValue>
        {
            ["requestedAction"] = FeelValue.From("hold-beyond-release"),
            ["enforcementPurpose"] = FeelValue.From("civil"),
            ["judicialProcess"] = FeelValue.From("none"),
        });
        Assert.Equal(Outcome.Prohibited, determination.Outcome);
        Assert.Empty(determination.Missing);
        Assert.Equal("NY-WELLS 168 A.D.3d 31", Assert.Single(determination.Findings).Provision.Key);
        Assert.Contains("agency", determination.FurtherFacts);
    }

    [Fact]
    public void EveryScenarioComesOutAsExpected()
    {
        var diagnostics = new List<Comity.Feel.Text.Diagnostic>();
        var scenarios = Scenario.Read(PackFiles.ReadFolder(Repository.Pack("new-york")), Pack, diagnostics);
        Assert.Empty(diagnostics);
        Assert.True(scenarios.Count >= 80);
        Assert.Empty(ScenarioReport.Of(Logic, scenarios).Unreached);
        Assert.All(scenarios, scenario => Assert.True(scenario.Differences(Logic.Program).Count == 0, $"{scenario.Location}: {scenario.Name}: {string.Join("; ", scenario.Differences(Logic.Program))}"));
        Assert.All(scenarios, scenario => Assert.NotEmpty((scenario with { Outcome = scenario.Outcome == Outcome.Required ? Outcome.Permitted : Outcome.Required }).Differences(Logic.Program)));
    }

    private static long CheckAll(Fact[] facts, DateOnly day)
    {
        var values = new FeelValue[facts.Length];
        var read = Request.Reader([.. facts.Select(fact => fact.Name)]);
        var regions = Logic.Program.Regions(day, new Dictionary<string, FeelValue>());
        var levels = facts.Select(fact => Logic.Program.Regions(day, new Dictionary<string, FeelValue> { [fact.Name] = fact.Values[0].Value }).Index().First(pair => pair.Item != regions[pair.Index]).Index).ToArray();
        long cells = 0;
        Visit(0);
        return cells;

        void Visit(int depth)
        {
            if (depth < facts.Length)
            {
                for (var i = 0; i < facts[depth].Values.Count; i++)
                {
                    values[depth] = facts[depth].Values[i].Value;
                    regions[levels[depth]] = i;
                    Visit(depth + 1);
                }

                return;
            }

            cells++;
            var (outcome, review) = NewYorkRules.Decide(read(values), day);
            if (outcome != Logic.Program.OutcomeAt(regions) || review != Logic.Program.Review.Certain(regions))
            {
                Assert.Fail($"{day:yyyy-MM-dd} {string.Join(", ", facts.Zip(values, (fact, value) => $"{fact.Name}={value}"))}: the rules say {outcome} (review {review}), the pack {Logic.Program.OutcomeAt(regions)} (review {Logic.Program.Review.Certain(regions)}).");
            }
        }
    }

    private static PolicyPack Load()
    {
        var result = PackReader.Read(Repository.Pack("new-york"));
        Assert.True(result.Pack is not null, string.Join("\n", result.Diagnostics));
        return result.Pack;
    }

    private static PolicyLogic Create()
    {
        var result = PolicyLogic.Compile(Pack);
        Assert.True(result.Logic is not null, string.Join("\n", result.Diagnostics));
        return result.Logic;
    }
}
