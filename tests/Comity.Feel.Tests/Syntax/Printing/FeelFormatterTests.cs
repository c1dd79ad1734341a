using System.Text;
using Comity.Feel.Syntax;
using Comity.Feel.Syntax.Printing;
using Comity.Feel.Types;
using Comity.Fuzz.Generation;
using CsCheck;

namespace Comity.Feel.Tests.Syntax.Printing;

public class FeelFormatterTests
{
    [Fact]
    public void FormattingKeepsMeaningAndCommentsAndDoesNothingTheSecondTime() =>
        Gen.Select(FeelTrees.Expressions(3), Gen.Int[1, 120], Gen.Int[0, 9].Array[1, 40]).Sample(
            (tree, width, choices) =>
            {
                var (text, comments) = WithComments(FeelPrinter.Print(tree), choices);
                var first = FeelFormatter.FormatExpression(text, FeelTrees.Scope, width);
                Assert.True(first.Text is not null, $"{text}\n{string.Join("; ", first.Errors)}");
                Assert.Equal(FeelPrinter.Print(tree), FeelPrinter.Print(FeelParser.ParseExpression(first.Text, FeelTrees.Scope).Tree!));
                for (var i = 0; i < comments; i++)
                {
                    Assert.Contains($"c{i}c", first.Text, StringComparison.Ordinal);
                }

                Assert.Equal(first.Text, FeelFormatter.FormatExpression(first.Text, FeelTrees.Scope, width).Text);
            },
            iter: 2_000);

    [Fact]
    public void LinesAreNoWiderThanAskedWherePartsAreShort() =>
        Gen.Int[0, 99].Array[0, 60].Sample(numbers =>
        {
            var text = $"[{string.Join(",", numbers)}][item>1]+sum([{string.Join(",", numbers)}])";
            Assert.All(FeelFormatter.FormatExpression(text, FeelScope.Empty, 40).Text!.Split('\n'), line => Assert.InRange(line.Length, 0, 40));
        });

    [Theory]
    [InlineData("1+2*  (3)", "1 + 2 * 3")]
    [InlineData("(1+2)*3", "(1 + 2) * 3")]
    [InlineData("if a then(b)else if b then 1.50 else \"\\u00e9\"", "if a then b else if b then 1.50 else \"\\u00e9\"")]
    [InlineData("{\"a\":1,\"b c\":[ ]}", "{a: 1, b c: []}")]
    [InlineData("a between 1 and 2 and x in(1..2]", "a between 1 and 2 and x in (1..2]")]
    [InlineData("x in (< 1, 3)", "x in (< 1, 3)")]
    [InlineData("- (- 1)", "--1")]
    [InlineData("a // why\n+ 1", "a // why\n  + 1")]
    [InlineData("/* first */ a + /* second */ 1", "/* first */ a + /* second */ 1")]
    [InlineData("[1, // one\n2 // two\n]", "[\n  1, // one\n  2 // two\n]")]
    [InlineData("{\n// about a\na: 1}", "{\n  // about a\n  a: 1\n}")]
    public void TheStyle(string text, string formatted) =>
        Assert.Equal(formatted, FeelFormatter.FormatExpression(text, FeelTrees.Scope).Text);

    [Theory]
    [InlineData("not( 1,2 )", "not(1, 2)")]
    [InlineData("not([1 .. 5))", "not([1..5))")]
    [InlineData("<5,>=  7", "< 5, >= 7")]
    [InlineData(" - ", "-")]
    public void TheStyleOfTests(string text, string formatted) =>
        Assert.Equal(formatted, FeelFormatter.FormatUnaryTests(text, FeelTrees.Scope).Text);

    [Fact]
    public void ALongExpressionIsBrokenWhereItReads() => Assert.Equal(
        """
        if Full Name = "somebody with a name" and is on time
        then some x in [1, 2, 3] satisfies x > a
        else {
          first: a + b,
          second: string length(Full Name) > 10 or string length("another") < 5
        }
        """,
        FeelFormatter.FormatExpression(
            "if Full Name=\"somebody with a name\" and is on time then some x in [1,2,3] satisfies x>a else {first:a+b,second:string length(Full Name)>10 or string length(\"another\")<5}",
            FeelTrees.Scope,
            80).Text);

    [Fact]
    public void ATextThatWouldChangeItsMeaningIsLeftAlone()
    {
        // Without the bracket this is the name "a-b".
        var scope = FeelScope.Empty.With("a", FeelType.Number).With("b", FeelType.Number).With("a-b", FeelType.Number);
        Assert.Equal("FEEL0010", Assert.Single(FeelFormatter.FormatExpression("(a)-b", scope).Errors).Code);
    }

    // Puts comments behind some of the text's blanks, brackets and commas.
    private static (string Text, int Comments) WithComments(string text, int[] choices)
    {
        var result = new StringBuilder();
        var (inString, count, place) = (false, 0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            result.Append(text[i]);
            inString ^= text[i] == '"' && !IsEscaped(text, i);
            if (inString || !" ([{,".Contains(text[i], StringComparison.Ordinal))
            {
                continue;
            }

            switch (choices[place++ % choices.Length])
            {
                case 0:
                    result.Append($"// c{count++}c\n");
                    break;
                case 1:
                    result.Append($"\n// c{count++}c\n");
                    break;
                case 2:
                    result.Append($"/* c{count++}c */");
                    break;
                case 3:
                    result.Append($"\n /* c{count++}c\n */ \n");
                    break;
            }
        }

        return (result.ToString(), count);
    }

    private static bool IsEscaped(string text, int index)
    {
        var slashes = 0;
        while (index - slashes > 0 && text[index - slashes - 1] == '\\')
        {
            slashes++;
        }

        return slashes % 2 == 1;
    }
}
