using System.Globalization;
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
/// <param name="Day">The day on which the public log committed to the checkpoint; null where it did not yet.</param>
public sealed record ProvenEvent(Checkpoint Checkpoint, long Leaf, string Entry, string? Content, DateOnly? Day);

/// <summary>
/// Proof files about events: the extra data of a tlog-proof is a JSON object with <c>entry</c> and, where it is shown, <c>content</c> and
/// <c>salt</c>; and <c>day</c>, once the public log commits to the checkpoint: the <c>day</c>, the <c>salt</c> of that commitment, and the
/// <c>proof</c> that it is there.
/// </summary>
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
            var checkpoint = proof.Verify(Encoding.UTF8.GetBytes(entry), trust with { Quorum = 0 });
            var day = extra.RootElement.TryGetProperty("day", out var published) ? Day(published, checkpoint, trust)
                : trust.Quorum == 0 ? (DateOnly?)null
                : throw new FormatException(
                    "Witnesses sign the public log, and it does not commit to this event yet. Have the proof made again tomorrow.");
            if (!extra.RootElement.TryGetProperty("content", out var shown))
            {
                return new ProvenEvent(checkpoint, proof.Index, entry, null, day);
            }

            using var logged = JsonDocument.Parse(entry);
            var content = shown.GetString()!;
            var commitment = Convert.ToHexStringLower(SealedEvent.Commitment(Convert.FromHexString(extra.RootElement.GetProperty("salt").GetString()!), Encoding.UTF8.GetBytes(content)));
            return commitment == logged.RootElement.GetProperty("commitment").GetString()
                ? new ProvenEvent(checkpoint, proof.Index, entry, content, day)
                : throw new FormatException($"Leaf {proof.Index}: the content that the proof shows is not the one that was logged.");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentNullException)
        {
            throw new FormatException($"The proof's extra data is not about an event: {exception.Message}", exception);
        }
    }

    /// <summary>The extra data of a proof.</summary>
    /// <param name="stored">The event.</param>
    /// <param name="withContent">Whether it shows what the event says.</param>
    /// <param name="day">The leaf of the public log that commits to the proof's checkpoint, and the proof that it is there; null for
    /// none.</param>
    internal static byte[] Extra(StoredEvent stored, bool withContent, (LoggedDay Day, LogProof Proof)? day)
    {
        var entry = CanonicalJson.OfString(Encoding.UTF8.GetString(SealedEvent.Entry(stored)));
        var published = day is var (logged, proof)
            ? $"\"day\":{{\"day\":\"{SealedDay.Date(logged)}\",\"proof\":{CanonicalJson.OfString(proof.ToString())},\"salt\":\"{Convert.ToHexStringLower(logged.Salt)}\"}},"
            : "";
        return Encoding.UTF8.GetBytes(withContent && stored is { Content: { } content, Salt: { } salt }
            ? $"{{\"content\":{CanonicalJson.OfString(Encoding.UTF8.GetString(content))},{published}\"entry\":{entry},\"salt\":\"{Convert.ToHexStringLower(salt)}\"}}"
            : $"{{{published}\"entry\":{entry}}}");
    }

    private static DateOnly Day(JsonElement published, Checkpoint checkpoint, LogTrust trust)
    {
        var date = DateOnly.ParseExact(published.GetProperty("day").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var proof = LogProof.Parse(published.GetProperty("proof").GetString()!);
        var day = new LoggedDay(
            proof.Index, date.DayNumber, checkpoint.Size, checkpoint.Root.ToArray(),
                Convert.FromHexString(published.GetProperty("salt").GetString()!));
        proof.Verify(SealedDay.Entry(day), trust.Also(RecordStore.PublicLogSuffix));
        return date;
    }
}
