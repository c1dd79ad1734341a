using System.Text.Json;
using System.Text.RegularExpressions;
using Comity.Records.Privacy;

namespace Comity.Records;

/// <summary>What a record must be before it is kept: well formed, and about no person.</summary>
internal static partial class RecordCheck
{
    private const int MaximumNameLength = 200;

    /// <exception cref="ArgumentException">A member is malformed.</exception>
    /// <exception cref="PersonalDataException">A text looks like something about a person.</exception>
    public static void Check(NewRecord record, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(record);
        Name("pack id", record.PackId, today);
        Name("pack version", record.PackVersion, today);
        Require(Digest().IsMatch(record.PackDigest), "The pack's digest is 'sha256:' and 64 hexadecimal digits.");
        if (record.DocumentId is not null)
        {
            Name("document id", record.DocumentId, today);
        }

        Require(record.Determinations.Count > 0, "A record holds at least one determination.");
        foreach (var determination in record.Determinations)
        {
            if (determination.Action is not null)
            {
                Name("requested action", determination.Action, today);
            }

            Name("outcome", determination.Outcome, today);
            using var json = Parse("A determination", determination.Json);
        }

        Require(record.Note is null || record.Note.Length <= RecordStore.MaximumNoteLength, $"A note has at most {RecordStore.MaximumNoteLength} characters.");
        Refuse("note", record.Note, today);
        Facts(record.Facts, today);
    }

    private static void Facts(string facts, DateOnly today)
    {
        using var document = Parse("The facts", facts);
        try
        {
            Visit(null, document.RootElement, today);
        }
        catch (InvalidOperationException exception)
        {
            throw new ArgumentException("The facts hold text that is not Unicode.", exception);
        }
    }

    private static void Visit(string? name, JsonElement value, DateOnly today)
    {
        Refuse("facts", name, today);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Visit(member.Name, member.Value, today);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Visit(name, item, today);
                }

                break;
            case JsonValueKind.String:
                // The name may say what the value is: "born".
                Refuse("facts", $"{name}: {value.GetString()}", today);
                break;
            case JsonValueKind.Number:
                Refuse("facts", $"{name}: {value.GetRawText()}", today);
                break;
        }
    }

    private static JsonDocument Parse(string what, string json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
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

    private static void Name(string field, string value, DateOnly today)
    {
        Require(!string.IsNullOrWhiteSpace(value) && value.Length <= MaximumNameLength, $"The {field} has 1 to {MaximumNameLength} characters.");
        Refuse(field, value, today);
    }

    private static void Refuse(string field, string? text, DateOnly today)
    {
        if (text is not null && PersonalData.Check(text, today) is { } finding)
        {
            throw new PersonalDataException(field, finding);
        }
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message);
        }
    }

    [GeneratedRegex("^sha256:[0-9a-f]{64}$")]
    private static partial Regex Digest();
}
