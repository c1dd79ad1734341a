using Comity.Feel.Text;

namespace Comity.Dmn.Model;

/// <summary>The logic of a decision or knowledge model (DMN 1.5 §7.3.1).</summary>
/// <param name="Location">Where it was read.</param>
public abstract record DmnExpression(SourceLocation Location)
{
    /// <summary>Name of the type that its value must have; null when none is given.</summary>
    public string? TypeName { get; init; }
}

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

/// <summary>A boxed list (§10.2.2.5).</summary>
/// <param name="Items">The items.</param>
/// <param name="Location">Where it was read.</param>
public sealed record ListExpression(IReadOnlyList<DmnExpression> Items, SourceLocation Location) : DmnExpression(Location);

/// <summary>A relation: a list of contexts with the same keys, written as a table (§10.2.2.6).</summary>
/// <param name="Columns">The keys and their types.</param>
/// <param name="Rows">One expression for each column.</param>
/// <param name="Location">Where it was read.</param>
public sealed record RelationExpression(IReadOnlyList<Parameter> Columns, IReadOnlyList<IReadOnlyList<DmnExpression>> Rows, SourceLocation Location) : DmnExpression(Location);

/// <summary>A boxed invocation (§10.2.2.3).</summary>
/// <param name="Function">What is invoked.</param>
/// <param name="Bindings">The arguments.</param>
/// <param name="Location">Where it was read.</param>
public sealed record InvocationExpression(DmnExpression Function, IReadOnlyList<Binding> Bindings, SourceLocation Location) : DmnExpression(Location);

/// <summary>An argument of a boxed invocation.</summary>
/// <param name="Parameter">Name of the parameter.</param>
/// <param name="Value">Its logic.</param>
public sealed record Binding(string Parameter, DmnExpression Value);

/// <summary>What the body of a function is (§10.2.2.7).</summary>
public enum FunctionKind
{
    /// <summary>An expression.</summary>
    Feel,

    /// <summary>A context that names a class and a method of Java.</summary>
    Java,

    /// <summary>A context that names a document and a model of PMML.</summary>
    Pmml,
}

/// <summary>A boxed function definition, whose value is a function (§10.2.2.7).</summary>
/// <param name="Kind">What its body is.</param>
/// <param name="Parameters">Formal parameters.</param>
/// <param name="Body">Its body.</param>
/// <param name="Location">Where it was read.</param>
public sealed record FunctionExpression(FunctionKind Kind, IReadOnlyList<Parameter> Parameters, DmnExpression Body, SourceLocation Location) : DmnExpression(Location);

/// <summary>A boxed conditional (§10.2.2.8).</summary>
/// <param name="Condition">The condition.</param>
/// <param name="Then">The value when it is true.</param>
/// <param name="Else">The value otherwise.</param>
/// <param name="Location">Where it was read.</param>
public sealed record ConditionalExpression(DmnExpression Condition, DmnExpression Then, DmnExpression Else, SourceLocation Location) : DmnExpression(Location);

/// <summary>A boxed filter (§10.2.2.9).</summary>
/// <param name="Source">The list.</param>
/// <param name="Match">A condition over <c>item</c> and its members, or an index.</param>
/// <param name="Location">Where it was read.</param>
public sealed record FilterExpression(DmnExpression Source, DmnExpression Match, SourceLocation Location) : DmnExpression(Location);

/// <summary>A boxed for (§10.2.2.10).</summary>
/// <param name="Variable">Name of the iteration variable.</param>
/// <param name="Source">What is iterated over.</param>
/// <param name="Return">Evaluated for each item; <c>partial</c> is the list of the results so far.</param>
/// <param name="Location">Where it was read.</param>
public sealed record ForExpression(string Variable, DmnExpression Source, DmnExpression Return, SourceLocation Location) : DmnExpression(Location);

/// <summary>A boxed some or every (§10.2.2.11).</summary>
/// <param name="Every">True for every, false for some.</param>
/// <param name="Variable">Name of the iteration variable.</param>
/// <param name="Source">What is iterated over.</param>
/// <param name="Condition">Evaluated for each item.</param>
/// <param name="Location">Where it was read.</param>
public sealed record QuantifiedExpression(bool Every, string Variable, DmnExpression Source, DmnExpression Condition, SourceLocation Location) : DmnExpression(Location);

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
    SourceLocation Location) : DmnExpression(Location)
{
    /// <summary>How an output is called: by its label or name, by its column where it has neither.</summary>
    internal string NameOfOutput(int column) => Outputs[column].Label is { Length: > 0 } label ? $"the output '{label}'"
        : Outputs.Count == 1 ? "the output" : $"output {column + 1}";
}

/// <summary>An input column.</summary>
/// <param name="Label">What people read at its head.</param>
/// <param name="Expression">What is tested.</param>
/// <param name="AllowedValues">Unary tests over it; null for none.</param>
/// <param name="TypeName">Name of the type that its value has, or is null; null when none is given.</param>
public sealed record InputClause(string Label, FeelText Expression, FeelText? AllowedValues, string? TypeName = null);

/// <summary>An output column.</summary>
/// <param name="Name">Key of the output in the result; null in a table with one output.</param>
/// <param name="Label">What people read at its head; empty where it has neither a label nor a name.</param>
/// <param name="OutputValues">Possible outputs, the best first; null for none.</param>
/// <param name="Default">Output when no rule matches; null for none.</param>
/// <param name="TypeName">Name of the type that each output has, or is null; null when none is given.</param>
public sealed record OutputClause(string? Name, string Label, FeelText? OutputValues, FeelText? Default, string? TypeName = null);

/// <summary>A rule of a table.</summary>
/// <param name="Inputs">One unary-tests text for each input column.</param>
/// <param name="Outputs">One expression for each output column.</param>
/// <param name="Annotations">One text for each annotation column.</param>
/// <param name="Location">Where it was read.</param>
public sealed record TableRule(IReadOnlyList<FeelText> Inputs, IReadOnlyList<FeelText> Outputs, IReadOnlyList<string> Annotations, SourceLocation Location);
