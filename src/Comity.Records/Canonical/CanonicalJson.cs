using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Comity.Records.Canonical;

/// <summary>The JSON Canonicalization Scheme (RFC 8785): one text for one value, so that its hash means the value.</summary>
public static class CanonicalJson
{
    // RFC 8785 orders names by UTF-16 code units; in ASCII, bytes have that order.
    private static readonly Comparer<JsonProperty> ByUnits = Comparer<JsonProperty>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name));
    private static readonly Comparer<JsonProperty> ByBytes = Comparer<JsonProperty>.Create((a, b) => JsonMarshal.GetRawUtf8PropertyName(a).SequenceCompareTo(JsonMarshal.GetRawUtf8PropertyName(b)));

    private static readonly SearchValues<byte> PlainAscii = SearchValues.Create([.. Enumerable.Range(0, 0x80).Select(letter => (byte)letter).Where(letter => letter != '\\')]);

    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(letter => (char)letter), '"', '\\']);

    /// <summary>The canonical text of a JSON text.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="ArgumentException">A string is not Unicode, a number is too large for IEEE 754, or an object has a name twice.</exception>
    public static string Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        var text = Utf8Text.Begin();
        Write(text, document.RootElement, exact: false);
        return Encoding.UTF8.GetString(text.End());
    }

    /// <summary>The canonical text of a string.</summary>
    public static string OfString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var text = Utf8Text.Begin();
        WriteString(text, value);
        return Encoding.UTF8.GetString(text.End());
    }

    /// <summary>Adds the canonical text of a value.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="value">The value.</param>
    /// <param name="exact">Whether a number that IEEE 754 would change is an error.</param>
    /// <exception cref="ArgumentException">A string is not Unicode, a number is too large for IEEE 754 or not exact, or an object has a name twice.</exception>
    internal static void Write(Utf8Text text, JsonElement value, bool exact)
    {
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
    internal static void WriteString(Utf8Text text, string value)
    {
        text.Add("\""u8);
        var rest = value.AsSpan();
        for (int next; (next = rest.IndexOfAny(Escaped)) >= 0; rest = rest[(next + 1)..])
        {
            text.Add(rest[..next]);
            _ = rest[next] switch
            {
                '"' => text.Add("\\\""u8),
                '\\' => text.Add("\\\\"u8),
                '\b' => text.Add("\\b"u8),
                '\f' => text.Add("\\f"u8),
                '\n' => text.Add("\\n"u8),
                '\r' => text.Add("\\r"u8),
                '\t' => text.Add("\\t"u8),
                var letter => text.Add(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}")),
            };
        }

        text.Add(rest).Add("\""u8);
    }

    private static void WriteValue(Utf8Text text, JsonElement value, bool exact)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(text, value, exact);
                break;
            case JsonValueKind.Array:
                text.Add("["u8);
                var first = true;
                foreach (var item in value.EnumerateArray())
                {
                    WriteValue(first ? text : text.Add(","u8), item, exact);
                    first = false;
                }

                text.Add("]"u8);
                break;
            case JsonValueKind.String when IsPlain(JsonMarshal.GetRawUtf8Value(value)):
                text.Add(JsonMarshal.GetRawUtf8Value(value));
                break;
            case JsonValueKind.String:
                WriteString(text, value.GetString()!);
                break;
            case JsonValueKind.Number when IsSmallWhole(JsonMarshal.GetRawUtf8Value(value)):
                text.Add(JsonMarshal.GetRawUtf8Value(value));
                break;
            case JsonValueKind.Number:
                var number = value.GetDouble();
                var written = double.IsFinite(number) ? Number(number) : "";
                text.Add(written.Length > 0 && (!exact || Significant(written) == Significant(value.GetRawText()))
                    ? written
                    : throw new ArgumentException($"The number {value.GetRawText()} has more digits than JSON keeps exactly. Write it as text."));
                break;
            case JsonValueKind.True or JsonValueKind.False:
                text.Add(value.ValueKind == JsonValueKind.True ? "true"u8 : "false"u8);
                break;
            default:
                text.Add("null"u8);
                break;
        }
    }

    private static void WriteObject(Utf8Text text, JsonElement value, bool exact)
    {
        var count = value.GetPropertyCount();
        var members = ArrayPool<JsonProperty>.Shared.Rent(count);
        try
        {
            var (filled, order) = (0, ByBytes);
            foreach (var member in value.EnumerateObject())
            {
                members[filled++] = member;
                order = JsonMarshal.GetRawUtf8PropertyName(member).ContainsAnyExcept(PlainAscii) ? ByUnits : order;
            }

            Array.Sort(members, 0, count, order);
            text.Add("{"u8);
            for (var i = 0; i < count; i++)
            {
                if (i > 0)
                {
                    text.Add(order.Compare(members[i - 1], members[i]) != 0 ? ","u8 : throw new ArgumentException($"An object has the name '{members[i].Name}' twice."));
                }

                var name = JsonMarshal.GetRawUtf8PropertyName(members[i]);
                if (IsPlain(name))
                {
                    text.Add("\""u8).Add(name).Add("\":"u8);
                }
                else
                {
                    WriteString(text, members[i].Name);
                    text.Add(":"u8);
                }

                WriteValue(text, members[i].Value, exact);
            }

            text.Add("}"u8);
        }
        finally
        {
            ArrayPool<JsonProperty>.Shared.Return(members, clearArray: true);
        }
    }

    // Written without escapes, a string is canonical already: what must be escaped cannot stand there otherwise.
    private static bool IsPlain(ReadOnlySpan<byte> raw) => !raw.Contains((byte)'\\');

    // Up to 15 digits without anything else are written in one way, and exact.
    private static bool IsSmallWhole(ReadOnlySpan<byte> raw)
    {
        var digits = raw[0] == (byte)'-' ? raw[1..] : raw;
        return digits.Length <= 15 && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') && (digits[0] != (byte)'0' || raw.Length == 1);
    }

    // The digits that carry a number's value.
    private static string Significant(string number) => number.Split('e', 'E')[0].Replace(".", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).Trim('0');
}
