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
    public static FeelValue Binary(BinaryOperator operation, FeelValue left, FeelValue right, EvaluationContext context)
    {
        if (operation >= BinaryOperator.Equal)
        {
            context.CountParts(Math.Min(left.Size, right.Size));
        }

        return Result(operation, left, right, context);
    }

    private static FeelValue Result(BinaryOperator operation, FeelValue left, FeelValue right, EvaluationContext context) =>
        operation switch
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
    /// Whether an input passes a unary test that is an expression (§10.3.2.8): it lies in the range, it is one of the list's items or
    /// lies in one that is a range, it is equal; a boolean beside an input that is none is the answer itself.
    /// </summary>
    public static FeelValue Matches(FeelValue input, FeelValue test)
    {
        switch (test.Kind)
        {
            case FeelKind.Range when input.Kind != FeelKind.Range:
                return test.AsRange().Contains(input);
            case FeelKind.List:
                return FeelValue.From((input.Kind == FeelKind.List && Equal(input, test).IsTrue) || HasMember(test.AsList(), input));
            case FeelKind.Boolean when input.Kind is not (FeelKind.Boolean or FeelKind.Null):
                return test;
            default:
                return Equal(input, test);
        }
    }

    /// <summary>
    /// Whether an input passes a unary test that speaks of <c>?</c>: a boolean is the answer itself, and null none; any other value is a
    /// test that the input has to pass (§10.3.2.8).
    /// </summary>
    public static FeelValue Satisfies(FeelValue input, FeelValue test) =>
        test.Kind is FeelKind.Boolean or FeelKind.Null ? test : Matches(input, test);

    // What cannot be compared is not in the list, and nor is what only a list within the list holds (Table 55).
    private static bool HasMember(FeelList list, FeelValue input)
    {
        foreach (var item in list.Items)
        {
            var isMember = item.Kind == FeelKind.Range && input.Kind != FeelKind.Range ? item.AsRange().Contains(input).IsTrue
                : (item.Kind == FeelKind.List) == (input.Kind == FeelKind.List) && Equal(input, item).IsTrue;
            if (isMember)
            {
                return true;
            }
        }

        return false;
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
