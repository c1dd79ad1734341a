using System.Globalization;

namespace Comity.Feel.Values;

/// <summary>A years and months duration (DMN 1.5 §10.3.2.3.8).</summary>
/// <param name="Months">Its length in months; negative for one that goes back.</param>
public readonly record struct YearsAndMonthsDuration(long Months) : IComparable<YearsAndMonthsDuration>
{
    /// <summary>Whole years.</summary>
    public long Years => Months / 12;

    /// <summary>Months besides the years, -11 to 11.</summary>
    public int MonthsOfYear => (int)(Months % 12);

    /// <summary>Reads <c>P1Y2M</c>, <c>P1Y</c> or <c>P2M</c>; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out YearsAndMonthsDuration duration) => TemporalText.TryYearsAndMonths(text, out duration);

    /// <summary>The whole months from one date to another, as the function <c>years and months duration</c> counts them.</summary>
    public static YearsAndMonthsDuration Between(FeelDate from, FeelDate to)
    {
        var months = ((to.Year - from.Year) * 12) + to.Month - from.Month;
        var days = to.Day - from.Day;
        return new(months > 0 && days < 0 ? months - 1 : months < 0 && days > 0 ? months + 1 : months);
    }

    /// <inheritdoc/>
    public int CompareTo(YearsAndMonthsDuration other) => Months.CompareTo(other.Months);

    /// <summary>Shorter.</summary>
    public static bool operator <(YearsAndMonthsDuration left, YearsAndMonthsDuration right) => left.Months < right.Months;

    /// <summary>Longer.</summary>
    public static bool operator >(YearsAndMonthsDuration left, YearsAndMonthsDuration right) => left.Months > right.Months;

    /// <summary>Shorter or as long.</summary>
    public static bool operator <=(YearsAndMonthsDuration left, YearsAndMonthsDuration right) => left.Months <= right.Months;

    /// <summary>Longer or as long.</summary>
    public static bool operator >=(YearsAndMonthsDuration left, YearsAndMonthsDuration right) => left.Months >= right.Months;

    /// <summary>ISO 8601 in years and months, for example <c>P1Y2M</c>; <c>P0M</c> for nothing.</summary>
    public override string ToString()
    {
        if (Months == 0)
        {
            return "P0M";
        }

        var (years, months) = (Int128.Abs(Years), Math.Abs(MonthsOfYear));
        return string.Create(CultureInfo.InvariantCulture, $"{(Months < 0 ? "-P" : "P")}{(years == 0 ? "" : $"{years}Y")}{(months == 0 ? "" : $"{months}M")}");
    }
}
