using Comity.Feel.Compilation;
using Comity.Feel.Syntax;

namespace Comity.Feel.Tests.Compilation;

/// <summary>What tables of DMN 1.5 say of invocations, filters, membership, types and equality.</summary>
public class MeaningTests
{
    [Theory]
    [InlineData("before(point: 1, range: [2..3])", "true")]
    [InlineData("before(range: [2..3], point: 1)", "false")]
    [InlineData("before(range: [2..3], point: 4)", "true")]
    [InlineData("before(point: 11, range: [5..10])", "false")]
    [InlineData("before(point1: 1, point2: 2)", "true")]
    [InlineData("before(point2: 1, point1: 2)", "false")]
    [InlineData("before(range1: [1..2], range2: [3..4])", "true")]
    [InlineData("before(range2: [1..2], range1: [3..4])", "false")]
    [InlineData("after(point: 11, range: [1..10])", "true")]
    [InlineData("after(range: [1..10], point: 11)", "false")]
    [InlineData("after(range: [12..20], point: 11)", "true")]
    [InlineData("meets(range2: [5..9], range1: [1..5])", "true")]
    [InlineData("overlaps(range2: [5..9], range1: [1..6])", "true")]
    [InlineData("finishes(range: [1..10], point: 10)", "true")]
    [InlineData("includes(point: 5, range: [1..10])", "true")]
    [InlineData("during(range: [1..10], point: 5)", "true")]
    [InlineData("during(range2: [1..10], range1: [4..5])", "true")]
    [InlineData("starts(range: [1..10], point: 1)", "true")]
    [InlineData("started by(point: 1, range: [1..10])", "true")]
    [InlineData("finished by(point: 10, range: [1..10])", "true")]
    [InlineData("coincides(point2: 5, point1: 5)", "true")]
    [InlineData("substring(start position: 2, string: \"abc\")", "\"bc\"")]
    public void NamedArgumentsChooseTheSignature(string text, string expected) => Same(text, expected);

    [Theory]
    [InlineData("before(point: 1, point: 2)")]
    [InlineData("substring(string: \"abc\", string: \"b\", start position: 1)")]
    public void ANameGivenTwiceFitsNoSignature(string text) =>
        Assert.Equal("FEEL0103", Assert.Single(ErrorsOf(text)).Code);

    [Theory]
    [InlineData("{l: [{i: 1}, {i: 5}], i: 2, r: l[i]}.r", "{i: 5}")]
    [InlineData("{orders: [{n: 1, index: 3}, {n: 2, index: 1}], index: 2, r: orders[index].n}.r", "2")]
    [InlineData("{l: [{i: 7}, {i: 5}, {i: 6}], i: 1, r: l[i + 1]}.r", "{i: 5}")]
    [InlineData("{l: [{i: 7}, {i: 5}], i: -1, r: l[i]}.r", "{i: 5}")]
    [InlineData("{l: [{i: 7}, {i: 5}], i: 3, r: l[i]}.r", "null")]
    [InlineData("{l: [{i: true}, {i: false}], i: 2, r: l[i]}.r", "{i: false}")]
    [InlineData("{l: [{i: true}, {i: false}], i: \"a\", r: l[i]}.r", "[{i: true}]")]
    [InlineData("{l: [{i: true}, {i: false}], r: l[i]}.r", "[{i: true}]")]
    [InlineData("{l: [{i: 1}, {i: 2}], r: l[i]}.r", "null")]
    [InlineData("{l: [{i: 1}, {i: 2}], i: 5, r: l[i > 1]}.r", "[{i: 2}]")]
    [InlineData("{l: [10, 20], i: 2, r: l[i]}.r", "20")]
    [InlineData("{l: [10, 20], r: l[count(l)]}.r", "20")]
    [InlineData("{l: [], i: 1, r: l[i]}.r", "null")]
    [InlineData("[1, 2][[10, 20][item] = 20]", "[2]")]
    [InlineData("[{k: 1}, {k: 2}][[10, 20][k] = 20]", "[{k: 2}]")]
    [InlineData("[{k: 1, l: [{m: 1}, {m: 2}]}, {k: 3, l: [{m: 1}]}][count(l[m = k]) = 1].k", "[1]")]
    [InlineData("{i: 2, f: function(l) l[i], r: f([{i: 1}, {i: 9}])}.r", "{i: 9}")]
    public void AnIndexIsEvaluatedOutsideTheItem(string text, string expected) => Same(text, expected);

    [Fact]
    public void WhatIsOnlyLookedForOutsideLeavesNoReason() => Assert.Empty(Feel.NotesOf("[{i: true}, {i: false}][i]"));

    [Theory]
    [InlineData("5 in (?)", "true")]
    [InlineData("5 in (? + 1)", "false")]
    [InlineData("5 in (? + 0)", "true")]
    [InlineData("5 in ([? - 1, ?])", "true")]
    [InlineData("5 in ([? + 1..10])", "false")]
    [InlineData("\"a\" in (upper case(?))", "false")]
    [InlineData("5 in (? > 4)", "true")]
    [InlineData("5 in (? > \"a\")", "null")]
    [InlineData("1 in [[1, 2], [3]]", "false")]
    [InlineData("1 in [[1], [3]]", "false")]
    [InlineData("1 in [[[1]]]", "false")]
    [InlineData("[3] in [[1, 2], [3]]", "true")]
    [InlineData("[1, 2] in [[1, 2], [3]]", "true")]
    [InlineData("5 in [true]", "false")]
    [InlineData("5 in [[1..2], [4..6]]", "true")]
    [InlineData("5 in [[[4..6]]]", "false")]
    [InlineData("5 in [\"a\", null, 5]", "true")]
    [InlineData("null in [1, null]", "true")]
    public void InIsMembership(string text, string expected) => Same(text, expected);

    [Theory]
    [InlineData("null instance of Null", "true")]
    [InlineData("5 instance of Null", "false")]
    [InlineData("null instance of Any", "false")]
    [InlineData("123 instance of list", "null")]
    [InlineData("[123] instance of list", "null")]
    [InlineData("{} instance of context", "null")]
    [InlineData("[1..2] instance of range", "null")]
    [InlineData("abs instance of function", "null")]
    [InlineData("[123] instance of list<Any>", "true")]
    public void InstanceOf(string text, string expected) => Same(text, expected);

    [Theory]
    [InlineData("(function(x) x) = (function(x) x)", "true")]
    [InlineData("(function(x) x + 1) = (function(x)  x+1)", "true")]
    [InlineData("(function(x) x) = (function(y) y)", "false")]
    [InlineData("(function(x) x) = (function(x) x + 1)", "false")]
    [InlineData("(function(x: number) x) = (function(x) x)", "false")]
    [InlineData("{a: 1, f: function() a, g: function() a, r: f = g}.r", "true")]
    [InlineData("{fs: for a in [1, 2, 1] return function() a, r: [fs[1] = fs[2], fs[1] = fs[3]]}.r", "[false, true]")]
    [InlineData("abs = abs", "true")]
    [InlineData("abs = floor", "false")]
    [InlineData("count(distinct values([function(x) x, function(x) x]))", "1")]
    public void FunctionsAreEqualThatAreWrittenAlike(string text, string expected) => Same(text, expected);

    private static IReadOnlyList<FeelSyntaxError> ErrorsOf(string text) =>
        FeelCompiler.CompileExpression(FeelParser.ParseExpression(text, FeelScope.Empty).Tree!, FeelScope.Empty).Errors;

    private static void Same(string text, string expected) =>
        Assert.Equal(Feel.Evaluate(expected).ToString(), Feel.Evaluate(text).ToString());
}
