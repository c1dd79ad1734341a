using System.Globalization;
using System.Text;
using Comity.Feel.Values;

namespace Comity.Feel.Functions;

/// <summary>Functions on strings (DMN 1.5 §10.3.4.3). Characters are Unicode code points.</summary>
internal static class StringFunctions
{
    public static readonly BuiltInFunction[] All =
    [
        new("string length", (arguments, _) => OnText(arguments[0], text => FeelValue.From(text.EnumerateRunes().Count())), false, ["string"]),
        new("upper case", (arguments, _) => OnText(arguments[0], text => FeelValue.From(text.ToUpper(CultureInfo.InvariantCulture))), false, ["string"]),
        new("lower case", (arguments, _) => OnText(arguments[0], text => FeelValue.From(text.ToLower(CultureInfo.InvariantCulture))), false, ["string"]),
        new("contains", (arguments, _) => OnTexts(arguments, (text, match) => FeelValue.From(text.Contains(match, StringComparison.Ordinal))), false, ["string", "match"]),
        new("starts with", (arguments, _) => OnTexts(arguments, (text, match) => FeelValue.From(text.StartsWith(match, StringComparison.Ordinal))), false, ["string", "match"]),
        new("ends with", (arguments, _) => OnTexts(arguments, (text, match) => FeelValue.From(text.EndsWith(match, StringComparison.Ordinal))), false, ["string", "match"]),
        new("substring before", (arguments, _) => OnTexts(arguments, (text, match) => Around(text, match, (t, at) => t[..at])), false, ["string", "match"]),
        new("substring after", (arguments, _) => OnTexts(arguments, (text, match) => Around(text, match, (t, at) => t[(at + match.Length)..])), false, ["string", "match"]),
        new("substring", (arguments, _) => Substring(arguments), false, ["string", "start position"], ["string", "start position", "length"]),
    ];

    private static FeelValue OnText(FeelValue value, Func<string, FeelValue> function) =>
        value.Kind == FeelKind.String ? function(value.AsString()) : FeelValue.Null;

    private static FeelValue OnTexts(ReadOnlySpan<FeelValue> arguments, Func<string, string, FeelValue> function) =>
        arguments[0].Kind == FeelKind.String && arguments[1].Kind == FeelKind.String
            ? function(arguments[0].AsString(), arguments[1].AsString())
            : FeelValue.Null;

    private static FeelValue Around(string text, string match, Func<string, int, string> part)
    {
        var at = text.IndexOf(match, StringComparison.Ordinal);
        return FeelValue.From(at < 0 ? "" : part(text, at));
    }

    private static FeelValue Substring(ReadOnlySpan<FeelValue> arguments)
    {
        if (arguments[0].Kind != FeelKind.String || !arguments[1].TryAsInt64(out var start) || start == 0)
        {
            return FeelValue.Null;
        }

        var runes = arguments[0].AsString().EnumerateRunes().ToArray();
        var from = start > 0 ? start - 1 : runes.Length + start;
        var length = runes.Length - from;
        if (arguments.Length == 3 && (!arguments[2].TryAsInt64(out length) || length < 1))
        {
            return FeelValue.Null;
        }

        if (from < 0 || from >= runes.Length)
        {
            return FeelValue.Null;
        }

        var result = new StringBuilder();
        foreach (var rune in runes.AsSpan((int)from, (int)Math.Min(length, runes.Length - from)))
        {
            result.Append(rune.ToString());
        }

        return FeelValue.From(result.ToString());
    }
}
