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
public static class FeelOperators
{
    /// <summary><c>=</c>: true or false, and null for values of different kinds. Null equals null only.</summary>
    public static FeelValue Equal(FeelValue left, FeelValue right)
    {
        if (left.IsNull || right.IsNull)
        {
            return FeelValue.From(left.IsNull && right.IsNull);
        }

        // A list with one item and a single value are compared by that item (§10.3.2.9.4).
        if (left.Kind != right.Kind)
        {
            return (left.Kind, right.Kind) switch
            {
                (FeelKind.List, _) when left.AsList().Count == 1 => Equal(left.AsList()[0], right),
                (_, FeelKind.List) when right.AsList().Count == 1 => Equal(left, right.AsList()[0]),
                _ => FeelValue.Null,
            };
        }

        return left.Kind == FeelKind.Function ? FeelValue.Null : FeelValue.From(left.Equals(right));
    }

    /// <summary>An ordering of two numbers, strings or dates; null for anything else.</summary>
    public static FeelValue Compare(Ordering ordering, FeelValue left, FeelValue right)
    {
        int sign;
        if (left.TryAsInt64(out var leftWhole) && right.TryAsInt64(out var rightWhole))
        {
            sign = leftWhole.CompareTo(rightWhole);
        }
        else if (left.Kind != right.Kind)
        {
            return FeelValue.Null;
        }
        else
        {
            switch (left.Kind)
            {
                case FeelKind.Number:
                    sign = left.AsNumber().CompareTo(right.AsNumber());
                    break;
                case FeelKind.Date:
                    sign = left.AsDate().CompareTo(right.AsDate());
                    break;
                case FeelKind.String:
                    sign = string.CompareOrdinal(left.AsString(), right.AsString());
                    break;
                default:
                    return FeelValue.Null;
            }
        }

        return FeelValue.From(ordering switch
        {
            Ordering.Less => sign < 0,
            Ordering.LessOrEqual => sign <= 0,
            Ordering.Greater => sign > 0,
            _ => sign >= 0,
        });
    }

    /// <summary>Any of the operators with two operands, by its node's operator.</summary>
    public static FeelValue Binary(BinaryOperator operation, FeelValue left, FeelValue right, EvaluationContext context) => operation switch
    {
        BinaryOperator.Equal => Equal(left, right),
        BinaryOperator.NotEqual => Not(Equal(left, right)),
        BinaryOperator.Less => Compare(Ordering.Less, left, right),
        BinaryOperator.LessOrEqual => Compare(Ordering.LessOrEqual, left, right),
        BinaryOperator.Greater => Compare(Ordering.Greater, left, right),
        BinaryOperator.GreaterOrEqual => Compare(Ordering.GreaterOrEqual, left, right),
        BinaryOperator.And => And(left, right),
        BinaryOperator.Or => Or(left, right),
        BinaryOperator.Add => Arithmetic(Values.Arithmetic.Add, left, right, context),
        BinaryOperator.Subtract => Arithmetic(Values.Arithmetic.Subtract, left, right, context),
        BinaryOperator.Multiply => Arithmetic(Values.Arithmetic.Multiply, left, right, context),
        BinaryOperator.Divide => Arithmetic(Values.Arithmetic.Divide, left, right, context),
        _ => Arithmetic(Values.Arithmetic.Power, left, right, context),
    };

    /// <summary><c>value between low and high</c>.</summary>
    public static FeelValue Between(FeelValue value, FeelValue low, FeelValue high) =>
        And(Compare(Ordering.GreaterOrEqual, value, low), Compare(Ordering.LessOrEqual, value, high));

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

                var result = FeelValue.False;
                foreach (var item in test.AsList().Items)
                {
                    result = Or(result, Matches(input, item));
                }

