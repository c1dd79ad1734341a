namespace Comity.Records.Tallying.Publication;

/// <summary>A unit of time by which the tally is shown.</summary>
public enum TallyUnit
{
    /// <summary>A day.</summary>
    Day,

    /// <summary>A week from Monday to Sunday (ISO 8601).</summary>
    Week,

    /// <summary>A month.</summary>
    Month,

    /// <summary>A year.</summary>
    Year,
}

/// <summary>Units of time in days.</summary>
internal static class TallyUnits
{
    /// <summary>The last day of the unit that a day belongs to.</summary>
    public static DateOnly End(this TallyUnit unit, DateOnly day) => unit switch
    {
        TallyUnit.Day => day,
        TallyUnit.Week => day.AddDays((7 - (int)day.DayOfWeek) % 7),
        TallyUnit.Month => new DateOnly(day.Year, day.Month, 1).AddMonths(1).AddDays(-1),
        _ => new DateOnly(day.Year, 12, 31),
    };
}
