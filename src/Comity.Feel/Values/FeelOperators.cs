using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;

namespace Comity.Feel.Values;

/// <summary>The four orderings.</summary>
public enum Ordering
{
    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,
}

/// <summary>
/// FEEL's operators on single values (DMN 1.5 §10.3.2.7, §10.3.2.8 and tables 50 to 56). Null stands for "no answer".
/// </summary>
public static partial class FeelOperators
{
    /// <summary>Any of the operators with two operands, by its node's operator.</summary>
    public static FeelValue Binary(BinaryOperator operation, FeelValue left, FeelValue right, EvaluationContext context) => operation switch
    {
        BinaryOperator.Equal => Answered(Equal(left, right), left, right, context),
        BinaryOperator.NotEqual => Answered(Not(Equal(left, right)), left, right, context),
        BinaryOperator.Less => Answered(Compare(Ordering.Less, left, right), left, right, context),
        BinaryOperator.LessOrEqual => Answered(Compare(Ordering.LessOrEqual, left, right), left, right, context),
        BinaryOperator.Greater => Answered(Compare(Ordering.Greater, left, right), left, right, context),
        BinaryOperator.GreaterOrEqual => Answered(Compare(Ordering.GreaterOrEqual, left, right), left, right, context),
        BinaryOperator.And => And(left, right),
        BinaryOperator.Or => Or(left, right),
        BinaryOperator.Add => Arithmetic(Values.Arithmetic.Add, left, right, context),
        BinaryOperator.Subtract => Arithmetic(Values.Arithmetic.Subtract, left, right, context),
        BinaryOperator.Multiply => Arithmetic(Values.Arithmetic.Multiply, left, right, context),
        BinaryOperator.Divide => Arithmetic(Values.Arithmetic.Divide, left, right, context),
        _ => Arithmetic(Values.Arithmetic.Power, left, right, context),
    };

    private static FeelValue Answered(FeelValue answer, FeelValue left, FeelValue right, EvaluationContext context)
    {
        if (answer.IsNull && context.Reports)
        {
            context.Report("FEEL0208", $"{Described(left, true)} cannot be compared with {Described(right)}.");
        }

        return answer;
    }

    /// <summary><c>value between low and high</c>.</summary>
    public static FeelValue Between(FeelValue value, FeelValue low, FeelValue high) =>
        And(Compare(Ordering.GreaterOrEqual, value, low), Compare(Ordering.LessOrEqual, value, high));

    /// <summary>Whether an input lies in what a range literal gave; null where that is null, because no range could be made.</summary>
    public static FeelValue LiesIn(FeelValue input, FeelValue range) => range.IsNull ? FeelValue.Null : Matches(input, range);

    /// <summary>
    /// Whether an input passes a unary test that is an expression (§10.3.2.8): it lies in the range, it is or passes one of the
    /// list's items, it is equal; a boolean beside an input that is none is the answer itself.
    /// </summary>
    public static FeelValue Matches(FeelValue input, FeelValue test)
    {
        switch (test.Kind)
        {
            case FeelKind.Range when input.Kind != FeelKind.Range:
                return test.AsRange().Contains(input);
            case FeelKind.List:
                if (input.Kind == FeelKind.List && Equal(input, test).IsTrue)
                {
                    return FeelValue.True;
                }

                // As the function "list contains": an item that cannot be compared is not the one.
                foreach (var item in test.AsList().Items)
                {
                    if (Matches(input, item).IsTrue)
                    {
                        return FeelValue.True;
                    }
                }

                return FeelValue.False;
            case FeelKind.Boolean when input.Kind is not (FeelKind.Boolean or FeelKind.Null):
                return test;
            default:
                return Equal(input, test);
        }
    }

    /// <summary>Three-valued conjunction; anything that is not a boolean counts as no answer.</summary>
    public static FeelValue And(FeelValue left, FeelValue right) =>
        left.IsFalse || right.IsFalse ? FeelValue.False
        : left.IsTrue && right.IsTrue ? FeelValue.True
        : FeelValue.Null;

    /// <summary>Three-valued disjunction; anything that is not a boolean counts as no answer.</summary>
    public static FeelValue Or(FeelValue left, FeelValue right) =>
        left.IsTrue || right.IsTrue ? FeelValue.True
        : left.IsFalse && right.IsFalse ? FeelValue.False
        : FeelValue.Null;

    /// <summary>Three-valued negation.</summary>
    public static FeelValue Not(FeelValue value) =>
        value.IsTrue ? FeelValue.False : value.IsFalse ? FeelValue.True : FeelValue.Null;

}

/// <summary>The five arithmetic operations.</summary>
public enum Arithmetic
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
}
