using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Comity.Records.Events;
using Comity.Records.Privacy;
using Comity.Records.Tallying;

namespace Comity.Records;

/// <summary>What a record must be before it is kept: well formed, and about no person.</summary>
internal static partial class RecordCheck
{
    private const int MaximumNameLength = 200;

    // The same names and values come with every record.
    private static readonly PassedTexts Passed = new();

    /// <exception cref="ArgumentException">A member is malformed.</exception>
    /// <exception cref="PersonalDataException">A text looks like something about a person.</exception>
    public static void Check(NewRecord record, Author? by, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(record);
        Check(by, today);
        Require(record.On <= today,
            string.Create(CultureInfo.InvariantCulture, $"The day of the request, {record.On:yyyy-MM-dd}, has not come yet."));
        Name("kind of record", record.Kind, today);
        if (record.Engine is not null)
        {
            Name("engine version", record.Engine, today);
        }

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
            foreach (var (dimension, value) in determination.Counted)
            {
                Name("dimension of the tally", dimension, today);
                Require(!TallyRow.Dimensions.Contains(dimension), $"The tally counts by '{dimension}' already.");
                Name($"value of {dimension}", value, today);
            }
        }

        Text("note", record.Note, today);
        Require(record.NoteCode is null || Code().IsMatch(record.NoteCode),
            "The code of a note has at most 40 lower-case letters and hyphens.");
        Facts(record.Facts, today);
    }

    /// <exception cref="ArgumentException">A member is malformed.</exception>
    /// <exception cref="PersonalDataException">A text looks like something about a person.</exception>
    public static void Check(RecordEvent item, Author? by, DateOnly today)
    {
        Check(by, today);
        Text("reason", item.Reason, today);
        Require(item.ReasonCode is null || Code().IsMatch(item.ReasonCode),
            "The code of a reason has at most 40 lower-case letters and hyphens.");
        switch (item)
        {
            case FollowUp followUp:
                Require(followUp.On is null || followUp.On <= today,
                    string.Create(CultureInfo.InvariantCulture, $"The day of the follow-up, {followUp.On:yyyy-MM-dd}, has not come yet."));
                if (followUp.Action is not null)
                {
                    Name("requested action", followUp.Action, today);
                }

                break;
            case Approval { Action: { } action }:
                Name("requested action", action, today);
                break;
            case Correction correction:
                Require(correction.ReasonCode is not null || !string.IsNullOrWhiteSpace(correction.Reason),
                    "A correction says what was wrong.");
                Check(correction.Record, by, today);
                break;
            case LegalHold or HoldRelease or Erasure:
                Require(!string.IsNullOrWhiteSpace(item.Reason), "A legal hold, its release and an erasure have a reason.");
                break;
        }
    }

    /// <exception cref="ArgumentException">A member is malformed.</exception>
    /// <exception cref="PersonalDataException">A text looks like something about a person.</exception>
    public static void Check(PolicyEvent item, Author by, DateOnly today)
    {
        Check(by, today);
        switch (item)
        {
            case PolicyPublication publication:
                Check(publication.Requested, today);
                Name("pack id", publication.PackId, today);
                Name("pack version", publication.PackVersion, today);
                Require(Digest().IsMatch(publication.PackDigest), "The pack's digest is 'sha256:' and 64 hexadecimal digits.");
                Text("reason", publication.Reason, today);
                break;
            case PolicyWithdrawal withdrawal:
                Text("reason", withdrawal.Reason, today);
                Require(!string.IsNullOrWhiteSpace(withdrawal.Reason), "A withdrawal says why.");
                break;
        }
    }

    private static void Check(Author? by, DateOnly today)
    {
        if (by is not null)
        {
            Name("role", by.Role, today);
            if (by.Unit is not null)
            {
                Name("unit", by.Unit, today);
            }
        }
    }

    private static void Text(string field, string? text, DateOnly today)
    {
        if (text?.Length > RecordStore.MaximumNoteLength)
        {
            throw new ArgumentException($"A {field} has at most {RecordStore.MaximumNoteLength} characters.");
        }

        Refuse(field, text, today);
        if (text is not null)
        {
            Unicode(field, text);
        }
    }

    private static void Facts(string facts, DateOnly today)
    {
        var text = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(facts.Length));
        try
        {
            Visit(text.AsSpan(0, Encoding.UTF8.GetBytes(facts, text)), today);
        }
        catch (InvalidOperationException exception)
        {
            throw new ArgumentException("The facts hold text that is not Unicode.", exception);
        }
        catch (JsonException)
        {
            // Says where it is no JSON.
            RecordData.Parse("The facts", facts).Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text, clearArray: true);
        }
    }

    // Every name, and every text and number with the name that it stands under: the name may say what the value is, as "born" does.
    private static void Visit(ReadOnlySpan<byte> facts, DateOnly today)
    {
        var reader = new Utf8JsonReader(facts);
        var outside = new Stack<string?>();
        string? name = null;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = reader.GetString();
                    Refuse("facts", name, today);
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    outside.Push(name);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    name = outside.Pop();
                    break;
                case JsonTokenType.String:
                    Refuse("facts", $"{name}: {reader.GetString()}", today);
                    break;
                case JsonTokenType.Number:
                    Refuse("facts", $"{name}: {Encoding.UTF8.GetString(reader.ValueSpan)}", today);
                    break;
            }
        }
    }

    private static void Unicode(string field, string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]) || text[i] == '\0')
            {
                throw new ArgumentException($"The {field} holds text that is not Unicode, or a null character.");
            }
        }
    }

    private static void Name(string field, string value, DateOnly today)
    {
        if (string.IsNullOrWhiteSpace(value) || value.Length > MaximumNameLength)
        {
            throw new ArgumentException($"The {field} has 1 to {MaximumNameLength} characters.");
        }

        Unicode(field, value);
        Refuse(field, value, today);
    }

    private static void Refuse(string field, string? text, DateOnly today)
    {
        if (text is null || Passed.Contains(text, today))
        {
            return;
        }

        if (PersonalData.Check(text, today) is { } finding)
        {
            throw new PersonalDataException(field, finding);
        }

        Passed.Add(text, today);
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message);
        }
    }

    // No digits: nothing about a person hides in it.
    [GeneratedRegex("^[a-z][a-z-]{0,39}\\z")]
    private static partial Regex Code();

    [GeneratedRegex("^sha256:[0-9a-f]{64}$")]
    private static partial Regex Digest();
}
