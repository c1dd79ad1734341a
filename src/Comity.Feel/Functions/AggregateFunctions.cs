using Comity.Feel.Evaluation;
using Comity.Feel.Types;
using Comity.Feel.Values;
using static Comity.Feel.Functions.Signature;

namespace Comity.Feel.Functions;

/// <summary>Functions that make one value of a list's items (DMN 1.5 §10.3.4.4, Table 75).</summary>
internal static class AggregateFunctions
{
    private const string Section = "10.3.4.4";

    public static readonly BuiltInFunction[] All =
    [
        new("min", Section, OverItems(FeelType.Any, FeelType.Any, (items, context) => Extreme(items, Ordering.Less, context))),
        new("max", Section, OverItems(FeelType.Any, FeelType.Any, (items, context) => Extreme(items, Ordering.Greater, context))),
        new("sum", Section, OverItems(FeelType.Number, FeelType.Number, (items, context) => Fold(items, Arithmetic.Add, context))),
        new("product", Section, OverItems(FeelType.Number, FeelType.Number, (items, context) => Fold(items, Arithmetic.Multiply, context))),
        new("mean", Section, OverItems(FeelType.Number, FeelType.Number, Mean)),
        new("median", Section, OverItems(FeelType.Number, FeelType.Number, Median)),
        new("stddev", Section, OverItems(FeelType.Number, FeelType.Number, (items, context) =>
            Numbers(items, context) is { } numbers ? FeelValue.From(FeelNumber.StandardDeviation(numbers)) : FeelValue.Null)),
        new("mode", Section, OverItems(new ListType(FeelType.Number), FeelType.Number, Mode)),
    ];

    private static FeelNumber[]? Numbers(ReadOnlySpan<FeelValue> items, EvaluationContext context)
    {
        var numbers = new FeelNumber[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            context.Step();
            if (items[i].Kind != FeelKind.Number)
            {
                NotANumber(items[i], i, context);
                return null;
            }

            numbers[i] = items[i].AsNumber();
        }

        return numbers;
    }

    private static FeelValue Fold(ReadOnlySpan<FeelValue> items, Arithmetic operation, EvaluationContext context)
    {
        var result = items.IsEmpty ? FeelValue.Null : items[0];
        for (var i = 0; i < items.Length; i++)
        {
            context.Step();
            if (items[i].Kind != FeelKind.Number)
            {
                return NotANumber(items[i], i, context);
            }

            if (i > 0)
            {
                result = FeelOperators.Arithmetic(operation, result, items[i], context);
                if (result.IsNull)
                {
                    return result;
                }
            }
        }

        return result;
    }

    private static FeelValue Mean(ReadOnlySpan<FeelValue> items, EvaluationContext context)
    {
        var sum = Fold(items, Arithmetic.Add, context);
        return sum.IsNull ? sum : FeelOperators.Arithmetic(Arithmetic.Divide, sum, FeelValue.From(items.Length), context);
    }

    private static FeelValue Median(ReadOnlySpan<FeelValue> items, EvaluationContext context)
    {
        if (Numbers(items, context) is not { Length: > 0 } numbers)
        {
            return FeelValue.Null;
        }

        Array.Sort(numbers);
        var (low, high) = (FeelValue.From(numbers[(numbers.Length - 1) / 2]), FeelValue.From(numbers[numbers.Length / 2]));
        return low == high ? low : FeelOperators.Arithmetic(Arithmetic.Divide, FeelOperators.Arithmetic(Arithmetic.Add, low, high, context), FeelValue.From(2), context);
    }

    private static FeelValue Mode(ReadOnlySpan<FeelValue> items, EvaluationContext context)
    {
        if (Numbers(items, context) is not { } numbers)
        {
            return FeelValue.Null;
        }

        var counted = numbers.CountBy(number => number).ToArray();
        var most = counted.Length == 0 ? 0 : counted.Max(entry => entry.Value);
        return FeelValue.From(FeelList.Of(counted.Where(entry => entry.Value == most).Select(entry => entry.Key).Order().Select(number => FeelValue.From(number))));
    }

    private static FeelValue Extreme(ReadOnlySpan<FeelValue> items, Ordering better, EvaluationContext context)
    {
        var best = items.IsEmpty ? FeelValue.Null : items[0];
        for (var i = 0; i < items.Length; i++)
        {
            context.Step();
            var isBetter = FeelOperators.Compare(better, items[i], best);
            if (isBetter.IsNull)
            {
                if (context.Reports)
                {
                    context.Report("FEEL0206", $"Item {i + 1}, {FeelOperators.Described(items[i])}, cannot be compared with {FeelOperators.Described(best)}.");
                }

                return FeelValue.Null;
            }

            best = isBetter.IsTrue ? items[i] : best;
        }

        return best;
    }

    private static FeelValue NotANumber(FeelValue item, int index, EvaluationContext context)
    {
        if (context.Reports)
        {
            context.Report("FEEL0206", $"Item {index + 1} is {FeelOperators.Described(item)}, not a number.");
        }

        return FeelValue.Null;
    }
}
