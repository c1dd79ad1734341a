using Comity.Feel.Evaluation;
using Comity.Feel.Types;

namespace Comity.Feel.Values;

// Arithmetic (DMN 1.5 §10.3.2.13, Tables 56 to 62).
public static partial class FeelOperators
{
    /// <summary>Arithmetic on numbers, dates, times and durations, and <c>+</c> on strings; null otherwise.</summary>
    public static FeelValue Arithmetic(Arithmetic operation, FeelValue left, FeelValue right, EvaluationContext context)
    {
        if (left.Kind == FeelKind.Number && right.Kind == FeelKind.Number)
        {
            return TryWhole(operation, left, right, out var whole) ? FeelValue.From(whole) : Numeric(operation, left.AsNumber(), right.AsNumber(), context);
        }

        if (operation == Values.Arithmetic.Add && left.Kind == FeelKind.String && right.Kind == FeelKind.String)
        {
            var size = (long)left.AsString().Length + right.AsString().Length;
            context.CheckSize(size);
            context.CountParts(size);
            return FeelValue.From(left.AsString() + right.AsString());
        }

        var defined = operation switch
        {
            Values.Arithmetic.Add => Sum(left, right) ?? Sum(right, left),
            Values.Arithmetic.Subtract => Difference(left, right) ?? (Negate(right) is { IsNull: false } negated ? Sum(left, negated) : null),
            Values.Arithmetic.Multiply => Scaled(left, right, FeelNumber.Multiply) ?? Scaled(right, left, FeelNumber.Multiply),
            Values.Arithmetic.Divide => Ratio(left, right) ?? Scaled(left, right, FeelNumber.Divide),
            _ => null,
        };
        if (defined is { IsNull: false } result)
        {
            return result;
        }

        if (context.Reports)
        {
            var reason = defined is null ? $"{operation} has no meaning for {Described(left)} and {Described(right)}."
                : left.Kind is FeelKind.DateTime or FeelKind.Time or FeelKind.Date && operation == Values.Arithmetic.Subtract && right.Kind is FeelKind.DateTime or FeelKind.Time or FeelKind.Date
                    ? "Only one of the two has a time zone, so that their difference is not known."
                    : "The result is out of range.";
            context.Report("FEEL0202", reason);
        }

        return FeelValue.Null;
    }

    /// <summary>Arithmetic negation of a number or duration; null for anything else.</summary>
    public static FeelValue Negate(FeelValue value) => value.Kind switch
    {
        FeelKind.Number => FeelValue.From(-value.AsNumber()),
        FeelKind.DaysAndTimeDuration => FeelValue.From(new DaysAndTimeDuration(-value.AsDaysAndTime().Nanoseconds)),
        FeelKind.YearsAndMonthsDuration => FeelValue.From(new YearsAndMonthsDuration(-value.AsYearsAndMonths().Months)),
        _ => FeelValue.Null,
    };

    private static FeelValue Numeric(Arithmetic operation, FeelNumber left, FeelNumber right, EvaluationContext context)
    {
        var result = FeelValue.From(operation switch
        {
            Values.Arithmetic.Add => FeelNumber.Add(left, right),
            Values.Arithmetic.Subtract => FeelNumber.Subtract(left, right),
            Values.Arithmetic.Multiply => FeelNumber.Multiply(left, right),
            Values.Arithmetic.Divide => FeelNumber.Divide(left, right),
            _ => FeelNumber.Power(left, right),
        });
        if (result.IsNull)
        {
            context.Report("FEEL0201", operation == Values.Arithmetic.Divide && right.Sign == 0 ? "Division by zero." : "The result is out of range.");
        }

        return result;
    }

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
                return !AddOverflows(a, b, out result);
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

    private static bool AddOverflows(long a, long b, out long sum)
    {
        sum = unchecked(a + b);
        return ((a ^ sum) & (b ^ sum)) < 0;
    }

