using Comity.Feel.Values;

namespace Comity.Feel.Functions;

/// <summary>
/// Times, and dates with times, of which no two are equal. One without a zone equals all that clocks show alike, and two with zones are
/// equal when they are the same instant (DMN 1.5 Table 53), always by whole seconds: so three tables find what a new one equals.
/// </summary>
internal sealed class DistinctTimes
{
    private readonly HashSet<(FeelKind, Int128)> _withoutZone = [];
    private readonly HashSet<(FeelKind, Int128)> _shown = [];
    private readonly HashSet<(FeelKind, Int128)> _instants = [];

    /// <summary>Keeps a time unless one that is kept equals it.</summary>
    public bool Add(FeelValue time)
    {
        var hasZone = time.Kind == FeelKind.Time ? time.AsTime().Zone is not null : time.AsDateTime().Zone is not null;
        var (shown, instant) = Seconds(time);
        if (_withoutZone.Contains((time.Kind, shown))
            || (hasZone ? _instants.Contains((time.Kind, instant)) : _shown.Contains((time.Kind, shown))))
        {
            return false;
        }

        if (hasZone)
        {
            _shown.Add((time.Kind, shown));
            _instants.Add((time.Kind, instant));
        }
        else
        {
            _withoutZone.Add((time.Kind, shown));
        }

        return true;
    }

    private static (Int128 Shown, Int128 Instant) Seconds(FeelValue value)
    {
        if (value.Kind == FeelKind.Time)
        {
            var time = value.AsTime();
            var shown = time.NanosecondOfDay / FeelTime.NanosecondsPerSecond;
            return (shown, shown - (time.Zone?.OffsetWithoutDate ?? 0));
        }

        var moment = value.AsDateTime();
        var seconds = (moment.Date.DayNumber * 86_400) + (moment.NanosecondOfDay / FeelTime.NanosecondsPerSecond);
        return (seconds, seconds - (moment.Offset ?? 0));
    }
}
