using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Functions;
using Comity.Feel.Syntax;
using Comity.Feel.Values;

namespace Comity.Feel.Tests.Functions;

public class ExternalFunctionTests
{
    [Fact]
    public void AMethodThatIsNotHereGivesNullAndSaysSo()
    {
        var note = Assert.Single(Feel.NotesOf("(function(x) external {java: {class: \"com.example.Risk\", method signature: \"score(double)\"}})(1)"));
        Assert.Equal("FEEL0306", note.Code);
        Assert.Contains("com.example.Risk.score(double)", note.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("java.lang.Math", "max(int, int)", "3, 4", "4")]
    [InlineData("java.lang.Integer", "valueOf(java.lang.String)", "\"12\", null", "12")]
    [InlineData("java.lang.String", "format(java.lang.String, [Ljava.lang.Object;)", "\"%s: 100%%\", 2", "\"2: 100%\"")]
    public void StandardMethodsAreServed(string className, string signature, string arguments, string expected) => Assert.Equal(
        Feel.Evaluate(expected),
        Feel.Evaluate($"(function(x, y) external {{java: {{class: \"{className}\", method signature: \"{signature}\"}}}})({arguments})"));

    [Theory]
    [InlineData("{java: {class: x, method signature: \"f()\"}}")]
    [InlineData("some x in @\"999999999-12-31\"..@\"-0044-03-15\" satisfies x = 1")]
    public void WhatItStandsForIsConstantAndNotWorkedOut(string mapping)
    {
        var error = Assert.Single(FeelCompiler.CompileExpression(FeelParser.ParseExpression($"function(x) external {mapping}", FeelScope.Empty).Tree!, FeelScope.Empty).Errors);
        Assert.Equal("FEEL0105", error.Code);
    }

    [Fact]
    public void AHostRegistersMethodsAndFunctionsOfItsOwn()
    {
        var scope = FeelScope.Empty
            .WithExternals(ExternalFunctions.None.With("com.example.Risk", "score(double)", (arguments, _) => FeelOperators.Negate(arguments[0])))
            .WithFunction(new FeelLambda("risk of person", ["age"], (arguments, _) => FeelValue.From(arguments[0].AsNumber() > 60)));
        Assert.Equal(FeelValue.From(-2), Evaluate("(function(x) external {java: {class: \"com.example.Risk\", method signature: \"score( double )\"}})(2)", scope));
        Assert.Equal(FeelValue.True, Evaluate("risk of person(age: 61)", scope));
        Assert.Equal(FeelValue.True, Evaluate("risk of person(50 + 11)", scope));
    }

    private static FeelValue Evaluate(string text, FeelScope scope) =>
        FeelCompiler.CompileExpression(FeelParser.ParseExpression(text, scope).Tree!, scope).Code!.Evaluate([], new EvaluationContext(true));
}
