using System.Text;
using Comity.Diagrams.Comparison;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Model;
using Comity.Dmn.Xml;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Diagrams.Tests.Comparison;

public class ModelComparisonTests
{
    private static readonly string[] Cells = ["-", "\"red\"", "\"red\", \"blue\"", "not(\"green\")"];
    private static readonly string[] Turned = ["true", "? = \"red\"", "? in (\"blue\", \"red\")", "? != \"green\""];
    private static readonly string[] Ages = ["-", "< 5", "[3..7]", ">= 7"];
    private static readonly string[] TurnedAges = ["-", "not(>= 5)", "? >= 3 and ? <= 7", "not(< 7)"];

    // The rows of a first-hit table written another way: each row once for each colour, cells turned round, a row that can never be reached.
    [Fact]
    public void ATableWrittenAnotherWayIsIdentical() => Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[1, 3]).Array[1, 5].Sample(
        rows =>
        {
            var plain = Model(string.Concat(rows.Select(row => Rule(Cells[row.Item1], Ages[row.Item2], row.Item3))));
            var other = Model(string.Concat(rows.SelectMany(row => new[] { "\"red\"", "\"green\"", "\"blue\"", "null" }.Select(colour =>
                Rule($"? = {colour} and {Turned[row.Item1]}", TurnedAges[row.Item2], row.Item3)).Append(Rule(Cells[row.Item1], "? < 5 and ? > 9", row.Item3)))));
            var comparison = ModelComparison.Of(plain, other, null);
            Assert.Empty(comparison.Diagnostics);
            Assert.Empty(Assert.Single(comparison.Decisions!).Changes);
        },
        iter: 60);

    [Fact]
    public void ADifferenceIsGivenWithItsSituations()
    {
        var comparison = ModelComparison.Of(Model(Rule("\"red\"", "< 5", 1)), Model(Rule("\"red\"", "< 6", 1)), "d");
        var change = Assert.Single(Assert.Single(comparison.Decisions!).Changes);
        Assert.Equal((new ValueChange(FeelValue.Null, FeelValue.From(1)), 1), (change.Change, (int)change.Count));
        Assert.Equal(["colour red", "age from 5 less than 6"], Assert.Single(change.Cubes).Select(condition => $"{condition.Label} {condition.Text}"));
        Assert.Equal([FeelValue.From("red"), FeelValue.From(5)], change.Example.Values);
    }

    // The engine, over every colour and enough ages, with each of them missing as well.
    [Fact]
    public void ItIsIdenticalWhereTheEngineIs()
    {
        FeelValue[] colours = [FeelValue.From("red"), FeelValue.From("green"), FeelValue.From("blue"), FeelValue.Null];
        FeelValue[] ages = [.. Enumerable.Range(0, 10).Select(age => FeelValue.From(age)), FeelValue.Null];
        var rows = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[1, 2]).Array[1, 4];
        Gen.Select(rows, rows, Gen.Bool).Sample(
            (first, second, turned) =>
            {
                var before = Model(string.Concat(first.Select(row => Rule(Cells[row.Item1], Ages[row.Item2], row.Item3))));
                var after = Model(string.Concat((turned ? first : second).Select(row => Rule(Turned[row.Item1], TurnedAges[row.Item2], row.Item3))));
                var (one, other) = (DmnEngine.Create(before).Engine!, DmnEngine.Create(after).Engine!);
                var agree = colours.All(colour => ages.All(age => Value(one, colour, age) == Value(other, colour, age)));
                Assert.Equal(agree, Assert.Single(ModelComparison.Of(before, after, null).Decisions!).Changes.Count == 0);
            },
            iter: 100);

        static FeelValue Value(DmnEngine engine, FeelValue colour, FeelValue age) =>
            engine.Evaluate("d", new Dictionary<string, FeelValue> { ["colour"] = colour, ["age"] = age }).Value;
    }

    [Fact]
    public void AMissingInputIsASituation()
    {
        var comparison = ModelComparison.Of(
            Model(Rule("-", "< 5", 1) + Rule("-", ">= 5", 2) + Rule("-", "-", 3)), Model(Rule("-", "< 5", 1) + Rule("-", "-", 2)), "d");
        var decision = Assert.Single(comparison.Decisions!);

        // Four colours, the missing one among them, and three ages: under 5, from 5, and missing.
        Assert.Equal((12, 6), ((int)decision.Total, (int)decision.Missing));
        var change = Assert.Single(decision.Changes);
        Assert.Equal((new ValueChange(FeelValue.From(3), FeelValue.From(2)), 4), (change.Change, (int)change.Count));
        Assert.Equal(FeelValue.Null, Assert.Single(change.Example).Value);
    }

    [Fact]
    public void ATypeThatContainsItselfIsOutside()
    {
        var xml = """
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
              <itemDefinition name="t"><itemComponent name="next"><typeRef>t</typeRef></itemComponent></itemDefinition>
              <inputData id="n" name="n"><variable name="n" typeRef="number"/></inputData>
              <decision id="d" name="d"><variable name="d" typeRef="t"/><informationRequirement><requiredInput href="#n"/></informationRequirement>
                <literalExpression><text>if n > 1 then {next: null} else null</text></literalExpression></decision>
            </definitions>
            """;
        var model = DmnReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)), "m.dmn").Model!;
        var comparison = ModelComparison.Of(model, model, null);
        Assert.Contains("'t' contains itself", comparison.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsInTheWayIsSaid()
    {
        Assert.Contains("There is no decision 'e'", ModelComparison.Of(Model(""), Model(""), "e").Diagnostics[0].Message, StringComparison.Ordinal);
        var untyped = ModelComparison.Of(Model(""), Model("", "typeRef=\"Any\""), "d");
        Assert.Null(untyped.Decisions);
        Assert.Equal("DIAG0003", Assert.Single(untyped.Diagnostics).Code);
        Assert.NotNull(untyped.Diagnostics[0].Location);
    }

    private static string Rule(string colour, string age, int output) =>
        $"<rule><inputEntry><text>{Escaped(colour)}</text></inputEntry><inputEntry><text>{Escaped(age)}</text></inputEntry><outputEntry><text>{output}</text></outputEntry></rule>";

    private static string Escaped(string text) => text.Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static DmnModel Model(string rules, string ageType = "typeRef=\"number\"")
    {
        var xml = $"""
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
              <itemDefinition name="colours"><typeRef>string</typeRef><allowedValues><text>"red", "green", "blue"</text></allowedValues></itemDefinition>
              <inputData id="colour" name="colour"><variable name="colour" typeRef="colours"/></inputData>
              <inputData id="age" name="age"><variable name="age" {ageType}/></inputData>
              <decision id="d" name="d">
                <informationRequirement><requiredInput href="#colour"/></informationRequirement><informationRequirement><requiredInput href="#age"/></informationRequirement>
                <decisionTable hitPolicy="FIRST"><input><inputExpression><text>colour</text></inputExpression></input><input><inputExpression><text>age</text></inputExpression></input><output/>{rules}</decisionTable>
              </decision>
            </definitions>
            """;
        var read = DmnReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)), "m.dmn");
        Assert.True(read.Model is not null, string.Join("\n", read.Diagnostics));
        return read.Model;
    }
}
