using Comity.Feel.Text;
using Comity.Feel.Values;

namespace Comity.Feel.Syntax;

/// <summary>A node of a parsed FEEL text (DMN 1.5 §10.3.1). Immutable; equal trees are equal records, spans included.</summary>
/// <param name="Span">The text this node was read from.</param>
public abstract record FeelNode(SourceSpan Span);

/// <summary>A literal whose value is known when it is parsed: a number, string, boolean or null.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Value">The literal's value.</param>
public sealed record LiteralNode(SourceSpan Span, FeelValue Value) : FeelNode(Span);

/// <summary>An <c>@"…"</c> literal: a date, time, date and time, or duration (DMN 1.5 §10.3.1.2, rule 62).</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Text">The text between the quotes.</param>
/// <param name="Value">What it denotes.</param>
public sealed record AtLiteralNode(SourceSpan Span, string Text, FeelValue Value) : FeelNode(Span);

/// <summary>A name in scope: a variable, a function, an input.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Name">The name in normal form, see <see cref="FeelNames"/>.</param>
public sealed record NameNode(SourceSpan Span, string Name) : FeelNode(Span);

/// <summary><c>source.member</c>: a context entry, a property of a temporal value or range, or a projection over a list.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Source">What is looked into.</param>
/// <param name="Member">The member's normalised name.</param>
public sealed record PathNode(SourceSpan Span, FeelNode Source, string Member) : FeelNode(Span);

/// <summary><c>source[filter]</c>: an index (from 1, or from the end when negative) or a condition over <c>item</c>.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Source">The list, or a single value taken as a list of one.</param>
/// <param name="Filter">Number or condition.</param>
public sealed record FilterNode(SourceSpan Span, FeelNode Source, FeelNode Filter) : FeelNode(Span)
{
    /// <summary>False for a filter that no value of its names makes a number, so that it can only be a condition.</summary>
    public bool MayBeIndex =>
        Filter is not (BinaryNode { Operator: >= BinaryOperator.Equal } or BetweenNode or InNode or InstanceOfNode or QuantifiedNode
        or ListNode or ContextNode or RangeNode or FunctionNode or ForNode or LiteralNode { Value.Kind: not FeelKind.Number }
            or AtLiteralNode);
}

/// <summary>Arithmetic negation.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Operand">What is negated.</param>
public sealed record NegationNode(SourceSpan Span, FeelNode Operand) : FeelNode(Span);

/// <summary>The operators with two operands.</summary>
public enum BinaryOperator
{
    /// <summary><c>+</c></summary>
    Add,

    /// <summary><c>-</c></summary>
    Subtract,

    /// <summary><c>*</c></summary>
    Multiply,

    /// <summary><c>/</c></summary>
    Divide,

    /// <summary><c>**</c></summary>
    Power,

    /// <summary><c>=</c></summary>
    Equal,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,

    /// <summary><c>and</c>, three-valued (DMN 1.5 Table 50).</summary>
    And,

    /// <summary><c>or</c>, three-valued (DMN 1.5 Table 50).</summary>
    Or,
}

/// <summary>An operator applied to two operands.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Operator">Which operator.</param>
/// <param name="Left">Left operand.</param>
/// <param name="Right">Right operand.</param>
public sealed record BinaryNode(SourceSpan Span, BinaryOperator Operator, FeelNode Left, FeelNode Right) : FeelNode(Span);

/// <summary><c>value between low and high</c>, both ends included.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Value">What is tested.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public sealed record BetweenNode(SourceSpan Span, FeelNode Value, FeelNode Low, FeelNode High) : FeelNode(Span);

/// <summary><c>value in test</c> or <c>value in (test, test, …)</c>.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Value">What is tested.</param>
/// <param name="Tests">The tests; one that holds is enough.</param>
public sealed record InNode(SourceSpan Span, FeelNode Value, UnaryTestsNode Tests) : FeelNode(Span);

