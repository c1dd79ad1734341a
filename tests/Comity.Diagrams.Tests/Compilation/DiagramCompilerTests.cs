using System.Text;
using Comity.Diagrams.Compilation;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Model;
using Comity.Dmn.Xml;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Diagrams.Tests.Compilation;

/// <summary>The engine, which shares neither compiled code nor tables with the diagrams, is the oracle over all cells.</summary>
public class DiagramCompilerTests
{
    private static readonly FeelValue[] Colours = [FeelValue.From("red"), FeelValue.From("green"), FeelValue.From("blue")];
    private static readonly DiagramInput[] Inputs =
    [
        new FiniteInput("colour", Colours),
        new FiniteInput("urgent", [FeelValue.True, FeelValue.False]),
        new ContinuousInput("age", FeelKind.Number, []),
    ];

    [Fact]
    public void RandomTablesMeanTheSameAsInTheEngine()
    {
        var colour = OneOf("-", "\"red\"", "not(\"red\")", "\"red\", \"blue\"", "? = \"green\" and urgent");
        var urgent = OneOf("-", "true", "false");
        var age = OneOf("-", "< 5", "[3..7]", "(3..5)", ">= 5, 1", "not(< 3)", "7");
        var output = OneOf("1", "2", "3", "if urgent then 1 else 2");
        var policy = OneOf("hitPolicy=\"UNIQUE\"", "hitPolicy=\"ANY\"", "hitPolicy=\"FIRST\"", "hitPolicy=\"COLLECT\"", "hitPolicy=\"RULE ORDER\"", "hitPolicy=\"PRIORITY\"", "hitPolicy=\"OUTPUT ORDER\"", "hitPolicy=\"COLLECT\" aggregation=\"SUM\"", "hitPolicy=\"COLLECT\" aggregation=\"COUNT\"", "hitPolicy=\"COLLECT\" aggregation=\"MAX\"");
        Gen.Select(policy, Gen.Select(colour, urgent, age, output).Array[0, 6]).Sample(
            (hitPolicy, rules) => AssertAgree(Model($"""
                <decision id="d" name="d">{Requirements}<decisionTable {hitPolicy}>{Columns}
                {string.Concat(rules.Select(rule => Rule(rule.Item1, rule.Item2, rule.Item3, rule.Item4)))}</decisionTable></decision>
                """)),
            iter: 500);
    }

    [Theory]
    [InlineData("age between 3 and 7 and not(urgent)")]
    [InlineData("if 5 > age then colour else [colour, urgent]")]
    [InlineData("for c in [\"red\", \"green\"] return c = colour")]
    [InlineData("some c in [\"red\", \"green\"] satisfies c = colour or urgent")]
    [InlineData("[{a: colour, b: 1}, {a: \"red\", b: 2}][a = \"red\"].b")]
    [InlineData("count([urgent, colour][item = \"red\"])")]
    [InlineData("{x: colour, y: x + \"ish\"}.y")]
    [InlineData("concatenate(if urgent then [1] else [], if age > 4 then [2] else [])[1]")]
    [InlineData("age in (1, [3..5)) or colour in (\"red\", \"blue\")")]
    public void ExpressionsMeanTheSameAsInTheEngine(string text) => AssertAgree(Model($"""<decision id="d" name="d">{Requirements}<literalExpression><text>{text}</text></literalExpression></decision>"""));

    [Fact]
    public void KnowledgeModelsAndDecisionsAreFollowed() => AssertAgree(Model($"""
        <businessKnowledgeModel id="k" name="warm"><encapsulatedLogic><formalParameter name="c"/><literalExpression><text>c = "red"</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
        <decision id="e" name="is warm"><informationRequirement><requiredInput href="#colour"/></informationRequirement><knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement><literalExpression><text>warm(colour)</text></literalExpression></decision>
        <decision id="d" name="d">{Requirements}<informationRequirement><requiredDecision href="#e"/></informationRequirement><literalExpression><text>is warm and age &lt; 5 or urgent</text></literalExpression></decision>
        """));

    [Fact]
    public void OverlappingRulesAreFoundWithTheirSituations()
    {
        var result = DiagramCompiler.Compile(Model($"""<decision id="d" name="d">{Requirements}<decisionTable>{Columns}{Rule("\"red\"", "-", "-", "1")}{Rule("-", "true", "-", "2")}</decisionTable></decision>"""), ["d"], Inputs);
        var conflict = Assert.Single(result.Conflicts);
        Assert.Equal((0, 1), (conflict.First, conflict.Second));
        Assert.True(conflict.Where.Evaluate([0, 0, 0]).IsTrue);
        Assert.False(conflict.Where.Evaluate([1, 0, 0]).IsTrue);
    }

    [Fact]
    public void WhatLeavesTheFragmentIsReportedWithItsPlace()
    {
        var result = DiagramCompiler.Compile(Model($"""<decision id="d" name="d">{Requirements}<literalExpression><text>1 = age * 2</text></literalExpression></decision>"""), ["d"], Inputs);
        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal(("DIAG0001", "m.dmn"), (diagnostic.Code, diagnostic.Location!.File));
    }

    private static string Requirements => string.Concat(Inputs.Select(input => $"""<informationRequirement><requiredInput href="#{input.Name}"/></informationRequirement>"""));

    private static string Columns => string.Concat(Inputs.Select(input => $"<input><inputExpression><text>{input.Name}</text></inputExpression></input>")) + "<output><outputValues><text>3, 1</text></outputValues></output>";

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static string Rule(params string[] cells) =>
        "<rule>" + string.Concat(cells.Select((cell, i) => { var name = i == 3 ? "outputEntry" : "inputEntry"; return $"<{name}><text>{cell.Replace("<", "&lt;", StringComparison.Ordinal)}</text></{name}>"; })) + "</rule>";

    private static DmnModel Model(string elements)
    {
        var inputs = string.Concat(Inputs.Select(input => $"""<inputData id="{input.Name}" name="{input.Name}"/>"""));
        var xml = $"""<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">{inputs}{elements}</definitions>""";
        var read = DmnReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)), "m.dmn");
        Assert.True(read.Model is not null, string.Join("\n", read.Diagnostics));
        return read.Model;
    }

    private static void AssertAgree(DmnModel model)
    {
        var created = DmnEngine.Create(model);
        Assert.True(created.Engine is not null, string.Join("\n", created.Diagnostics));
        var compiled = DiagramCompiler.Compile(model, ["d"], Inputs);
        Assert.True(compiled.Space is not null, string.Join("\n", compiled.Diagnostics));
        foreach (var colour in Colours)
        {
            foreach (var urgent in new[] { true, false })
            {
                for (var age = 0; age < 10; age++)
                {
                    FeelValue[] values = [colour, FeelValue.From(urgent), FeelValue.From(age)];
                    var regions = compiled.Space.Variables.Select((variable, i) => variable.RegionOf(values[i])).ToArray();
                    var expected = created.Engine.Evaluate("d", Inputs.Select((input, i) => KeyValuePair.Create(input.Name, values[i]))).Value;
                    Assert.Equal(expected, compiled.Decisions["d"].Evaluate(regions));
                }
            }
        }
    }
}
