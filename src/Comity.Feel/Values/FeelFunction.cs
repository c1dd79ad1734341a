using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Feel.Types;

namespace Comity.Feel.Values;

/// <summary>A FEEL function: built in, defined in an expression, or a business knowledge model (DMN 1.5 §10.3.2.13).</summary>
public abstract class FeelFunction : FeelObject
{
    private protected FeelFunction()
        : base(FeelKind.Function)
    {
    }

    /// <summary>The name it is known by; empty for a function literal.</summary>
    public abstract string Name { get; }

    /// <summary>Names of the formal parameters, one list for each overload.</summary>
    public abstract IReadOnlyList<IReadOnlyList<string>> Signatures { get; }

    /// <summary>Types of the function, one for each overload; parameters and results without a declared type are of type Any.</summary>
    public abstract IEnumerable<FunctionType> Types { get; }

    /// <summary>Invokes the function; null where the arguments do not fit, with the reason reported.</summary>
    /// <param name="arguments">Arguments by position.</param>
    /// <param name="context">Limits and the sink for reasons.</param>
    public abstract FeelValue Invoke(ReadOnlySpan<FeelValue> arguments, EvaluationContext context);

    /// <summary>Whether the function can be invoked with that many arguments.</summary>
    public virtual bool Accepts(int count) => Signatures.Any(signature => signature.Count == count);

    /// <summary>
    /// The signature that an invocation by name means: it has all the names, and none twice; of several, the one with the fewest
    /// parameters, then the one in whose order the names are written, as in <c>before(point: 1, range: [2..3])</c> (DMN 1.5 Table 78).
    /// Null where there is none.
    /// </summary>
    /// <param name="names">The names as they are written.</param>
    public IReadOnlyList<string>? SignatureOf(IReadOnlyList<string> names) => names.Distinct(FeelNames.Comparer).Count() < names.Count
        ? null
        : Signatures.Where(signature => names.All(name => signature.Contains(name, FeelNames.Comparer)))
            .OrderBy(signature => signature.Count)
            .ThenBy(signature => !signature.Where(parameter => names.Contains(parameter, FeelNames.Comparer))
                .SequenceEqual(names, FeelNames.Comparer))
            .FirstOrDefault();

    /// <summary>This function with only those overloads that have the given parameters: what an invocation by name invokes.</summary>
    /// <param name="signature">One of <see cref="Signatures"/>.</param>
    public virtual FeelFunction WithParameters(IReadOnlyList<string> signature) => this;

    /// <summary>How it is used, in one sentence.</summary>
    public string Usage => "It is used as " + string.Join(" or ", Signatures.Select(signature => $"{Name}({string.Join(", ", signature)})")) + ".";

    /// <inheritdoc/>
    public override string ToString() => Name.Length > 0 ? Name : "function";
}
