using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Comity.Records.Canonical;

namespace Comity.Records.Events;

/// <summary>The data of each kind of event, between its types and canonical JSON.</summary>
internal static class RecordData
{
    private const string Day = "yyyy-MM-dd";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The data of a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="kept">When it was kept, where that was before it was logged; null otherwise.</param>
    public static string Of(NewRecord record, long? kept = null) => Canonical(writer => Write(writer, record, kept));

    /// <summary>The kind and the data of another event.</summary>
    public static (string Kind, string Data) Of(RecordEvent item) => item switch
    {
        FollowUp followUp => (EventKind.FollowUp, Canonical(writer =>
        {
            writer.WriteString("action", followUp.Action);
            writer.WriteString("choice", Word(followUp.Choice));
            if (followUp.On is { } on)
            {
                writer.WriteString("on", on.ToString(Day, CultureInfo.InvariantCulture));
            }

            writer.WriteString("reason", followUp.Reason);
        })),
        Approval approval => (EventKind.Approval, Canonical(writer =>
        {
            writer.WriteString("action", approval.Action);
            writer.WriteString("reason", approval.Reason);
            writer.WriteString("verdict", Word(approval.Verdict));
        })),
        Correction correction => (EventKind.Correction, Canonical(writer =>
        {
            writer.WriteString("reason", correction.Reason);
            writer.WriteStartObject("record");
            Write(writer, correction.Record, null);
            writer.WriteEndObject();
        })),
        LegalHold hold => (EventKind.Hold, Canonical(writer => writer.WriteString("reason", hold.Reason))),
        HoldRelease release => (EventKind.Release, Canonical(writer => writer.WriteString("reason", release.Reason))),
        Erasure erasure => (EventKind.Erasure, Canonical(writer => writer.WriteString("reason", erasure.Reason))),
        _ => throw new ArgumentException($"An event is of one of the kinds that Comity.Records defines, not {item.GetType().Name}."),
    };

    /// <summary>The record in the content of an event that holds one, who kept it and, where that was before it was logged, when.</summary>
    public static (NewRecord Record, Author? By, long? Kept) Read(string content)
    {
        using var json = JsonDocument.Parse(content);
        var root = json.RootElement;
        var data = root.GetProperty("data");
        var record = root.GetProperty("kind").GetString() == EventKind.Correction ? data.GetProperty("record") : data;
        var pack = record.GetProperty("pack");
        return (
            new NewRecord(
                DateOnly.ParseExact(record.GetProperty("on").GetString()!, Day, CultureInfo.InvariantCulture), pack.GetProperty("id").GetString()!, pack.GetProperty("version").GetString()!,
                pack.GetProperty("digest").GetString()!, record.GetProperty("document").GetString(), record.GetProperty("facts").GetRawText(),
                [.. record.GetProperty("determinations").EnumerateArray().Select(item => new RecordedDetermination(
                    item.GetProperty("action").GetString(), item.GetProperty("outcome").GetString()!, item.GetProperty("counselReview").GetBoolean(), item.GetProperty("json").GetRawText()))],
                record.GetProperty("note").GetString())
            {
                Kind = record.GetProperty("kind").GetString()!,
                Engine = record.GetProperty("engine").GetString(),
            },
            SealedEvent.ReadAuthor(root.GetProperty("by").GetRawText()),
            record.TryGetProperty("kept", out var kept) ? Instant.Parse(kept.GetString()!) : null);
    }

    private static void Write(Utf8JsonWriter writer, NewRecord record, long? kept)
    {
        writer.WriteStartArray("determinations");
        foreach (var determination in record.Determinations)
        {
            writer.WriteStartObject();
            writer.WriteString("action", determination.Action);
            writer.WriteBoolean("counselReview", determination.CounselReview);
            writer.WritePropertyName("json");
            writer.WriteRawValue(determination.Json, skipInputValidation: true);
            writer.WriteString("outcome", determination.Outcome);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("document", record.DocumentId);
        writer.WriteString("engine", record.Engine);
        writer.WritePropertyName("facts");
        writer.WriteRawValue(record.Facts, skipInputValidation: true);
        if (kept is { } time)
        {
            writer.WriteString("kept", Instant.Text(time));
        }

        writer.WriteString("kind", record.Kind);
        writer.WriteString("note", record.Note);
        writer.WriteString("on", record.On.ToString(Day, CultureInfo.InvariantCulture));
        writer.WriteStartObject("pack");
        writer.WriteString("digest", record.PackDigest);
        writer.WriteString("id", record.PackId);
        writer.WriteString("version", record.PackVersion);
        writer.WriteEndObject();
    }

    private static string Canonical(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(4_096);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        using var json = JsonDocument.Parse(buffer.WrittenMemory, new JsonDocumentOptions { AllowDuplicateProperties = false });
        return CanonicalJson.Of(json.RootElement);
    }

    private static string Word(Choice choice) => choice switch
    {
        Choice.Cooperated => "cooperated",
        Choice.InPart => "in-part",
        _ => "declined",
    };

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Approved => "approved",
        Verdict.Refused => "refused",
        _ => "withdrawn",
    };
}
