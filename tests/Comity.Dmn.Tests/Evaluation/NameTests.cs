using Comity.Dmn.Evaluation;
using Comity.Dmn.Json;
using Comity.Dmn.Xml;
using Comity.Feel.Values;

namespace Comity.Dmn.Tests.Evaluation;

// A name is the same name in every spelling, wherever a model declares it (DMN 1.5 §10.3.1.4).
public class NameTests
{
    public static TheoryData<string, string> Names => new()
    {
        { "Debt / Income", "Debt/Income" },
        { "decision - model", "decision-model" },
        { "Loan-Amount", "Loan - Amount" },
        { "Full  Name", "Full Name" },
        { "Line&#10;Break", "Line\nBreak" },
        { "No\u00A0Break", "No Break" },
        { "person’s age", "person’s  age" },
        { "金額（円）", "金額（円）" },
        { "eligible?", "eligible?" },
        { "R&amp;D budget", "R &amp; D budget" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void ANameIsReachedInEverySpelling(string name, string used)
    {
        var engine = Dmn.Engine($"""
            <itemDefinition name="tX"><itemComponent name="{name}"><typeRef>number</typeRef></itemComponent></itemDefinition>
            <itemDefinition name="{name}"><typeRef>number</typeRef></itemDefinition>
            <inputData id="a" name="{name}"><variable name="{name}" typeRef="{used}"/></inputData>
            <inputData id="o" name="Obj"><variable name="Obj" typeRef="tX"/></inputData>
            <businessKnowledgeModel id="k" name="f"><encapsulatedLogic><formalParameter name="{name}" typeRef="number"/><literalExpression><text>{used} + 1</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
            <decision id="d1" name="input"><variable name="input"/>{Dmn.Requires("a")}{Dmn.Literal(used + " + 1")}</decision>
            <decision id="d2" name="component"><variable name="component"/>{Dmn.Requires("o")}{Dmn.Literal($"Obj.{used} + 1")}</decision>
            <decision id="d3" name="entry"><variable name="entry"/><context><contextEntry><variable name="{name}"/>{Dmn.Literal("5")}</contextEntry><contextEntry>{Dmn.Literal(used + " + 1")}</contextEntry></context></decision>
            <decision id="d4" name="filtered"><variable name="filtered"/>{Dmn.Requires("o")}{Dmn.Literal($"[Obj][{used} = 5].{used}[1] + 1")}</decision>
            <decision id="d5" name="invoked"><variable name="invoked"/><knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
              <invocation>{Dmn.Literal("f")}<binding><parameter name="{used}"/>{Dmn.Literal("5")}</binding></invocation></decision>
            <decision id="d6" name="iterated"><variable name="iterated"/><for iteratorVariable="{name}"><in>{Dmn.Literal("[5]")}</in><return>{Dmn.Literal(used + " + 1")}</return></for></decision>
            <decision id="d7" name="relation"><variable name="relation"/><relation><column name="{name}"/><row>{Dmn.Literal("6")}</row></relation></decision>
            <decision id="d8" name="typed"><variable name="typed"/>{Dmn.Requires("a")}{Dmn.Literal($"if {used} instance of {used} then 6 else 0")}</decision>
            """);
        var declared = System.Net.WebUtility.HtmlDecode(name);
        var spelled = System.Net.WebUtility.HtmlDecode(used);
        var six = FeelValue.From(6);
        foreach (var key in new[] { declared, spelled })
        {
            var json = "{" + $"{Quoted(key)}: 5, \"Obj\": {{{Quoted(key)}: 5}}" + "}";
            var inputs = DmnInputs.Read(json, "inputs.json", engine.InputTypes);
            Assert.Empty(inputs.Diagnostics);
            var values = engine.EvaluateAll(inputs.Values!).Value.AsContext();
            foreach (var decision in values.Keys.Except(["relation"]))
            {
                Assert.True(values.TryGet(decision, out var value) && value == (decision == "iterated" ? FeelValue.From(FeelList.Of(six)) : six), $"{decision}: {values}");
            }

            // What people see is what was written.
            Assert.Equal("[{" + FeelValue.Quote(declared) + ": 6}]", engine.Evaluate("relation", []).Value.ToString());
        }
    }

    [Fact]
    public void DecisionsServicesAndKnowledgeAreFoundInEverySpellingAndShownAsWritten()
    {
        var engine = Dmn.Engine($"""
            <businessKnowledgeModel id="k" name="per - cent"><encapsulatedLogic><formalParameter name="a / b"/>{Dmn.Literal("a/b * 100")}</encapsulatedLogic></businessKnowledgeModel>
            <decision id="d" name="Debt / Income"><variable name="Debt / Income"/>{Dmn.Literal("1")}</decision>
            <decision id="e" name="e"><variable name="e"/><informationRequirement><requiredDecision href="#d"/></informationRequirement>{Dmn.Literal("Debt/Income + 1")}</decision>
            <decisionService id="s" name="The - Service"><outputDecision href="#d"/><outputDecision href="#e"/></decisionService>
            """);
        Assert.Equal("1", engine.Evaluate("Debt/Income", []).Value.ToString());
        Assert.Equal("{\"Debt / Income\": 1, \"e\": 2}", engine.EvaluateAll([]).Value.ToString());
        Assert.Equal("{\"Debt / Income\": 1, \"e\": 2}", engine.EvaluateService("The-Service", []).Value.ToString());
        Assert.Equal("500", engine.EvaluateKnowledge("per-cent", [KeyValuePair.Create("a/b", FeelValue.From(5))]).Value.ToString());
    }

    [Fact]
    public void ATypeMayBeNamedWithTheWordOf()
    {
        var engine = Dmn.Engine($"""
            <itemDefinition name="collection of this model person" isCollection="true"><typeRef>number</typeRef></itemDefinition>
            <inputData id="A" name="A"><variable name="A" typeRef="collection of this model person"/></inputData>
            <decision id="d1" name="d1"><variable name="d1" typeRef="boolean"/>{Dmn.Requires("A")}{Dmn.Literal("A instance of collection of this model person")}</decision>
            <decision id="d2" name="d2"><variable name="d2" typeRef="boolean"/>{Dmn.Requires("A")}{Dmn.Literal("(function(p: collection of this model person) count(p))(A) = 2")}</decision>
            """);
        var input = KeyValuePair.Create("A", FeelValue.From(FeelList.Of(FeelValue.From(1), FeelValue.From(2))));
        Assert.Equal("{\"d1\": true, \"d2\": true}", engine.EvaluateAll([input]).Value.ToString());
    }

    [Fact]
    public void TwoSpellingsAreNotTwoNames()
    {
        Assert.Equal("DMN0009", Assert.Single(Dmn.Errors(Dmn.Input("a - b", "number").Replace("id=\"a - b\"", "id=\"i1\"", StringComparison.Ordinal) + Dmn.Input("a-b", "number"))).Code);
        var twice = DmnInputs.Read("""{"a - b": 1, "a-b": 2}""", "i.json", Dmn.Engine(Dmn.Input("a-b", "number")).InputTypes);
        Assert.Equal("JSON0004", Assert.Single(twice.Diagnostics).Code);
    }

    [Fact]
    public void AnUnknownNameIsMendedWithNamesThatCanBeUsed()
    {
        var error = Assert.Single(Dmn.Errors($"""
            {Dmn.Input("a", "number")}{Dmn.Input("unseen", "number")}
            <decision id="d" name="d"><variable name="d"/>{Dmn.Requires("a")}<invocation>{Dmn.Literal("zzz")}<binding><parameter name="x"/>{Dmn.Literal("1")}</binding></invocation></decision>
            """));
        Assert.StartsWith("Known here: a. ", error.Mend, StringComparison.Ordinal);
    }

    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
