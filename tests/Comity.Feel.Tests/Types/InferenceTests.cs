using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Types;
using Comity.Feel.Types.Inference;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Feel.Tests.Types;

public class InferenceTests
{
    [Fact]
    public void AValueIsOfTheTypeThatWasInferred() => Expressions.Of(4).Sample(
        text =>
        {
            var tree = FeelParser.ParseExpression(text, FeelScope.Empty).Tree!;
            if (FeelCompiler.CompileExpression(tree, FeelScope.Empty).Code is { } code)
            {
                var value = code.Evaluate([], new EvaluationContext(false));
                var inferred = FeelTypeInference.OfExpression(tree, FeelScope.Empty);
                Assert.True(value.IsNull || inferred.Type.IsInstance(value), $"{text} is {value}, not a {inferred.Type}");
            }
        },
        iter: 2_000);

    [Fact]
    public void WhereTheWholeIsAMismatchNothingComesOfIt() => Expressions.Of(3).Sample(
        text =>
        {
            var tree = FeelParser.ParseExpression(text, FeelScope.Empty).Tree!;
            var mismatch = FeelTypeInference.OfExpression(tree, FeelScope.Empty).Mismatches.FirstOrDefault(found => found.Span == tree.Span && found.Code is "FEEL0401" or "FEEL0402" or "FEEL0404");
            if (mismatch is not null && tree is not BinaryNode { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual } && FeelCompiler.CompileExpression(tree, FeelScope.Empty).Code is { } code)
            {
                Assert.True(code.Evaluate([], new EvaluationContext(false)) is { IsTrue: false, Kind: FeelKind.Null or FeelKind.Boolean or FeelKind.List }, text);
            }
        },
        iter: 2_000);

    [Theory]
    [InlineData("1 + \"a\"", "FEEL0401", 0, 7)]
    [InlineData("2 * (1 + @\"P1D\")", "FEEL0401", 5, 10)]
    [InlineData("person.nam", "FEEL0404", 0, 10)]
    [InlineData("[1, 2].year", "FEEL0404", 0, 11)]
    [InlineData("person.age < \"3\"", "FEEL0402", 0, 16)]
    [InlineData("person.age = \"3\"", "FEEL0402", 0, 16)]
    [InlineData("if person.age then 1 else 2", "FEEL0403", 3, 10)]
    [InlineData("upper case(person.age)", "FEEL0405", 11, 10)]
    [InlineData("sum(people.name)", "FEEL0405", 4, 11)]
    [InlineData("people[age > name]", "FEEL0402", 7, 10)]
    [InlineData("for p in people return p.age + p.name", "FEEL0401", 23, 14)]
    [InlineData("(function(x: number) x)(\"a\")", "FEEL0405", 24, 3)]
    [InlineData("person.age(1)", "FEEL0406", 0, 10)]
    public void AMismatchIsFoundWhereItIs(string text, string code, int start, int length)
    {
        var mismatch = Assert.Single(Infer(text).Mismatches);
        Assert.Equal((code, start, length), (mismatch.Code, mismatch.Span.Start, mismatch.Span.Length));
    }

    [Theory]
    [InlineData("person.name", "string")]
    [InlineData("people.age", "list<number>")]
    [InlineData("people[1].age", "number")]
    [InlineData("people[age > 3]", "list<context<name: string, age: number>>")]
    [InlineData("for p in people return {n: p.name}", "list<context<n: string>>")]
    [InlineData("@\"2024-01-01\" - @\"2023-01-01\"", "days and time duration")]
    [InlineData("if person.age > 1 then 1 else \"a\"", "Any")]
    [InlineData("function(x: number) x > 1", "function<number> -> boolean")]
    [InlineData("max(people.age)", "number")]
    [InlineData("append([1], 2)", "list<number>")]
    [InlineData("anything.b + 1", "Any")]
    [InlineData("[1..5].start", "number")]
    public void TheTypeIsKnown(string text, string type)
    {
        var inferred = Infer(text);
        Assert.Empty(inferred.Mismatches);
        Assert.Equal(type, inferred.Type.Name);
    }

    private static FeelTypeInference Infer(string text)
    {
        var person = new ContextType([new("name", FeelType.Text), new("age", FeelType.Number)]);
        var scope = FeelScope.Empty.With("person", person).With("people", new ListType(person)).With("anything", FeelType.Any);
        return FeelTypeInference.OfExpression(FeelParser.ParseExpression(text, scope).Tree!, scope);
    }
}