                return result;
            case FeelKind.Boolean when input.Kind is not (FeelKind.Boolean or FeelKind.Null):
                return test;
            default:
                return Equal(input, test);
        }
    }

    /// <summary>A range between two values; null unless they can be compared, or one end is open.</summary>
    public static FeelValue Range(bool startIncluded, FeelValue start, FeelValue end, bool endIncluded) =>
        start.IsNull && end.IsNull ? FeelValue.Null
        : start.IsNull || end.IsNull || !Compare(Ordering.Less, start, end).IsNull
            ? FeelValue.From(new FeelRange(startIncluded && !start.IsNull, start, end, endIncluded && !end.IsNull))
            : FeelValue.Null;

    /// <summary>The whole numbers from one to another, upwards or downwards; null unless both are whole numbers.</summary>
    public static FeelValue Steps(FeelValue start, FeelValue end, EvaluationContext context)
    {
        if (!start.TryAsInt64(out var from) || !end.TryAsInt64(out var to))
        {
            context.Report("FEEL0205", "An iteration from .. to needs two whole numbers.");
            return FeelValue.Null;
        }

        var steps = new List<FeelValue>();
        for (var i = from; from <= to ? i <= to : i >= to; i += from <= to ? 1 : -1)
        {
            context.Step();
            steps.Add(FeelValue.From(i));
        }

        return FeelValue.From(FeelList.Of(steps));
    }

    /// <summary>What an iteration goes over: a list, the whole numbers of a range, or a single value; null for null.</summary>
    public static FeelValue Iterated(FeelValue value, EvaluationContext context)
    {
        if (value.Kind != FeelKind.Range)
        {
            return value.IsNull ? value : FeelValue.From(ToList(value));
        }

        var range = value.AsRange();
        var items = Steps(range.Start, range.End, context);
        if (items.IsNull)
        {
            return items;
        }

        var all = items.AsList().Items;
        var first = range.StartIncluded ? 0 : 1;
        var count = all.Length - first - (range.EndIncluded ? 0 : 1);
        return FeelValue.From(count <= 0 ? FeelList.Empty : FeelList.Of(all.Slice(first, count)));
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

    /// <summary>Arithmetic on numbers, and <c>+</c> on strings; null otherwise.</summary>
    public static FeelValue Arithmetic(Arithmetic operation, FeelValue left, FeelValue right, EvaluationContext context)
    {
        if (left.Kind == FeelKind.Number && right.Kind == FeelKind.Number)
        {
            if (TryWhole(operation, left, right, out var whole))
            {
                return FeelValue.From(whole);
            }

            var (a, b) = (left.AsNumber(), right.AsNumber());
            var result = FeelValue.From(operation switch
            {
                Values.Arithmetic.Add => FeelNumber.Add(a, b),
                Values.Arithmetic.Subtract => FeelNumber.Subtract(a, b),
                Values.Arithmetic.Multiply => FeelNumber.Multiply(a, b),
                Values.Arithmetic.Divide => FeelNumber.Divide(a, b),
                _ => FeelNumber.Power(a, b),
            });
            if (result.IsNull)
            {
                context.Report("FEEL0201", operation == Values.Arithmetic.Divide && b.Sign == 0 ? "Division by zero." : "The result is out of range.");
            }

            return result;
        }

        if (operation == Values.Arithmetic.Add && left.Kind == FeelKind.String && right.Kind == FeelKind.String)
        {
            return FeelValue.From(left.AsString() + right.AsString());
        }

        if (operation == Values.Arithmetic.Subtract && left.Kind == FeelKind.Date && right.Kind == FeelKind.Date)
        {
            context.Report("FEEL0203", "The difference of two dates is a duration, which this version does not have yet.");
            return FeelValue.Null;
        }

        if (context.Reports)
        {
            context.Report("FEEL0202", $"{operation} has no meaning for {left.Kind} and {right.Kind}.");
        }

        return FeelValue.Null;
    }

    /// <summary>Arithmetic negation of a number.</summary>
    public static FeelValue Negate(FeelValue value) =>
        value.Kind == FeelKind.Number ? FeelValue.From(-value.AsNumber()) : FeelValue.Null;

    /// <summary><c>source.member</c>: an entry of a context, a part of a date or range, or the same for each item of a list.</summary>
    public static FeelValue Member(FeelValue source, string member, EvaluationContext context)
    {
        switch (source.Kind)
        {
            case FeelKind.Context when source.AsContext().TryGet(member, out var value):
                return value;
            case FeelKind.List:
                var items = source.AsList();
                var projected = new FeelValue[items.Count];
                for (var i = 0; i < projected.Length; i++)
                {
                    projected[i] = Member(items[i], member, context);
                }

                return FeelValue.From(FeelList.Of(projected));
            case FeelKind.Date:
                var date = source.AsDate();
                return member switch
                {
                    "year" => FeelValue.From(date.Year),
                    "month" => FeelValue.From(date.Month),
                    "day" => FeelValue.From(date.Day),
                    "weekday" => FeelValue.From(date.Weekday),
                    _ => NoMember(source, member, context),
                };
            case FeelKind.Range:
                var range = source.AsRange();
                return member switch
                {
                    "start" => range.Start,
                    "end" => range.End,
                    "start included" => FeelValue.From(range.StartIncluded),
                    "end included" => FeelValue.From(range.EndIncluded),
                    _ => NoMember(source, member, context),
                };
            default:
                return NoMember(source, member, context);
        }
    }

    /// <summary>The item at a FEEL index: from 1, or from the end when negative; null when there is none.</summary>
    public static FeelValue ItemAt(FeelList list, FeelValue index)
    {
        if (!index.TryAsInt64(out var position) || position == 0 || Math.Abs(position) > list.Count)
        {
            return FeelValue.Null;
        }

        return list[(int)(position > 0 ? position - 1 : list.Count + position)];
    }

    /// <summary>A list as it is, null as the empty list, any other value as a list of one (DMN 1.5 §10.3.2.9.4).</summary>
    public static FeelList ToList(FeelValue value) =>
        value.Kind == FeelKind.List ? value.AsList() : value.IsNull ? FeelList.Empty : FeelList.Of(value);

    // Whole numbers whose result is one too.
    private static bool TryWhole(Arithmetic operation, FeelValue left, FeelValue right, out long result)
    {
        result = 0;
        if (!left.TryAsInt64(out var a) || !right.TryAsInt64(out var b))
        {
            return false;
        }

        switch (operation)
        {
            case Values.Arithmetic.Add:
                result = unchecked(a + b);
                return ((a ^ result) & (b ^ result)) >= 0;
            case Values.Arithmetic.Subtract:
                result = unchecked(a - b);
                return ((a ^ b) & (a ^ result)) >= 0;
            case Values.Arithmetic.Multiply:
                return Math.BigMul(a, b, out result) == result >> 63;
            case Values.Arithmetic.Divide when b > 0:
                (result, var rest) = Math.DivRem(a, b);
                return rest == 0;
            default:
                return false;
        }
    }

    private static FeelValue NoMember(FeelValue source, string member, EvaluationContext context)
    {
        if (context.Reports)
        {
            context.Report("FEEL0204", $"A {source.Kind} has no member '{member}'.");
        }

        return FeelValue.Null;
    }
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
