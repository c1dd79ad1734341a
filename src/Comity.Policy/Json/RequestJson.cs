using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Comity.Policy.Json;

/// <summary>
/// Reads the JSON that programs send. What two readers could read differently is refused: text that is not UTF-8 or not Unicode, and a member that stands twice
/// in one object (RFC 8259 §4, §8; RFC 7493 §2).
/// </summary>
public static class RequestJson
{
    /// <summary>The title of a problem with it.</summary>
    public const string Title = "Unreadable JSON";

    private static readonly JsonDocumentOptions Once = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text; it stays where it is until the document is disposed.</param>
    /// <param name="what">What it is called in a problem: <c>body</c>, or <c>line</c> of a stream.</param>
    /// <returns>The document, or what is wrong with the text and where.</returns>
    public static (JsonDocument? Document, string? Problem) Read(in ReadOnlySequence<byte> text, string what = "body")
    {
        ReadOnlyMemory<byte> bytes = text.IsSingleSegment ? text.First : text.ToArray();
        return Read(bytes, what);
    }

    /// <inheritdoc cref="Read(in ReadOnlySequence{byte}, string)"/>
    public static (JsonDocument? Document, string? Problem) Read(ReadOnlyMemory<byte> text, string what = "body")
    {
        // What may hide half of a character is looked at text by text; for all else the parser is enough, and the problem is looked for
        // only where there is one.
        if (text.Span.Contains((byte)'\\') && Problem(text.Span, what) is { } escaped)
        {
            return (null, escaped);
        }

        try
        {
            return Utf8.IsValid(text.Span) ? (JsonDocument.Parse(text, Once), null) : (null, Problem(text.Span, what));
        }
        catch (JsonException)
        {
            return (null, Problem(text.Span, what) ?? throw new InvalidOperationException("What the parser refuses has a problem."));
        }
    }

    /// <summary>What is wrong with a text, and where; null for nothing.</summary>
    public static string? Problem(ReadOnlySpan<byte> text, string what = "body")
    {
        if (!Utf8.IsValid(text))
        {
            return $"The {what} is not UTF-8, at {Place(text, FirstInvalid(text))}.";
        }

        var reader = new Utf8JsonReader(text);
        var objects = new Stack<HashSet<string>>();
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        objects.Push(new HashSet<string>(StringComparer.Ordinal));
                        break;
                    case JsonTokenType.EndObject:
                        objects.Pop();
                        break;
                    case JsonTokenType.PropertyName when !objects.Peek().Add(reader.GetString()!):
                        return $"The {what} has \"{reader.GetString()}\" twice in one object, at {Place(text, reader.TokenStartIndex)}. Send each member once.";
                    case JsonTokenType.String when reader.ValueIsEscaped:
                        _ = reader.GetString();
                        break;
                }
            }

            return null;
        }
        catch (JsonException exception)
        {
            return $"The {what} is not JSON, at {Place(exception.LineNumber ?? 0, (exception.BytePositionInLine ?? 0) + 1)}.";
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, written with \u.
            return $"The {what} has a text that is not Unicode, at {Place(text, reader.TokenStartIndex)}.";
        }
    }

    private static string Place(ReadOnlySpan<byte> text, long index)
    {
        var before = text[..(int)index];
        return Place(before.Count((byte)'\n'), before.Length - before.LastIndexOf((byte)'\n'));
    }

    private static string Place(long lines, long position) => $"line {lines + 1}, byte {position}";

    private static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        var index = 0;
        while (Rune.DecodeFromUtf8(text[index..], out _, out var length) == OperationStatus.Done)
        {
            index += length;
        }

        return index;
    }
}
