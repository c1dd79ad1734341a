using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Comity.Records.Events;
using Comity.Records.Storage;

namespace Comity.Records.Transfer;

/// <summary>An event on a line of JSON: everything that is held about it.</summary>
/// <param name="Leaf">Its place in the log, from 0.</param>
/// <param name="Number">The record's number.</param>
/// <param name="Version">Its place in the record, from 1.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="At">When, in UTC with microseconds.</param>
/// <param name="Commitment">SHA-256 over salt and content, in hexadecimal digits, as the log has it.</param>
/// <param name="Submission">SHA-256 of the submission key; null for none, and once it was erased.</param>
/// <param name="Salt">The salt; null once it was erased.</param>
/// <param name="Content">The content as text, canonical JSON; null once it was erased.</param>
internal sealed record EventLine(long Leaf, string Number, int Version, string Kind, string At, string Commitment, string? Submission, string? Salt, string? Content)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static EventLine Of(StoredEvent stored) => new(
        stored.Position, RecordNumber.Text(stored.Number), stored.Version, stored.Kind, Instant.Text(stored.At), Hex(stored.Commitment)!, Hex(stored.Submission), Hex(stored.Salt), stored.Content is null ? null : Encoding.UTF8.GetString(stored.Content));

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is not an event.</exception>
    public static EventLine Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<EventLine>(line, Options) ?? throw new FormatException("An event is due.");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"An event is due: {exception.Message}", exception);
        }
    }

    /// <exception cref="FormatException">A member cannot be read.</exception>
    public StoredEvent Stored() => RecordNumber.TryParseAny(Number, out var number)
        ? new StoredEvent(Leaf, number, Version, Kind, Instant.Parse(At), Convert.FromHexString(Commitment), Bytes(Submission), Bytes(Salt), Content is null ? null : Encoding.UTF8.GetBytes(Content))
        : throw new FormatException($"'{Number}' is not the number of a record, nor 'policy'.");

    public override string ToString() => JsonSerializer.Serialize(this, Options);

    private static string? Hex(byte[]? bytes) => bytes is null ? null : Convert.ToHexStringLower(bytes);

    private static byte[]? Bytes(string? hex) => hex is null ? null : Convert.FromHexString(hex);
}
