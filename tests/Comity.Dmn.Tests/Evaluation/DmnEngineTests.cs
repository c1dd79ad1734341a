using Comity.Dmn.Evaluation;
using Comity.Feel;
using Comity.Feel.Evaluation;
using Comity.Feel.Functions;
using Comity.Feel.Values;

namespace Comity.Dmn.Tests.Evaluation;

public class DmnEngineTests
{
    private const string Endless = """
        <businessKnowledgeModel id="f" name="f"><encapsulatedLogic><formalParameter name="n"/><literalExpression><text>if n = 0 then 0 else f(n - 1)</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
        <inputData id="n" name="n"/>
        <decision id="d" name="d"><informationRequirement><requiredInput href="#n"/></informationRequirement><knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>
        <literalExpression><text>count(for i in 1..100000 return f(n))</text></literalExpression></decision>
        """;

    [Fact]
    public void AHostSetsHowMuchAnEvaluationMayAskFor()
    {
        var engine = Dmn.Engine(Endless);
        Assert.Equal("100000", Evaluate(engine, 1, new EvaluationContext(true)).ToString());
        Assert.Contains("5,000 steps", Assert.Throws<EvaluationLimitException>(() => Evaluate(engine, 1, new EvaluationContext(true, new EvaluationLimits(MaximumSteps: 5_000)))).Message, StringComparison.Ordinal);
        Assert.Contains("10 deep", Assert.Throws<EvaluationLimitException>(() => Evaluate(engine, 20, new EvaluationContext(true, new EvaluationLimits(MaximumDepth: 10)))).Message, StringComparison.Ordinal);
        Assert.Contains("items", Assert.Throws<EvaluationLimitException>(() => Evaluate(engine, 1, new EvaluationContext(true, new EvaluationLimits(MaximumSize: 50)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEvaluationIsCancelledOnItsWay()
    {
        using var source = new CancellationTokenSource();
        var context = new EvaluationContext(false, new EvaluationLimits(MaximumSteps: long.MaxValue), new CancellingClock(source), cancellation: source.Token);
        var engine = Dmn.Engine("""<decision id="d" name="d"><literalExpression><text>[today() != null, for i in 1..3000, j in 1..3000 return i * j]</text></literalExpression></decision>""");
        Assert.Throws<OperationCanceledException>(() => engine.Evaluate("d", [], context));
    }

    [Fact]
    public void AHostSetsHowDeepATextMayBe()
    {
        const string Model = """<decision id="d" name="d"><literalExpression><text>[[[[[[1]]]]]]</text></literalExpression></decision>""";
        Assert.Equal("[[[[[[1]]]]]]", Dmn.Engine(Model).Evaluate("d", []).Value.ToString());
        Assert.Equal("FEEL0004", Assert.Single(Dmn.Create(Model, new DmnEngineOptions { TextLimits = new FeelLimits(MaximumDepth: 4) }).Diagnostics).Code);
    }

    private const string Knowledge = """
        <businessKnowledgeModel id="k" name="in force"><encapsulatedLogic><formalParameter name="id" typeRef="string"/>
        <literalExpression><text>id + "!"</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
        """;

    [Fact]
    public void DecisionsUseWhatTheyRequire()
    {
        var engine = Dmn.Engine(Dmn.Input("the x", "number").Replace("id=\"the x\"", "id=\"i\"", StringComparison.Ordinal) + Knowledge + $"""
            <decision id="b" name="second one">{Dmn.RequiresDecision("a")}<knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
            <context><contextEntry><variable name="n"/>{Dmn.Literal("first + 1")}</contextEntry>
            <contextEntry>{Dmn.Literal("in force(\"a\") + string(n)")}</contextEntry></context></decision>
            <decision id="a" name="first"><variable name="first" typeRef="number"/>{Dmn.Requires("i")}{Dmn.Literal("the x * 2")}</decision>
            """);
        var result = engine.Evaluate("second one", [new("the x", FeelValue.From(3))]);
        Assert.Equal("\"a!7\"", result.Value.ToString());
        Assert.Equal(["first", "second one"], result.Trace.Steps.Select(step => step.Decision.Name));
    }

    [Fact]
    public void AHostGivesFunctionsAndWhatJavaStandsFor()
    {
        var options = new DmnEngineOptions
        {
            Functions = [new FeelLambda("risk of", ["age"], (arguments, _) => FeelValue.From(arguments[0].AsNumber() > 60))],
            Externals = ExternalFunctions.None.With("com.example.Risk", "score(double)", (arguments, _) => FeelOperators.Negate(arguments[0])),
        };
        var engine = Dmn.Engine($$"""
            <businessKnowledgeModel id="k" name="score"><encapsulatedLogic kind="Java"><formalParameter name="x"/><context>
            <contextEntry><variable name="class"/>{{Dmn.Literal("\"com.example.Risk\"")}}</contextEntry>
            <contextEntry><variable name="method signature"/>{{Dmn.Literal("\"score(double)\"")}}</contextEntry></context></encapsulatedLogic></businessKnowledgeModel>
            <decision id="a" name="a"><knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>{{Dmn.Literal("[risk of(61), score(2)]")}}</decision>
            """, options);
        Assert.Equal("[true, -2]", engine.Evaluate("a", []).Value.ToString());
    }

    [Fact]
    public void AValueThatIsNotAllowedIsNullAndSaysSo()
    {
        var engine = Dmn.Engine($"""
            <itemDefinition name="tColour"><typeRef>string</typeRef><allowedValues><text>"red", "green"</text></allowedValues></itemDefinition>
            {Dmn.Input("c", "tColour")}<decision id="d" name="d">{Dmn.Requires("c")}{Dmn.Literal("c")}</decision>
            """);
        Assert.Equal("\"red\"", engine.Evaluate("d", [new("c", FeelValue.From("red"))]).Value.ToString());
        var wrong = engine.Evaluate("d", [new("c", FeelValue.From("blue"))]);
        Assert.True(wrong.Value.IsNull);
        Assert.Equal("DMN0203", Assert.Single(wrong.Notes).Code);
    }

    [Fact]
    public void ACircleIsNamedWithItsPath()
    {
        var error = Assert.Single(Dmn.Errors($"""
            <decision id="a" name="A">{Dmn.RequiresDecision("b")}{Dmn.Literal("1")}</decision>
            <decision id="b" name="B">{Dmn.RequiresDecision("a")}{Dmn.Literal("1")}</decision>
            """));
        Assert.Equal("DMN0103", error.Code);
        Assert.Contains("A → B → A", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<decision id=\"a\" name=\"A\"><informationRequirement><requiredInput href=\"#nothing\"/></informationRequirement><literalExpression><text>1</text></literalExpression></decision>", "DMN0101")]
    [InlineData("<decision id=\"a\" name=\"A\"><literalExpression><text>1 +</text></literalExpression></decision>", "FEEL0005")]
    [InlineData("<decision id=\"a\" name=\"A\"><literalExpression><text>b</text></literalExpression></decision><inputData id=\"b\" name=\"b\"/>", "FEEL0101")]
    [InlineData("<decision id=\"a\" name=\"A\"><variable name=\"A\" typeRef=\"tNone\"/><literalExpression><text>1</text></literalExpression></decision>", "DMN0104")]
    public void ABadModelIsRefusedWithItsPlace(string elements, string code)
    {
        var error = Assert.Single(Dmn.Errors(elements));
        Assert.Equal((code, "m.dmn"), (error.Code, error.Location!.File));
    }

    [Fact]
    public void ALongChainDoesNotExhaustTheStack()
    {
        var chain = string.Concat(Enumerable.Range(0, 2_000).Select(i => $"<decision id=\"d{i}\" name=\"d{i}\">{(i == 0 ? "" : Dmn.RequiresDecision($"d{i - 1}"))}{Dmn.Literal(i == 0 ? "1" : $"d{i - 1} + 1")}</decision>"));
        Assert.Equal("2000", Dmn.Engine(chain).Evaluate("d1999", []).Value.ToString());
    }

    private static FeelValue Evaluate(DmnEngine engine, int n, EvaluationContext context) => engine.Evaluate("d", [new("n", FeelValue.From(n))], context).Value;

    // Cancels when the evaluation asks for the time, so that it is on its way then.
    private sealed class CancellingClock(CancellationTokenSource source) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow()
        {
            source.Cancel();
            return DateTimeOffset.UnixEpoch;
        }
    }
}
