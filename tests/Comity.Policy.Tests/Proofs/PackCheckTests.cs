using System.Numerics;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Policy.Proofs;
using Comity.Policy.Tests.NewYork;

namespace Comity.Policy.Tests.Proofs;

/// <summary>Small packs with known faults; where there are situations, all of them are gone through one by one.</summary>
public class PackCheckTests
{
    private const string Facts = """
        - name: action
          type: choice
          label: Action
          question: What is asked?
          values: [{ value: hold, label: Hold }, { value: tell, label: Tell }, { value: share, label: Share }]
        - name: paper
          type: choice
          label: Paper
          question: What was signed?
          values: [{ value: warrant, label: Warrant }, { value: none, label: None }]
        - { name: age, type: number, decimals: 0, min: 0, max: 120, label: Age, question: How old? }
        - { name: urgent, type: boolean, label: Urgent, question: Is it? }
        """;

    private const string Sound = """
        <rule><inputEntry><text>"hold"</text></inputEntry><inputEntry><text>"warrant"</text></inputEntry><inputEntry><text>-</text></inputEntry><outputEntry><text>"permitted"</text></outputEntry></rule>
        <rule><inputEntry><text>"hold"</text></inputEntry><inputEntry><text>"none"</text></inputEntry><inputEntry><text>&lt; 18</text></inputEntry><outputEntry><text>"prohibited"</text></outputEntry></rule>
        <rule><inputEntry><text>"hold"</text></inputEntry><inputEntry><text>"none"</text></inputEntry><inputEntry><text>>= 18</text></inputEntry><outputEntry><text>"none"</text></outputEntry></rule>
        <rule><inputEntry><text>not("hold")</text></inputEntry><inputEntry><text>-</text></inputEntry><inputEntry><text>-</text></inputEntry><outputEntry><text>"required"</text></outputEntry></rule>
        """;

    private const string Circumstance = "if urgent then \"urgent\" else null";

    [Fact]
    public void NewYorkIsProvenWithEachGuarantee()
    {
        var report = Report(NewYorkTests.Logic.Pack);
        Assert.All(report.Results, result => Assert.True(result.Failures.Count == 0, $"{result.Name}: {string.Join("; ", result.Failures)}"));
        Assert.Equal(["G1", "G2", "G3", "G4", "G5", "G5 before", "G6", "G7"], report.Results.Where(result => result.Kind == CheckKind.Guarantee).Select(result => result.Name));
        Assert.Equal(report.Statistics.Variables.Aggregate(BigInteger.One, (product, variable) => product * variable.Regions), report.Situations);
    }

    [Fact]
    public void ASoundPackPasses()
    {
        using var pack = Pack();
        var report = Report(pack.Read());
        Assert.Equal((7, 0), (report.Passed, report.Failed));
        Assert.Equal(3 * 2 * 2 * 2, report.Situations);
    }

    [Theory]
    [InlineData("<inputEntry><text>>= 18</text>", "<inputEntry><text>>= 21</text>", CheckKind.Gaps, "age=18,action=hold,paper=none", 2)]
    [InlineData("<inputEntry><text>&lt; 18</text>", "<inputEntry><text>&lt; 19</text>", CheckKind.Conflicts, "age=18,action=hold,paper=none", 2)]
    [InlineData("\"permitted\"", "\"allowed\"", CheckKind.Outcomes, "action=hold,paper=warrant", 4)]
    public void AFaultIsFoundWithItsSituations(string text, string fault, CheckKind kind, string example, int situations)
    {
        using var pack = Pack(Sound.Replace(text, fault, StringComparison.Ordinal));
        var failure = Assert.Single(Failures(pack, kind));
        Assert.Equal("m.dmn", failure.Location!.File);
        Assert.Equal(example.Split(',').Order(StringComparer.Ordinal), failure.Situations!.Facts.Select(fact => $"{fact.Key}={Fact.Written(fact.Value)}").Order(StringComparer.Ordinal));
        Assert.Empty(FactReader.Read(pack.Read(), failure.Situations.Facts.Select(fact => KeyValuePair.Create(fact.Key, Fact.Written(fact.Value)))).Problems);

        // Ages that the logic does not tell apart are one, and so are all days: nothing depends on the day.
        Assert.Equal(situations, failure.Situations.Count);
    }

