namespace Comity.Dmn.Tests.Evaluation;

public class BoxedExpressionTests
{
    private const string Table = """
        <decisionTable><input><inputExpression><text>n</text></inputExpression></input><output/>
        <rule><inputEntry><text>&lt; 3</text></inputEntry><outputEntry><text>true</text></outputEntry></rule>
        <rule><inputEntry><text>>= 3</text></inputEntry><outputEntry><text>false</text></outputEntry></rule></decisionTable>
        """;

    [Fact]
    public void AList() => Is("[1, \"a\", [2]]", $"<list>{Dmn.Literal("1")}{Dmn.Literal("\"a\"")}<list>{Dmn.Literal("1 + 1")}</list></list>");

    [Fact]
    public void ARelation() => Is(
        "[{\"a\": 1, \"b\": \"x\"}, {\"a\": null, \"b\": \"y\"}]",
        $"<relation><column name=\"a\" typeRef=\"number\"/><column name=\"b\"/><row>{Dmn.Literal("1")}{Dmn.Literal("\"x\"")}</row><row>{Dmn.Literal("\"wrong\"")}{Dmn.Literal("\"y\"")}</row></relation>");

    [Theory]
    [InlineData("true", "1")]
    [InlineData("false", "2")]
    [InlineData("null", "2")]
    [InlineData("\"yes\"", "null")]
    public void AConditional(string condition, string expected) =>
        Is(expected, $"<conditional><if>{Dmn.Literal(condition)}</if><then>{Dmn.Literal("1")}</then><else>{Dmn.Literal("2")}</else></conditional>");

    [Theory]
    [InlineData("[1, 2, 3]", "item > 1", "[2, 3]")]
    [InlineData("[1, 2, 3]", "2", "2")]
    [InlineData("[1, 2, 3]", "-1", "3")]
    [InlineData("[]", "item > 1", "[]")]
    [InlineData("[{a b: 1}, {a b: 2}]", "item.a b > 1", "[{\"a b\": 2}]")]
    [InlineData("[{a: 1}, {a: 2}]", "a > 1", "[{\"a\": 2}]")]
    [InlineData("[1, 2]", "\"no condition\"", "null")]
    public void AFilter(string list, string match, string expected) => Is(expected, $"<filter><in>{Dmn.Literal(list)}</in><match>{Dmn.Literal(match)}</match></filter>");

    [Fact]
    public void AFilterByATable() => Is(
        "[1, 2]",
        $"<filter><in>{Dmn.Literal("[1, 2, 3, 4]")}</in><match><context><contextEntry><variable name=\"n\"/>{Dmn.Literal("item")}</contextEntry><contextEntry>{Table}</contextEntry></context></match></filter>");

    [Fact]
    public void AFor() => Is("[1, 3, 6]", $"<for iteratorVariable=\"n\"><in>{Dmn.Literal("[1..3]")}</in><return>{Dmn.Literal("n + if partial = [] then 0 else partial[-1]")}</return></for>");

    [Fact]
    public void AForOverATable() => Is("[true, true, false]", $"<for iteratorVariable=\"n\"><in>{Dmn.Literal("[1, 2, 3]")}</in><return>{Table}</return></for>");

    [Theory]
    [InlineData("some", "[1, 5]", "true")]
    [InlineData("some", "[5, 6]", "false")]
    [InlineData("some", "[]", "false")]
    [InlineData("every", "[1, 5]", "false")]
    [InlineData("every", "[1, 2]", "true")]
    [InlineData("every", "[]", "true")]
    public void SomeAndEvery(string word, string list, string expected) =>
        Is(expected, $"<{word} iteratorVariable=\"n\"><in>{Dmn.Literal(list)}</in><satisfies>{Table}</satisfies></{word}>");

    [Fact]
    public void AFunctionIsAValueThatKeepsItsSurroundings() => Is("[15, 25]", $"""
        <context><contextEntry><variable name="five"/>{Dmn.Literal("5")}</contextEntry>
        <contextEntry><variable name="add five"/><functionDefinition><formalParameter name="n" typeRef="number"/>{Dmn.Literal("n + five")}</functionDefinition></contextEntry>
        <contextEntry>{Dmn.Literal("for x in [10, 20] return add five(x)")}</contextEntry></context>
        """);

    [Fact]
    public void AnArgumentOfAnotherTypeMakesTheInvocationNull() => Is("null", $"""
        <context><contextEntry><variable name="f"/><functionDefinition><formalParameter name="n" typeRef="number"/>{Dmn.Literal("\"called\"")}</functionDefinition></contextEntry>
        <contextEntry>{Dmn.Literal("f(\"a\")")}</contextEntry></context>
        """);

    [Theory]
    [InlineData("f", "b", "a", "-1")]
    [InlineData("f", "a", "b", "1")]
    [InlineData("f", "a", "c", "null")]
    public void AnInvocationBindsByName(string function, string first, string second, string expected) => Is(expected, $"""
        <context><contextEntry><variable name="f"/><functionDefinition><formalParameter name="a"/><formalParameter name="b"/>{Dmn.Literal("b - a")}</functionDefinition></contextEntry>
        <contextEntry><invocation>{Dmn.Literal(function)}<binding><parameter name="{first}"/>{Dmn.Literal("1")}</binding><binding><parameter name="{second}"/>{Dmn.Literal("2")}</binding></invocation></contextEntry></context>
        """);

    [Fact]
    public void AnInvocationOfABuiltInFunction() => Is("\"ell\"", $"""
        <invocation>{Dmn.Literal("substring")}<binding><parameter name="start position"/>{Dmn.Literal("2")}</binding>
        <binding><parameter name="string"/>{Dmn.Literal("\"hello\"")}</binding><binding><parameter name="length"/>{Dmn.Literal("3")}</binding></invocation>
        """);

    [Theory]
    [InlineData("number", "1", "1")]
    [InlineData("string", "1", "null")]
    [InlineData("number", "[1]", "1")]
    public void TheTypeOfAnExpressionIsKeptTo(string type, string text, string expected) =>
        Is(expected, Dmn.Literal(text).Replace("<literalExpression", $"<literalExpression typeRef=\"{type}\"", StringComparison.Ordinal));

    [Fact]
    public void ADecisionWithoutLogicIsNull() => Is("null", "");

    [Fact]
    public void PartsThatAreMissingSayWhere()
    {
        foreach (var (xml, code) in new[]
        {
            ("<conditional><if><literalExpression><text>1</text></literalExpression></if></conditional>", "DMN0005"),
            ("<for><in><literalExpression><text>1</text></literalExpression></in><return><literalExpression><text>1</text></literalExpression></return></for>", "DMN0005"),
            ("<relation><column name=\"a\"/><row/></relation>", "DMN0008"),
            ("<functionDefinition kind=\"Cobol\"><literalExpression><text>1</text></literalExpression></functionDefinition>", "DMN0007"),
            ("<list><literalExpression><text>1 +</text></literalExpression></list>", "FEEL0005"),
        })
        {
            Assert.Contains(Dmn.Errors($"<decision id=\"d\" name=\"d\">{xml}</decision>"), diagnostic => diagnostic.Code == code && diagnostic.Location!.Line == 1);
        }
    }

    private static void Is(string expected, string expression) =>
        Assert.Equal(expected, Dmn.Engine($"<decision id=\"d\" name=\"d\">{expression}</decision>").Evaluate("d", []).Value.ToString());
}
