using Comity.Records.Events;

namespace Comity.Records.Tallying;

/// <summary>
/// The day on which the tally counts a request. It follows from the record alone, so that the tally can be derived anew, and it is
/// such that a day that is over for good never changes: what is entered or corrected later than that is counted where days are open, or not at all.
/// </summary>
public static class TallyDay
{
    /// <summary>For how many days after the day of the request it may be entered and is counted on that day, and for how many days after that a correction is counted.</summary>
    public const int DaysToSettle = 2;

    private const long MicrosecondsADay = 86_400_000_000;

    private static readonly int Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>The last day whose counts cannot change any more.</summary>
    /// <param name="now">The time.</param>
    public static DateOnly ClosedThrough(DateTimeOffset now) => DateOnly.FromDayNumber(Of(Instant.Of(now)) - (2 * DaysToSettle) - 1);

    /// <summary>The day on which a record is counted: that of the request, or the one on which it was kept where these lie too far apart.</summary>
    /// <param name="on">The day of the request (<see cref="DateOnly.DayNumber"/>).</param>
    /// <param name="keptAt">When the record was kept, in microseconds since 1970.</param>
    internal static int Counted(int on, long keptAt)
    {
        var kept = Of(keptAt);
        return Math.Abs(kept - on) <= DaysToSettle ? on : kept;
    }

    /// <summary>Whether a correction still counts.</summary>
    /// <param name="keptAt">When the record was kept.</param>
    /// <param name="correctedAt">When it was corrected.</param>
    internal static bool StillCounts(long keptAt, long correctedAt) => Of(correctedAt) - Of(keptAt) <= DaysToSettle;

    private static int Of(long at) => Epoch + (int)Math.Floor((double)at / MicrosecondsADay);
}