/// <summary><c>value instance of type</c>.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Value">What is tested.</param>
/// <param name="Type">The type as written.</param>
public sealed record InstanceOfNode(SourceSpan Span, FeelNode Value, TypeNode Type) : FeelNode(Span);

/// <summary><c>if condition then … else …</c>; anything but true takes the else branch.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Condition">The condition.</param>
/// <param name="Then">Value when it is true.</param>
/// <param name="Else">Value otherwise.</param>
public sealed record IfNode(SourceSpan Span, FeelNode Condition, FeelNode Then, FeelNode Else) : FeelNode(Span);

/// <summary>One <c>name in source</c> or <c>name in start..end</c> of an iteration.</summary>
/// <param name="Name">The iteration variable.</param>
/// <param name="Source">A list, a range, or the start of <c>start..end</c>.</param>
/// <param name="RangeEnd">The end of <c>start..end</c>; null otherwise.</param>
public sealed record IteratorNode(string Name, FeelNode Source, FeelNode? RangeEnd);

/// <summary><c>for … return …</c>; <c>partial</c> names the results so far.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Iterators">The iterations, outermost first.</param>
/// <param name="Return">Evaluated once for each combination.</param>
public sealed record ForNode(SourceSpan Span, NodeList<IteratorNode> Iterators, FeelNode Return) : FeelNode(Span);

/// <summary><c>some … satisfies …</c> or <c>every … satisfies …</c>.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Every">True for <c>every</c>, false for <c>some</c>.</param>
/// <param name="Iterators">The iterations, outermost first.</param>
/// <param name="Condition">The condition.</param>
public sealed record QuantifiedNode(SourceSpan Span, bool Every, NodeList<IteratorNode> Iterators, FeelNode Condition) : FeelNode(Span);

/// <summary>One argument of an invocation.</summary>
/// <param name="Name">The parameter's name, or null for an argument by position.</param>
/// <param name="Value">The argument.</param>
public sealed record ArgumentNode(string? Name, FeelNode Value);

/// <summary><c>function(arguments)</c>; either all arguments are named or none is.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Function">What is invoked, mostly a <see cref="NameNode"/>.</param>
/// <param name="Arguments">The arguments in their written order.</param>
public sealed record InvocationNode(SourceSpan Span, FeelNode Function, NodeList<ArgumentNode> Arguments) : FeelNode(Span);

/// <summary>A formal parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type as written; null when none is.</param>
public sealed record ParameterNode(string Name, TypeNode? Type);

/// <summary><c>function(parameters) body</c>, or <c>… external body</c>.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Parameters">Formal parameters.</param>
/// <param name="Body">The body; for an external function the context that names the implementation.</param>
/// <param name="External">True after the word <c>external</c>.</param>
public sealed record FunctionNode(SourceSpan Span, NodeList<ParameterNode> Parameters, FeelNode Body, bool External) : FeelNode(Span);

/// <summary><c>[a, b, …]</c>.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Items">The items.</param>
public sealed record ListNode(SourceSpan Span, NodeList<FeelNode> Items) : FeelNode(Span);

/// <summary>One entry of a context.</summary>
/// <param name="Key">The key: normalised, or the text of a string as it is.</param>
/// <param name="Value">The value; it sees the entries before it.</param>
public sealed record ContextEntryNode(string Key, FeelNode Value);

/// <summary><c>{ key: value, … }</c>.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Entries">The entries in order.</param>
public sealed record ContextNode(SourceSpan Span, NodeList<ContextEntryNode> Entries) : FeelNode(Span);

