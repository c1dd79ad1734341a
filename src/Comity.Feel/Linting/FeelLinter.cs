using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Types;
using Comity.Feel.Types.Inference;
using Comity.Feel.Values;

namespace Comity.Feel.Linting;

/// <summary>Finds what can be evaluated and is probably a mistake: operands of the wrong type, conditions that never change, ranges without a value.</summary>
public static class FeelLinter
{
    private static readonly EvaluationLimits Limits = new(MaximumSteps: 10_000, MaximumDepth: 100, MaximumSize: 100_000);

    /// <summary>Findings about an expression, in the order of its text.</summary>
    /// <param name="tree">The expression.</param>
    /// <param name="scope">The scope that it was parsed with.</param>
    public static IReadOnlyList<FeelSyntaxError> OfExpression(FeelNode tree, FeelScope scope)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(scope);
        return InOrder(FeelTypeInference.OfExpression(tree, scope).Mismatches, tree);
    }

    /// <summary>Findings about unary tests, in the order of their text.</summary>
    /// <param name="tests">The tests.</param>
    /// <param name="scope">The scope that they were parsed with.</param>
    /// <param name="input">Type of the tested value.</param>
    public static IReadOnlyList<FeelSyntaxError> OfUnaryTests(UnaryTestsNode tests, FeelScope scope, FeelType input)
    {
        ArgumentNullException.ThrowIfNull(tests);
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(input);
        return InOrder(FeelTypeInference.OfUnaryTests(tests, scope, input).Mismatches, tests);
    }

    /// <summary>Findings about the condition of something with two branches, in the order of its text.</summary>
    /// <param name="tree">The condition.</param>
    /// <param name="scope">The scope that it was parsed with.</param>
    public static IReadOnlyList<FeelSyntaxError> OfCondition(FeelNode tree, FeelScope scope) =>
        [.. new[] { ConstantCondition(tree) }.OfType<FeelSyntaxError>(), .. OfExpression(tree, scope)];

    private static List<FeelSyntaxError> InOrder(IEnumerable<FeelSyntaxError> mismatches, FeelNode tree) =>
        [.. mismatches.Concat(tree.SelfAndDescendants().Select(Mistake).OfType<FeelSyntaxError>()).OrderBy(finding => finding.Span.Start)];

    private static FeelSyntaxError? Mistake(FeelNode node) => node switch
    {
        IfNode choice => ConstantCondition(choice.Condition),
        RangeNode { Form: RangeForm.Interval, Start: { } start, End: { } end } => EmptyRange(node, start, end),
        _ => null,
    };

    private static FeelSyntaxError? EmptyRange(FeelNode range, FeelNode start, FeelNode end) =>
        ConstantOf(start) is { } first && ConstantOf(end) is { } last && FeelOperators.Compare(Ordering.Greater, first, last).IsTrue
            ? new FeelSyntaxError("FEEL0502", $"This range begins at {first} and ends before it, at {last}, so it is null.", range.Span, "Exchange its ends.")
            : null;

    private static FeelSyntaxError? ConstantCondition(FeelNode condition)
    {
        if (ConstantOf(condition) is not { } value)
        {
            return null;
        }

        var branch = value.IsTrue ? "else" : "then";
        return new FeelSyntaxError("FEEL0501", $"This condition is always {value}, so the branch behind '{branch}' is never taken.", condition.Span, "Remove the 'if', or compare with something that can change.");
    }

    /// <summary>The value of an expression that names nothing that could change; null for others.</summary>
    private static FeelValue? ConstantOf(FeelNode node)
    {
        if (node.SelfAndDescendants().Any(part => part is NameNode { Name: "now" or "today" or "?" } or ForNode or QuantifiedNode or FunctionNode)
            || FeelCompiler.CompileExpression(node, FeelScope.Empty).Code is not { } code)
        {
            return null;
        }

        try
        {
            return code.Evaluate([], new EvaluationContext(false, Limits));
        }
        catch (EvaluationLimitException)
        {
            return null;
        }
    }
}
