using System.Globalization;

namespace Comity.Feel.Values;

/// <summary>A calendar date in the proleptic Gregorian calendar (DMN 1.5 §10.3.2.3.5), year -999,999,999 to 999,999,999.</summary>
public readonly record struct FeelDate : IComparable<FeelDate>
{
    private const long HighestYear = 999_999_999;

    internal static readonly long HighestDayNumber = TryCreate(HighestYear, 12, 31, out var last) ? last.DayNumber : 0;
    private static readonly long LowestDayNumber = TryCreate(-HighestYear, 1, 1, out var first) ? first.DayNumber : 0;

    private FeelDate(long dayNumber) => DayNumber = dayNumber;

    /// <summary>Days since 1970-01-01.</summary>
    public long DayNumber { get; }

    /// <summary>The year; year 0 is 1 BC.</summary>
    public long Year => Split().Year;

    /// <summary>1 to 12.</summary>
    public int Month => Split().Month;

    /// <summary>1 to 31.</summary>
    public int Day => Split().Day;

    /// <summary>1 (Monday) to 7 (Sunday).</summary>
    public int Weekday => (int)(((DayNumber + 3) % 7 + 7) % 7) + 1;

    /// <summary>1 to 366.</summary>
    public int DayOfYear => (int)(DayNumber - First(Year, 1)) + 1;

    /// <summary>The week by ISO 8601, 1 to 53: weeks begin on Monday and belong to the year of their Thursday.</summary>
    public int WeekOfYear
    {
        get
        {
            var thursday = new FeelDate(DayNumber - Weekday + 4);
            return ((thursday.DayOfYear - 1) / 7) + 1;
        }
    }

    /// <summary>A date from its day number, days since 1970-01-01; false beyond the calendar.</summary>
    public static bool TryFromDayNumber(long dayNumber, out FeelDate date)
    {
        date = new FeelDate(dayNumber);
        return dayNumber >= LowestDayNumber && dayNumber <= HighestDayNumber;
    }

    /// <summary>The date so many months later, on the month's last day where it is shorter; false beyond the calendar.</summary>
    internal bool TryAddMonths(long months, out FeelDate date)
    {
        var (year, month, day) = Split();
        date = default;
        if (months > 24 * HighestYear || months < -24 * HighestYear)
        {
            return false;
        }

        var total = (year * 12) + month - 1 + months;
        var newYear = total >= 0 ? total / 12 : (total - 11) / 12;
        var newMonth = (int)(total - (newYear * 12)) + 1;
        return TryCreate(newYear, newMonth, Math.Min(day, DaysInMonth(newYear, newMonth)), out date);
    }

    /// <summary>A date from its day number, days since 1970-01-01, which must lie within the calendar.</summary>
    public static FeelDate FromDayNumber(long dayNumber) => new(dayNumber);

    /// <summary>The same day.</summary>
    public static FeelDate FromDateOnly(DateOnly date) => new(date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);

    /// <summary>The same day where <see cref="DateOnly"/> reaches it.</summary>
    public bool TryToDateOnly(out DateOnly date)
    {
        var number = DayNumber + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        var fits = number >= DateOnly.MinValue.DayNumber && number <= DateOnly.MaxValue.DayNumber;
        date = fits ? DateOnly.FromDayNumber((int)number) : default;
        return fits;
    }

    /// <summary>A date from its parts; false when there is no such day.</summary>
    public static bool TryCreate(long year, int month, int day, out FeelDate date)
    {
        date = default;
        if (Math.Abs(year) > HighestYear || month is < 1 or > 12 || day < 1 || day > DaysInMonth(year, month))
        {
            return false;
        }

        // Count from 1 March, so that the leap day ends the year.
        var shifted = month <= 2 ? year - 1 : year;
        var era = Math.DivRem(shifted >= 0 ? shifted : shifted - 399, 400).Quotient;
        var yearOfEra = shifted - (era * 400);
        var dayOfYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        date = new FeelDate((era * 146_097) + dayOfEra - 719_468);
        return true;
    }

    /// <summary>Reads <c>[-]YYYY-MM-DD</c> with four to nine year digits; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out FeelDate date)
    {
        date = default;
        var negative = text.StartsWith("-");
        var rest = negative ? text[1..] : text;
        var dash = rest.IndexOf('-');
        return dash is >= 4 and <= 9
            && !(dash > 4 && rest[0] == '0')
            && rest.Length == dash + 6
            && rest[dash + 3] == '-'
            && long.TryParse(rest[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            && int.TryParse(rest.Slice(dash + 1, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var month)
            && int.TryParse(rest[(dash + 4)..], NumberStyles.None, CultureInfo.InvariantCulture, out var day)
            && TryCreate(negative ? -year : year, month, day, out date);
    }

    /// <inheritdoc/>
    public int CompareTo(FeelDate other) => DayNumber.CompareTo(other.DayNumber);

    /// <summary>Earlier.</summary>
    public static bool operator <(FeelDate left, FeelDate right) => left.DayNumber < right.DayNumber;

    /// <summary>Later.</summary>
    public static bool operator >(FeelDate left, FeelDate right) => left.DayNumber > right.DayNumber;

    /// <summary>Earlier or the same.</summary>
    public static bool operator <=(FeelDate left, FeelDate right) => left.DayNumber <= right.DayNumber;

    /// <summary>Later or the same.</summary>
    public static bool operator >=(FeelDate left, FeelDate right) => left.DayNumber >= right.DayNumber;

    /// <summary>ISO 8601, for example <c>2025-01-28</c>.</summary>
    public override string ToString()
    {
        var (year, month, day) = Split();
        return string.Create(CultureInfo.InvariantCulture, $"{(year < 0 ? "-" : "")}{Math.Abs(year):0000}-{month:00}-{day:00}");
    }

    private static long First(long year, int month) => TryCreate(year, month, 1, out var first) ? first.DayNumber : 0;

    private static int DaysInMonth(long year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    private (long Year, int Month, int Day) Split()
    {
        var shifted = DayNumber + 719_468;
        var era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097;
        var dayOfEra = shifted - (era * 146_097);
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = (int)(dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100)));
        var monthFromMarch = ((5 * dayOfYear) + 2) / 153;
        var day = dayOfYear - (((153 * monthFromMarch) + 2) / 5) + 1;
        var month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        return (yearOfEra + (era * 400) + (month <= 2 ? 1 : 0), month, day);
    }
}
