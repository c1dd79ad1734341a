namespace Comity.Feel.Values;

// Equality and order (DMN 1.5 §10.3.2.13, Tables 52 to 54).
public static partial class FeelOperators
{
    /// <summary><c>=</c>: true or false, and null for values of different kinds. Null equals null only.</summary>
    public static FeelValue Equal(FeelValue left, FeelValue right)
    {
        if (left.IsNull || right.IsNull)
        {
            return FeelValue.From(left.IsNull && right.IsNull);
        }

        if (left.Kind != right.Kind)
        {
            // A list with one item and a single value are compared by that item (§10.3.2.9.4).
            return (left.Kind, right.Kind) switch
            {
                (FeelKind.List, _) when left.AsList().Count == 1 => Equal(left.AsList()[0], right),
                (_, FeelKind.List) when right.AsList().Count == 1 => Equal(left, right.AsList()[0]),
                _ => FeelValue.Null,
            };
        }

        return left.Kind switch
        {
            FeelKind.Time or FeelKind.DateTime => FeelValue.From(SameSecond(left, right)),
            FeelKind.List => EqualItems(left.AsList(), right.AsList()),
            FeelKind.Context => EqualEntries(left.AsContext(), right.AsContext()),
            _ => FeelValue.From(left.Equals(right)),
        };
    }

    /// <summary>An ordering of two numbers, strings or temporal values of one kind; null for anything else.</summary>
    public static FeelValue Compare(Ordering ordering, FeelValue left, FeelValue right)
    {
        int sign;
        if (left.TryAsInt64(out var leftWhole) && right.TryAsInt64(out var rightWhole))
        {
            sign = leftWhole.CompareTo(rightWhole);
        }
        else if (left.Kind == right.Kind && Order(left, right) is { } order)
        {
            sign = order;
        }
        else
        {
            return FeelValue.Null;
        }

        return FeelValue.From(ordering switch
        {
            Ordering.Less => sign < 0,
            Ordering.LessOrEqual => sign <= 0,
            Ordering.Greater => sign > 0,
            _ => sign >= 0,
        });
    }

    // The sign of the difference of two values of one kind; null for a kind without an order. Fractions of a second count here.
    private static int? Order(FeelValue left, FeelValue right)
    {
        switch (left.Kind)
        {
            case FeelKind.Number:
                return left.AsNumber().CompareTo(right.AsNumber());
            case FeelKind.String:
                return CodePoints.Compare(left.AsString(), right.AsString());
            case FeelKind.Date:
                return left.AsDate().CompareTo(right.AsDate());
            case FeelKind.Time or FeelKind.DateTime:
                var (time, other) = InCommon(left, right);
                return time.CompareTo(other);
            case FeelKind.DaysAndTimeDuration:
                return left.AsDaysAndTime().CompareTo(right.AsDaysAndTime());
            case FeelKind.YearsAndMonthsDuration:
                return left.AsYearsAndMonths().CompareTo(right.AsYearsAndMonths());
            default:
                return null;
        }
    }

    // Two times, or two dates with times, are equal where their whole seconds are, as value_t and value_dt are defined (§10.3.2.3.4,
    // §10.3.2.3.6).
    private static bool SameSecond(FeelValue left, FeelValue right)
    {
        var (time, other) = InCommon(left, right);
        return Seconds(time) == Seconds(other);
    }

    // The nanoseconds of two times, or of two dates with times, in a zone in which they can be compared.
    private static (Int128, Int128) InCommon(FeelValue left, FeelValue right)
    {
        if (left.Kind == FeelKind.Time)
        {
            var (time, otherTime) = (left.AsTime(), right.AsTime());
            return (time.NanosecondsInCommon(otherTime.Zone), otherTime.NanosecondsInCommon(time.Zone));
        }

        var (moment, other) = (left.AsDateTime(), right.AsDateTime());
        return (moment.InstantInCommon(other.Zone), other.InstantInCommon(moment.Zone));
    }

    private static Int128 Seconds(Int128 nanoseconds) =>
        (nanoseconds - (nanoseconds < 0 ? FeelTime.NanosecondsPerSecond - 1 : 0)) / FeelTime.NanosecondsPerSecond;

    // False where one pair differs; null where one cannot be compared.
    private static FeelValue EqualItems(FeelList left, FeelList right)
    {
        if (left.Count != right.Count)
        {
            return FeelValue.False;
        }

        var result = FeelValue.True;
        for (var i = 0; i < left.Count && !result.IsFalse; i++)
        {
            result = And(result, Equal(left[i], right[i]));
        }

        return result;
    }

    private static FeelValue EqualEntries(FeelContext left, FeelContext right)
    {
        if (left.Keys.Count != right.Keys.Count)
        {
            return FeelValue.False;
        }

        var result = FeelValue.True;
        for (var i = 0; i < left.Keys.Count && !result.IsFalse; i++)
        {
            result = right.TryGet(left.Keys[i], out var value) ? And(result, Equal(left.Values[i], value)) : FeelValue.False;
        }

        return result;
    }
}
