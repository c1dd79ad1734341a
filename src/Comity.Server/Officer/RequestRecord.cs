using System.Text.Json;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Interviews;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Records;
using Comity.Server.Public.Tally;

namespace Comity.Server.Officer;

/// <summary>Makes the record of a finished interview.</summary>
internal static class RequestRecord
{
    /// <summary>The record.</summary>
    /// <param name="step">Where the interview ended.</param>
    /// <param name="pack">The pack that decided.</param>
    /// <param name="recorded">Facts that are only recorded.</param>
    /// <param name="noteCode">The offered note that was chosen; null for none.</param>
    /// <param name="note">What is added in words; null for nothing.</param>
    public static NewRecord Of(
        InterviewStep step, PolicyDescription pack, IReadOnlyDictionary<string, FeelValue> recorded, string? noteCode, string? note) => new(
        step.State.On, pack.Manifest.Id, pack.Manifest.Version, pack.Digest, step.State.DocumentId, Facts(step.Request, pack, recorded),
        [.. step.Determinations.Select(determination => Recorded(determination, step.Request, recorded))], note)
    {
        NoteCode = noteCode,
        Engine = typeof(PolicyLogic).Assembly.GetName().Version?.ToString(3),
    };

    /// <summary>The interview that leads to a record again, to correct it. Facts that the pack does not read any more are asked anew.</summary>
    public static InterviewAddress Again(DecisionRecord record, PolicyDescription pack)
    {
        using var facts = JsonDocument.Parse(record.Content.Facts);
        var read = FactReader.Read(pack, facts.RootElement);
        var document = pack.Documents.FirstOrDefault(document => document.Id == record.Content.DocumentId);
        var answers = pack.Facts.Where(fact => !fact.RecordedOnly && read.Facts?.ContainsKey(fact.Name) == true)
            .Select(fact => new Answer(fact.Name, read.Facts![fact.Name]))
            .Where(answer => document?.Settles.TryGetValue(answer.Fact, out var settled) != true || settled != answer.Value);
        return new InterviewAddress(new InterviewState(record.Content.On, document?.Id, read.Actions, [.. answers]), null, record.Number);
    }

    /// <summary>The facts of a record that are only recorded, as far as the pack has them.</summary>
    public static IReadOnlyDictionary<string, FeelValue> RecordedFacts(DecisionRecord record, PolicyDescription pack)
    {
        using var facts = JsonDocument.Parse(record.Content.Facts);
        var read = FactReader.Read(pack, facts.RootElement).Facts ?? new Dictionary<string, FeelValue>();
        return pack.Facts.Where(fact => fact.RecordedOnly && read.ContainsKey(fact.Name)).ToDictionary(fact => fact.Name, fact => read[fact.Name]);
    }

    private static RecordedDetermination Recorded(Determination determination, PolicyRequest request, IReadOnlyDictionary<string, FeelValue> recorded) => new(
        determination.Policy.Manifest.Action is { } name && determination.Facts.TryGetValue(name, out var action) ? Fact.Written(action) : null,
        Words.Of(determination.Outcome), determination.Review is not null, DeterminationJson.Text([determination]))
    {
        Counted = Counted(determination, request, recorded),
    };

    // What the tally counts by: the facts that the pack names, and the listed circumstance. A fact that nobody answered is left out.
    private static Dictionary<string, string> Counted(Determination determination, PolicyRequest request, IReadOnlyDictionary<string, FeelValue> recorded)
    {
        var (manifest, counted) = (determination.Policy.Manifest, new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var name in manifest.Tally)
        {
            if (recorded.TryGetValue(name, out var value) || request.Facts.TryGetValue(name, out value))
            {
                counted[name] = Fact.Written(value);
            }
        }

        if (manifest.Circumstances.Count > 0)
        {
            counted[PublishedTally.Circumstance] = determination.Circumstances.ToList() switch { [] => PublishedTally.NoCircumstance, [var only] => only, _ => PublishedTally.SeveralCircumstances };
        }

        return counted;
    }

    private static string Facts(PolicyRequest request, PolicyDescription pack, IReadOnlyDictionary<string, FeelValue> recorded) => DeterminationJson.Text(writer =>
    {
        writer.WriteStartObject();
        foreach (var fact in pack.Facts)
        {
            if (fact.Name == pack.Manifest.Action)
            {
                writer.WriteStartArray(fact.Name);
                foreach (var action in request.Actions)
                {
                    writer.WriteStringValue(Fact.Written(action));
                }

                writer.WriteEndArray();
            }
            else if (recorded.TryGetValue(fact.Name, out var value) || request.Facts.TryGetValue(fact.Name, out value))
            {
                writer.WritePropertyName(fact.Name);
                Fact.Write(writer, value);
            }
        }

        writer.WriteEndObject();
    });
}
