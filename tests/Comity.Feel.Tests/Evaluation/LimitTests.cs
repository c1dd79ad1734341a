using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Types;
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

    // What doubles again and again, however it is written.
    [Theory]
    [InlineData("for i in 1..200 return if i = 1 then [1] else [partial[-1], partial[-1]]")]
    [InlineData("for i in 1..200 return if i = 1 then {a: 1} else {a: partial[-1], b: partial[-1]}")]
    [InlineData("for i in 1..200 return if i = 1 then [1] else append(partial[-1], partial[-1])")]
    [InlineData("for i in 1..200 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])")]
    [InlineData("for i in 1..200 return if i = 1 then {a: 1} else context put(partial[-1], string(i), partial[-1])")]
    [InlineData("for i in 1..200 return partial")]
    [InlineData("for i in 1..10000 return append(partial, i)")]
    [InlineData("for i in 1..200 return if i = 1 then \"ß\" else string([partial[-1], partial[-1]])")]
    [InlineData("for i in 1..200 return if i = 1 then \"aa\" else string join([partial[-1], partial[-1]], partial[-1])")]
    [InlineData("for i in 1..200 return if i = 1 then \"aa\" else replace(partial[-1], \"a\", \"aa\")")]
    [InlineData("replace(string join(for i in 1..50000 return \"a\"), \"a\", string join(for i in 1..50000 return \"b\"))")]
    [InlineData("for i in 1..100000 return if i = 1 then [1] else [partial[-1]]")]
    [InlineData("count(for i in 1..100000, j in 1..100000 return i * j) > 1")]
    [InlineData("for i in 1..10000000 return matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"(a*)*\\1b\")")]
    public void GrowthIsEnded(string text) =>
        Assert.Throws<EvaluationLimitException>(() => Compiled(text).Evaluate([], new EvaluationContext(false)));

    // Equality, text and flattening of what is shared end because what is shared counts as often as it is held.
    [Theory]
    [InlineData("a = b")]
    [InlineData("string(a)")]
    [InlineData("flatten(a)")]
    [InlineData("distinct values([a, b])")]
    [InlineData("index of([a], b)")]
    public void SharedPartsCountAsOftenAsTheyAreHeld(string text)
    {
        FeelValue Shared() => Enumerable.Range(0, 60).Aggregate(FeelValue.From(FeelList.Of(FeelValue.From(1))),
            (inner, _) => FeelValue.From(FeelList.Of(inner, inner)));
        var scope = FeelScope.Empty.With("a", FeelType.Any).With("b", FeelType.Any);
        var code = FeelCompiler.CompileExpression(FeelParser.ParseExpression(text, scope).Tree!, scope).Code!;
        Assert.Throws<EvaluationLimitException>(() => code.Evaluate([Shared(), Shared()], new EvaluationContext(false)));
    }

    [Fact]
    public void NotesAreBounded()
    {
        var context = new EvaluationContext(true);
        Compiled("count(for i in 1..20000 return 1 / 0)").Evaluate([], context);
        Assert.Equal(10_000, context.Notes.Count);
    }

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
