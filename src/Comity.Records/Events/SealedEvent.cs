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

    /// <summary>The content. Its parts are canonical already, and its names are in order.</summary>
    public static string Content(long at, string by, string data, string kind, long number, byte[]? submission, int version) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"at\":\"{Instant.Text(at)}\",\"by\":{by},\"data\":{data},\"kind\":\"{kind}\",\"number\":\"{RecordNumber.Text(number)}\"{(submission is null ? "" : $",\"submission\":\"{Convert.ToHexStringLower(submission)}\"")},\"version\":{version}}}");

    public static byte[] Commitment(byte[] salt, string content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(Encoding.UTF8.GetBytes(content));
        return hash.GetHashAndReset();
    }

    /// <summary>The entry of the log, canonical JSON.</summary>
    public static byte[] Entry(StoredEvent stored) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"at\":\"{Instant.Text(stored.At)}\",\"commitment\":\"{Convert.ToHexStringLower(stored.Commitment)}\",\"kind\":\"{stored.Kind}\",\"number\":\"{RecordNumber.Text(stored.Number)}\",\"version\":{stored.Version}}}"));

    /// <summary>Who and what, from a content; nulls where it was erased.</summary>
    public static (string? By, string? Data) Parts(string? content)
    {
        if (content is null)
        {
            return (null, null);
        }

        using var json = JsonDocument.Parse(content);
        return (json.RootElement.GetProperty("by").GetRawText(), json.RootElement.GetProperty("data").GetRawText());
    }

    public static string Written(Author? by)
    {
        if (by is null)
        {
            return "null";
        }

        var text = new StringBuilder("{\"role\":");
        CanonicalJson.WriteString(text, by.Role);
        text.Append(",\"unit\":");
        if (by.Unit is null)
        {
            return text.Append("null}").ToString();
        }

        CanonicalJson.WriteString(text, by.Unit);
        return text.Append('}').ToString();
    }

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
