using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Comity.Feel;
using Comity.Feel.Evaluation;
using Comity.Feel.Functions;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Dmn.Json;

/// <summary>
/// FEEL values as JSON (RFC 8259) and back. Null, booleans, numbers with all their digits, strings, lists and contexts have JSON of their own
/// kind; dates, times and durations are strings in ISO 8601; ranges and functions are strings of FEEL text.
/// </summary>
public static class FeelJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The value that a JSON text stands for. A string is a string, unless it is written as a FEEL literal, <c>@"2024-05-06"</c>:
    /// otherwise only a type tells that it means a date.
    /// </summary>
    /// <param name="element">The JSON.</param>
    /// <exception cref="FormatException">A number is beyond the range of FEEL numbers, or a literal cannot be read; the message names it.</exception>
    public static FeelValue Read(JsonElement element) => Read(element, FeelType.Any, null);

    /// <summary>The value that a JSON text stands for where a type is declared: strings for dates, times and durations are read as such.</summary>
    /// <param name="element">The JSON.</param>
    /// <param name="type">The type that the value must have; null always fits.</param>
    /// <param name="value">The value.</param>
    /// <param name="problem">What does not fit, and where in the value; empty when it does.</param>
    public static bool TryRead(JsonElement element, FeelType type, out FeelValue value, out string problem)
    {
        ArgumentNullException.ThrowIfNull(type);
        try
        {
            value = Read(element, type, null);
            problem = "";
            return true;
        }
        catch (FormatException exception)
        {
            value = FeelValue.Null;
            problem = exception.Message;
            return false;
        }
    }

    // A list of one and its item stand for each other (DMN 1.5 §10.3.2.9.4), so an item may stand where a list is declared.
    private static FeelValue Read(JsonElement element, FeelType type, Place? place)
    {
        if (element.ValueKind == JsonValueKind.Null)
        {
            return FeelValue.Null;
        }

        var value = element.ValueKind switch
        {
            JsonValueKind.True => FeelValue.True,
            JsonValueKind.False => FeelValue.False,
            JsonValueKind.Number => Number(element),
            JsonValueKind.String => Text(element.GetString()!, type is ListType list ? list.Item : type, place),
            JsonValueKind.Array => FeelValue.From(FeelList.Of(element.EnumerateArray().Select((item, i) =>
                Read(item, type is ListType list ? list.Item : type, new Place(place, null, i + 1))))),
            _ => Context(element, (type is ListType list ? list.Item : type) as ContextType, place),
        };
        return type.TryCoerce(value, out var coerced)
            ? coerced
            : throw new FormatException($"{(place is null ? "It" : $"'{place}'")} is {value}, which is no {type.Name}.");
    }

    private static FeelValue Number(JsonElement element) => FeelNumber.TryParse(element.GetRawText(), out var number)
        ? FeelValue.From(number)
        : throw new FormatException($"{element.GetRawText()} is beyond the range of FEEL numbers (34 digits, exponents to 6144).");

    private static FeelValue Context(JsonElement element, ContextType? type, Place? place) =>
        FeelValue.From(FeelContext.Of(element.EnumerateObject().Select(member =>
        KeyValuePair.Create(
            member.Name,
            Read(member.Value, type?.Members.FirstOrDefault(known => FeelNames.Comparer.Equals(known.Name, member.Name))?.Type
                ?? FeelType.Any,
                new Place(place, member.Name, 0))))));

    // Where in the whole a part stands; put into words only for a message.
    private sealed record Place(Place? Outer, string? Member, int Position)
    {
        public override string ToString() => Member is null ? $"{Outer}[{Position}]" : Outer is null ? Member : $"{Outer}.{Member}";
    }

    private static FeelValue Text(string text, FeelType type, Place? place)
    {
        if (text.StartsWith("@\"", StringComparison.Ordinal))
        {
            return FeelParser.ParseExpression(text, FeelScope.Empty).Tree is AtLiteralNode literal
                ? literal.Value
                : throw new FormatException($"{text}{(place is null ? "" : $" in '{place}'")} is no date, time or duration.");
        }

        var conversion = type == FeelType.Date ? "date"
            : type == FeelType.Time ? "time"
            : type == FeelType.DateTime ? "date and time"
            : type == FeelType.DaysAndTimeDuration || type == FeelType.YearsAndMonthsDuration ? "duration"
            : null;
        return conversion is not null && BuiltInFunctions.TryGet(conversion, out var function) && function.Invoke([FeelValue.From(text)], EvaluationContext.Silent) is { IsNull: false } value
            ? value
            : FeelValue.From(text);
    }

    /// <summary>The value as JSON on one line.</summary>
    public static string Text(FeelValue value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Plain))
        {
            Write(writer, value);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Writes the value.</summary>
    public static void Write(Utf8JsonWriter writer, FeelValue value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (value.Kind)
        {
            case FeelKind.Null:
                writer.WriteNullValue();
                break;
            case FeelKind.Boolean:
                writer.WriteBooleanValue(value.AsBoolean());
                break;
            case FeelKind.Number:
                writer.WriteRawValue(value.ToString());
                break;
            case FeelKind.String:
                writer.WriteStringValue(value.AsString());
                break;
            case FeelKind.List:
                writer.WriteStartArray();
                foreach (var item in value.AsList().Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case FeelKind.Context:
                writer.WriteStartObject();
                var context = value.AsContext();
                for (var i = 0; i < context.Keys.Count; i++)
                {
                    writer.WritePropertyName(context.Keys[i]);
                    Write(writer, context.Values[i]);
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteStringValue(Iso(value.ToString()));
                break;
        }
    }

    // A temporal literal without its @"…".
    private static string Iso(string text) =>
        text.StartsWith("@\"", StringComparison.Ordinal) && text.EndsWith('"') ? text[2..^1] : text;
}
