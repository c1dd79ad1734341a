using Comity.Feel.Values;

namespace Comity.Feel.Functions;

/// <summary>Conversions between kinds (DMN 1.5 §10.3.4.1).</summary>
internal static class ConversionFunctions
{
    public static readonly BuiltInFunction[] All =
    [
        new("date", (arguments, _) => arguments.Length == 1 ? ToDate(arguments[0]) : ToDate(arguments[0], arguments[1], arguments[2]), false, ["from"], ["year", "month", "day"]),
        new("number", (arguments, _) => ToNumber(arguments[0]), false, ["from"]),
        new("string", (arguments, _) => ToText(arguments[0]), false, ["from"]),
    ];

    private static FeelValue ToDate(FeelValue from) => from.Kind switch
    {
        FeelKind.Date => from,
        FeelKind.String when FeelDate.TryParse(from.AsString(), out var date) => FeelValue.From(date),
        _ => FeelValue.Null,
    };

    private static FeelValue ToDate(FeelValue year, FeelValue month, FeelValue day) =>
        year.TryAsInt64(out var y) && month.TryAsInt64(out var m) && day.TryAsInt64(out var d)
        && m is >= 1 and <= 12 && d is >= 1 and <= 31 && FeelDate.TryCreate(y, (int)m, (int)d, out var date)
            ? FeelValue.From(date)
            : FeelValue.Null;

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
        _ => FeelValue.From(from.ToString()),
    };
}
