using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using CsCheck;

namespace Comity.Feel.Tests.Functions;

public class SortTests
{
    [Fact]
    public void SortingOrdersAndKeepsEqualItemsAsTheyStand() =>
        Gen.Int[0, 9].Array[0, 40].Sample(numbers =>
        {
            var items = string.Join(", ", numbers.Select((number, place) => $"{{n: {number}, p: {place}}}"));
            var expected = string.Join(", ", numbers.Select((number, place) => (number, place)).OrderBy(pair => pair.number).Select(pair => pair.place));
            Assert.Equal($"[{expected}]", Feel.Evaluate($"sort([{items}], function(x, y) x.n < y.n).p").ToString());
        });

    [Fact]
    public void AnOrderThatContradictsItselfComesToAnEnd() =>
        Assert.Equal("40", Feel.Evaluate($"count(sort([{string.Join(",", Enumerable.Range(0, 40))}], function(x, y) true))").ToString());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ALimitOrACancellationWhileSortingIsToldAsItself(bool cancels)
    {
        var tree = FeelParser.ParseExpression("sort(for i in 1..5000 return modulo(i * 7919, 5003), function(x, y) x < y)", FeelScope.Empty).Tree!;
        var code = FeelCompiler.CompileExpression(tree, FeelScope.Empty).Code!;
        var context = new EvaluationContext(false, new EvaluationLimits(MaximumSteps: cancels ? long.MaxValue - 1 : 20_000), cancellation: new CancellationToken(cancels));
        var exception = Record.Exception(() => code.Evaluate([], context));
        Assert.IsAssignableFrom(cancels ? typeof(OperationCanceledException) : typeof(EvaluationLimitException), exception);
    }
}
