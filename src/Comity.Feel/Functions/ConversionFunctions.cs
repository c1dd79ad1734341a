using Comity.Feel.Values;

namespace Comity.Feel.Functions;

/// <summary>Conversions between kinds (DMN 1.5 §10.3.4.1).</summary>
internal static class ConversionFunctions
{
    public static readonly BuiltInFunction[] All =
    [
        new("number", (arguments, _) => ToNumber(arguments[0]), false, ["from"]),
        new("string", (arguments, _) => ToText(arguments[0]), false, ["from"]),
    ];

    private static FeelValue ToNumber(FeelValue from) => from.Kind switch
    {
        FeelKind.Number => from,
        FeelKind.String when FeelNumber.TryParse(from.AsString(), out var number) => FeelValue.From(number),
        _ => FeelValue.Null,
    };

    private static FeelValue ToText(FeelValue from) => from.Kind switch
    {
        FeelKind.Null or FeelKind.String => from,
        FeelKind.Date => FeelValue.From(from.AsDate().ToString()),
        FeelKind.Time => FeelValue.From(from.AsTime().ToString()),
        FeelKind.DateTime => FeelValue.From(from.AsDateTime().ToString()),
        FeelKind.DaysAndTimeDuration => FeelValue.From(from.AsDaysAndTime().ToString()),
        FeelKind.YearsAndMonthsDuration => FeelValue.From(from.AsYearsAndMonths().ToString()),
        _ => FeelValue.From(from.ToString()),
    };
}
