using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Values;

namespace Comity.Feel.Compilation;

/// <summary>Compiled code: the frame holds the scope's variables by slot, then the code's own locals.</summary>
internal delegate FeelValue Code(FeelValue[] frame, EvaluationContext context);

/// <summary>Compiled unary tests: the tested value, and a frame as for <see cref="Code"/>.</summary>
internal delegate FeelValue TestCode(FeelValue input, FeelValue[] frame, EvaluationContext context);

/// <summary>An expression, compiled once and evaluated many times. Immutable and safe for concurrent use.</summary>
public sealed class CompiledFeel
{
    private readonly Code _code;

    internal CompiledFeel(Code code, int frameSize, int variable, FeelValue? constant)
    {
        _code = code;
        FrameSize = frameSize;
        Variable = variable;
        Constant = constant;
    }

    /// <summary>How long an array of slots must be to be used as it is; 0 when any will do.</summary>
    public int FrameSize { get; }

    /// <summary>The slot of the variable that the expression is, and nothing more; -1 for any other expression.</summary>
    public int Variable { get; }

    /// <summary>The value of an expression that always has the same, without a reason to report; null for any other.</summary>
    public FeelValue? Constant { get; }

    /// <summary>The expression's value.</summary>
    /// <param name="slots">
    /// Values of the scope's variables by slot. An array of at least <see cref="FrameSize"/> values is used as it is, and its places behind
    /// the variables are written to; a shorter one is copied and left alone.
    /// </param>
    /// <param name="context">Limits and the sink for reasons.</param>
    public FeelValue Evaluate(FeelValue[] slots, EvaluationContext context) => _code(Frame.For(slots, FrameSize), context);
}

/// <summary>Unary tests, compiled. Immutable and safe for concurrent use.</summary>
public sealed class CompiledTests
{
    private readonly TestCode _code;

    internal CompiledTests(TestCode code, int frameSize, bool isAny, IReadOnlyList<FeelValue>? constants, bool ordersStrings, bool hasFault)
    {
        _code = code;
        FrameSize = frameSize;
        IsAny = isAny;
        Constants = constants;
        OrdersStrings = ordersStrings;
        HasFault = hasFault;
    }

    /// <summary>How long an array of slots must be to be used as it is; 0 when any will do.</summary>
    public int FrameSize { get; }

    /// <summary>True for <c>-</c>, which every value passes.</summary>
    public bool IsAny { get; }

    /// <summary>
    /// The values that the tests compare with, where they do nothing else: numbers, dates, durations, and times and dates with times
    /// without a zone, between two neighbors of them get one answer, and so do all strings that are none of them, or, where
    /// <see cref="OrdersStrings"/>, all strings between two neighbors. Null for other tests.
    /// </summary>
    public IReadOnlyList<FeelValue>? Constants { get; }

    /// <summary>Whether the tests ask which of two strings comes first.</summary>
    public bool OrdersStrings { get; }

    /// <summary>Whether a constant is null by an error, as the range <c>[2..1]</c> is; each evaluation reports the reason.</summary>
    public bool HasFault { get; }

    /// <summary>Whether the input passes: true, false, or null where that cannot be said.</summary>
    /// <param name="input">The tested value.</param>
    /// <param name="slots">Values of the scope's variables by slot; written to as in <see cref="CompiledFeel.Evaluate"/>.</param>
    /// <param name="context">Limits and the sink for reasons.</param>
    public FeelValue Test(FeelValue input, FeelValue[] slots, EvaluationContext context) =>
        _code(input, Frame.For(slots, FrameSize), context);
}

/// <summary>Compiled code, or what is wrong with the text.</summary>
/// <typeparam name="T">Kind of code.</typeparam>
/// <param name="Code">The code; null when there are errors.</param>
/// <param name="Errors">The errors; empty when there is code.</param>
public sealed record FeelCompileResult<T>(T? Code, IReadOnlyList<FeelSyntaxError> Errors)
    where T : class;

internal static class Frame
{
    /// <summary>The caller's array where it is long enough for the code's locals, so that nothing is allocated; else a copy with room for them.</summary>
    public static FeelValue[] For(FeelValue[] slots, int size)
    {
        if (slots.Length >= size)
        {
            return slots;
        }

        var frame = new FeelValue[size];
        Array.Copy(slots, frame, slots.Length);
        return frame;
    }
}
