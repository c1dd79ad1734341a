using Comity.Dmn.Model;
using Comity.Feel.Evaluation;
using Comity.Feel.Values;

namespace Comity.Dmn.Evaluation;

/// <summary>Which rules of a table matched.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rules">Positions of the rules, from 0, in order.</param>
/// <param name="Owner">Name of the decision that was being evaluated; null outside any.</param>
public sealed record TableHit(DecisionTable Table, IReadOnlyList<int> Rules, string? Owner);

/// <summary>The value of a decision on the way.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Value">Its value.</param>
public sealed record DecisionValue(Decision Decision, FeelValue Value);

/// <summary>What happened in an evaluation, in the order in which it happened, inside knowledge models and services too.</summary>
public sealed class DecisionTrace
{
    private readonly EvaluationContext _context;
    private readonly List<TableHit> _hits = [];
    private readonly List<DecisionValue> _steps = [];

    internal DecisionTrace(EvaluationContext context) => _context = context;

    /// <summary>The tables and their matching rules.</summary>
    public IReadOnlyList<TableHit> Hits => _hits;

    /// <summary>The decisions and their values.</summary>
    public IReadOnlyList<DecisionValue> Steps => _steps;

    /// <summary>The trace of an evaluation; null where none is kept.</summary>
    internal static DecisionTrace? Of(EvaluationContext context) => context.Companion as DecisionTrace;

    internal void Add(DecisionTable table, IReadOnlyList<int> rules) => _hits.Add(new TableHit(table, rules, _context.Owner));

    internal void Add(Decision decision, FeelValue value) => _steps.Add(new DecisionValue(decision, value));
}
