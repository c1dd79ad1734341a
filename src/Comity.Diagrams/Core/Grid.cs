using Comity.Feel.Values;

namespace Comity.Diagrams.Core;

/// <summary>
/// The values of a number or a date as evenly spaced points: days, or numbers with so many decimals. Between two neighbouring points there
/// is nothing, so that "after the 27th and before the 28th" is known to be impossible. Points are counted from an origin, one by one.
/// </summary>
/// <param name="Kind">Number or date.</param>
/// <param name="Decimals">For numbers, how many digits may follow the point, 0 to 10.</param>
/// <param name="Min">The smallest value; null for the smallest that is held: -10^15, or 0001-01-01.</param>
/// <param name="Max">The largest value; null for the largest that is held: 10^15, or 9999-12-31.</param>
public sealed record Grid(FeelKind Kind, int Decimals, FeelValue? Min = null, FeelValue? Max = null)
{
    /// <summary>How many digits a number may have behind the point.</summary>
    public const int MaximumDecimals = 10;

    /// <summary>The largest number, and the smallest with its sign changed.</summary>
    public const long MaximumNumber = 1_000_000_000_000_000;

    private static readonly long[] PowersOfTen = [.. Enumerable.Range(0, MaximumDecimals + 1).Select(i => (long)Math.Pow(10, i))];

    /// <summary>Every number that is held, with ten digits behind the point.</summary>
    public static Grid Numbers { get; } = new(FeelKind.Number, MaximumDecimals);

    /// <summary>Every day that is held.</summary>
    public static Grid Dates { get; } = new(FeelKind.Date, 0);

    /// <summary>The first point.</summary>
    public Int128 First => PointOf(Min ?? (Kind == FeelKind.Date ? FeelValue.From(DateOnly.MinValue) : FeelValue.From(-MaximumNumber)))!.Value;

    /// <summary>The last point.</summary>
    public Int128 Last => PointOf(Max ?? (Kind == FeelKind.Date ? FeelValue.From(DateOnly.MaxValue) : FeelValue.From(MaximumNumber)))!.Value;

    /// <summary>How many points lie between two numbers with so many digits behind the point.</summary>
    internal Int128 UnitOf(int digits) => PowersOfTen[Decimals - digits];

    /// <summary>The value at a point.</summary>
    public FeelValue ValueAt(Int128 point)
    {
        if (Kind == FeelKind.Date)
        {
            return FeelValue.From(FeelDate.FromDayNumber((long)point));
        }

        var unit = PowersOfTen[Decimals];
        var (whole, rest) = ((long)(point / unit), (long)(point % unit));
        return rest == 0 ? FeelValue.From(whole) : FeelValue.From(FeelNumber.Add(whole, FeelNumber.Divide(rest, unit)!.Value));
    }

    /// <summary>The point of a value; null where it is of another kind or lies between two points.</summary>
    public Int128? PointOf(FeelValue value)
    {
        if (value.Kind != Kind)
        {
            return null;
        }

        if (Kind == FeelKind.Date)
        {
            return value.AsDate().DayNumber;
        }

        var unit = PowersOfTen[Decimals];
        if (value.TryAsInt64(out var whole))
        {
            return (Int128)whole * unit;
        }

        var floor = value.AsNumber().Floor();
        return floor.TryToInt64(out whole)
            && FeelNumber.Subtract(value.AsNumber(), floor) is { } rest && FeelNumber.Multiply(rest, unit) is { } scaled && scaled.TryToInt64(out var part)
            ? ((Int128)whole * unit) + part
            : null;
    }

    /// <summary>Whether a value lies on it, between its ends.</summary>
    public bool Holds(FeelValue value) => PointOf(value) is { } point && point >= First && point <= Last;
}
