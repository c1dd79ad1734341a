using Comity.Feel.Syntax;
using Comity.Feel.Syntax.Printing;
using Comity.Fuzz.Generation;
using CsCheck;

namespace Comity.Feel.Tests.Syntax.Printing;

public class FeelPrinterTests
{
    [Fact]
    public void PrintingAndReadingAnyExpressionIsTheIdentity() =>
        FeelTrees.Expressions().Sample(
            tree =>
            {
                var text = FeelPrinter.Print(tree);
                var read = FeelParser.ParseExpression(text, FeelTrees.Scope);
                Assert.True(read.Tree is not null, $"{text}: {string.Join("; ", read.Errors)}");
                Assert.True(SameTree.Difference(tree, read.Tree) is null, $"{text}\n{FeelPrinter.Print(read.Tree)}\n{SameTree.Difference(tree, read.Tree)}");
            },
            iter: 5_000);

    [Fact]
    public void PrintingAndReadingAnyUnaryTestsIsTheIdentity() =>
        FeelTrees.UnaryTests().Sample(
            tree =>
            {
                var text = FeelPrinter.Print(tree);
                var read = FeelParser.ParseUnaryTests(text, FeelTrees.Scope);
                Assert.True(read.Tree is not null, $"{text}: {string.Join("; ", read.Errors)}");
                Assert.True(SameTree.Difference(tree, read.Tree) is null, $"{text}\n{FeelPrinter.Print(read.Tree)}\n{SameTree.Difference(tree, read.Tree)}");
            },
            iter: 5_000);

    [Fact]
    public void TheGeneratorMakesEveryKindOfNode()
    {
        var missing = typeof(FeelNode).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(FeelNode)) && !type.IsAbstract).ToHashSet();
        FeelTrees.Expressions().Sample(tree => missing.ExceptWith(tree.SelfAndDescendants().Select(node => node.GetType())), iter: 3_000, threads: 1);
        Assert.Empty(missing);
    }
}
