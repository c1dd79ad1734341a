using Comity.Feel.Syntax;
using Comity.Feel.Values;

namespace Comity.Feel.Types.Inference;

// Operators and unary tests (DMN 1.5 §10.3.2.13, Tables 50 to 62).
internal sealed partial class TypeInferrer
{
    public void Tests(UnaryTestsNode tests, FeelType input)
    {
        foreach (var test in tests.Tests)
        {
            _types[test] = FeelType.Boolean;
            if (test.Kind == UnaryTestKind.Condition)
            {
                _locals.Add(("?", input));
                var condition = Expression(test.Operand);
                Forget(1);
                if (condition == FeelType.Null || !MayMatch(input, condition))
                {
                    var what = condition == FeelType.Null ? "null" : $"a {condition}";
                    Mismatch("FEEL0403", $"A test that uses '?' is {what}, which no {input} passes.", test.Operand);
                }

                continue;
            }

            var operand = Expression(test.Operand);
            if (test.Kind == UnaryTestKind.Comparison)
            {
                Compared(test, test.Operator, input, operand);
            }
            else if (!MayMatch(input, operand))
            {
                Mismatch("FEEL0402", $"A {input} is tested by a {operand}, which it can never match.", test);
            }
        }
    }

    private static bool MayMatch(FeelType input, FeelType test) => test switch
    {
        RangeType range => Fit.May(input, range.Item) || input is RangeType,
        ListType list => Fit.May(input, test) || MayMatch(input, list.Item) || list.Item == FeelType.Null,
        _ => test == FeelType.Null || test == FeelType.Boolean || Fit.May(input, test),
    };

    private FeelType Negation(NegationNode node)
    {
        var operand = Expression(node.Operand);
        if (operand == FeelType.Any || operand == FeelType.Number || operand == FeelType.DaysAndTimeDuration || operand == FeelType.YearsAndMonthsDuration)
        {
            return operand;
        }

        Mismatch("FEEL0401", $"A {operand} cannot be negated.", node);
        return FeelType.Any;
    }

    private FeelType Binary(BinaryNode node)
    {
        if (node.Operator is BinaryOperator.And or BinaryOperator.Or)
        {
            var word = node.Operator == BinaryOperator.And ? "and" : "or";
            Condition(node.Left, $"The left side of '{word}'");
            Condition(node.Right, $"The right side of '{word}'");
            return FeelType.Boolean;
        }

        var (left, right) = (Expression(node.Left), Expression(node.Right));
        if (node.Operator is BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Power)
        {
            if (left == FeelType.Any || right == FeelType.Any)
            {
                return FeelType.Any;
            }

            if (Arithmetic(node.Operator, left, right) is { } result)
            {
                return result;
            }

            Mismatch("FEEL0401", $"{node.Operator} has no meaning for a {left} and a {right}.", node);
            return FeelType.Any;
        }

        Compared(node, node.Operator, left, right);
        return FeelType.Boolean;
    }

    private void Compared(FeelNode node, BinaryOperator operation, FeelType left, FeelType right)
    {
        if (operation is not (BinaryOperator.Equal or BinaryOperator.NotEqual))
        {
            Ordered(node, left, right);
        }
        else if (left != FeelType.Null && right != FeelType.Null && !Fit.May(left, right) && !Fit.May(right, left))
        {
            Mismatch("FEEL0402", $"A {left} and a {right} are never equal.", node);
        }
    }

    // Both sides must be of one kind that has an order.
    private void Ordered(FeelNode node, FeelType left, FeelType right)
    {
        var known = left != FeelType.Any && right != FeelType.Any;
        if ((known && left != right) || !HasOrder(left) || !HasOrder(right))
        {
            Mismatch("FEEL0402", $"A {left} and a {right} cannot be ordered.", node);
        }
    }

    private static bool HasOrder(FeelType type) =>
        type is BasicType { Kind: null or FeelKind.Number or FeelKind.String or FeelKind.Date or FeelKind.Time or FeelKind.DateTime or FeelKind.DaysAndTimeDuration or FeelKind.YearsAndMonthsDuration };

    private static FeelType? Arithmetic(BinaryOperator operation, FeelType left, FeelType right)
    {
        if (left is not BasicType { Kind: { } a } || right is not BasicType { Kind: { } b })
        {
            return null;
        }

        return (operation, a, b) switch
        {
            (_, FeelKind.Number, FeelKind.Number) => left,
            (BinaryOperator.Add, FeelKind.String, FeelKind.String) => left,
            (BinaryOperator.Add or BinaryOperator.Subtract, FeelKind.Date or FeelKind.DateTime, FeelKind.DaysAndTimeDuration or FeelKind.YearsAndMonthsDuration) => left,
            (BinaryOperator.Add or BinaryOperator.Subtract, FeelKind.Time, FeelKind.DaysAndTimeDuration) => left,
            (BinaryOperator.Add, FeelKind.DaysAndTimeDuration or FeelKind.YearsAndMonthsDuration, FeelKind.Date or FeelKind.DateTime) => right,
            (BinaryOperator.Add, FeelKind.DaysAndTimeDuration, FeelKind.Time) => right,
            (BinaryOperator.Subtract, FeelKind.Date or FeelKind.DateTime, FeelKind.Date or FeelKind.DateTime) => FeelType.DaysAndTimeDuration,
            (BinaryOperator.Subtract, FeelKind.Time, FeelKind.Time) => FeelType.DaysAndTimeDuration,
            (BinaryOperator.Add or BinaryOperator.Subtract, FeelKind.DaysAndTimeDuration, FeelKind.DaysAndTimeDuration) => left,
            (BinaryOperator.Add or BinaryOperator.Subtract, FeelKind.YearsAndMonthsDuration, FeelKind.YearsAndMonthsDuration) => left,
            (BinaryOperator.Multiply or BinaryOperator.Divide, FeelKind.DaysAndTimeDuration or FeelKind.YearsAndMonthsDuration, FeelKind.Number) => left,
            (BinaryOperator.Multiply, FeelKind.Number, FeelKind.DaysAndTimeDuration or FeelKind.YearsAndMonthsDuration) => right,
            (BinaryOperator.Divide, FeelKind.DaysAndTimeDuration, FeelKind.DaysAndTimeDuration) => FeelType.Number,
            (BinaryOperator.Divide, FeelKind.YearsAndMonthsDuration, FeelKind.YearsAndMonthsDuration) => FeelType.Number,
            _ => null,
        };
    }
}