    [Theory]
    [InlineData("<text>\"hold\"</text></inputEntry><inputEntry><text>\"warrant\"</text>", "<text>\"hold\"</text></inputEntry><inputEntry><text>\"writ\"</text>", "no value that 'paper' can have there passes its test \"writ\"")]
    [InlineData("<text>&lt; 18</text>", "<text>&lt; 0</text>", "no value that 'age' can have")]
    public void ARuleThatNeverDecidesIsExplained(string text, string fault, string why)
    {
        using var pack = Pack(Sound.Replace(text, fault, StringComparison.Ordinal));
        Assert.Contains(why, Assert.Single(Failures(pack, CheckKind.DeadRules)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatNothingUsesIsFound()
    {
        using var pack = Pack(circumstance: "null");
        Assert.Contains("'urgent'", Assert.Single(Failures(pack, CheckKind.IdleFacts)).Message, StringComparison.Ordinal);
        Assert.Contains("'urgent'", Assert.Single(Failures(pack, CheckKind.UnreachedOutcomes)).Message, StringComparison.Ordinal);
        pack.Write("instruments.yaml", SmallPack.Files["instruments.yaml"] + "\n    - { section: § 2, title: Two, text: Nor that. }\n");
        Assert.Equal("instruments.yaml:11:7", Assert.Single(Failures(pack, CheckKind.UncitedProvisions)).Location!.ToString());
        pack.Write("instruments.yaml", SmallPack.Files["instruments.yaml"] + "\n    - { section: § 2, title: Two, text: Nor that., uncited: Because. }\n");
        Assert.Empty(Failures(pack, CheckKind.UncitedProvisions));
        pack.Write("instruments.yaml", SmallPack.Files["instruments.yaml"] + "\n      uncited: Because.\n");
        Assert.Contains("is marked as uncited", Assert.Single(Failures(pack, CheckKind.UncitedProvisions)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("holds: 'outcome != \"required\" or action = \"tell\"'")]
    [InlineData("where: 'action != \"hold\"', holds: 'outcome = \"required\" and age >= 65'")]
    [InlineData("where: 'on >= date(\"2020-01-01\") and \"urgent\" in circumstances', holds: 'not(counsel review) and count(provisions) = 0'")]
    [InlineData("holds: 'if age > 90 then null else true'")]
    public void AGuaranteeFailsExactlyWhereItDoesNotHold(string guarantee)
    {
        using var pack = Pack();
        pack.Write("guarantees.yaml", $"- {{ name: G, statement: Always., source: Us, protects: [LAW § 1], {guarantee} }}\n");
        var failure = Assert.Single(Failures(pack, CheckKind.Guarantee));
        var situations = failure.Situations!;

        // The example breaks it whatever the other facts are; so do no fewer facts. The engine answers, over every value.
        var logic = PolicyLogic.Compile(pack.Read(), GuaranteeLogicOf(pack)).Logic!;
        var all = Situations(pack.Read()).ToList();
        var broken = all.Where(situation => Broken(logic, situation)).ToHashSet();
        Assert.NotEmpty(broken);
        Assert.All(all, situation => Assert.True(
            broken.Contains(situation) || situation.On != situations.On || situations.Facts.Any(fact => situation.Facts[fact.Key] != fact.Value)));
        foreach (var names in Subsets([.. situations.Facts.Keys]).Where(names => names.Count < situations.Facts.Count))
        {
            Assert.All(all.GroupBy(situation => (situation.On, string.Join(",", names.Select(name => situation.Facts[name])))), group => Assert.Contains(group, situation => !broken.Contains(situation)));
        }
    }

    [Fact]
    public void AnInstrumentToBeVerifiedThatChangesAnOutcomeIsFound()
    {
        using var pack = Pack(findings: """if list contains(provisions in force, "NEW") then [{effect: "required", provision: "NEW § 9", reason: "r"}] else """);
        pack.Write("guarantees.yaml", "- { name: G, statement: Never., source: Us, unchanged-without: [to-verify] }\n");
        pack.Write("instruments.yaml", SmallPack.Files["instruments.yaml"] + """

            - { id: NEW, title: N, citation: C, force: case-law, status: to-verify, in-force-from: 2024-05-01, source: here, provisions: [{ section: § 9, title: T, text: T }] }
            """);
        var situations = Assert.Single(Failures(pack, CheckKind.Guarantee)).Situations!;
        Assert.True(situations.On >= new DateOnly(2024, 5, 1));
        Assert.Equal("hold", situations.Facts["action"].AsString());
        pack.Write("guarantees.yaml", "- { name: G, statement: Never., source: Us, unchanged-without: [proposed] }\n");
        Assert.Empty(Failures(pack, CheckKind.Guarantee));
    }

    [Theory]
    [InlineData("name: G, statement: S, source: S", "PACK0005")]
    [InlineData("name: G, statement: S, source: S, holds: 'true', unchanged-without: [proposed]", "PACK0005")]
    [InlineData("name: G, statement: S, source: S, unchanged-without: [old]", "PACK0006")]
    [InlineData("name: G, statement: S, source: S, protects: [LAW § 7], holds: 'true'", "PACK0008")]
    [InlineData("name: G, statement: S, source: S, holds: 'outcom = 1'", "FEEL0101")]
    public void ABadGuaranteeIsRefusedWithItsPlace(string guarantee, string code)
    {
        using var pack = Pack();
        pack.Write("guarantees.yaml", $"- {{ {guarantee} }}\n");
        var read = PackReader.Read(pack.Folder);
        var diagnostics = read.Pack is null ? read.Diagnostics : PackCheck.Of(read.Pack).Diagnostics;
        Assert.Contains(diagnostics, diagnostic => diagnostic.Code == code && diagnostic.Location is { File: "guarantees.yaml", Line: 1 });
    }

    [Theory]
    [InlineData("holds: >-\n    outcome = \"a\"\n    and outcom = 1", 6, 9)]
    [InlineData("holds: |\n    outcome = \"a\"\n      and outcom = 1", 6, 11)]
    [InlineData("holds: 'outcome = \"a\" or outcom = 1'", 4, 28)]
    [InlineData("holds: \"outcome = \\\"a\\\" or outcom = 1\"", 4, 30)]
    [InlineData("holds: outcome = 1 or\n    outcom = 1", 5, 5)]
    public void AnErrorInAGuaranteeIsWhereItStandsInTheFile(string holds, int line, int column)
    {
        using var pack = Pack();
        pack.Write("guarantees.yaml", $"- name: G\n  statement: S\n  source: S\n  {holds}\n");
        var diagnostic = PackCheck.Of(pack.Read()).Diagnostics[0];
        Assert.Equal((line, column), (diagnostic.Location!.Line, diagnostic.Location.Column));
    }

    private static TemporaryPack Pack(string rules = Sound, string circumstance = Circumstance, string findings = "") => new(("facts.yaml", Facts), ("m.dmn", $"""
        <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
          {string.Concat(Names.Select(name => $"<inputData id=\"{name}\" name=\"{name}\"/>"))}
          <decision id="t" name="Effect">{string.Concat(Names.Select(name => $"<informationRequirement><requiredInput href=\"#{name}\"/></informationRequirement>"))}
            <decisionTable>{string.Concat(Names.Take(3).Select(name => $"<input><inputExpression><text>{name}</text></inputExpression></input>"))}<output/>
            {rules}
            </decisionTable></decision>
          <decision id="f" name="Findings">{string.Concat(Names.Select(name => $"<informationRequirement><requiredInput href=\"#{name}\"/></informationRequirement>"))}<informationRequirement><requiredDecision href="#t"/></informationRequirement>
            <literalExpression><text>{findings}if Effect = null or Effect = "none" then [] else [{"{"}effect: Effect, provision: "LAW § 1", reason: "r", circumstance: {circumstance}{"}"}]</text></literalExpression></decision>
          <decision id="r" name="Review"><literalExpression><text>[]</text></literalExpression></decision>
        </definitions>
        """));

    private static readonly string[] Names = ["action", "paper", "age", "urgent", "provisions in force"];

    private static CheckReport Report(PolicyPack pack)
    {
        var result = PackCheck.Of(pack);
        Assert.True(result.Report is not null, string.Join("\n", result.Diagnostics));
        return result.Report;
    }

    private static IReadOnlyList<CheckFailure> Failures(TemporaryPack pack, CheckKind kind) => [.. Report(pack.Read()).Results.Where(result => result.Kind == kind).SelectMany(result => result.Failures)];

    private static IReadOnlyList<Comity.Dmn.Model.Decision> GuaranteeLogicOf(TemporaryPack pack) => GuaranteeLogic.Decisions(pack.Read(), []);

    private sealed record Situation(DateOnly On, IReadOnlyDictionary<string, FeelValue> Facts);

    private static IEnumerable<Situation> Situations(PolicyPack pack) =>
        from day in new[] { new DateOnly(2019, 12, 31), new DateOnly(2020, 1, 1) }
        from action in pack.Facts[0].Values from paper in pack.Facts[1].Values
        from age in Enumerable.Range(0, 121) from urgent in new[] { true, false }
        select new Situation(day, new Dictionary<string, FeelValue> { ["action"] = action.Value, ["paper"] = paper.Value, ["age"] = FeelValue.From(age), ["urgent"] = FeelValue.From(urgent) });

    private static bool Broken(PolicyLogic logic, Situation situation)
    {
        var inputs = situation.Facts.Append(new(PolicyProgram.Day, FeelValue.From(situation.On))).Append(new(PolicyLogic.ProvisionsInput, PolicyLogic.InForce(logic.Pack, situation.On))).ToList();
        return (!logic.Engine.Has("Where 'G'") || logic.Engine.Evaluate("Where 'G'", inputs).Value.IsTrue) && !logic.Engine.Evaluate("Holds 'G'", inputs).Value.IsTrue;
    }

    private static IEnumerable<List<string>> Subsets(string[] names) => Enumerable.Range(0, 1 << names.Length).Select(bits => names.Where((_, i) => (bits >> i & 1) == 1).ToList());
}
