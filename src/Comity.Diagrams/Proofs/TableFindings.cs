using Comity.Diagrams.Core;
using Comity.Dmn.Model;
using Comity.Feel.Values;

namespace Comity.Diagrams.Proofs;

/// <summary>Two rules of a unique table that match at once, or two of an any table with different outputs.</summary>
/// <param name="Table">The table.</param>
/// <param name="First">The first rule, from 0.</param>
/// <param name="Second">The second rule, from 0.</param>
/// <param name="Where">True in the situations in which that happens; never nowhere.</param>
public sealed record RuleConflict(DecisionTable Table, int First, int Second, Diagram Where);

/// <summary>Situations in which a table has no answer.</summary>
/// <param name="Table">The table.</param>
/// <param name="Where">True in these situations; never nowhere.</param>
/// <param name="Column">The input column whose value is not allowed there; null where no rule matches.</param>
public sealed record TableGap(DecisionTable Table, Diagram Where, int? Column);

/// <summary>Why a rule never decides.</summary>
public enum DeadCause
{
    /// <summary>One of its tests is passed by no value that its input can have.</summary>
    Impossible,

    /// <summary>Its tests are passed one by one, and never at once.</summary>
    Contradictory,

    /// <summary>Wherever it matches, other rules prevail.</summary>
    Shadowed,

    /// <summary>The table is never come to.</summary>
    Unreached,
}

/// <summary>A rule that never decides.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rule">The rule, from 0.</param>
/// <param name="Cause">Why.</param>
/// <param name="Columns">The input columns whose tests cannot be passed, or not at once; as few as explain it. Empty for the other causes.</param>
/// <param name="By">The rules that prevail instead, from 0; as few as explain it. Empty for the other causes.</param>
public sealed record DeadRule(DecisionTable Table, int Rule, DeadCause Cause, IReadOnlyList<int> Columns, IReadOnlyList<int> By);

/// <summary>An output value that a table lists and never gives.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The output column.</param>
/// <param name="Value">The value.</param>
public sealed record UnreachedOutput(DecisionTable Table, int Column, FeelValue Value);
