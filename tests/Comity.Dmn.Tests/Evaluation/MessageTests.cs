using Comity.Dmn.Evaluation;
using Comity.Dmn.Json;
using Comity.Feel.Values;

namespace Comity.Dmn.Tests.Evaluation;

/// <summary>What people read when a model or a value is not as it should be.</summary>
public class MessageTests
{
    private static readonly Dictionary<string, FeelValue> Nothing = [];

    [Fact]
    public void AnUnnamedOutputIsCalledByItsColumn()
    {
        var engine = Dmn.Engine(Dmn.Table("hitPolicy=\"UNIQUE\"", "<output typeRef=\"number\"/>", "1 ; - ; x", "2 ; - ; \"a\""));
        var given = new Dictionary<string, FeelValue> { ["x"] = FeelValue.From(2) };
        Assert.Equal("The output of rule 2 cannot be \"a\", which is no number.", Assert.Single(engine.Evaluate("d", given).Notes).Message);
        var defaulted = Dmn.Engine(Dmn.Table("hitPolicy=\"UNIQUE\"", "<output label=\"\" name=\"fee\" typeRef=\"number\"><defaultOutputEntry><text>\"a\"</text></defaultOutputEntry></output>", "1 ; - ; x"));
        Assert.Equal("The default of the output 'fee' cannot be \"a\", which is no number.", Assert.Single(defaulted.Evaluate("d", given).Notes).Message);
    }

    [Theory]
    [InlineData("<context><contextEntry><variable name=\"a\"/><literalExpression><text>1 +</text></literalExpression></contextEntry></context>", "decision 'd', entry 'a'")]
    [InlineData("<context><contextEntry><literalExpression><text>1 +</text></literalExpression></contextEntry></context>", "decision 'd', result")]
    [InlineData("<context><contextEntry><variable name=\"a\"/><context><contextEntry><variable name=\"b\"/><literalExpression><text>1 +</text></literalExpression></contextEntry></context></contextEntry></context>", "decision 'd', entry 'a', entry 'b'")]
    [InlineData("<invocation><literalExpression><text>abs</text></literalExpression><binding><parameter name=\"n\"/><literalExpression><text>1 +</text></literalExpression></binding></invocation>", "decision 'd', argument 'n'")]
    [InlineData("<decisionTable><input><inputExpression><text>1 +</text></inputExpression></input><output/></decisionTable>", "decision 'd', input '1 +'")]
    [InlineData("<decisionTable><output/><rule><outputEntry><text>1</text></outputEntry></rule><rule><outputEntry><text>1 +</text></outputEntry></rule></decisionTable>", "decision 'd', rule 2, output 1")]
    public void TheEntryIsNamed(string logic, string element) =>
        Assert.Equal(element, Assert.Single(Dmn.Errors($"<decision id=\"d\" name=\"d\">{logic}</decision>")).Location!.Element);

    [Fact]
    public void NoEmptyNamesAreOffered()
    {
        var elements = Dmn.Input("first", "number") + Dmn.Input("second", "number") + "<decision id=\"d\" name=\"d\">" + Dmn.Requires("second") + Dmn.Literal("season") + "</decision>";
        var error = Assert.Single(Dmn.Errors(elements));
        Assert.Equal("Known here: second. If it is an input or a decision, declare it, and let this one require it.", error.Mend);
        var alone = Assert.Single(Dmn.Errors($"{Dmn.Input("first", "number")}<decision id=\"d\" name=\"d\">{Dmn.Literal("season")}</decision>"));
        Assert.Equal("If it is an input or a decision, declare it, and let this one require it.", alone.Mend);
        var near = Assert.Single(Dmn.Errors(elements.Replace(">season<", ">secnd<", StringComparison.Ordinal)));
        Assert.Equal("Did you mean 'second'?", near.Mend);
    }

    [Fact]
    public void ElementsAreToldByTheirNames()
    {
        var input = "<inputData id=\"_1f2e\" name=\"Age\"><variable name=\"Age\"/></inputData>";
        var wrong = Assert.Single(Dmn.Errors($"{input}<decision id=\"_9\" name=\"D\">{Dmn.Requires("_1f2d")}{Dmn.Literal("1")}</decision>"));
        Assert.Equal("Did you mean 'Age' (id '_1f2e')?", wrong.Mend);
        var engine = Dmn.Engine(Dmn.Input("age", "number"));
        Assert.Equal("Known here: age.", DmnInputs.Read("""{"something": 1}""", "in.json", engine.InputTypes).Diagnostics[0].Mend);
    }

