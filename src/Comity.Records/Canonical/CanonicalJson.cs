using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Comity.Records.Canonical;

/// <summary>The JSON Canonicalization Scheme (RFC 8785): one text for one value, so that its hash means the value.</summary>
public static class CanonicalJson
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(letter => (char)letter), '"', '\\']);

    /// <summary>The canonical text of a JSON text.</summary>
    /// <exception cref="JsonException">It is not JSON, or an object has a name twice.</exception>
    /// <exception cref="ArgumentException">A string is not Unicode, or a number is too large for IEEE 754.</exception>
    public static string Of(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        var text = new StringBuilder(json.Length);
        Write(text, document.RootElement, exact: false);
        return text.ToString();
    }

    /// <summary>Adds the canonical text of a value.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="value">The value.</param>
    /// <param name="exact">Whether a number that IEEE 754 would change is an error.</param>
    /// <exception cref="ArgumentException">A string is not Unicode, or a number is too large for IEEE 754 or not exact.</exception>
    public static void Write(StringBuilder text, JsonElement value, bool exact)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            WriteValue(text, value, exact);
        }
        catch (InvalidOperationException exception)
        {
            throw new ArgumentException("A string is not Unicode.", exception);
        }
    }

    /// <summary>A number as ECMAScript writes it (ECMA-262 §6.1.6.1.20).</summary>
    /// <exception cref="ArgumentException">It is not finite.</exception>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException("A number in JSON is finite.", nameof(value));
        }

        if (value == 0)
        {
            return "0";
        }

        // "E16" would give digits too many; "R" gives the fewest that read back as the same number.
        var shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        var mark = shortest.IndexOf('E', StringComparison.Ordinal);
        var exponent = mark < 0 ? 0 : int.Parse(shortest.AsSpan(mark + 1), CultureInfo.InvariantCulture);
        var mantissa = mark < 0 ? shortest : shortest[..mark];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? mantissa.Length : point;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var leading = digits.Length - digits.TrimStart('0').Length;
        digits = digits.Trim('0');

        // The value is 0.digits × 10^n.
        var n = whole + exponent - leading;
        var k = digits.Length;
        var text = n switch
        {
            _ when k <= n && n <= 21 => digits + new string('0', n - k),
            > 0 and <= 21 => $"{digits[..n]}.{digits[n..]}",
            > -6 and <= 0 => $"0.{new string('0', -n)}{digits}",
            _ => string.Create(CultureInfo.InvariantCulture, $"{digits[..1]}{(k > 1 ? "." : "")}{digits[1..]}e{(n > 0 ? "+" : "-")}{Math.Abs(n - 1)}"),
        };
        return value < 0 ? $"-{text}" : text;
    }

    /// <summary>Adds a string with its quotation marks (RFC 8785 §3.2.2.2).</summary>
    public static void WriteString(StringBuilder text, string value)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(value);
        text.Append('"');
        var rest = value.AsSpan();
        for (int next; (next = rest.IndexOfAny(Escaped)) >= 0; rest = rest[(next + 1)..])
        {
            text.Append(rest[..next]);
            _ = rest[next] switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                var letter => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
            };
        }

        text.Append(rest).Append('"');
    }

    private static void WriteValue(StringBuilder text, JsonElement value, bool exact)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new (string Name, JsonElement Value)[value.GetPropertyCount()];
                var count = 0;
                foreach (var member in value.EnumerateObject())
                {
                    members[count++] = (member.Name, member.Value);
                }

                Array.Sort(members, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
                text.Append('{');
                for (var i = 0; i < count; i++)
                {
                    WriteString(i == 0 ? text : text.Append(','), members[i].Name);
                    WriteValue(text.Append(':'), members[i].Value, exact);
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                var first = true;
                foreach (var item in value.EnumerateArray())
                {
                    WriteValue(first ? text : text.Append(','), item, exact);
                    first = false;
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                WriteString(text, value.GetString()!);
                break;
            case JsonValueKind.Number:
                var number = value.GetDouble();
                var written = double.IsFinite(number) ? Number(number) : "";
                text.Append(written.Length > 0 && (!exact || Significant(written) == Significant(value.GetRawText()))
                    ? written
                    : throw new ArgumentException($"The number {value.GetRawText()} has more digits than JSON keeps exactly. Write it as text."));
                break;
            case JsonValueKind.True or JsonValueKind.False:
                text.Append(value.ValueKind == JsonValueKind.True ? "true" : "false");
                break;
            default:
                text.Append("null");
                break;
        }
    }

    // The digits that carry a number's value.
    private static string Significant(string number) => number.Split('e', 'E')[0].Replace(".", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).Trim('0');
}
