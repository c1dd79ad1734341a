using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Interviews;
using Comity.Policy.Programs;
using Comity.Policy.Proofs;

namespace Comity.Policy.Tests.Determinations;

/// <summary>Packs whose logic contradicts itself where no paper was signed, and nowhere else: there the answer is never a guess.</summary>
public class ContradictionTests
{
    private static readonly DateOnly Day = new(2026, 1, 1);

    private const string Permitted = """{effect: "permitted", provision: "LAW § 1", reason: "r"}""";

    private const string Unique = """
        <decision id="t" name="T"><informationRequirement><requiredInput href="#p"/></informationRequirement>
          <decisionTable><input><inputExpression><text>paper</text></inputExpression></input><output/>
            <rule><inputEntry><text>"none"</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
            <rule><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
          </decisionTable></decision>
        """;

    private const string Any = """
        <decision id="t" name="T"><informationRequirement><requiredInput href="#p"/></informationRequirement>
          <decisionTable hitPolicy="ANY"><input><inputExpression><text>paper</text></inputExpression></input><output/>
            <rule><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
            <rule><inputEntry><text>"warrant"</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
            <rule><inputEntry><text>"none"</text></inputEntry><outputEntry><text>2</text></outputEntry></rule>
          </decisionTable></decision>
        """;

    // The engine would go on with null, which these texts take for an answer.
    private const string Hides = $"if T = 1 then [{Permitted}] else []";

    [Theory]
    [InlineData("PACK0012", Unique, Hides, "Rule 1 (line 5) and rule 2 can match at once")]
    [InlineData("PACK0012", Any, Hides, "Rule 1 (line 5) and rule 3 can match at once with different outputs")]
    [InlineData("PACK0013", "", $"if paper = \"none\" then [{{effect: \"permitted\", provision: \"LAW § 2\", reason: \"r\"}}] else [{Permitted}]", "'LAW § 2'")]
    [InlineData("PACK0013", "", $"if paper = \"none\" then [{{effect: \"permitted\", provision: \"LAW § 1\", reason: \"r\", circumstance: \"late\"}}] else [{Permitted}]", "'late'")]
    [InlineData("PACK0013", "", $"if paper = \"none\" then null else [{Permitted}]", "gives null where a list is expected")]
    [InlineData("PACK0014", "", $"if paper = \"none\" then [{{effect: \"allowed\", provision: \"LAW § 1\", reason: \"r\"}}] else [{Permitted}]", "allowed")]
    [InlineData("PACK0014", "", $"if paper = \"none\" then [{Permitted}, {{effect: \"required\", provision: \"LAW § 1\", reason: \"r\"}}] else [{Permitted}]", "permitted, required")]
    public void TheAnswerThereIsThatCounselDecides(string code, string table, string findings, string message)
    {
        using var pack = Pack(table, findings);
        var logic = pack.Logic();
        Assert.Equal(code, Assert.Single(logic.Flaws).Code);

        // The example that the check gives is a request like any other.
        var failure = Assert.Single(PackCheck.Of(pack.Read()).Report!.Results.SelectMany(result => result.Failures), failure => failure.Code == code);
        var example = logic.Program.Decide(failure.Situations!.On, failure.Situations.Facts);
        Assert.Equal(["paper"], failure.Situations.Facts.Keys);
        Assert.Equal(Outcome.Contradictory, example.Outcome);
        Assert.NotNull(example.Review);
        Assert.Empty(example.Findings);
        Assert.Empty(example.Missing);
        Assert.Contains(message, Assert.Single(example.Flaws).Message, StringComparison.Ordinal);
        Assert.Equal("m.dmn", example.Flaws[0].Location!.File);
        Assert.Contains($"\"outcome\":\"contradictory\"", DeterminationJson.Text([example]), StringComparison.Ordinal);

        foreach (var action in new[] { "hold", "tell" })
        {
            Assert.Equal(Outcome.Contradictory, Decide(logic, action, "none").Outcome);
            var sound = Decide(logic, action, "warrant");
            Assert.Equal((Outcome.Permitted, 0), (sound.Outcome, sound.Flaws.Count));
            var open = Decide(logic, action, null);
            Assert.Equal((Outcome.Undetermined, 0, 0), (open.Outcome, open.Flaws.Count, open.Findings.Count));
            Assert.Equal(["paper"], open.Missing);
        }
    }

    [Fact]
    public void AReviewThatNamesNoProvisionOfThePackIsNoAnswer()
    {
        using var pack = Pack("", $"[{Permitted}]", "if paper = \"none\" then [{provision: \"LAW § 7\", reason: \"r\"}] else []");
        var logic = pack.Logic();
        Assert.Equal(Outcome.Contradictory, Decide(logic, "hold", "none").Outcome);
        Assert.Null(Decide(logic, "hold", "warrant").Review);
    }

    [Fact]
    public void ATableThatNothingComesToContradictsNothing()
    {
        using var pack = Pack("""
            <decision id="t" name="T"><informationRequirement><requiredInput href="#p"/></informationRequirement>
              <conditional><if><literalExpression><text>false</text></literalExpression></if><then>
              <decisionTable><input><inputExpression><text>paper</text></inputExpression></input><output/>
                <rule><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
                <rule><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
              </decisionTable></then><else><literalExpression><text>1</text></literalExpression></else></conditional></decision>
            """, Hides);
        Assert.Empty(pack.Logic().Flaws);
    }

    [Fact]
    public void WhatMayOrMayNotBeAskedWithoutSayingIsNotAsked()
    {
        using var pack = Pack("", $"if paper = \"none\" then [] else [{Permitted}]");
        pack.Write("facts.yaml", SmallPack.Files["facts.yaml"] + "\n  ask: { when: 'if action = \"hold\" then null else true', provision: LAW § 1, reason: r }\n");
        var logic = pack.Logic();
        Assert.Equal(("PACK0015", "facts.yaml"), (Assert.Single(logic.Flaws).Code, logic.Flaws[0].Location!.File));
        var steps = new[] { "hold", "tell" }.Select(action => new Interview(new InterviewPlans(logic.Program)).At(new InterviewState(Day, null, [FeelValue.From(action)], []))).ToList();
        Assert.Equal([null, "paper"], steps.Select(step => step.Next?.Name));
        Assert.Equal("paper", Assert.Single(steps[0].Forbidden).Fact.Name);
        Assert.Equal([1, 0], steps.Select(step => step.Determinations[0].Flaws.Count));
        Assert.Equal(Outcome.NotCovered, Decide(logic, "hold", "none").Outcome);
    }

    private static Determination Decide(PolicyLogic logic, string action, string? paper)
    {
        var read = FactReader.Read(logic.Pack, new[] { KeyValuePair.Create("action", action) }.Concat(paper is null ? [] : [KeyValuePair.Create("paper", paper)]));
        return Assert.Single(logic.Program.Decide(new PolicyRequest(Day, read.Actions, read.Facts!)));
    }

    private static TemporaryPack Pack(string elements, string findings, string review = "[]")
    {
        var requires = "<informationRequirement><requiredInput href=\"#p\"/></informationRequirement>";
        return new(("m.dmn", $"""
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
            <inputData id="p" name="paper"/>
            {elements}
            <decision id="f" name="Findings">{requires}{(elements.Length > 0 ? "<informationRequirement><requiredDecision href=\"#t\"/></informationRequirement>" : "")}<literalExpression><text>{findings}</text></literalExpression></decision>
            <decision id="r" name="Review">{requires}<literalExpression><text>{review}</text></literalExpression></decision>
            </definitions>
            """));
    }
}
