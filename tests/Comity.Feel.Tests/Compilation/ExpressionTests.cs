using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Feel.Tests.Compilation;

public class ExpressionTests
{
    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("1\u200B+\u180E2", "3")]
    [InlineData("2 ** 3 ** 2", "64")]
    [InlineData("-2 ** 2", "4")]
    [InlineData("10 / 4", "2.5")]
    [InlineData("1 / 0", "null")]
    [InlineData("0.1 + 0.2", "0.3")]
    [InlineData("1 / 3 * 3", "0.9999999999999999999999999999999999")]
    [InlineData("\"a\" + \"b\"", "\"ab\"")]
    [InlineData("1 + \"b\"", "null")]
    [InlineData("1 = \"1\"", "null")]
    [InlineData("null = null", "true")]
    [InlineData("1 != 2", "true")]
    [InlineData("true and null", "null")]
    [InlineData("false and null", "false")]
    [InlineData("null or true", "true")]
    [InlineData("null or false", "null")]
    [InlineData("not(null)", "null")]
    [InlineData("if null then 1 else 2", "2")]
    [InlineData("5 between 1 and 5", "true")]
    [InlineData("5 in [1..5)", "false")]
    [InlineData("5 in (1, 5)", "true")]
    [InlineData("5 in (> 4)", "true")]
    [InlineData("@\"2025-01-27\" < @\"2025-01-28\"", "true")]
    [InlineData("date(\"2025-01-28\").month", "1")]
    [InlineData("[1, 2, 3][2]", "2")]
    [InlineData("[1, 2, 3][-1]", "3")]
    [InlineData("[1, 2, 3][item > 1]", "[2, 3]")]
    [InlineData("[{a: 1}, {a: 2}][a = 2].a", "[2]")]
    [InlineData("{a: 1, b: a + 1}.b", "2")]
    [InlineData("for i in 1..3 return i * i", "[1, 4, 9]")]
    [InlineData("for i in 1..3, j in [10, 20] return i + j", "[11, 21, 12, 22, 13, 23]")]
    [InlineData("for i in 1..4 return if i < 2 then 1 else sum(partial)", "[1, 1, 2, 4]")]
    [InlineData("some x in [1, 2] satisfies x > 1", "true")]
    [InlineData("every x in [1, 2] satisfies x > 1", "false")]
    [InlineData("every x in [] satisfies false", "true")]
    [InlineData("(function(a, b) a - b)(b: 1, a: 3)", "2")]
    [InlineData("{f: function(x) x + 1, y: f(2)}.y", "3")]
    [InlineData("contains(match: \"b\", string: \"abc\")", "true")]
    [InlineData("list contains([1, null], null)", "true")]
    [InlineData("1 instance of number", "true")]
    [InlineData("null instance of number", "false")]
    [InlineData("[1, 2] instance of list<number>", "true")]
    [InlineData("count([1, 2, 3])", "3")]
    public void HasTheValue(string text, string expected) => Assert.Equal(Feel.Evaluate(expected), Feel.Evaluate(text));

    [Fact]
    public void NamesMayHoldSpacesAndOperators()
    {
        Assert.Equal(FeelValue.From(5), Feel.Evaluate("net income - a-b", ("net income", FeelValue.From(7)), ("a-b", FeelValue.From(2))));
        Assert.Equal(FeelValue.From(3), Feel.Evaluate("(for each item in [3] return each item)[1]"));
    }

    [Theory]
    [InlineData("if only + x", "7")]
    [InlineData("if if only > 3 then 1 else 2", "1")]
    [InlineData("x in y", "5")]
    [InlineData("x in [1..5]", "true")]
    [InlineData("true and and now > 3", "true")]
    [InlineData("(a) - (b)", "-1")]
    [InlineData("a -  b", "9")]
    [InlineData("what if?", "6")]
    [InlineData("Employee's name", "\"Bo\"")]
    [InlineData("person.for sale", "true")]
    public void KeywordsAndSymbolsMayStandInNames(string text, string expected) => Assert.Equal(Feel.Evaluate(expected), Feel.Evaluate(
        text,
        ("x", FeelValue.From(3)), ("if only", FeelValue.From(4)), ("x in y", FeelValue.From(5)), ("and now", FeelValue.From(8)), ("a", FeelValue.From(1)), ("b", FeelValue.From(2)), ("a-b", FeelValue.From(9)),
        ("what if?", FeelValue.From(6)), ("Employee's name", FeelValue.From("Bo")), ("person", FeelValue.From(FeelContext.Of([new("for sale", FeelValue.True)])))));

    [Fact]
    public void AFunctionKeepsItsSurroundings() =>
        Assert.Equal("[1, 2, 3]", Feel.Evaluate("for f in (for i in 1..3 return function() i) return f()").ToString());

    [Fact]
    public void AnUnknownNameIsAnErrorThatOffersTheNearest()
    {
        var scope = FeelScope.Empty.With("agency", FeelType.Text);
        var tree = FeelParser.ParseExpression("1 = 1 and agencie = \"x\"", scope).Tree!;
        var error = Assert.Single(FeelCompiler.CompileExpression(tree, scope).Errors);
        Assert.Equal((10, 7), (error.Span.Start, error.Span.Length));
        Assert.Contains("agency", error.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEndlessIterationIsStopped()
    {
        var tree = FeelParser.ParseExpression("for i in 1..1000000000 return i", FeelScope.Empty).Tree!;
        var code = FeelCompiler.CompileExpression(tree, FeelScope.Empty).Code!;
        Assert.Throws<EvaluationLimitException>(() => code.Evaluate([], new EvaluationContext(false, new EvaluationLimits(MaximumSteps: 1000))));
    }
}
