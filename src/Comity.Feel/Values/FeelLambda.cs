using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Syntax.Printing;
using Comity.Feel.Types;

namespace Comity.Feel.Values;

/// <summary>What a <see cref="FeelLambda"/> does.</summary>
/// <param name="arguments">Arguments by position.</param>
/// <param name="context">Limits and the sink for reasons.</param>
public delegate FeelValue FeelBody(ReadOnlySpan<FeelValue> arguments, EvaluationContext context);

/// <summary>A function with one list of parameters: a function literal, a business knowledge model, or a host's own.</summary>
/// <param name="name">The name it is known by; empty for a function literal.</param>
/// <param name="parameters">Names of its parameters.</param>
/// <param name="body">What it does; it is given exactly as many arguments as there are parameters.</param>
/// <param name="type">Its type; null where no types are declared.</param>
public sealed class FeelLambda(string name, IReadOnlyList<string> parameters, FeelBody body, FunctionType? type = null) : FeelFunction
{
    /// <summary>Where it was written as a literal: the literal, and the values of its surroundings that it uses.</summary>
    internal (FunctionNode Node, FeelValue[] Captured)? Literal { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<FunctionType> Types { get; } = [type ?? new FunctionType([.. parameters.Select(_ => FeelType.Any)], FeelType.Any)];

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<string>> Signatures { get; } = [parameters];

    /// <summary>
    /// Function literals are equal that are written alike, spaces aside, and use the same values (DMN 1.5 Table 53); lists, contexts and
    /// functions among these are not looked into. Any other function equals itself only.
    /// </summary>
    public override bool Equals(object? obj)
    {
        if (ReferenceEquals(this, obj))
        {
            return true;
        }

        if (Literal is not var (node, captured) || obj is not FeelLambda { Literal: var (otherNode, otherCaptured) }
            || captured.Length != otherCaptured.Length)
        {
            return false;
        }

        for (var i = 0; i < captured.Length; i++)
        {
            if (!captured[i].IsSame(otherCaptured[i]))
            {
                return false;
            }
        }

        return ReferenceEquals(node, otherNode) || FeelPrinter.Print(node) == FeelPrinter.Print(otherNode);
    }

    /// <inheritdoc/>
    public override int GetHashCode() =>
        Literal is null ? base.GetHashCode() : HashCode.Combine(parameters.Count, Literal.Value.Captured.Length);

    /// <inheritdoc/>
    public override FeelValue Invoke(ReadOnlySpan<FeelValue> arguments, EvaluationContext context)
    {
        if (arguments.Length != parameters.Count)
        {
            if (context.Reports)
            {
                context.Report("FEEL0104", $"{this} takes {parameters.Count} arguments, not {arguments.Length}.");
            }

            return FeelValue.Null;
        }

        context.Enter();
        try
        {
            return body(arguments, context);
        }
        finally
        {
            context.Leave();
        }
    }
}
