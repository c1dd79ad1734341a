using Comity.Feel.Evaluation;
using Comity.Feel.Values;

namespace Comity.Feel.Functions;

/// <summary>Functions on numbers and on lists of numbers (DMN 1.5 §10.3.4.4 and §10.3.4.5).</summary>
internal static class NumberFunctions
{
    public static readonly BuiltInFunction[] All =
    [
        new("floor", (arguments, _) => OnNumber(arguments[0], number => number.Floor()), false, ["n"]),
        new("ceiling", (arguments, _) => OnNumber(arguments[0], number => -(-number).Floor()), false, ["n"]),
        new("abs", (arguments, _) => OnNumber(arguments[0], number => number.Sign < 0 ? -number : number), false, ["n"]),
        new("modulo", Modulo, false, ["dividend", "divisor"]),
        new("sum", (arguments, context) => Sum(ListFunctions.Items(arguments), context), true, ["list"]),
        new("mean", Mean, true, ["list"]),
        new("min", (arguments, _) => Extreme(arguments, Ordering.Less), true, ["list"]),
        new("max", (arguments, _) => Extreme(arguments, Ordering.Greater), true, ["list"]),
    ];

    private static FeelValue OnNumber(FeelValue value, Func<FeelNumber, FeelNumber> function) =>
        value.Kind == FeelKind.Number ? FeelValue.From(function(value.AsNumber())) : FeelValue.Null;

    // dividend - divisor * floor(dividend / divisor)
    private static FeelValue Modulo(ReadOnlySpan<FeelValue> arguments, EvaluationContext context)
    {
        if (arguments[0].Kind != FeelKind.Number || arguments[1].Kind != FeelKind.Number
            || FeelNumber.Divide(arguments[0].AsNumber(), arguments[1].AsNumber()) is not { } quotient
            || FeelNumber.Multiply(arguments[1].AsNumber(), quotient.Floor()) is not { } whole)
        {
            return FeelValue.Null;
        }

        return FeelValue.From(FeelNumber.Subtract(arguments[0].AsNumber(), whole));
    }

    private static FeelValue Sum(ReadOnlySpan<FeelValue> items, EvaluationContext context)
    {
        if (items.IsEmpty)
        {
            return FeelValue.Null;
        }

        var sum = FeelValue.From(0);
        foreach (var item in items)
        {
            sum = item.Kind == FeelKind.Number ? FeelOperators.Arithmetic(Arithmetic.Add, sum, item, context) : FeelValue.Null;
            if (sum.IsNull)
            {
                break;
            }
        }

        return sum;
    }

    private static FeelValue Mean(ReadOnlySpan<FeelValue> arguments, EvaluationContext context)
    {
        var items = ListFunctions.Items(arguments);
        var sum = Sum(items, context);
        return sum.IsNull ? sum : FeelOperators.Arithmetic(Arithmetic.Divide, sum, FeelValue.From(items.Length), context);
    }

    private static FeelValue Extreme(ReadOnlySpan<FeelValue> arguments, Ordering better)
    {
        var items = ListFunctions.Items(arguments);
        var best = FeelValue.Null;
        foreach (var item in items)
        {
            if (item.IsNull)
            {
                return FeelValue.Null;
            }

            var isBetter = best.IsNull ? FeelValue.True : FeelOperators.Compare(better, item, best);
            if (isBetter.IsNull)
            {
                return FeelValue.Null;
            }

            best = isBetter.IsTrue ? item : best;
        }

        return best;
    }
}
