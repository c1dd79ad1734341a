using Comity.Feel.Evaluation;
using Comity.Feel.Values;

namespace Comity.Dmn.Tests.Evaluation;

public class KnowledgeModelTests
{
    private const string Factorial = """
        <businessKnowledgeModel id="f" name="factorial"><encapsulatedLogic><formalParameter name="n" typeRef="number"/>
        <literalExpression><text>if n &lt;= 1 then 1 else n * factorial(n - 1)</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
        """;

    [Fact]
    public void AKnowledgeModelMayInvokeItself() =>
        Assert.Equal("2432902008176640000", Dmn.Engine(Factorial).EvaluateKnowledge("factorial", [new("n", FeelValue.From(20))]).Value.ToString());

    [Fact]
    public void ARecursionWithoutEndIsStopped()
    {
        var engine = Dmn.Engine(Factorial.Replace("n * factorial(n - 1)", "factorial(n + 1)", StringComparison.Ordinal));
        Assert.Throws<EvaluationLimitException>(() => engine.EvaluateKnowledge("factorial", [new("n", FeelValue.From(2))]));
    }

    [Fact]
    public void ATableInAKnowledgeModelIsTraced()
    {
        var engine = Dmn.Engine($"""
            <businessKnowledgeModel id="k" name="k"><encapsulatedLogic><formalParameter name="n"/><decisionTable><input><inputExpression><text>n</text></inputExpression></input><output/>
            <rule><inputEntry><text>1</text></inputEntry><outputEntry><text>"one"</text></outputEntry></rule>
            <rule><inputEntry><text>2</text></inputEntry><outputEntry><text>"two"</text></outputEntry></rule></decisionTable></encapsulatedLogic></businessKnowledgeModel>
            <decision id="d" name="d"><knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>{Dmn.Literal("k(2)")}</decision>
            """);
        Assert.Equal([1], Assert.Single(engine.Evaluate("d", []).Trace.Hits).Rules);
    }

    [Fact]
    public async Task AnEngineServesSeveralThreads()
    {
        var engine = Dmn.Engine(Factorial + $"""{Dmn.Input("x", "number")}<decision id="d" name="d"><knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>{Dmn.Requires("x")}{Dmn.Literal("factorial(x) / factorial(x - 1)")}</decision>""");
        var answers = await Task.WhenAll(Enumerable.Range(2, 100).Select(x => Task.Run(() => engine.Evaluate("d", [new("x", FeelValue.From(x % 20 + 2))]).Value)));
        Assert.Equal(Enumerable.Range(2, 100).Select(x => FeelValue.From(x % 20 + 2)), answers);
    }
}
