using System.Text.Json;
using System.Text.Json.Nodes;
using Comity.Benchmarks.Engines;
using Comity.Benchmarks.Expressions;
using Comity.Feel;
using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Functions;
using Comity.Feel.Syntax;
using Comity.Feel.Syntax.Printing;
using Comity.Feel.Values;

namespace Comity.Benchmarks.Differences;

/// <summary>A smallest part of an expression about which the engines differ although they agree about its own parts.</summary>
/// <param name="Kind">What it is, of what kinds of values, and what kind each engine answers with; <c>docs/feel-differences.md</c> lists them.</param>
/// <param name="Part">The part.</param>
/// <param name="Comity">Comity's value.</param>
/// <param name="Feelin">feelin's value, or its error.</param>
internal sealed record Difference(string Kind, string Part, string Comity, string Feelin);

/// <summary>Evaluates expressions in Comity and in feelin and finds the smallest parts about which they differ.</summary>
internal sealed class DifferenceSearch : IDisposable
{
    /// <summary>The kind of numbers that differ in their last digits only.</summary>
    public const string LastDigits = "last digits";

    // Binary floating point has 15 decimal digits; a few operations lose some of them.
    private const double Close = 1e-9;

    private readonly NodePeer _peer = new("feelin");
    private readonly FeelScope _scope;
    private readonly FeelValue[] _values;
    private readonly Dictionary<string, (string Comity, string Feelin)> _known = new(StringComparer.Ordinal);

    public DifferenceSearch()
    {
        using var context = JsonDocument.Parse(Expression.Context);
        (_scope, _values) = Comparison.Variables(context.RootElement);
    }

    /// <summary>The smallest differing parts of each expression; none where the engines agree.</summary>
    public IEnumerable<Difference> Of(IReadOnlyList<string> expressions)
    {
        var trees = expressions.Select(text => FeelParser.ParseExpression(text, _scope).Tree ?? throw new InvalidOperationException($"{text} is no FEEL.")).ToList();
        Evaluate(trees.Select(FeelPrinter.Print));
        return trees.SelectMany(tree => Smallest(tree)).ToList();
    }

    public void Dispose() => _peer.Dispose();

    private IEnumerable<Difference> Smallest(FeelNode tree)
    {
        var text = FeelPrinter.Print(tree);
        Evaluate([text]);
        var (comity, feelin) = _known[text];
        if (comity == feelin)
        {
            return [];
        }

        var parts = Parts(tree).ToList();
        Evaluate(parts.Select(FeelPrinter.Print));
        var below = parts.SelectMany(Smallest).ToList();
        return below.Count > 0 ? below : [new Difference(KindOf(tree, parts, comity, feelin), text, comity, feelin)];
    }

    // What lies below a node and can be evaluated by itself: unary tests and types cannot, nor can what uses a name that is bound above it.
    private IEnumerable<FeelNode> Parts(FeelNode node) => node.Children().SelectMany(child => child switch
    {
        UnaryTestsNode or UnaryTestNode => Parts(child),
        TypeNode or FunctionNode => [],
        NameNode name when BuiltInFunctions.TryGet(name.Name, out _) => [],
        _ when FeelParser.ParseExpression(FeelPrinter.Print(child), _scope).Tree is { } tree && FeelCompiler.CompileExpression(tree, _scope).Code is not null => [child],
        _ => Array.Empty<FeelNode>(),
    });

    private string KindOf(FeelNode node, List<FeelNode> parts, string comity, string feelin)
    {
        var (own, other) = (Value(comity), Value(feelin));
        if (own is { } left && other is { } right && AreClose(left, right))
        {
            return LastDigits;
        }

        var kinds = string.Join(", ", parts.Select(part => Name(Value(_known[FeelPrinter.Print(part)].Comity))));
        return $"{Label(node)}({kinds}): {Name(own)}, feelin {(feelin.StartsWith("error", StringComparison.Ordinal) ? "error" : Name(other))}";
    }

    private static string Label(FeelNode node) => node switch
    {
        BinaryNode binary => binary.Operator.ToString(),
        InvocationNode { Function: NameNode name } => name.Name,
        PathNode path => "." + path.Member,
        QuantifiedNode quantified => quantified.Every ? "every" : "some",
        _ => node.GetType().Name.Replace("Node", "", StringComparison.Ordinal),
    };

    private static string Name(FeelValue? value) => value is { } known ? known.Kind.ToString() : "?";

    private static bool AreClose(FeelValue left, FeelValue right) => (left.Kind, right.Kind) switch
    {
        (FeelKind.Number, FeelKind.Number) => Math.Abs(Double(left) - Double(right)) <= Close * Math.Max(Math.Abs(Double(left)), Math.Abs(Double(right))) + 1e-12,
        (FeelKind.List, FeelKind.List) => left.AsList().Count == right.AsList().Count && left.AsList().Items.ToArray().Zip(right.AsList().Items.ToArray()).All(pair => AreClose(pair.First, pair.Second)),
        (FeelKind.Context, FeelKind.Context) => left.AsContext().Keys.SequenceEqual(right.AsContext().Keys) && left.AsContext().Values.Zip(right.AsContext().Values).All(pair => AreClose(pair.First, pair.Second)),
        _ => left == right,
    };

    private static double Double(FeelValue number) => double.Parse(number.ToString(), System.Globalization.CultureInfo.InvariantCulture);

    // The value of a text that an engine answered with; null where it is none.
    private static FeelValue? Value(string text) =>
        FeelParser.ParseExpression(text, FeelScope.Empty).Tree is { } tree && FeelCompiler.CompileExpression(tree, FeelScope.Empty).Code is { } code ? code.Evaluate([], EvaluationContext.Silent) : null;

    private void Evaluate(IEnumerable<string> texts)
    {
        var open = texts.Where(text => !_known.ContainsKey(text)).Distinct().ToList();
        if (open.Count == 0)
        {
            return;
        }

        var context = JsonNode.Parse(Expression.Context)!;
        var answers = _peer.Ask("feel", new JsonArray([.. open.Select(text => new JsonObject { ["expression"] = text, ["context"] = context.DeepClone() })]))["answers"]!.AsArray();
        foreach (var (text, answer) in open.Zip(answers))
        {
            var feelin = answer is JsonObject failed ? $"error: {failed["error"]}" : answer!.ToString();
            var comity = Comity(text);

            // One text for one value: the engines write numbers and strings in different ways.
            _known[text] = (comity, Value(feelin)?.ToString() is { } same && same == comity ? comity : feelin);
        }
    }

    private string Comity(string text)
    {
        var tree = FeelParser.ParseExpression(text, _scope).Tree;
        return tree is not null && FeelCompiler.CompileExpression(tree, _scope).Code is { } code ? code.Evaluate(_values, EvaluationContext.Silent).ToString() : "error";
    }
}