    // In what follows a null reference says "not defined for these kinds", and the null value "no result".
    private static FeelValue? Sum(FeelValue left, FeelValue right) => (left.Kind, right.Kind) switch
    {
        (FeelKind.DateTime, FeelKind.DaysAndTimeDuration) => FeelValue.From(left.AsDateTime().Plus(right.AsDaysAndTime())),
        (FeelKind.DateTime, FeelKind.YearsAndMonthsDuration) => FeelValue.From(left.AsDateTime().Plus(right.AsYearsAndMonths())),
        (FeelKind.Date, FeelKind.DaysAndTimeDuration) =>
            new FeelDateTime(left.AsDate(), default).Plus(right.AsDaysAndTime()) is { } moment ? FeelValue.From(moment.Date) : FeelValue.Null,
        (FeelKind.Date, FeelKind.YearsAndMonthsDuration) =>
            left.AsDate().TryAddMonths(right.AsYearsAndMonths().Months, out var date) ? FeelValue.From(date) : FeelValue.Null,
        (FeelKind.Time, FeelKind.DaysAndTimeDuration) => FeelValue.From(left.AsTime().Plus(right.AsDaysAndTime())),
        (FeelKind.DaysAndTimeDuration, FeelKind.DaysAndTimeDuration) =>
            FeelValue.From(DaysAndTimeDuration.Of(left.AsDaysAndTime().Nanoseconds + right.AsDaysAndTime().Nanoseconds)),
        (FeelKind.YearsAndMonthsDuration, FeelKind.YearsAndMonthsDuration) =>
            AddOverflows(left.AsYearsAndMonths().Months, right.AsYearsAndMonths().Months, out var months) ? FeelValue.Null : FeelValue.From(new YearsAndMonthsDuration(months)),
        _ => null,
    };

    // A date beside a date and time is midnight UTC (§10.3.2.9.4).
    private static FeelValue? Difference(FeelValue left, FeelValue right) => (left.Kind, right.Kind) switch
    {
        (FeelKind.Date, FeelKind.Date) => FeelValue.From(DaysAndTimeDuration.OfSeconds((left.AsDate().DayNumber - right.AsDate().DayNumber) * 86_400)),
        (FeelKind.DateTime, FeelKind.DateTime) => FeelValue.From(left.AsDateTime().Since(right.AsDateTime())),
        (FeelKind.DateTime, FeelKind.Date) => FeelValue.From(left.AsDateTime().Since(FeelDateTime.AtMidnightUtc(right.AsDate()))),
        (FeelKind.Date, FeelKind.DateTime) => FeelValue.From(FeelDateTime.AtMidnightUtc(left.AsDate()).Since(right.AsDateTime())),
        (FeelKind.Time, FeelKind.Time) => FeelValue.From(left.AsTime().Since(right.AsTime())),
        _ => null,
    };

    // A duration times or divided by a number, towards zero to a whole month or nanosecond.
    private static FeelValue? Scaled(FeelValue duration, FeelValue factor, Func<FeelNumber, FeelNumber, FeelNumber?> operation)
    {
        if (factor.Kind != FeelKind.Number || Length(duration) is not { } length)
        {
            return null;
        }

        if (operation(length, factor.AsNumber()) is not { } scaled || !scaled.TryTruncate(out var whole))
        {
            return FeelValue.Null;
        }

        return duration.Kind == FeelKind.DaysAndTimeDuration ? FeelValue.From(DaysAndTimeDuration.Of(whole))
            : Int128.Abs(whole) < long.MaxValue ? FeelValue.From(new YearsAndMonthsDuration((long)whole))
            : FeelValue.Null;
    }

    private static FeelValue? Ratio(FeelValue left, FeelValue right) =>
        left.Kind == right.Kind && Length(left) is { } dividend && Length(right) is { } divisor ? FeelValue.From(FeelNumber.Divide(dividend, divisor)) : null;

    private static FeelNumber? Length(FeelValue duration) => duration.Kind switch
    {
        FeelKind.DaysAndTimeDuration => FeelNumber.FromInt128(duration.AsDaysAndTime().Nanoseconds),
        FeelKind.YearsAndMonthsDuration => duration.AsYearsAndMonths().Months,
        _ => null,
    };

    /// <summary>The value's kind in words: "a number", "null"; with a capital where it begins a sentence.</summary>
    internal static string Described(FeelValue value, bool begins = false) => value.IsNull
        ? begins ? "Null" : "null"
        : $"{(begins ? "A" : "a")} {value.Kind switch
        {
            FeelKind.List => "list",
            FeelKind.Context => "context",
            FeelKind.Range => "range",
            FeelKind.Function => "function",
            var kind => FeelType.OfKind(kind).Name,
        }}";
}
