using System.Text.Json;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Records;
using Comity.Server.Policies;

namespace Comity.Server.Auditor;

/// <summary>What came of deriving a record's reasoning again.</summary>
public enum ReasoningVerdict
{
    /// <summary>The same determinations, to the last reason.</summary>
    Same,

    /// <summary>Something differs.</summary>
    Differs,

    /// <summary>It cannot be derived: the pack's files were not kept, or do not read these facts.</summary>
    NotDerivable,
}

/// <summary>A record's reasoning, derived again from the recorded pack, day and facts, and compared with what was recorded.</summary>
/// <param name="Verdict">What came of it.</param>
/// <param name="Text">What differs, or why it cannot be derived; empty where all is the same.</param>
public sealed record Reasoning(ReasoningVerdict Verdict, string Text)
{
    /// <summary>Derives and compares.</summary>
    internal static async Task<Reasoning> CheckAsync(NewRecord record, PolicyVersions versions)
    {
        if (await versions.FindAsync(record.PackDigest) is not { } logic)
        {
            return new Reasoning(ReasoningVerdict.NotDerivable, $"The files of the policy {record.PackId} {record.PackVersion} ({record.PackDigest}) are not here.");
        }

        using var facts = JsonDocument.Parse(record.Facts);
        var read = FactReader.Read(logic.Pack, facts.RootElement);
        if (read.Facts is null)
        {
            return new Reasoning(ReasoningVerdict.NotDerivable, $"The recorded policy does not read these facts. {string.Join(" ", read.Problems)}");
        }

        var derived = logic.Program.Decide(new PolicyRequest(record.On, read.Actions, read.Facts));
        if (derived.Count != record.Determinations.Count)
        {
            return new Reasoning(ReasoningVerdict.Differs, $"{record.Determinations.Count} determinations were recorded; the policy gives {derived.Count}.");
        }

        var differences = derived.Zip(record.Determinations, Difference).OfType<string>().ToList();
        return differences.Count == 0 ? new Reasoning(ReasoningVerdict.Same, "") : new Reasoning(ReasoningVerdict.Differs, string.Join(" ", differences));
    }

    private static string? Difference(Determination derived, RecordedDetermination recorded)
    {
        using var again = JsonDocument.Parse(DeterminationJson.Text([derived]));
        using var kept = JsonDocument.Parse(recorded.Json);
        var outcome = again.RootElement.GetProperty("outcome").GetString();
        if (outcome != recorded.Outcome || (derived.Review is not null) != recorded.CounselReview)
        {
            return $"{recorded.Action ?? "The request"}: recorded as {Words(recorded.Outcome, recorded.CounselReview)}; the policy gives {Words(outcome!, derived.Review is not null)}.";
        }

        // What to ask next is advice, which gets better the longer a policy is asked; it is no part of the reasoning.
        var names = again.RootElement.EnumerateObject().Select(member => member.Name).Union(kept.RootElement.EnumerateObject().Select(member => member.Name))
            .Where(name => name != "next" && !(again.RootElement.TryGetProperty(name, out var one)
                && kept.RootElement.TryGetProperty(name, out var other) && JsonElement.DeepEquals(one, other))).ToList();
        return names.Count == 0 ? null : $"{recorded.Action ?? "The request"}: the same outcome, but not the same {string.Join(", ", names)}.";
    }

    private static string Words(string outcome, bool review) => review ? $"{outcome} with counsel's review" : outcome;
}
