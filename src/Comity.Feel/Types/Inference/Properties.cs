using Comity.Feel.Values;

namespace Comity.Feel.Types.Inference;

/// <summary>Properties of temporal values and ranges with their types (DMN 1.5 Tables 65 to 67).</summary>
internal static class Properties
{
    private static readonly (string Name, FeelType Type)[] OfDate = [("year", FeelType.Number), ("month", FeelType.Number), ("day", FeelType.Number), ("weekday", FeelType.Number)];

    private static readonly (string Name, FeelType Type)[] OfTime =
    [
        ("hour", FeelType.Number), ("minute", FeelType.Number), ("second", FeelType.Number), ("time offset", FeelType.DaysAndTimeDuration), ("timezone", FeelType.Text),
    ];

    private static readonly (string Name, FeelType Type)[] OfDateTime = [.. OfDate, .. OfTime];
    private static readonly (string Name, FeelType Type)[] OfDays = [("days", FeelType.Number), ("hours", FeelType.Number), ("minutes", FeelType.Number), ("seconds", FeelType.Number)];
    private static readonly (string Name, FeelType Type)[] OfMonths = [("years", FeelType.Number), ("months", FeelType.Number)];

    /// <summary>The property's type; null where values of the type have none of that name.</summary>
    public static FeelType? Of(FeelType type, string name) => Array.Find(AllOf(type), property => property.Name == name).Type;

    /// <summary>Names of the properties that values of the type have.</summary>
    public static string[] NamesOf(FeelType type) => [.. AllOf(type).Select(property => property.Name)];

    private static (string Name, FeelType Type)[] AllOf(FeelType type) => type switch
    {
        RangeType range => [("start", range.Item), ("end", range.Item), ("start included", FeelType.Boolean), ("end included", FeelType.Boolean)],
        BasicType { Kind: FeelKind.Date } => OfDate,
        BasicType { Kind: FeelKind.Time } => OfTime,
        BasicType { Kind: FeelKind.DateTime } => OfDateTime,
        BasicType { Kind: FeelKind.DaysAndTimeDuration } => OfDays,
        BasicType { Kind: FeelKind.YearsAndMonthsDuration } => OfMonths,
        _ => [],
    };
}
