using Comity.Feel.Syntax;
using CsCheck;

namespace Comity.Feel.Tests.Syntax;

public class ParserTests
{
    [Theory]
    [InlineData("1 +", 3)]
    [InlineData("(1", 2)]
    [InlineData("\"abc", 0)]
    [InlineData("if true then 1", 14)]
    [InlineData("[1, 2", 5)]
    [InlineData("{a 1}", 1)]
    public void ABadTextSaysWhere(string text, int start)
    {
        var error = Assert.Single(FeelParser.ParseExpression(text, FeelScope.Empty).Errors);
        Assert.InRange(error.Span.Start, start, text.Length);
    }

    [Theory]
    [InlineData('(')]
    [InlineData('[')]
    [InlineData('{')]
    [InlineData('-')]
    public void DeepNestingIsAnError(char bracket)
    {
        var result = FeelParser.ParseExpression(new string(bracket, 900_000), FeelScope.Empty);
        Assert.Null(result.Tree);
    }

    // What is read twice at each level would make twice as many nodes for each: four times the depth then is four thousand times the work.
    [Theory]
    [InlineData("1 in (", "..2)")]
    [InlineData("1 in (", ").a")]
    [InlineData("1 in (", ") + 1")]
    [InlineData("[1..", "[")]
    [InlineData("not(", ")")]
    [InlineData("(", ")")]
    [InlineData("[", "..2]")]
    [InlineData("f(a: ", ")")]
    public void NestingIsReadInLinearTime(string before, string after)
    {
        foreach (var read in (Action<string>[])[text => FeelParser.ParseExpression(text, FeelScope.Empty), text => FeelParser.ParseUnaryTests(text, FeelScope.Empty)])
        {
            Allocated(read, 4);
            var (shallow, deep) = (Allocated(read, 4), Allocated(read, 16));
            Assert.InRange(deep, 1, 6 * shallow);
        }

        long Allocated(Action<string> read, int depth)
        {
            var text = string.Concat(Enumerable.Repeat(before, depth)) + "1" + string.Concat(Enumerable.Repeat(after, depth));
            var start = GC.GetAllocatedBytesForCurrentThread();
            read(text);
            return GC.GetAllocatedBytesForCurrentThread() - start;
        }
    }

    [Theory]
    [InlineData("1 in (2).a", "1 in (2).a")]
    [InlineData("1 in (2) + 3", "1 in 2 + 3")]
    [InlineData("1 in (2) - 3", "1 in 2 - 3")]
    [InlineData("1 in ((2))", "1 in 2")]
    [InlineData("1 in ([1, 2])[1]", "1 in [1, 2][1]")]
    public void ABracketBehindInMayBeginAnOperand(string text, string same) => Assert.Equal(
        Printing(text), Printing(same));

    [Fact]
    public void TooLongATextIsAnError() =>
        Assert.Equal("FEEL0001", Assert.Single(FeelParser.ParseExpression(new string('(', 10_000_000), FeelScope.Empty).Errors).Code);

    [Theory]
    [InlineData("1 + 23", 6, 200, 2_000, null)]
    [InlineData("1 + 234", 6, 200, 2_000, "FEEL0001")]
    [InlineData("((1))", 100, 3, 2_000, null)]
    [InlineData("((((((1))))))", 100, 3, 2_000, "FEEL0004")]
    [InlineData("1 + 2 + 3", 100, 200, 4, null)]
    [InlineData("1 + 2 + 3 + 4 + 5 + 6", 100, 200, 4, "FEEL0004")]
    public void AHostSetsTheLimits(string text, int length, int depth, int height, string? code)
    {
        var limits = new FeelLimits(length, depth, height);
        Assert.Equal(code, FeelParser.ParseExpression(text, FeelScope.Empty, limits).Errors.SingleOrDefault()?.Code);
        Assert.Equal(code, FeelParser.ParseUnaryTests(text, FeelScope.Empty, limits).Errors.SingleOrDefault()?.Code);
    }

    [Fact]
    public void NoTextThrows()
    {
        string[] pieces = ["(", ")", "[", "]", "{", "}", "..", ",", ":", "if", "then", "else", "for", "in", "return", "a", "b c", "1", "1.5", "\"s\"", "-", "*", "**", "<", ">=", "=", "!=", "and", "or", "not", "@\"2020-01-01\"", "?", "instance of", "number", "function", "some", "satisfies", ".", "between", "\u20AC", "\\", "\""];
        Gen.Int[0, pieces.Length - 1].Array[0, 25].Sample(
            chosen =>
            {
                var text = string.Join(" ", chosen.Select(i => pieces[i]));
                var result = FeelParser.ParseExpression(text, FeelScope.Empty);
                Assert.True(result.Tree is null != (result.Errors.Count == 0), text);
                FeelParser.ParseUnaryTests(text, FeelScope.Empty);
            },
            iter: 20_000);
    }

    [Theory]
    [InlineData("1", "+1")]
    [InlineData("a", ".b")]
    [InlineData("a", "[1]")]
    [InlineData("a", "()")]
    [InlineData("true", " and true")]
    public void AChainTooLongForAStackIsAnError(string first, string link)
    {
        var text = first + string.Concat(Enumerable.Repeat(link, 100_000));
        Assert.Equal("FEEL0004", Assert.Single(FeelParser.ParseExpression(text, FeelScope.Empty.With("a", global::Comity.Feel.Types.FeelType.Any)).Errors).Code);
    }

    [Fact]
    public void ManyNamesThatBeginAlikeAreFoundAtOnce()
    {
        // Trying each of them at each place would take minutes.
        var text = "{" + string.Join(",", Enumerable.Range(0, 60_000).Select(i => $"a {i}: a")) + "}";
        Assert.NotNull(FeelParser.ParseExpression(text, FeelScope.Empty.With("a", global::Comity.Feel.Types.FeelType.Any)).Tree);
    }

    private static string Printing(string text) => Comity.Feel.Syntax.Printing.FeelPrinter.Print(FeelParser.ParseExpression(text, FeelScope.Empty).Tree!);
}
