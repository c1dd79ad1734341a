using System.Globalization;
using System.Text.Json;
using Comity.Records.Canonical;

namespace Comity.Records.Events;

/// <summary>The data of each kind of event, between its types and canonical JSON.</summary>
internal static class RecordData
{
    private const string Day = "yyyy-MM-dd";
    private static readonly string[] Said = ["document", "facts", "kind", "note", "noteCode", "on"];

    private static readonly IReadOnlyDictionary<string, string> NotCounted = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary>The data of a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="kept">When it was kept, where that was before it was logged; null otherwise.</param>
    /// <exception cref="ArgumentException">Facts or a determination are not a JSON object, or cannot be kept exactly.</exception>
    public static byte[] Of(NewRecord record, long? kept = null)
    {
        var text = Utf8Text.Begin();
        Write(text, record, kept);
        return text.End();
    }

    /// <summary>Reads a part that must be an object by itself.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static JsonDocument Parse(string what, string json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"{what} is not JSON: {exception.Message}", exception);
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            document.Dispose();
            throw new ArgumentException($"{what} is a JSON object.");
        }

        return document;
    }

    /// <summary>The reason that the content of an event gives: for a hold or its release, the matter.</summary>
    public static string Reason(byte[] content)
    {
        using var json = JsonDocument.Parse(content);
        return json.RootElement.GetProperty("data").GetProperty("reason").GetString()!;
    }

    /// <summary>The reason that the data of an event gives.</summary>
    public static string ReasonOf(byte[] data)
    {
        using var json = JsonDocument.Parse(data);
        return json.RootElement.GetProperty("reason").GetString()!;
    }

    /// <summary>The kind and the data of another event.</summary>
    public static (string Kind, byte[] Data) Of(RecordEvent item) => item switch
    {
        FollowUp followUp => (EventKind.FollowUp, Followed(followUp)),
        Approval approval => (
            EventKind.Approval, Object([("action", approval.Action), .. Why(approval), ("verdict", Word(approval.Verdict))])),
        Correction correction => (EventKind.Correction, Corrected(correction)),
        LegalHold hold => (EventKind.Hold, Object(Why(hold))),
        HoldRelease release => (EventKind.Release, Object(Why(release))),
        Erasure erasure => (EventKind.Erasure, Object(Why(erasure))),
        _ => throw new ArgumentException($"An event is of one of the kinds that Comity.Records defines, not {item.GetType().Name}."),
    };

    /// <summary>The record in the content of an event that holds one, who kept it and, where that was before it was logged, when.</summary>
    public static (NewRecord Record, Author? By, long? Kept) Read(byte[] content)
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
                    item.GetProperty("action").GetString(), item.GetProperty("outcome").GetString()!, item.GetProperty("counselReview").GetBoolean(), item.GetProperty("json").GetRawText())
                {
                    Counted = item.TryGetProperty("counted", out var counted)
                        ? counted.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString()!)
                        : NotCounted,
                })],
                record.GetProperty("note").GetString())
            {
                Kind = record.GetProperty("kind").GetString()!,
                NoteCode = record.TryGetProperty("noteCode", out var code) ? code.GetString() : null,
                Engine = record.GetProperty("engine").GetString(),
            },
            SealedEvent.ReadAuthor(root.GetProperty("by").GetRawText()),
            record.TryGetProperty("kept", out var kept) ? Instant.Parse(kept.GetString()!) : null);
    }

    /// <summary>
    /// Whether whoever sent them said the same. What a program derived from it does not count: the policy, or the program, may have changed
    /// before something was sent again.
    /// </summary>
    /// <param name="kind">Their kind.</param>
    /// <param name="one">The data of an event.</param>
    /// <param name="other">The data of another of the same kind.</param>
    public static bool SayTheSame(string kind, ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other)
    {
        if (one.Span.SequenceEqual(other.Span) || !EventKind.HoldsRecord(kind))
        {
            return one.Span.SequenceEqual(other.Span);
        }

        using var first = JsonDocument.Parse(one);
        using var second = JsonDocument.Parse(other);
        var (kept, sent) = (first.RootElement, second.RootElement);
        return kind == EventKind.Correction
            ? Same(kept, sent, "reason", "reasonCode") && Same(kept.GetProperty("record"), sent.GetProperty("record"), Said)
            : Same(kept, sent, Said);

        static bool Same(JsonElement one, JsonElement other, params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                if (one.TryGetProperty(name, out var value) != other.TryGetProperty(name, out var otherValue)
                    || (value.ValueKind != JsonValueKind.Undefined && !JsonElement.DeepEquals(value, otherValue)))
                {
                    return false;
                }
            }

            return true;
        }
    }

    // The names stand in the order that RFC 8785 gives them.
    private static void Write(Utf8Text text, NewRecord record, long? kept)
    {
        text.Add("{\"determinations\":["u8);
        for (var i = 0; i < record.Determinations.Count; i++)
        {
            var determination = record.Determinations[i];
            Member(text.Add(i == 0 ? "{"u8 : ",{"u8), "action", determination.Action);
            text.Add(",\"counselReview\":"u8).Add(determination.CounselReview ? "true"u8 : "false"u8);
            if (determination.Counted.Count > 0)
            {
                text.Add(",\"counted\":"u8).Add(Object([.. determination.Counted.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => (member.Key, (string?)member.Value))]));
            }

            Part(text.Add(",\"json\":"u8), "A determination", determination.Json);
            Member(text.Add(","u8), "outcome", determination.Outcome);
            text.Add("}"u8);
        }

        Member(text.Add("],"u8), "document", record.DocumentId);
        Member(text.Add(","u8), "engine", record.Engine);
        Part(text.Add(",\"facts\":"u8), "The facts", record.Facts);
        if (kept is { } time)
        {
            Member(text.Add(","u8), "kept", Instant.Text(time));
        }

        Member(text.Add(","u8), "kind", record.Kind);
        Member(text.Add(","u8), "note", record.Note);
        if (record.NoteCode is { } code)
        {
            Member(text.Add(","u8), "noteCode", code);
        }

        Member(text.Add(","u8), "on", record.On.ToString(Day, CultureInfo.InvariantCulture));
        Member(text.Add(",\"pack\":{"u8), "digest", record.PackDigest);
        Member(text.Add(","u8), "id", record.PackId);
        Member(text.Add(","u8), "version", record.PackVersion);
        text.Add("}}"u8);
    }

    private static void Part(Utf8Text text, string what, string json)
    {
        using var document = Parse(what, json);
        try
        {
            CanonicalJson.Write(text, document.RootElement, exact: true);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentException($"{what}: {exception.Message}", exception);
        }
    }

    private static void Member(Utf8Text text, string name, string? value)
    {
        text.Add("\""u8).Add(name).Add("\":"u8);
        if (value is null)
        {
            text.Add("null"u8);
        }
        else
        {
            CanonicalJson.WriteString(text, value);
        }
    }

    private static byte[] Object(params ReadOnlySpan<(string Name, string? Value)> members)
    {
        var text = Utf8Text.Begin().Add("{"u8);
        for (var i = 0; i < members.Length; i++)
        {
            Member(i == 0 ? text : text.Add(","u8), members[i].Name, members[i].Value);
        }

        return text.Add("}"u8).End();
    }

    private static byte[] Followed(FollowUp followUp)
    {
        var text = Utf8Text.Begin().Add("{"u8);
        Member(text, "action", followUp.Action);
        if (followUp.BeforeApproval)
        {
            text.Add(",\"beforeApproval\":true"u8);
        }

        Member(text.Add(","u8), "choice", Word(followUp.Choice));
        if (followUp.On is { } on)
        {
            Member(text.Add(","u8), "on", on.ToString(Day, CultureInfo.InvariantCulture));
        }

        foreach (var (name, value) in Why(followUp))
        {
            Member(text.Add(","u8), name, value);
        }

        return text.Add("}"u8).End();
    }

    private static byte[] Corrected(Correction correction)
    {
        var text = Utf8Text.Begin().Add("{"u8);
        foreach (var (name, value) in Why(correction))
        {
            Member(text, name, value);
            text.Add(","u8);
        }

        Write(text.Add("\"record\":"u8), correction.Record, null);
        return text.Add("}"u8).End();
    }

    // A code stands only where there is one, so that events without are as they were before there were codes.
    private static (string Name, string? Value)[] Why(RecordEvent item) =>
        item.ReasonCode is { } code ? [("reason", item.Reason), ("reasonCode", code)] : [("reason", item.Reason)];

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
