using System.Globalization;

namespace Comity.Feel.Values;

/// <summary>Reads the texts of temporal values: what stands in <c>@"…"</c> and what conversion functions take (DMN 1.5 §10.3.4.1).</summary>
internal static class TemporalText
{
    private const int MostFractionDigits = 9;
    private const int MostDurationDigits = 18;

    /// <summary>Any temporal value, by its form; null for none.</summary>
    public static FeelValue Parse(ReadOnlySpan<char> text)
    {
        if (text is ['P', ..] or ['-', 'P', ..])
        {
            return ParseDuration(text);
        }

        return FeelDate.TryParse(text, out var date) ? FeelValue.From(date)
            : TryTime(text, out var time, out _) ? FeelValue.From(time)
            : TryDateTime(text, out var dateTime) ? FeelValue.From(dateTime)
            : FeelValue.Null;
    }

    /// <summary>A duration of either kind; null for anything else.</summary>
    public static FeelValue ParseDuration(ReadOnlySpan<char> text) =>
        TryYearsAndMonths(text, out var months) ? FeelValue.From(months)
        : TryDaysAndTime(text, out var days) ? FeelValue.From(days)
        : FeelValue.Null;

    public static bool TryDateTime(ReadOnlySpan<char> text, out FeelDateTime value)
    {
        value = default;
        var mark = text.IndexOf('T');
        FeelTime time = default;
        FeelDate date;
        if (mark < 0)
        {
            // An xs:date, whose zone is optional, is its midnight.
            if (!TryDate(text, out date, out var zone))
            {
                return false;
            }

            time = new FeelTime(0, zone);
        }
        else if (!FeelDate.TryParse(text[..mark], out date)
            || !TryTime(text[(mark + 1)..], out time, out var nextDay)
            || !FeelDate.TryFromDayNumber(date.DayNumber + (nextDay ? 1 : 0), out date))
        {
            return false;
        }

        value = new FeelDateTime(date, time);
        return true;
    }

    // A date, then nothing, or a zone as behind a time.
    private static bool TryDate(ReadOnlySpan<char> text, out FeelDate date, out FeelZone? zone)
    {
        var end = text.IndexOfAny('Z', '+', '@');
        end = end < 0 && text.LastIndexOf(':') >= 0 ? text.LastIndexOf('-') : end;
        zone = end < 0 ? null : FeelZone.Parse(text[end..]);
        return FeelDate.TryParse(end < 0 ? text : text[..end], out date) && (end < 0 || zone is not null);
    }

    public static bool TryTime(ReadOnlySpan<char> text, out FeelTime time, out bool nextDay)
    {
        time = default;
        nextDay = false;
        if (text is not [_, _, ':', _, _, ':', _, _, ..]
            || !TryDigits(text[..2], out var hour) || !TryDigits(text[3..5], out var minute) || !TryDigits(text[6..8], out var second))
        {
            return false;
        }

        var rest = text[8..];
        long nanosecond = 0;
        if (rest is ['.', ..])
        {
            var digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
            digits = digits < 0 ? rest.Length - 1 : digits;
            if (digits == 0)
            {
                return false;
            }

            nanosecond = Nanoseconds(rest.Slice(1, digits));
            rest = rest[(digits + 1)..];
        }

        var zone = rest.IsEmpty ? null : FeelZone.Parse(rest);
        if (zone is null && !rest.IsEmpty)
        {
            return false;
        }

        nextDay = hour == 24 && minute == 0 && second == 0 && nanosecond == 0;
        return FeelTime.TryCreate(nextDay ? 0 : hour, minute, second, nanosecond, zone, out time);
    }

    public static bool TryYearsAndMonths(ReadOnlySpan<char> text, out YearsAndMonthsDuration duration)
    {
        duration = default;
        var negative = text is ['-', ..];
        text = negative ? text[1..] : text;
        if (text is not ['P', .. var rest])
        {
            return false;
        }

        var years = TryPart(ref rest, 'Y', out var yearCount);
        var months = TryPart(ref rest, 'M', out var monthCount);
        if (!rest.IsEmpty || !(years || months) || yearCount > long.MaxValue / 24)
        {
            return false;
        }

        var total = (yearCount * 12) + monthCount;
        duration = new(negative ? -total : total);
        return true;
    }

    public static bool TryDaysAndTime(ReadOnlySpan<char> text, out DaysAndTimeDuration duration)
    {
        duration = default;
        var negative = text is ['-', ..];
        text = negative ? text[1..] : text;
        if (text is not ['P', .. var rest])
        {
            return false;
        }

        var any = TryPart(ref rest, 'D', out var days);
        Int128 nanoseconds = (Int128)days * FeelTime.NanosecondsPerDay;
        if (rest is ['T', .. var clock])
        {
            rest = clock;
            any = TryPart(ref rest, 'H', out var hours);
            any |= TryPart(ref rest, 'M', out var minutes);
            any |= TrySeconds(ref rest, out var seconds);
            nanoseconds += ((Int128)hours * 3600 * FeelTime.NanosecondsPerSecond) + ((Int128)minutes * 60 * FeelTime.NanosecondsPerSecond) + seconds;
        }

        if (!rest.IsEmpty || !any || DaysAndTimeDuration.Of(negative ? -nanoseconds : nanoseconds) is not { } read)
        {
            return false;
        }

        duration = read;
        return true;
    }

    /// <summary>A fraction of a second: nothing, or a point and its digits without trailing zeros.</summary>
    public static string Fraction(long nanoseconds) =>
        nanoseconds == 0 ? "" : "." + nanoseconds.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0');

    /// <summary>A number of ASCII digits only.</summary>
    public static bool TryDigits(ReadOnlySpan<char> digits, out long value) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool TryPart(ref ReadOnlySpan<char> text, char unit, out long amount)
    {
        amount = 0;
        var at = text.IndexOf(unit);
        if (at is < 1 or > MostDurationDigits || text[..at].ContainsAnyExceptInRange('0', '9') || !TryDigits(text[..at], out amount))
        {
            return false;
        }

        text = text[(at + 1)..];
        return true;
    }

    private static bool TrySeconds(ref ReadOnlySpan<char> text, out Int128 nanoseconds)
    {
        nanoseconds = 0;
        var point = text.IndexOf('.');
        if (point < 0)
        {
            var whole = TryPart(ref text, 'S', out var amount);
            nanoseconds = (Int128)amount * FeelTime.NanosecondsPerSecond;
            return whole;
        }

        if (text[^1] != 'S' || point is < 1 or > MostDurationDigits || !TryDigits(text[..point], out var seconds)
            || text[(point + 1)..^1].ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        nanoseconds = ((Int128)seconds * FeelTime.NanosecondsPerSecond) + Nanoseconds(text[(point + 1)..^1]);
        text = default;
        return true;
    }

    // Digits beyond the ninth are dropped.
    private static long Nanoseconds(ReadOnlySpan<char> fraction)
    {
        var nanoseconds = 0L;
        for (var i = 0; i < MostFractionDigits; i++)
        {
            nanoseconds = (nanoseconds * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
        }

        return nanoseconds;
    }
}
