using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Values;

namespace Comity.Feel.Compilation;

/// <summary>Compiled code: the frame holds the scope's variables by slot, then the code's own locals.</summary>
internal delegate FeelValue Code(FeelValue[] frame, EvaluationContext context);

/// <summary>An expression, compiled once and evaluated many times. Immutable and safe for concurrent use.</summary>
public sealed class CompiledFeel
{
    private readonly Code _code;
    private readonly int _frameSize;

    internal CompiledFeel(Code code, int frameSize)
    {
        _code = code;
        _frameSize = frameSize;
    }

    /// <summary>The expression's value.</summary>
    /// <param name="slots">Values of the scope's variables by slot; it may be longer and is not written to.</param>
    /// <param name="context">Limits and the sink for reasons.</param>
    public FeelValue Evaluate(FeelValue[] slots, EvaluationContext context) => _code(Frame.For(slots, _frameSize), context);
}

/// <summary>Unary tests, compiled. Immutable and safe for concurrent use.</summary>
public sealed class CompiledTests
{
    private readonly TestCode _code;
    private readonly int _frameSize;

    internal CompiledTests(TestCode code, int frameSize, bool isAny)
    {
        _code = code;
        _frameSize = frameSize;
        IsAny = isAny;
    }

    /// <summary>True for <c>-</c>, which every value passes.</summary>
    public bool IsAny { get; }

    /// <summary>Whether the input passes: true, false, or null where that cannot be said.</summary>
    /// <param name="input">The tested value.</param>
    /// <param name="slots">Values of the scope's variables by slot.</param>
    /// <param name="context">Limits and the sink for reasons.</param>
    public FeelValue Test(FeelValue input, FeelValue[] slots, EvaluationContext context) =>
        _code(input, Frame.For(slots, _frameSize), context);
}

/// <summary>Compiled code, or what is wrong with the text.</summary>
/// <typeparam name="T">Kind of code.</typeparam>
/// <param name="Code">The code; null when there are errors.</param>
/// <param name="Errors">The errors; empty when there is code.</param>
public sealed record FeelCompileResult<T>(T? Code, IReadOnlyList<FeelSyntaxError> Errors)
    where T : class;

internal delegate FeelValue TestCode(FeelValue input, FeelValue[] frame, EvaluationContext context);

internal static class Frame
{
    /// <summary>The caller's array where the code has no locals (size 0), so that simple expressions allocate nothing; else a copy with room for them.</summary>
    public static FeelValue[] For(FeelValue[] slots, int size)
    {
        if (size == 0)
        {
            return slots;
        }

        var frame = new FeelValue[size];
        Array.Copy(slots, frame, Math.Min(slots.Length, size));
        return frame;
    }
}