/// <summary><c>[a..b]</c>, <c>(a..b)</c> and their mixtures; <c>(&gt; 5)</c>, where one end is absent; <c>(= 5)</c>, <c>(!= 5)</c>.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="StartIncluded">True for <c>[</c> or <c>&gt;=</c>.</param>
/// <param name="Start">Lower end, or null when there is none; the value behind <c>=</c> and <c>!=</c>.</param>
/// <param name="End">Upper end, or null when there is none.</param>
/// <param name="EndIncluded">True for <c>]</c> or <c>&lt;=</c>.</param>
/// <param name="Form">Whether it is an interval.</param>
public sealed record RangeNode(SourceSpan Span, bool StartIncluded, FeelNode? Start, FeelNode? End, bool EndIncluded,
    RangeForm Form = RangeForm.Interval) : FeelNode(Span)
{
    /// <summary>How values are ordered with its end, where it has one.</summary>
    internal Ordering Ordering => Start is null ? (EndIncluded ? Ordering.LessOrEqual : Ordering.Less)
        : StartIncluded ? Ordering.GreaterOrEqual : Ordering.Greater;
}

/// <summary>A comma-separated list of unary tests, <c>not(…)</c> around them, or <c>-</c> (DMN 1.5 §10.3.2.8).</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Tests">The tests; empty for <c>-</c>, which every value passes.</param>
/// <param name="Negated">True inside <c>not(…)</c>.</param>
public sealed record UnaryTestsNode(SourceSpan Span, NodeList<UnaryTestNode> Tests, bool Negated) : FeelNode(Span)
{
    /// <summary>True for <c>-</c>.</summary>
    public bool IsAny => Tests.Count == 0;
}

/// <summary>How a unary test is to be read.</summary>
public enum UnaryTestKind
{
    /// <summary>An operator and an end point: <c>&lt; 5</c>, <c>= "a"</c>, <c>!= 3</c>.</summary>
    Comparison,

    /// <summary>An expression without <c>?</c>: equal to it, contained in it when it is a list or range, or it is itself true.</summary>
    Expression,

    /// <summary>An expression over <c>?</c>, the tested value: the test holds when it is true.</summary>
    Condition,
}

/// <summary>One unary test.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Kind">How to read it.</param>
/// <param name="Operator">The operator of a comparison; <see cref="BinaryOperator.Equal"/> otherwise.</param>
/// <param name="Operand">End point or expression; <c>?</c> inside a condition is a <see cref="NameNode"/> named <c>?</c>.</param>
public sealed record UnaryTestNode(SourceSpan Span, UnaryTestKind Kind, BinaryOperator Operator, FeelNode Operand) : FeelNode(Span);

/// <summary>A type as written in a FEEL text.</summary>
/// <param name="Span">The text this node was read from.</param>
public abstract record TypeNode(SourceSpan Span) : FeelNode(Span);

/// <summary>A type by name: <c>number</c>, <c>date and time</c>, or an item definition's, qualified names with dots.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Name">The normalised name.</param>
public sealed record NamedTypeNode(SourceSpan Span, string Name) : TypeNode(Span);

/// <summary><c>list&lt;T&gt;</c>.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Item">Type of the items.</param>
public sealed record ListTypeNode(SourceSpan Span, TypeNode Item) : TypeNode(Span);

/// <summary><c>range&lt;T&gt;</c>.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Item">Type of the ends.</param>
public sealed record RangeTypeNode(SourceSpan Span, TypeNode Item) : TypeNode(Span);

/// <summary>One member of a context type.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
public sealed record ContextTypeMemberNode(string Name, TypeNode Type);

/// <summary><c>context&lt;a: T, …&gt;</c>.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Members">The members.</param>
public sealed record ContextTypeNode(SourceSpan Span, NodeList<ContextTypeMemberNode> Members) : TypeNode(Span);

/// <summary><c>function&lt;T, …&gt; -&gt; R</c>.</summary>
/// <param name="Span">The text this node was read from.</param>
/// <param name="Parameters">Types of the parameters.</param>
/// <param name="Result">Type of the result.</param>
public sealed record FunctionTypeNode(SourceSpan Span, NodeList<TypeNode> Parameters, TypeNode Result) : TypeNode(Span);
