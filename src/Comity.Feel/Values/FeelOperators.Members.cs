using Comity.Feel.Evaluation;

namespace Comity.Feel.Values;

// Members, properties and items.
public static partial class FeelOperators
{
    /// <summary><c>source.member</c>: an entry of a context, a part of a date or range, or the same for each item of a list.</summary>
    public static FeelValue Member(FeelValue source, string member, EvaluationContext context)
    {
        switch (source.Kind)
        {
            case FeelKind.Context when source.AsContext().TryGet(member, out var value):
                return value;
            case FeelKind.List:
                var items = source.AsList();
                context.Count(items.Count);
                var projected = new FeelValue[items.Count];
                for (var i = 0; i < projected.Length; i++)
                {
                    projected[i] = Member(items[i], member, context);
                }

                return context.Limited(FeelValue.From(FeelList.Taking(projected)));
            default:
                return Property(source, member) ?? NoMember(source, member, context);
        }
    }

    /// <summary>The item at a FEEL index: from 1, or from the end when negative; null when there is none.</summary>
    public static FeelValue ItemAt(FeelList list, FeelValue index)
    {
        index.TryAsInt64(out var position);
        return HasItemAt(list, index) ? list[(int)(position > 0 ? position - 1 : list.Count + position)] : FeelValue.Null;
    }

    /// <summary>Whether there is an item at a FEEL index, be it null.</summary>
    internal static bool HasItemAt(FeelList list, FeelValue index) => index.TryAsInt64(out var position) && position != 0 && Math.Abs(position) <= list.Count;

    /// <summary>A list as it is, null as the empty list, any other value as a list of one (DMN 1.5 §10.3.2.9.4).</summary>
    public static FeelList ToList(FeelValue value) =>
        value.Kind == FeelKind.List ? value.AsList() : value.IsNull ? FeelList.Empty : FeelList.Of(value);

    // DMN 1.5 Tables 65 to 67; null for a property that the kind does not have.
    private static FeelValue? Property(FeelValue source, string name) => source.Kind switch
    {
        FeelKind.Date => DateProperty(source.AsDate(), name),
        FeelKind.Time => name == "time offset" && source.AsTime().Zone is { FixedOffset: { } offset }
            ? FeelValue.From(DaysAndTimeDuration.OfSeconds(offset))
            : TimeProperty(source.AsTime(), name),
        FeelKind.DateTime => name == "time offset" && source.AsDateTime().Offset is { } offset
            ? FeelValue.From(DaysAndTimeDuration.OfSeconds(offset))
            : DateProperty(source.AsDateTime().Date, name) ?? TimeProperty(source.AsDateTime().Time, name),
        FeelKind.DaysAndTimeDuration => DurationProperty(source.AsDaysAndTime(), name),
        FeelKind.YearsAndMonthsDuration => name switch
        {
            "years" => FeelValue.From(source.AsYearsAndMonths().Years),
            "months" => FeelValue.From(source.AsYearsAndMonths().MonthsOfYear),
            _ => null,
        },
        FeelKind.Range => RangeProperty(source.AsRange(), name),
        _ => null,
    };

    private static FeelValue? DateProperty(FeelDate date, string name) => name switch
    {
        "year" => FeelValue.From(date.Year),
        "month" => FeelValue.From(date.Month),
        "day" => FeelValue.From(date.Day),
        "weekday" => FeelValue.From(date.Weekday),
        _ => null,
    };

    private static FeelValue? TimeProperty(FeelTime time, string name) => name switch
    {
        "hour" => FeelValue.From(time.Hour),
        "minute" => FeelValue.From(time.Minute),
        "second" => FeelValue.From(FeelNumber.Divide(time.NanosecondOfDay % (60 * FeelTime.NanosecondsPerSecond), FeelTime.NanosecondsPerSecond)),
        "time offset" => FeelValue.Null,
        "timezone" => FeelValue.From(time.Zone?.Name),
        _ => null,
    };

    private static FeelValue? DurationProperty(DaysAndTimeDuration duration, string name) => name switch
    {
        "days" => FeelValue.From(duration.Days),
        "hours" => FeelValue.From(duration.Hours),
        "minutes" => FeelValue.From(duration.Minutes),
        "seconds" => FeelValue.From(FeelNumber.Divide(duration.NanosecondsOfMinute, FeelTime.NanosecondsPerSecond)),
        _ => null,
    };

    private static FeelValue? RangeProperty(FeelRange range, string name) => name switch
    {
        "start" => range.Form == RangeForm.NotEqual ? FeelValue.Null : range.Start,
        "end" => range.Form == RangeForm.NotEqual ? FeelValue.Null : range.End,
        "start included" => FeelValue.From(range.StartIncluded),
        "end included" => FeelValue.From(range.EndIncluded),
        _ => null,
    };

    private static FeelValue NoMember(FeelValue source, string member, EvaluationContext context)
    {
        if (context.Reports)
        {
            context.Report("FEEL0204", source.Kind == FeelKind.Context ? $"The context has no entry '{member}'." : $"{Described(source, true)} has no member '{member}'.");
        }

        return FeelValue.Null;
    }
}
