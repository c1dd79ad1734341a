using System.Globalization;
using System.Text;

namespace Comity.Feel.Values;

/// <summary>A days and time duration (DMN 1.5 §10.3.2.3.7), to the nanosecond, less than 10^34 nanoseconds long.</summary>
/// <param name="Nanoseconds">Its length; negative for one that goes back.</param>
public readonly record struct DaysAndTimeDuration(Int128 Nanoseconds) : IComparable<DaysAndTimeDuration>
{
    private static readonly Int128 Limit = Int128.Parse("1" + new string('0', FeelNumber.Precision), CultureInfo.InvariantCulture);

    /// <summary>Whole days.</summary>
    public long Days => (long)(Nanoseconds / FeelTime.NanosecondsPerDay);

    /// <summary>Hours besides the days, -23 to 23.</summary>
    public int Hours => (int)(Nanoseconds / (3600 * FeelTime.NanosecondsPerSecond) % 24);

    /// <summary>Minutes besides the hours, -59 to 59.</summary>
    public int Minutes => (int)(Nanoseconds / (60 * FeelTime.NanosecondsPerSecond) % 60);

    /// <summary>Nanoseconds besides the minutes, -59,999,999,999 to 59,999,999,999.</summary>
    public long NanosecondsOfMinute => (long)(Nanoseconds % (60 * FeelTime.NanosecondsPerSecond));

    /// <summary>A duration of so many seconds.</summary>
    public static DaysAndTimeDuration OfSeconds(long seconds) => new((Int128)seconds * FeelTime.NanosecondsPerSecond);

    /// <summary>A duration of so many nanoseconds; null for one too long.</summary>
    internal static DaysAndTimeDuration? Of(Int128 nanoseconds) => Int128.Abs(nanoseconds) < Limit ? new(nanoseconds) : null;

    /// <summary>Reads <c>P1DT2H3M4.5S</c> with any of its parts; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DaysAndTimeDuration duration) => TemporalText.TryDaysAndTime(text, out duration);

    /// <inheritdoc/>
    public int CompareTo(DaysAndTimeDuration other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>Shorter.</summary>
    public static bool operator <(DaysAndTimeDuration left, DaysAndTimeDuration right) => left.Nanoseconds < right.Nanoseconds;

    /// <summary>Longer.</summary>
    public static bool operator >(DaysAndTimeDuration left, DaysAndTimeDuration right) => left.Nanoseconds > right.Nanoseconds;

    /// <summary>Shorter or as long.</summary>
    public static bool operator <=(DaysAndTimeDuration left, DaysAndTimeDuration right) => left.Nanoseconds <= right.Nanoseconds;

    /// <summary>Longer or as long.</summary>
    public static bool operator >=(DaysAndTimeDuration left, DaysAndTimeDuration right) => left.Nanoseconds >= right.Nanoseconds;

    /// <summary>ISO 8601 with the largest units that fit, for example <c>P1DT2H</c>; <c>PT0S</c> for nothing.</summary>
    public override string ToString()
    {
        if (Nanoseconds == 0)
        {
            return "PT0S";
        }

        var positive = new DaysAndTimeDuration(Int128.Abs(Nanoseconds));
        var text = new StringBuilder(Nanoseconds < 0 ? "-P" : "P");
        Append(positive.Nanoseconds / FeelTime.NanosecondsPerDay, 'D');
        if (positive.Nanoseconds % FeelTime.NanosecondsPerDay != 0)
        {
            text.Append('T');
            Append(positive.Hours, 'H');
            Append(positive.Minutes, 'M');
            var (seconds, fraction) = Math.DivRem(positive.NanosecondsOfMinute, FeelTime.NanosecondsPerSecond);
            if (positive.NanosecondsOfMinute != 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{seconds}{TemporalText.Fraction(fraction)}S");
            }
        }

        return text.ToString();

        void Append(Int128 amount, char unit)
        {
            if (amount != 0)
            {
                text.Append(amount.ToString(CultureInfo.InvariantCulture)).Append(unit);
            }
        }
    }
}
