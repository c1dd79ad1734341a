using Comity.Feel.Values;

namespace Comity.Dmn.Tests.Evaluation;

public class ItemTypeTests
{
    private const string Types = """
        <itemDefinition name="tColour"><typeRef>string</typeRef><allowedValues><text>"red", "green"</text></allowedValues></itemDefinition>
        <itemDefinition name="tColours" isCollection="true"><typeRef>tColour</typeRef></itemDefinition>
        <itemDefinition name="tPair" isCollection="true"><typeRef>number</typeRef><typeConstraint><text>count(?) = 2</text></typeConstraint></itemDefinition>
        <itemDefinition name="tSmall" isCollection="true"><typeRef>number</typeRef><allowedValues><text>&lt; 10</text></allowedValues></itemDefinition>
        <itemDefinition name="tCar"><itemComponent name="colour"><typeRef>tColour</typeRef></itemComponent><itemComponent name="doors"><typeRef>number</typeRef></itemComponent></itemDefinition>
        <itemDefinition name="tCars" isCollection="true"><typeRef>tCar</typeRef></itemDefinition>
        <itemDefinition name="tTest"><functionItem outputTypeRef="boolean"><parameters name="n" typeRef="number"/></functionItem></itemDefinition>
        """;

    [Theory]
    [InlineData("tColour", "\"red\"", "\"red\"")]
    [InlineData("tColour", "\"blue\"", "null")]
    [InlineData("tColour", "[\"red\"]", "\"red\"")]
    [InlineData("tColours", "[\"red\", \"green\"]", "[\"red\", \"green\"]")]
    [InlineData("tColours", "\"red\"", "[\"red\"]")]
    [InlineData("tColours", "[\"red\", \"blue\"]", "null")]
    [InlineData("tPair", "[1, 2]", "[1, 2]")]
    [InlineData("tPair", "[1, 2, 3]", "null")]
    [InlineData("tSmall", "[1, 2, 3]", "[1, 2, 3]")]
    [InlineData("tSmall", "[1, 20]", "null")]
    [InlineData("tCar", "{colour: \"red\", doors: 3}", "{\"colour\": \"red\", \"doors\": 3}")]
    [InlineData("tCar", "{colour: \"blue\", doors: 3}", "null")]
    [InlineData("tCar", "{colour: \"red\"}", "null")]
    [InlineData("tCars", "[{colour: \"red\", doors: 3}, {colour: \"blue\", doors: 3}]", "null")]
    [InlineData("tTest", "1", "null")]
    [InlineData("date and time", "date(\"2024-05-06\")", "@\"2024-05-06T00:00:00Z\"")]
    public void AValueFitsOrIsNull(string type, string text, string expected)
    {
        var result = Dmn.Engine($"""{Types}<decision id="d" name="d"><variable name="d" typeRef="{type}"/>{Dmn.Literal(text)}</decision>""").Evaluate("d", []);
        Assert.Equal(expected, result.Value.ToString());
        Assert.Equal(expected == "null", result.Notes.Any(note => note.Code == "DMN0203" && note.Owner == "d"));
    }

    // Camunda's documentation of DMN data types: string, boolean, integer, long, double, date.
    [Theory]
    [InlineData("integer")]
    [InlineData("long")]
    [InlineData("double")]
    public void CamundasNumbersAreNumbers(string type)
    {
        var table = $"""
            <inputData id="i" name="Guests"><variable name="Guests" typeRef="{type}"/></inputData>
            <decision id="d" name="d"><informationRequirement><requiredInput href="#i"/></informationRequirement>
              <decisionTable hitPolicy="UNIQUE">
                <input><inputExpression typeRef="{type}"><text>Guests</text></inputExpression></input><output name="tables" typeRef="{type}"/>
                <rule><inputEntry><text>&lt;= 8</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
                <rule><inputEntry><text>&gt; 8</text></inputEntry><outputEntry><text>2</text></outputEntry></rule>
              </decisionTable>
            </decision>
            """;
        var engine = Dmn.Engine(table);
        Assert.Equal("2", engine.Evaluate("d", [new("Guests", FeelValue.From(9))]).Value.ToString());
        Assert.Contains(engine.Evaluate("d", [new("Guests", FeelValue.From("nine"))]).Notes, note => note.Code == "DMN0203");

        // A type of the model's own goes before, wherever it stands.
        var own = Dmn.Engine($"{table}<itemDefinition name=\"{type}\"><typeRef>string</typeRef></itemDefinition>");
        Assert.Contains(own.Evaluate("d", [new("Guests", FeelValue.From(9))]).Notes, note => note.Code == "DMN0203");
    }

    [Fact]
    public void AFunctionTypeTellsTheTypeOfAResult()
    {
        var engine = Dmn.Engine($"""
            {Types}<businessKnowledgeModel id="k" name="k"><variable name="k" typeRef="tTest"/><encapsulatedLogic><formalParameter name="n"/>{Dmn.Literal("n")}</encapsulatedLogic></businessKnowledgeModel>
            """);
        Assert.Equal("true", engine.EvaluateKnowledge("k", [new("n", FeelValue.True)]).Value.ToString());
        Assert.Equal("null", engine.EvaluateKnowledge("k", [new("n", FeelValue.From(1))]).Value.ToString());
    }

    [Fact]
    public void ALongChainOfTypesIsRefusedAndDoesNotExhaustTheStack()
    {
        var chain = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"<itemDefinition name=\"t{i}\"><typeRef>t{i + 1}</typeRef></itemDefinition>"));
        Assert.Contains(Dmn.Errors(chain + "<itemDefinition name=\"t20000\"><typeRef>number</typeRef></itemDefinition>"), diagnostic => diagnostic.Code == "DMN0108");
    }

    [Fact]
    public void AnUnknownTypeIsToldOnce() => Assert.Equal("DMN0104", Assert.Single(Dmn.Errors(
        $"""<businessKnowledgeModel id="k" name="k"><variable name="k" typeRef="tNone"/><encapsulatedLogic>{Dmn.Literal("1")}</encapsulatedLogic></businessKnowledgeModel>""")).Code);
}
