using System.Globalization;
using Comity.Feel.Types;
using Comity.Feel.Values;
using static Comity.Feel.Functions.Signature;

namespace Comity.Feel.Functions;

/// <summary>Dates, times and durations: from texts and parts (DMN 1.5 §10.3.4.1, Table 72), their parts (§10.3.4.8), now (§10.3.4.11).</summary>
internal static class TemporalFunctions
{
    private const string Conversion = "10.3.4.1";
    private static readonly FeelParameter[] DateParts = [Of(FeelType.Number, "year"), Of(FeelType.Number, "month"), Of(FeelType.Number, "day")];
    private static readonly FeelParameter[] TimeParts = [Of(FeelType.Number, "hour"), Of(FeelType.Number, "minute"), Of(FeelType.Number, "second")];
    private static readonly FeelParameter Offset = OrNull(FeelType.DaysAndTimeDuration, "offset");
    private static readonly FeelParameter Zone = Of(FeelType.Text, "timezone");

    public static readonly BuiltInFunction[] All =
    [
        new("date", Conversion,
            new FunctionOverload(FeelType.Date, [Of(FeelType.Text, "from")], (arguments, _) =>
                FeelDate.TryParse(arguments[0].AsString(), out var date) ? FeelValue.From(date) : FeelValue.Null),
            new FunctionOverload(FeelType.Date, [Of(FeelType.DateTime, "from")], (arguments, _) => FeelValue.From(arguments[0].AsDateTime().Date)),
            new FunctionOverload(FeelType.Date, DateParts, (arguments, _) => DateOf(arguments))),
        new("time", Conversion,
            new FunctionOverload(FeelType.Time, [Of(FeelType.Text, "from")], (arguments, _) =>
                FeelTime.TryParse(arguments[0].AsString(), out var time) ? FeelValue.From(time) : FeelValue.Null),
            new FunctionOverload(FeelType.Time, [Of(FeelType.Time, "from")], (arguments, _) => arguments[0]),
            new FunctionOverload(FeelType.Time, [Of(FeelType.DateTime, "from")], (arguments, _) => FeelValue.From(arguments[0].AsDateTime().Time)),
            new FunctionOverload(FeelType.Time, TimeParts, (arguments, _) => TimeOf(arguments)),
            new FunctionOverload(FeelType.Time, [.. TimeParts, Offset], (arguments, _) => TimeOf(arguments))),
        new("date and time", Conversion,
            new FunctionOverload(FeelType.DateTime, [Of(FeelType.Text, "from")], (arguments, _) =>
                FeelDateTime.TryParse(arguments[0].AsString(), out var moment) ? FeelValue.From(moment) : FeelValue.Null),
            new FunctionOverload(FeelType.DateTime, [Of(FeelType.DateTime, "from")], (arguments, _) => arguments[0]),
            new FunctionOverload(FeelType.DateTime, [Of(FeelType.DateTime, "date"), Of(FeelType.Time, "time")], (arguments, _) =>
                FeelValue.From(new FeelDateTime(arguments[0].AsDateTime().Date, arguments[1].AsTime()))),
            new FunctionOverload(FeelType.DateTime, [.. DateParts, .. TimeParts], (arguments, _) => Joined(arguments)),
            new FunctionOverload(FeelType.DateTime, [.. DateParts, .. TimeParts, Offset], (arguments, _) => Joined(arguments)),
            new FunctionOverload(FeelType.DateTime, [.. DateParts, .. TimeParts, Zone], (arguments, _) => Joined(arguments))),
        new("duration", Conversion,
            new FunctionOverload(FeelType.Any, [Of(FeelType.Text, "from")], (arguments, _) => TemporalText.ParseDuration(arguments[0].AsString())),
            new FunctionOverload(FeelType.DaysAndTimeDuration, [Of(FeelType.DaysAndTimeDuration, "from")], (arguments, _) => arguments[0]),
            new FunctionOverload(FeelType.YearsAndMonthsDuration, [Of(FeelType.YearsAndMonthsDuration, "from")], (arguments, _) => arguments[0])),
        new("years and months duration", Conversion, new FunctionOverload(
            FeelType.YearsAndMonthsDuration,
            [Of(FeelType.DateTime, "from"), Of(FeelType.DateTime, "to")],
            (arguments, _) => FeelValue.From(YearsAndMonthsDuration.Between(arguments[0].AsDateTime().Date, arguments[1].AsDateTime().Date)))),
        new("day of year", "10.3.4.8", OnDate(FeelType.Number, date => FeelValue.From(date.DayOfYear))),
        new("day of week", "10.3.4.8", OnDate(FeelType.Text, date => FeelValue.From(CultureInfo.InvariantCulture.DateTimeFormat.DayNames[date.Weekday % 7]))),
        new("month of year", "10.3.4.8", OnDate(FeelType.Text, date => FeelValue.From(CultureInfo.InvariantCulture.DateTimeFormat.MonthNames[date.Month - 1]))),
        new("week of year", "10.3.4.8", OnDate(FeelType.Number, date => FeelValue.From(date.WeekOfYear))),
        new("now", "10.3.4.11", new FunctionOverload(FeelType.DateTime, [], (_, context) => FeelValue.From(context.Now))),
        new("today", "10.3.4.11", new FunctionOverload(FeelType.Date, [], (_, context) => FeelValue.From(context.Now.Date))),
        new("is", "10.3.4.6", new FunctionOverload(FeelType.Boolean, [Any("value1"), Any("value2")], (arguments, _) => FeelValue.From(arguments[0] == arguments[1]))),
    ];

    // A date is taken as a date and time (§10.3.2.9.4).
    private static FunctionOverload OnDate(FeelType result, Func<FeelDate, FeelValue> function) =>
        new(result, [Of(FeelType.DateTime, "date")], (arguments, _) => function(arguments[0].AsDateTime().Date));

    private static FeelValue DateOf(ReadOnlySpan<FeelValue> parts) =>
        parts[0].TryAsInt64(out var year) && parts[1].TryAsInt64(out var month) && parts[2].TryAsInt64(out var day)
        && month is >= 1 and <= 12 && day is >= 1 and <= 31 && FeelDate.TryCreate(year, (int)month, (int)day, out var date)
            ? FeelValue.From(date)
            : FeelValue.Null;

    // hour, minute, second with a fraction, and an offset, a zone's name or nothing.
    private static FeelValue TimeOf(ReadOnlySpan<FeelValue> parts)
    {
        FeelZone? zone = null;
        if (parts.Length == 4 && !parts[3].IsNull)
        {
            zone = parts[3].Kind == FeelKind.String ? FeelZone.Named(parts[3].AsString())
                : WholeSeconds(parts[3].AsDaysAndTime()) is { } seconds ? FeelZone.OfOffset(seconds)
                : null;
            if (zone is null)
            {
                return FeelValue.Null;
            }
        }

        return parts[0].TryAsInt64(out var hour) && parts[1].TryAsInt64(out var minute)
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

    private static FeelValue Joined(ReadOnlySpan<FeelValue> parts)
    {
        var (date, time) = (DateOf(parts[..3]), TimeOf(parts[3..]));
        return date.IsNull || time.IsNull ? FeelValue.Null : FeelValue.From(new FeelDateTime(date.AsDate(), time.AsTime()));
    }
}
