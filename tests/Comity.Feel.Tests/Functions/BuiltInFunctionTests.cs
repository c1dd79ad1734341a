using System.Text.RegularExpressions;
using Comity.Feel.Evaluation;
using Comity.Feel.Functions;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Feel.Tests.Functions;

public partial class BuiltInFunctionTests
{
    [Fact]
    public void EachNamesItsSectionAndInvokesByNameAsByPosition() => Assert.All(BuiltInFunctions.All, function =>
    {
        Assert.Matches(Section(), function.Section);
        foreach (var overload in function.Overloads.Where(overload => !overload.Repeats))
        {
            var values = overload.Parameters.Select(parameter => Sample(parameter.Type.Name)).ToArray();
            var byPosition = Feel.Evaluate($"{function.Name}({string.Join(", ", values)})");
            var byName = Feel.Evaluate($"{function.Name}({string.Join(", ", overload.Parameters.Zip(values, (parameter, value) => $"{parameter.Name}: {value}").Reverse())})");
            if (function.Name is not ("now" or "today"))
            {
                Assert.Equal(byPosition, byName);
            }
        }
    });

    [Fact]
    public void NoArgumentsMakeOneThrow() => Gen.Select(Gen.Int[0, BuiltInFunctions.All.Count - 1], Expressions.Of(1).Array[0, 4]).Sample(
        (index, texts) =>
        {
            var function = BuiltInFunctions.All[index];
            var context = new EvaluationContext(true);
            var value = function.Invoke([.. texts.Select(text => Feel.Evaluate(text))], context);
            Assert.True(!value.IsNull || context.Notes.Count > 0 || function.Name is "get value" or "not" or "all" or "any" or "min" or "string" or "number" or "before", $"{function.Name}({string.Join(", ", texts)})");
        },
        iter: 5_000);

    [Theory]
    [InlineData("upper case(1)", "In upper case(1), 'string' must be a string, and it is a number.")]
    [InlineData("sum([1, \"a\"])", "Item 2 is a string, not a number.")]
    [InlineData("matches(\"a\", \"(\")", "\"(\" is not a regular expression: ")]
    [InlineData("1 / 0", "Division by zero.")]
    [InlineData("{a: 1}.b", "The context has no entry 'b'.")]
    [InlineData("[1, 2][3]", "The list has 2 items, and none at 3.")]
    [InlineData("@\"2024-01-01\" < 1", "A date cannot be compared with a number.")]
    [InlineData("[{a: 1}, {b: 2}].a", "The context has no entry 'a'.")]
    [InlineData("some x in null satisfies x", "Null cannot be iterated over.")]
    [InlineData("\"a\" in [1..2]", "The value cannot be compared with what it is tested by.")]
    [InlineData("\"a\".b", "A string has no member 'b'.")]
    [InlineData("date(\"x\")", "date(\"x\") has no answer.")]
    public void NullComesWithItsReasonAndPlace(string text, string reason)
    {
        var note = Feel.NotesOf(text)[0];
        Assert.StartsWith(reason, note.Message, StringComparison.Ordinal);
        Assert.NotNull(note.Span);
    }

    [GeneratedRegex(@"^10\.3\.4\.\d+$")]
    private static partial Regex Section();

    private static string Sample(string type) => type switch
    {
        "number" => "2",
        "string" => "\"b\"",
        "boolean" => "true",
        "date and time" => "@\"2024-02-29T10:00:00\"",
        "time" => "@\"10:00:00\"",
        "days and time duration" => "@\"PT2H\"",
        "years and months duration" => "@\"P2M\"",
        "context" => "{b: 1}",
        "range<Any>" => "[1..3]",
        "function" => "function(x, y) x < y",
        _ when type.StartsWith("list", StringComparison.Ordinal) => type == "list<boolean>" ? "[true]" : "[1, 2]",
        _ => "2",
    };
}
