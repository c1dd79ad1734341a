namespace Comity.Feel.Syntax.Printing;

/// <summary>How tightly an expression holds together, from the weakest (DMN 1.5 §10.3.1.2, the order of rules 2 to 11).</summary>
internal enum Binding
{
    /// <summary><c>if</c>, <c>for</c>, <c>some</c>, <c>every</c>, <c>function</c>: they reach as far to the right as they can.</summary>
    Open,
    Or,
    And,
    Comparison,
    Sum,
    Product,
    Power,
    Sign,
    InstanceOf,

    /// <summary>What a path, a filter or an invocation may follow.</summary>
    Closed,
}

internal static class Bindings
{
    public static Binding Of(FeelNode node) => node switch
    {
        IfNode or ForNode or QuantifiedNode or FunctionNode => Binding.Open,
        BinaryNode binary => Of(binary.Operator),
        BetweenNode or InNode => Binding.Comparison,
        NegationNode => Binding.Sign,
        InstanceOfNode => Binding.InstanceOf,
        _ => Binding.Closed,
    };

    public static Binding Of(BinaryOperator symbol) => symbol switch
    {
        BinaryOperator.Or => Binding.Or,
        BinaryOperator.And => Binding.And,
        BinaryOperator.Add or BinaryOperator.Subtract => Binding.Sum,
        BinaryOperator.Multiply or BinaryOperator.Divide => Binding.Product,
        BinaryOperator.Power => Binding.Power,
        _ => Binding.Comparison,
    };

    public static string Symbol(BinaryOperator symbol) => symbol switch
    {
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.Power => "**",
        BinaryOperator.Equal => "=",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.And => "and",
        _ => "or",
    };
}
