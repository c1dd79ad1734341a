namespace Comity.Diagrams.Core;

/// <summary>A diagram would need more nodes than its space allows.</summary>
/// <remarks>Only code that builds diagrams by hand sees this; the compiler turns it into a diagnostic.</remarks>
public sealed class DiagramBudgetException : Exception
{
    /// <summary>Says which budget was exceeded.</summary>
    /// <param name="budget">The number of nodes that were allowed.</param>
    public DiagramBudgetException(int budget)
        : base($"The diagram needs more than the {budget} nodes that are allowed.") => Budget = budget;

    /// <summary>The number of nodes that were allowed.</summary>
    public int Budget { get; }
}
