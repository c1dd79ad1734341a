namespace Comity.Feel.Values;

/// <summary>A date and time (DMN 1.5 §10.3.2.3.6), to the nanosecond, with or without a zone. Equal when all three parts are.</summary>
public readonly record struct FeelDateTime
{
    private const long SecondsPerDay = 86_400;

    /// <summary>A date and time from its parts.</summary>
    public FeelDateTime(FeelDate date, FeelTime time)
        : this(date, time.NanosecondOfDay, time.Zone)
    {
    }

    private FeelDateTime(FeelDate date, long nanosecondOfDay, FeelZone? zone)
    {
        Date = date;
        NanosecondOfDay = nanosecondOfDay;
        Zone = zone;
    }

    /// <summary>The date as shown in the zone.</summary>
    public FeelDate Date { get; }

    /// <summary>Nanoseconds since midnight as shown in the zone.</summary>
    public long NanosecondOfDay { get; }

    /// <summary>Where it is told; null where that is not said.</summary>
    public FeelZone? Zone { get; }

    /// <summary>The time of day with its zone.</summary>
    public FeelTime Time => new(NanosecondOfDay, Zone);

    /// <summary>Seconds east of UTC; null where no zone is given.</summary>
    public long? Offset => Zone?.OffsetAtLocal(ShownSeconds);

    /// <summary>Nanoseconds since 1970-01-01T00:00:00Z; without a zone, as if it were UTC.</summary>
    internal Int128 Instant => ((Int128)(ShownSeconds - (Offset ?? 0)) * FeelTime.NanosecondsPerSecond) + (NanosecondOfDay % FeelTime.NanosecondsPerSecond);

    private long ShownSeconds => (Date.DayNumber * SecondsPerDay) + (NanosecondOfDay / FeelTime.NanosecondsPerSecond);

    /// <summary>Reads a date, <c>T</c>, and a time; or a date alone, at midnight.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out FeelDateTime value) => TemporalText.TryDateTime(text, out value);

    /// <summary>The start of a day, in UTC where a date stands for a date and time (DMN 1.5 §10.3.2.9.4).</summary>
    internal static FeelDateTime AtMidnightUtc(FeelDate date) => new(date, 0, FeelZone.Utc);

    /// <summary>So many months later, on the month's last day where it is shorter; null beyond the calendar.</summary>
    public FeelDateTime? Plus(YearsAndMonthsDuration duration) =>
        Date.TryAddMonths(duration.Months, out var date) ? new FeelDateTime(date, NanosecondOfDay, Zone) : null;

    /// <summary>So much later, in elapsed time; null beyond the calendar.</summary>
    public FeelDateTime? Plus(DaysAndTimeDuration duration) => AtInstant(Instant + duration.Nanoseconds, Zone);

    /// <summary>How much later than another; null where only one of the two says its zone.</summary>
    public DaysAndTimeDuration? Since(FeelDateTime other) =>
        Zone is null != other.Zone is null ? null : new DaysAndTimeDuration(Instant - other.Instant);

    /// <summary>What clocks in a zone show at an instant; null beyond the calendar.</summary>
    internal static FeelDateTime? AtInstant(Int128 instant, FeelZone? zone)
    {
        var seconds = Floor(instant, FeelTime.NanosecondsPerSecond, out var fraction);
        if (Int128.Abs(seconds) > FeelDate.HighestDayNumber * SecondsPerDay * 2)
        {
            return null;
        }

        var shown = (long)seconds + (zone?.OffsetAt((long)seconds) ?? 0);
        var day = (long)Floor(shown, SecondsPerDay, out var secondOfDay);
        return FeelDate.TryFromDayNumber(day, out var date)
            ? new FeelDateTime(date, ((long)secondOfDay * FeelTime.NanosecondsPerSecond) + (long)fraction, zone)
            : null;
    }

    // Comparable with one in the other zone (DMN 1.5 Table 53: one without an offset takes the other's).
    internal Int128 InstantInCommon(FeelZone? other) => (Zone is null && other is not null ? new FeelDateTime(Date, NanosecondOfDay, other) : this).Instant;

    /// <summary>ISO 8601, with <c>@zone</c> for a named zone.</summary>
    public override string ToString() => Date + "T" + Time;

    private static Int128 Floor(Int128 value, Int128 divisor, out Int128 remainder)
    {
        (var quotient, remainder) = Int128.DivRem(value, divisor);
        if (remainder < 0)
        {
            remainder += divisor;
            quotient--;
        }

        return quotient;
    }
}
