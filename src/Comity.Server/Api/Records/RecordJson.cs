using System.Text.Json;
using Comity.Records;
using Comity.Server.Review;

namespace Comity.Server.Api.Records;

/// <summary>The JSON forms of records. What was kept as JSON is passed on as it is.</summary>
internal static class RecordJson
{
    /// <summary>Writes a page of records.</summary>
    public static void Write(Utf8JsonWriter writer, RecordPage page)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("records");
        foreach (var record in page.Records)
        {
            Write(writer, record);
        }

        writer.WriteEndArray();
        writer.WriteString("next", page.Next);
        writer.WriteEndObject();
    }

    /// <summary>Writes a record as it is to be read now.</summary>
    public static void Write(Utf8JsonWriter writer, DecisionRecord record)
    {
        var content = record.Content;
        writer.WriteStartObject();
        writer.WriteString("number", record.Number);
        writer.WriteNumber("version", record.Version);
        writer.WriteString("keptAt", record.CreatedAt.UtcDateTime);
        Write(writer, record.By);
        writer.WriteString("kind", content.Kind);
        writer.WriteString("on", content.On.ToString("yyyy-MM-dd"));
        writer.WriteStartObject("policy");
        writer.WriteString("id", content.PackId);
        writer.WriteString("version", content.PackVersion);
        writer.WriteString("digest", content.PackDigest);
        writer.WriteEndObject();
        writer.WriteString("engine", content.Engine);
        writer.WriteString("document", content.DocumentId);
        Raw(writer, "facts", content.Facts);
        writer.WriteStartArray("determinations");
        foreach (var determination in content.Determinations)
        {
            writer.WriteRawValue(determination.Json, skipInputValidation: true);
        }

        writer.WriteEndArray();
        writer.WriteString("noteCode", content.NoteCode);
        writer.WriteString("note", content.Note);
        writer.WriteEndObject();
    }

    /// <summary>Writes a record with everything that happened to it.</summary>
    public static void Write(Utf8JsonWriter writer, RecordFile file, DecisionRecord current, ApprovalRule rule)
    {
        var (approval, counsel) = ReviewCase.Of(file, rule);
        writer.WriteStartObject();
        writer.WriteString("number", file.Number);
        writer.WriteNumber("version", file.Version);
        writer.WriteBoolean("onHold", file.OnHold);
        writer.WriteString("approval", Word(approval));
        writer.WriteString("counsel", Word(counsel));
        writer.WritePropertyName("record");
        Write(writer, current);
        writer.WriteStartArray("events");
        foreach (var item in file.Events)
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", item.Version);
            writer.WriteString("kind", item.Kind);
            writer.WriteString("at", item.At.UtcDateTime);
            writer.WriteNumber("leaf", item.Leaf);
            Write(writer, item.By);
            Raw(writer, "data", item.Data);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes where something was put, and the determinations that were kept with it.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="receipt">Where it was put.</param>
    /// <param name="determinations">The kept determinations; null where it holds none.</param>
    public static void Write(Utf8JsonWriter writer, Receipt receipt, IEnumerable<string>? determinations)
    {
        writer.WriteStartObject();
        writer.WriteString("number", receipt.Number);
        writer.WriteNumber("version", receipt.Version);
        writer.WriteNumber("leaf", receipt.Leaf);
        writer.WriteString("at", receipt.At.UtcDateTime);
        if (determinations is not null)
        {
            writer.WriteStartArray("determinations");
            foreach (var determination in determinations)
            {
                writer.WriteRawValue(determination, skipInputValidation: true);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Author? by)
    {
        if (by is null)
        {
            writer.WriteNull("by");
            return;
        }

        writer.WriteStartObject("by");
        writer.WriteString("role", by.Role);
        writer.WriteString("unit", by.Unit);
        writer.WriteEndObject();
    }

    private static void Raw(Utf8JsonWriter writer, string name, string? json)
    {
        if (json is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WritePropertyName(name);
        writer.WriteRawValue(json, skipInputValidation: true);
    }

    private static string Word(ReviewState state) => state switch
    {
        ReviewState.NotNeeded => "not-needed",
        ReviewState.Waiting => "waiting",
        ReviewState.Approved => "approved",
        _ => "returned",
    };
}
