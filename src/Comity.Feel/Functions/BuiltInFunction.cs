using Comity.Feel.Evaluation;
using Comity.Feel.Values;

namespace Comity.Feel.Functions;

/// <summary>What a built-in function does; null with a reason where the arguments do not fit.</summary>
internal delegate FeelValue BuiltInBody(ReadOnlySpan<FeelValue> arguments, EvaluationContext context);

/// <summary>A built-in function (DMN 1.5 §10.3.4).</summary>
/// <param name="name">Its name.</param>
/// <param name="body">What it does.</param>
/// <param name="variadic">Whether it also takes any number of arguments as the items of one list.</param>
/// <param name="signatures">Names of the parameters, one list for each overload.</param>
internal sealed class BuiltInFunction(string name, BuiltInBody body, bool variadic, params IReadOnlyList<string>[] signatures) : FeelFunction
{
    public override string Name => name;

    public override IReadOnlyList<IReadOnlyList<string>> Signatures => signatures;

    public override bool Accepts(int count) => (variadic && count > 0) || base.Accepts(count);

    public override FeelValue Invoke(ReadOnlySpan<FeelValue> arguments, EvaluationContext context)
    {
        context.Step();
        var result = Accepts(arguments.Length) ? body(arguments, context) : FeelValue.Null;
        if (context.Reports && result.IsNull)
        {
            context.Report("FEEL0301", $"{name}({string.Join(", ", arguments.ToArray())}) has no answer.");
        }

        return result;
    }
}