    [Theory]
    [InlineData("PRIORITY")]
    [InlineData("OUTPUT ORDER")]
    public void WithoutOutputValuesThereIsNoFirst(string policy)
    {
        var elements = Dmn.Table($"hitPolicy=\"{policy}\"", "<output/>", "- ; - ; 1", "- ; - ; 2");
        Assert.Contains(policy, Assert.Single(Dmn.Errors(elements)).Message, StringComparison.Ordinal);
        var result = Dmn.Engine(elements, DmnEngineOptions.Tolerant).Evaluate("d", Nothing);
        Assert.True(result.Value.IsNull);
        Assert.Contains(result.Notes, note => note.Code == "DMN0106");
    }

    [Fact]
    public void SeveralOutputsWithoutNamesAreNull()
    {
        var elements = "<decision id=\"d\" name=\"d\"><decisionTable><output/><output/><rule><outputEntry><text>1</text></outputEntry><outputEntry><text>2</text></outputEntry></rule></decisionTable></decision>";
        Assert.True(Dmn.Engine(elements, DmnEngineOptions.Tolerant).Evaluate("d", Nothing).Value.IsNull);
    }

    [Theory]
    [InlineData("<decisionTabel/>", "'decisionTabel' has no meaning in decision.", "Did you mean 'decisionTable'?")]
    [InlineData("<mystery/><literalExpression><text>1</text></literalExpression>", "'mystery' has no meaning in decision.", "Take it out, or put it into extensionElements.")]
    [InlineData("<inputEntry/>", "'inputEntry' has no meaning in decision.", "Take it out, or put it into extensionElements.")]
    [InlineData("<context><contextEntry><varable name=\"a\"/><literalExpression><text>1</text></literalExpression></contextEntry></context>", "'varable' has no meaning in contextEntry.", "Did you mean 'variable'?")]
    public void AnElementWithoutMeaningIsFound(string inside, string message, string mend)
    {
        var error = Assert.Single(Dmn.Read($"<decision id=\"d\" name=\"d\">{inside}</decision>").Diagnostics);
        Assert.Equal(("DMN0016", message, mend), (error.Code, error.Message, error.Mend));
    }

    [Fact]
    public void WhatAToolAddsIsNoStranger() => Assert.Equal("1", Dmn.Engine("""
        <decision id="d" name="d"><description>x</description><extensionElements><anything/></extensionElements><own xmlns="urn:tool"/>
        <question>q</question><allowedAnswers>a</allowedAnswers><variable name="d"/><literalExpression><description/><text>1</text></literalExpression></decision>
        """).Evaluate("d", Nothing).Value.ToString());

    [Fact]
    public void WhiteSpaceAroundAReferenceIsNoPartOfIt()
    {
        var engine = Dmn.Engine(Dmn.Input("x", "number") + $"<decision id=\"d\" name=\"d\">{Dmn.Requires("x").Replace("#x", "\n  #x ", StringComparison.Ordinal)}{Dmn.Literal("x")}</decision>");
        Assert.Equal("1", engine.Evaluate("d", new Dictionary<string, FeelValue> { ["x"] = FeelValue.From(1) }).Value.ToString());
    }

    [Theory]
    [InlineData("number", "number", "f(1)", "2")]
    [InlineData("number", "", "f(1)", "2")]
    [InlineData("", "number", "f(1)", "2")]
    [InlineData("", "", "f(1)", "2")]
    [InlineData("string", "", "f(1)", "null")]
    [InlineData("", "string", "f(1)", "null")]
    [InlineData("tFunction", "", "f(1)", "2")]
    [InlineData("tFunction", "number", "f(1)", "2")]
    [InlineData("Any", "Any", "f(1)", "2")]
    [InlineData("number", "number", "f(\"a\")", "null")]
    public void AFunctionInAContextMayBeTypedByItsResult(string variable, string function, string call, string expected)
    {
        var engine = Dmn.Engine($"""
            <itemDefinition name="tFunction"><functionItem outputTypeRef="number"><parameters name="a" typeRef="number"/></functionItem></itemDefinition>
            <decision id="d" name="d"><context>
            <contextEntry><variable name="f" {Type(variable)}/><functionDefinition {Type(function)}><formalParameter name="a" typeRef="number"/>{Dmn.Literal("a + 1")}</functionDefinition></contextEntry>
            <contextEntry>{Dmn.Literal(call)}</contextEntry></context></decision>
            """);
        Assert.Equal(expected, engine.Evaluate("d", Nothing).Value.ToString());

        static string Type(string name) => name.Length == 0 ? "" : $"typeRef=\"{name}\"";
    }

    [Fact]
    public void ADecisionThatIsAFunctionMayBeTypedByItsResult()
    {
        var engine = Dmn.Engine($"""
            <decision id="f" name="f"><variable name="f" typeRef="number"/><functionDefinition><formalParameter name="a" typeRef="number"/>{Dmn.Literal("a + 1")}</functionDefinition></decision>
            <decision id="d" name="d">{Dmn.RequiresDecision("f")}{Dmn.Literal("f(1)")}</decision>
            """);
        Assert.Equal("2", engine.Evaluate("d", Nothing).Value.ToString());
    }
}
