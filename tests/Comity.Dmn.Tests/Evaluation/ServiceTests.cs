using Comity.Feel.Values;

namespace Comity.Dmn.Tests.Evaluation;

public class ServiceTests
{
    private static readonly string Model = $"""
        {Dmn.Input("x", "number")}
        <decision id="doubled" name="doubled"><variable name="doubled" typeRef="number"/>{Dmn.Requires("x")}{Dmn.Literal("x * 2")}</decision>
        <decision id="sum" name="sum">{Dmn.RequiresDecision("doubled")}{Dmn.Requires("x")}{Dmn.Literal("doubled + x")}</decision>
        <decision id="less" name="less">{Dmn.RequiresDecision("sum")}
        <decisionTable><input><inputExpression><text>sum</text></inputExpression></input><output/>
        <rule><inputEntry><text>-</text></inputEntry><outputEntry><text>sum - 1</text></outputEntry></rule></decisionTable></decision>
        <decisionService id="s" name="whole"><outputDecision href="#less"/><encapsulatedDecision href="#sum"/><encapsulatedDecision href="#doubled"/><inputData href="#x"/></decisionService>
        <decisionService id="t" name="part"><outputDecision href="#less"/><outputDecision href="#sum"/><inputDecision href="#doubled"/><inputData href="#x"/></decisionService>
        """;

    [Fact]
    public void AServiceEvaluatesWhatItHolds() => Assert.Equal("5", Dmn.Engine(Model).EvaluateService("whole", [new("x", FeelValue.From(2))]).Value.ToString());

    [Fact]
    public void AnInputDecisionIsGivenAndNotEvaluated()
    {
        var result = Dmn.Engine(Model).EvaluateService("part", [new("x", FeelValue.From(2)), new("doubled", FeelValue.From(100))]);
        Assert.Equal("{\"less\": 101, \"sum\": 102}", result.Value.ToString());
        Assert.DoesNotContain(result.Trace.Steps, step => step.Decision.Name == "doubled");
    }

    [Theory]
    [InlineData("whole(10)", "29")]
    [InlineData("whole(x: 10)", "29")]
    [InlineData("part(10, 1).sum", "11")]
    [InlineData("whole(\"a\")", "null")]
    [InlineData("whole()", "null")]
    public void AServiceIsAFunction(string text, string expected)
    {
        var engine = Dmn.Engine(Model + $"""
            <decision id="d" name="d"><knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement><knowledgeRequirement><requiredKnowledge href="#t"/></knowledgeRequirement>{Dmn.Literal(text)}</decision>
            """);
        var result = engine.Evaluate("d", [new("x", FeelValue.From(1))]);
        Assert.Equal(expected, result.Value.ToString());
        Assert.Equal(expected == "null" ? 0 : 1, result.Trace.Hits.Count);
    }

    [Fact]
    public void ReasonsNameTheirDecision()
    {
        var note = Assert.Single(Dmn.Engine(Model).EvaluateService("whole", [new("x", FeelValue.Null)]).Notes, note => note.Owner == "doubled");
        Assert.NotEmpty(note.Message);
    }
}
