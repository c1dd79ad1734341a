using Comity.Feel.Values;

namespace Comity.Feel.Functions;

/// <summary>Dates, times and durations from texts and parts (DMN 1.5 §10.3.4.1, Table 72).</summary>
internal static class TemporalFunctions
{
    public static readonly BuiltInFunction[] All =
    [
        new("date", (arguments, _) => arguments.Length == 1 ? ToDate(arguments[0]) : OfParts(arguments), false, ["from"], ["year", "month", "day"]),
        new("time", (arguments, _) => arguments.Length == 1 ? ToTime(arguments[0]) : TimeOfParts(arguments), false,
            ["from"], ["hour", "minute", "second"], ["hour", "minute", "second", "offset"]),
        new("date and time", (arguments, _) => ToDateTime(arguments), false,
            ["from"],
            ["date", "time"],
            ["year", "month", "day", "hour", "minute", "second"],
            ["year", "month", "day", "hour", "minute", "second", "offset"],
            ["year", "month", "day", "hour", "minute", "second", "timezone"]),
        new("duration", (arguments, _) => ToDuration(arguments[0]), false, ["from"]),
        new("years and months duration", (arguments, _) => Between(arguments[0], arguments[1]), false, ["from", "to"]),
    ];

    private static FeelValue ToDate(FeelValue from) => from.Kind switch
    {
        FeelKind.Date => from,
        FeelKind.DateTime => FeelValue.From(from.AsDateTime().Date),
        FeelKind.String when FeelDate.TryParse(from.AsString(), out var date) => FeelValue.From(date),
        _ => FeelValue.Null,
    };

    private static FeelValue OfParts(ReadOnlySpan<FeelValue> parts) =>
        parts[0].TryAsInt64(out var year) && parts[1].TryAsInt64(out var month) && parts[2].TryAsInt64(out var day)
        && month is >= 1 and <= 12 && day is >= 1 and <= 31 && FeelDate.TryCreate(year, (int)month, (int)day, out var date)
            ? FeelValue.From(date)
            : FeelValue.Null;

    private static FeelValue ToTime(FeelValue from) => from.Kind switch
    {
        FeelKind.Time => from,
        FeelKind.DateTime => FeelValue.From(from.AsDateTime().Time),
        FeelKind.Date => FeelValue.From(FeelDateTime.AtMidnightUtc(from.AsDate()).Time),
        FeelKind.String when FeelTime.TryParse(from.AsString(), out var time) => FeelValue.From(time),
        _ => FeelValue.Null,
    };

    // hour, minute, second with a fraction, and an offset, a zone's name or nothing.
    private static FeelValue TimeOfParts(ReadOnlySpan<FeelValue> parts)
    {
        FeelZone? zone = null;
        if (parts.Length == 4 && !parts[3].IsNull)
        {
            zone = parts[3].Kind switch
            {
                FeelKind.DaysAndTimeDuration when WholeSeconds(parts[3].AsDaysAndTime()) is { } seconds => FeelZone.OfOffset(seconds),
                FeelKind.String => FeelZone.Named(parts[3].AsString()),
                _ => null,
            };
            if (zone is null)
            {
                return FeelValue.Null;
            }
        }

        return parts[0].TryAsInt64(out var hour) && parts[1].TryAsInt64(out var minute) && parts[2].Kind == FeelKind.Number
            && FeelNumber.Multiply(parts[2].AsNumber(), FeelTime.NanosecondsPerSecond) is { } scaled && scaled.TryTruncate(out var nanoseconds)
            && nanoseconds >= 0 && nanoseconds < 60 * FeelTime.NanosecondsPerSecond
            && FeelTime.TryCreate(hour, minute, (long)nanoseconds / FeelTime.NanosecondsPerSecond, (long)nanoseconds % FeelTime.NanosecondsPerSecond, zone, out var time)
                ? FeelValue.From(time)
                : FeelValue.Null;
    }

    private static long? WholeSeconds(DaysAndTimeDuration duration) =>
        duration.Nanoseconds % FeelTime.NanosecondsPerSecond == 0 && Int128.Abs(duration.Nanoseconds) < FeelTime.NanosecondsPerDay
            ? (long)(duration.Nanoseconds / FeelTime.NanosecondsPerSecond)
            : null;

    private static FeelValue ToDateTime(ReadOnlySpan<FeelValue> arguments)
    {
        switch (arguments)
        {
            case [var from]:
                return from.Kind switch
                {
                    FeelKind.DateTime => from,
                    FeelKind.Date => FeelValue.From(FeelDateTime.AtMidnightUtc(from.AsDate())),
                    FeelKind.String when FeelDateTime.TryParse(from.AsString(), out var read) => FeelValue.From(read),
                    _ => FeelValue.Null,
                };
            case [var date, var time]:
                return time.Kind == FeelKind.Time && date.Kind is FeelKind.Date or FeelKind.DateTime
                    ? FeelValue.From(new FeelDateTime(ToDate(date).AsDate(), time.AsTime()))
                    : FeelValue.Null;
            default:
                var (day, clock) = (OfParts(arguments[..3]), TimeOfParts(arguments[3..]));
                return day.IsNull || clock.IsNull ? FeelValue.Null : FeelValue.From(new FeelDateTime(day.AsDate(), clock.AsTime()));
        }
    }

    private static FeelValue ToDuration(FeelValue from) => from.Kind switch
    {
        FeelKind.DaysAndTimeDuration or FeelKind.YearsAndMonthsDuration => from,
        FeelKind.String => TemporalText.ParseDuration(from.AsString()),
        _ => FeelValue.Null,
    };

    private static FeelValue Between(FeelValue from, FeelValue to) =>
        from.Kind is FeelKind.Date or FeelKind.DateTime && to.Kind is FeelKind.Date or FeelKind.DateTime
            ? FeelValue.From(YearsAndMonthsDuration.Between(ToDate(from).AsDate(), ToDate(to).AsDate()))
            : FeelValue.Null;
}
