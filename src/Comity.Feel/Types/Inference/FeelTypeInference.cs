using Comity.Feel.Syntax;

namespace Comity.Feel.Types.Inference;

/// <summary>
/// What types the parts of a FEEL text have, as far as that can be known without evaluating it (DMN 1.5 §10.3.2.9). Null is a value of
/// every type here; Any says that nothing is known.
/// </summary>
public sealed class FeelTypeInference
{
    private readonly Dictionary<FeelNode, FeelType> _types;

    private FeelTypeInference(FeelType type, Dictionary<FeelNode, FeelType> types, IReadOnlyList<FeelSyntaxError> mismatches)
    {
        Type = type;
        _types = types;
        Mismatches = mismatches;
    }

    /// <summary>Type of the whole.</summary>
    public FeelType Type { get; }

    /// <summary>
    /// Parts that can only give null or go unused, because what they work on is of the wrong type: an addition of a string and a number, a
    /// member that no value has, an argument that no overload takes, a condition that is no boolean. In the order of the text. Nothing is
    /// said of what may be right.
    /// </summary>
    public IReadOnlyList<FeelSyntaxError> Mismatches { get; }

    /// <summary>Infers the types of an expression.</summary>
    /// <param name="tree">What <see cref="FeelParser.ParseExpression"/> gave.</param>
    /// <param name="scope">The names it may use; the same as when parsing.</param>
    public static FeelTypeInference OfExpression(FeelNode tree, FeelScope scope)
    {
        var inferrer = new TypeInferrer(scope);
        return inferrer.Result(inferrer.Expression(tree));
    }

    /// <summary>Infers the types of unary tests.</summary>
    /// <param name="tests">What <see cref="FeelParser.ParseUnaryTests"/> gave.</param>
    /// <param name="scope">The names they may use; the same as when parsing.</param>
    /// <param name="input">Type of the tested value.</param>
    public static FeelTypeInference OfUnaryTests(UnaryTestsNode tests, FeelScope scope, FeelType input)
    {
        var inferrer = new TypeInferrer(scope);
        inferrer.Tests(tests, input);
        return inferrer.Result(FeelType.Boolean);
    }

    /// <summary>Type of one node of the tree, by reference; Any for a node of another tree.</summary>
    public FeelType TypeOf(FeelNode node) => _types.GetValueOrDefault(node, FeelType.Any);

    internal static FeelTypeInference Of(FeelType type, Dictionary<FeelNode, FeelType> types, IEnumerable<FeelSyntaxError> mismatches) =>
        new(type, types, [.. mismatches.OrderBy(mismatch => mismatch.Span.Start)]);
}
