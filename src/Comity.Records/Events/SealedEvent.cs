using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Comity.Records.Canonical;
using Comity.Records.Storage;

namespace Comity.Records.Events;

/// <summary>
/// The three layers of an event: its content (canonical JSON, may be erased), the commitment to it (SHA-256 over a salt of 32 bytes and
/// the content), and the entry of the log, which holds the commitment and what stays known after erasure.
/// </summary>
internal static class SealedEvent
{
    public const int SaltLength = 32;

    /// <summary>The content, in UTF-8. Its parts are canonical already, and its names are in order.</summary>
    public static byte[] Content(long at, string by, byte[] data, string kind, long number, byte[]? submission, int version) => Utf8Text.Begin()
        .Add("{\"at\":\""u8).Add(Instant.Text(at)).Add("\",\"by\":"u8).Add(by).Add(",\"data\":"u8).Add(data)
        .Add(",\"kind\":\""u8).Add(kind).Add("\",\"number\":\""u8).Add(RecordNumber.Text(number))
        .Add(submission is null ? "" : $"\",\"submission\":\"{Convert.ToHexStringLower(submission)}")
        .Add(string.Create(CultureInfo.InvariantCulture, $"\",\"version\":{version}}}")).End();

    public static byte[] Commitment(byte[] salt, byte[] content)
    {
        var whole = ArrayPool<byte>.Shared.Rent(salt.Length + content.Length);
        salt.CopyTo(whole, 0);
        content.CopyTo(whole, salt.Length);
        var commitment = SHA256.HashData(whole.AsSpan(0, salt.Length + content.Length));

        // What it held may have to be erased, and the next to rent it is anybody.
        ArrayPool<byte>.Shared.Return(whole, clearArray: true);
        return commitment;
    }

    /// <summary>The entry of the log, canonical JSON.</summary>
    public static byte[] Entry(StoredEvent stored) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"at\":\"{Instant.Text(stored.At)}\",\"commitment\":\"{Convert.ToHexStringLower(stored.Commitment)}\",\"kind\":\"{stored.Kind}\",\"number\":\"{RecordNumber.Text(stored.Number)}\",\"version\":{stored.Version}}}"));

    /// <summary>Who and what, from a content; nulls where it was erased.</summary>
    public static (string? By, string? Data) Parts(byte[]? content)
    {
        if (content is null)
        {
            return (null, null);
        }

        using var json = JsonDocument.Parse(content);
        return (json.RootElement.GetProperty("by").GetRawText(), json.RootElement.GetProperty("data").GetRawText());
    }

    public static string Written(Author? by) => by is null ? "null"
        : $"{{\"role\":{CanonicalJson.OfString(by.Role)},\"unit\":{(by.Unit is null ? "null" : CanonicalJson.OfString(by.Unit))}}}";

    public static Author? ReadAuthor(string? by)
    {
        if (by is null or "null")
        {
            return null;
        }

        using var json = JsonDocument.Parse(by);
        return new Author(json.RootElement.GetProperty("role").GetString()!, json.RootElement.GetProperty("unit").GetString());
    }

    public static KeptEvent Kept(StoredEvent stored)
    {
        var (by, data) = Parts(stored.Content);
        return new KeptEvent(stored.Position, stored.Version, stored.Kind, Instant.Time(stored.At), ReadAuthor(by), data);
    }
}
