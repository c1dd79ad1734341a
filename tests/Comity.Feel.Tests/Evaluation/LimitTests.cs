using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Values;

namespace Comity.Feel.Tests.Evaluation;

public class LimitTests
{
    private const string Recursion = "{f: function(self, n) self(self, n + 1), r: f(f, 1)}.r";

    [Fact]
    public void StepsAreLimited() => Exceeds("for i in 1..1000000 return i", new EvaluationLimits(MaximumSteps: 1000), "1,000 steps");

    [Fact]
    public void DepthIsLimited() => Exceeds(Recursion, new EvaluationLimits(MaximumDepth: 50), "50 deep");

    [Fact]
    public void ARecursionEndsBeforeTheStackDoes() => Exceeds(Recursion, new EvaluationLimits(MaximumDepth: int.MaxValue), "no end");

    [Theory]
    [InlineData("1..1000000000000")]
    [InlineData("-9000000000000000000..9000000000000000000")]
    [InlineData("@\"-999999999-01-01\"..@\"999999999-12-31\"")]
    public void SizeOfListsIsLimited(string range) => Exceeds($"for i in {range} return i", EvaluationLimits.Default, "items");

    [Fact]
    public void SizeOfStringsIsLimited() =>
        Exceeds("for i in 1..100 return if i = 1 then \"abcdefgh\" else partial[-1] + partial[-1]", new EvaluationLimits(MaximumSize: 10_000), "characters");

    [Fact]
    public void TimeIsLimited() => Exceeds("for i in 1..3000, j in 1..3000 return i * j", new EvaluationLimits(MaximumSteps: long.MaxValue, MaximumTime: TimeSpan.FromMilliseconds(1)), "longer");

    [Fact]
    public void AnEvaluationCanBeCancelled() => Assert.Throws<OperationCanceledException>(() =>
        Compiled("for i in 1..3000, j in 1..3000 return i * j").Evaluate([], new EvaluationContext(false, cancellation: new CancellationToken(true))));

    [Fact]
    public void APatternThatBacktracksForEverIsStopped() =>
        Assert.False(Feel.Evaluate("matches(string join(for i in 1..5000 return \"a\"), \"^(a+)+$\")").IsNull);

    [Fact]
    public void ANoteSaysWhichPartOfWhoseText()
    {
        var context = new EvaluationContext(true) { Owner = "Decision 1" };
        Compiled("[1, upper case(2), {a: 3}.b + 1]").Evaluate([], context);
        Assert.Equal(
            [("FEEL0302", 4, 13), ("FEEL0204", 19, 8), ("FEEL0202", 19, 12)],
            context.Notes.Select(note => (note.Code, note.Span!.Value.Start, note.Span.Value.Length)));
        Assert.All(context.Notes, note => Assert.Equal("Decision 1", note.Owner));
    }

    [Fact]
    public void NowAndTodayAreTheClocks()
    {
        var context = new EvaluationContext(false, clock: new FixedClock());
        Assert.Equal("[@\"2026-02-03T23:30:00-05:00\", @\"2026-02-03\"]", Compiled("[now(), today()]").Evaluate([], context).ToString());
    }

    private static void Exceeds(string text, EvaluationLimits limits, string part)
    {
        var exception = Assert.Throws<EvaluationLimitException>(() => Compiled(text).Evaluate([], new EvaluationContext(false, limits)));
        Assert.Contains(part, exception.Message, StringComparison.Ordinal);
    }

    private static CompiledFeel Compiled(string text) => FeelCompiler.CompileExpression(FeelParser.ParseExpression(text, FeelScope.Empty).Tree!, FeelScope.Empty).Code!;

    private sealed class FixedClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.CreateCustomTimeZone("fixed", TimeSpan.FromHours(-5), null, null);

        public override DateTimeOffset GetUtcNow() => new(2026, 2, 4, 4, 30, 0, TimeSpan.Zero);
    }
}
