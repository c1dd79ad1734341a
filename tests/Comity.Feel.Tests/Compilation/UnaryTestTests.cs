namespace Comity.Feel.Tests.Compilation;

public class UnaryTestTests
{
    [Theory]
    [InlineData("-", "null", "true")]
    [InlineData("\"a\", \"b\"", "\"b\"", "true")]
    [InlineData("not(\"a\", \"b\")", "\"b\"", "false")]
    [InlineData("not(\"a\", \"b\")", "\"c\"", "true")]
    [InlineData("< 5", "4", "true")]
    [InlineData("[1..5]", "5", "true")]
    [InlineData("(1..5)", "5", "false")]
    [InlineData("[1..2], > 7", "8", "true")]
    [InlineData("? > 2 and ? < 4", "3", "true")]
    [InlineData("starts with(?, \"a\")", "\"abc\"", "true")]
    [InlineData("[1, 2]", "2", "true")]
    [InlineData("null", "null", "true")]
    [InlineData("true", "false", "false")]
    [InlineData("1 = 1", "\"anything\"", "true")]
    public void HoldsOrNot(string tests, string input, string expected) =>
        Assert.Equal(Feel.Evaluate(expected), Feel.Test(tests, input));
}
