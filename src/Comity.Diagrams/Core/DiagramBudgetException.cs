using Comity.Feel.Evaluation;

namespace Comity.Diagrams.Core;

/// <summary>A diagram would need more nodes than its space allows.</summary>
/// <param name="budget">The number of nodes that were allowed.</param>
public sealed class DiagramBudgetException(int budget) : EvaluationLimitException($"The diagram needs more than the {budget:N0} nodes that are allowed.")
{
    /// <summary>The number of nodes that were allowed.</summary>
    public int Budget { get; } = budget;
}
