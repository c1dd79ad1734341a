using Comity.Feel.Text;

namespace Comity.Dmn.Model;

/// <summary>The logic of a decision or knowledge model (DMN 1.5 §7.3.1).</summary>
/// <param name="Location">Where it was read.</param>
public abstract record DmnExpression(SourceLocation Location);

/// <summary>A FEEL expression (§7.3.2).</summary>
/// <param name="Text">The text.</param>
/// <param name="Location">Where it was read.</param>
public sealed record LiteralExpression(FeelText Text, SourceLocation Location) : DmnExpression(Location);

/// <summary>A boxed context (§7.3.6): entries in order, each seeing those before it.</summary>
/// <param name="Entries">The named entries.</param>
/// <param name="Result">The unnamed last entry, which is then the value; null when the context itself is.</param>
/// <param name="Location">Where it was read.</param>
public sealed record ContextExpression(IReadOnlyList<ContextEntry> Entries, DmnExpression? Result, SourceLocation Location) : DmnExpression(Location);

/// <summary>A named entry of a boxed context.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TypeName">Name of its type; null when none is given.</param>
/// <param name="Value">Its logic.</param>
public sealed record ContextEntry(string Name, string? TypeName, DmnExpression Value);

/// <summary>How a table's matching rules make its result (§8.2.8).</summary>
public enum HitPolicy
{
    /// <summary>At most one rule matches.</summary>
    Unique,

    /// <summary>Several rules may match, all with the same output.</summary>
    Any,

    /// <summary>The output that comes first in the list of output values.</summary>
    Priority,

    /// <summary>The first matching rule.</summary>
    First,

    /// <summary>All outputs, in any order; with an aggregation one number.</summary>
    Collect,

    /// <summary>All outputs in the order of the rules.</summary>
    RuleOrder,

    /// <summary>All outputs in the order of the output values.</summary>
    OutputOrder,
}

/// <summary>What a collect table makes of its outputs (§8.2.8).</summary>
public enum Aggregation
{
    /// <summary>The list of them.</summary>
    List,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>How many there are.</summary>
    Count,

    /// <summary>The smallest.</summary>
    Min,

    /// <summary>The largest.</summary>
    Max,
}

/// <summary>A decision table (§8).</summary>
/// <param name="HitPolicy">Hit policy.</param>
/// <param name="Aggregation">Aggregation of a collect table.</param>
/// <param name="Inputs">Input clauses, by column.</param>
/// <param name="Outputs">Output clauses, by column; at least one.</param>
/// <param name="Annotations">Names of the annotation columns.</param>
/// <param name="Rules">The rules in order.</param>
/// <param name="Location">Where it was read.</param>
public sealed record DecisionTable(
    HitPolicy HitPolicy,
    Aggregation Aggregation,
    IReadOnlyList<InputClause> Inputs,
    IReadOnlyList<OutputClause> Outputs,
    IReadOnlyList<string> Annotations,
    IReadOnlyList<TableRule> Rules,
    SourceLocation Location) : DmnExpression(Location);

/// <summary>An input column.</summary>
/// <param name="Label">What people read at its head.</param>
/// <param name="Expression">What is tested.</param>
/// <param name="AllowedValues">Unary tests over it; null for none.</param>
public sealed record InputClause(string Label, FeelText Expression, FeelText? AllowedValues);

/// <summary>An output column.</summary>
/// <param name="Name">Key of the output in the result; null in a table with one output.</param>
/// <param name="Label">What people read at its head.</param>
/// <param name="OutputValues">Possible outputs, the best first; null for none.</param>
/// <param name="Default">Output when no rule matches; null for none.</param>
public sealed record OutputClause(string? Name, string Label, FeelText? OutputValues, FeelText? Default);

/// <summary>A rule of a table.</summary>
/// <param name="Inputs">One unary-tests text for each input column.</param>
/// <param name="Outputs">One expression for each output column.</param>
/// <param name="Annotations">One text for each annotation column.</param>
/// <param name="Location">Where it was read.</param>
public sealed record TableRule(IReadOnlyList<FeelText> Inputs, IReadOnlyList<FeelText> Outputs, IReadOnlyList<string> Annotations, SourceLocation Location);
