using System.Globalization;

namespace Comity.Feel.Values;

/// <summary>A time of day (DMN 1.5 §10.3.2.3.4), to the nanosecond, with or without a zone. Equal when both parts are.</summary>
public readonly record struct FeelTime
{
    /// <summary>Nanoseconds in a second.</summary>
    public const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Nanoseconds in a day.</summary>
    public const long NanosecondsPerDay = 86_400 * NanosecondsPerSecond;

    internal FeelTime(long nanosecondOfDay, FeelZone? zone)
    {
        NanosecondOfDay = nanosecondOfDay;
        Zone = zone;
    }

    /// <summary>Nanoseconds since midnight, from 0 to 86,399,999,999,999.</summary>
    public long NanosecondOfDay { get; }

    /// <summary>Where the time is told; null where that is not said.</summary>
    public FeelZone? Zone { get; }

    /// <summary>0 to 23.</summary>
    public int Hour => (int)(NanosecondOfDay / (3600 * NanosecondsPerSecond));

    /// <summary>0 to 59.</summary>
    public int Minute => (int)(NanosecondOfDay / (60 * NanosecondsPerSecond) % 60);

    /// <summary>0 to 59.</summary>
    public int Second => (int)(NanosecondOfDay / NanosecondsPerSecond % 60);

    /// <summary>0 to 999,999,999.</summary>
    public int Nanosecond => (int)(NanosecondOfDay % NanosecondsPerSecond);

    /// <summary>A time from its parts; false where one is out of its range.</summary>
    public static bool TryCreate(long hour, long minute, long second, long nanosecond, FeelZone? zone, out FeelTime time)
    {
        var fits = hour is >= 0 and <= 23 && minute is >= 0 and <= 59 && second is >= 0 and <= 59 && nanosecond is >= 0 and < NanosecondsPerSecond;
        time = fits ? new FeelTime((((((hour * 60) + minute) * 60) + second) * NanosecondsPerSecond) + nanosecond, zone) : default;
        return fits;
    }

    /// <summary>Reads <c>hh:mm:ss</c> with up to nine digits of fraction, then nothing, an offset or <c>@zone</c>; <c>24:00:00</c> is midnight.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out FeelTime time) => TemporalText.TryTime(text, out time, out _);

    /// <summary>The time so much later, round the clock.</summary>
    public FeelTime Plus(DaysAndTimeDuration duration)
    {
        var shown = (long)((NanosecondOfDay + (duration.Nanoseconds % NanosecondsPerDay)) % NanosecondsPerDay);
        return new FeelTime(shown < 0 ? shown + NanosecondsPerDay : shown, Zone);
    }

    /// <summary>
    /// How much later than another time of the same day; null where only one of the two says its zone. Two times in one zone differ as shown.
    /// </summary>
    public DaysAndTimeDuration? Since(FeelTime other) =>
        Zone is null != other.Zone is null ? null : new DaysAndTimeDuration(NanosecondsInCommon(other.Zone) - other.NanosecondsInCommon(Zone));

    // Comparable with a time in the other zone (DMN 1.5 Table 53: a time without an offset takes the other's).
    internal long NanosecondsInCommon(FeelZone? other) =>
        Zone is null || other is null || Zone.Equals(other) ? NanosecondOfDay : NanosecondOfDay - (Zone.OffsetWithoutDate * NanosecondsPerSecond);

    /// <summary>ISO 8601, with <c>@zone</c> for a named zone.</summary>
    public override string ToString() => Clock(NanosecondOfDay) + Zone;

    internal static string Clock(long nanosecondOfDay)
    {
        var time = new FeelTime(nanosecondOfDay, null);
        return string.Create(CultureInfo.InvariantCulture, $"{time.Hour:00}:{time.Minute:00}:{time.Second:00}{TemporalText.Fraction(time.Nanosecond)}");
    }
}
