using System.Text;
using System.Text.Json;
using Comity.Log.Notes;
using Comity.Log.Proofs;
using Comity.Records.Canonical;
using Comity.Records.Storage;

namespace Comity.Records.Events;

/// <summary>What a proof about one event shows once it holds.</summary>
/// <param name="Checkpoint">The signed checkpoint.</param>
/// <param name="Leaf">The event's place in the log.</param>
/// <param name="Entry">The log's entry, canonical JSON: record number, version, kind, time and commitment.</param>
/// <param name="Content">What the event says, canonical JSON; null where the proof does not show it.</param>
public sealed record ProvenEvent(Checkpoint Checkpoint, long Leaf, string Entry, string? Content);

/// <summary>Proof files about events: the extra data of a tlog-proof is a JSON object with <c>entry</c> and, where it is shown, <c>content</c> and <c>salt</c>.</summary>
public static class EventProof
{
    /// <summary>Checks a proof file with nothing but the trusted keys.</summary>
    /// <exception cref="FormatException">It does not hold; the message says why.</exception>
    public static ProvenEvent Verify(LogProof proof, LogTrust trust)
    {
        ArgumentNullException.ThrowIfNull(proof);
        try
        {
            using var extra = JsonDocument.Parse(proof.Extra ?? throw new FormatException("The proof holds no entry."));
            var entry = extra.RootElement.GetProperty("entry").GetString()!;
            var checkpoint = proof.Verify(Encoding.UTF8.GetBytes(entry), trust);
            if (!extra.RootElement.TryGetProperty("content", out var shown))
            {
                return new ProvenEvent(checkpoint, proof.Index, entry, null);
            }

            using var logged = JsonDocument.Parse(entry);
            var content = shown.GetString()!;
            var commitment = Convert.ToHexStringLower(SealedEvent.Commitment(Convert.FromHexString(extra.RootElement.GetProperty("salt").GetString()!), Encoding.UTF8.GetBytes(content)));
            return commitment == logged.RootElement.GetProperty("commitment").GetString()
                ? new ProvenEvent(checkpoint, proof.Index, entry, content)
                : throw new FormatException($"Leaf {proof.Index}: the content that the proof shows is not the one that was logged.");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentNullException)
        {
            throw new FormatException($"The proof's extra data is not about an event: {exception.Message}", exception);
        }
    }

    internal static byte[] Extra(StoredEvent stored, bool withContent)
    {
        var entry = CanonicalJson.OfString(Encoding.UTF8.GetString(SealedEvent.Entry(stored)));
        return Encoding.UTF8.GetBytes(withContent && stored is { Content: { } content, Salt: { } salt }
            ? $"{{\"content\":{CanonicalJson.OfString(Encoding.UTF8.GetString(content))},\"entry\":{entry},\"salt\":\"{Convert.ToHexStringLower(salt)}\"}}"
            : $"{{\"entry\":{entry}}}");
    }
}
