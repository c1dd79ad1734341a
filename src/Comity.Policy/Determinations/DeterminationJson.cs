using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Comity.Feel.Text;
using Comity.Policy.Json;
using Comity.Policy.Packs;

namespace Comity.Policy.Determinations;

/// <summary>The one JSON form of a determination.</summary>
public static class DeterminationJson
{
    /// <summary>How the form is written: legal citations stay readable.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of the answer to a request, as <see cref="Write(Utf8JsonWriter, IReadOnlyList{Determination})"/> writes it.</summary>
    public static string Text(IReadOnlyList<Determination> determinations) => Text(writer => Write(writer, determinations));

    /// <summary>The text of anything that is written as JSON.</summary>
    public static string Text(Action<Utf8JsonWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Writes the answer to a request: the one determination, or an object <c>{"determinations": [..]}</c> where several actions were asked.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<Determination> determinations)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(determinations);
        if (determinations is [var only])
        {
            Write(writer, only);
            return;
        }

        writer.WriteStartObject();
        writer.WriteStartArray("determinations");
        foreach (var determination in determinations)
        {
            Write(writer, determination);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes a determination as one object.</summary>
    public static void Write(Utf8JsonWriter writer, Determination determination)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        WriteMembers(writer, determination);
        writer.WriteEndObject();
    }

    /// <summary>Writes the members of a determination into an object that has begun, to which more may be added.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, Determination determination)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(determination);
        var manifest = determination.Policy.Manifest;
        writer.WriteStartObject("policy");
        writer.WriteString("id", manifest.Id);
        writer.WriteString("version", manifest.Version);
        writer.WriteString("digest", determination.Policy.Digest);
        writer.WriteEndObject();
        writer.WriteString("on", determination.On.ToString("yyyy-MM-dd"));
        if (manifest.Action is { } action)
        {
            writer.WriteString("action", determination.Facts.TryGetValue(action, out var value) ? value.AsString() : null);
        }

        writer.WriteString("outcome", Words.Of(determination.Outcome));
        Findings(writer, "provisions", determination.Findings);
        PolicyJson.Strings(writer, "circumstances", determination.Circumstances);
        PolicyJson.Strings(writer, "conditions", determination.Conditions);
        if (determination.Review is { } review)
        {
            writer.WriteStartObject("counselReview");
            writer.WriteString("reason", string.Join(" ", (review.Reasons.Count > 0 ? review.Reasons.Select(reason => reason.Reason) : determination.Flaws.Select(flaw => flaw.Message)).Distinct()));
            PolicyJson.Strings(writer, "provisions", review.Reasons.Select(reason => reason.Provision.Key).Distinct());
            PolicyJson.Strings(writer, "dependsOn", review.DependsOn);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("counselReview");
        }

        PolicyJson.Strings(writer, "missing", determination.Missing);
        writer.WriteString("next", determination.Next);
        Findings(writer, "possibleProvisions", determination.PossibleFindings);
        PolicyJson.Strings(writer, "furtherFacts", determination.FurtherFacts);
        if (determination.Flaws.Count > 0)
        {
            Flaws(writer, determination.Flaws);
        }
    }

    // Several reasons of one provision with one effect make one entry, where the first of them stands.
    private static void Findings(Utf8JsonWriter writer, string name, IReadOnlyList<Finding> findings)
    {
        writer.WriteStartArray(name);
        for (var i = 0; i < findings.Count; i++)
        {
            var (first, reason) = (findings[i], findings[i].Reason);
            if (Enumerable.Range(0, i).Any(before => AreOne(findings[before], first)))
            {
                continue;
            }

            for (var next = i + 1; next < findings.Count; next++)
            {
                reason = AreOne(findings[next], first) ? $"{reason} {findings[next].Reason}" : reason;
            }

            writer.WriteStartObject();
            writer.WriteString("id", first.Provision.Instrument.Id);
            writer.WriteString("section", first.Provision.Section);
            writer.WriteString("key", first.Provision.Key);
            writer.WriteString("effect", Words.Of(first.Effect));
            writer.WriteString("citation", first.Provision.Instrument.Citation);
            writer.WriteString("reason", reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static bool AreOne(Finding one, Finding other) =>
        one.Effect == other.Effect && (ReferenceEquals(one.Provision, other.Provision) || one.Provision.Key == other.Provision.Key);

    private static void Flaws(Utf8JsonWriter writer, IReadOnlyList<Diagnostic> flaws)
    {
        writer.WriteStartArray("flaws");
        foreach (var flaw in flaws)
        {
            writer.WriteStartObject();
            writer.WriteString("code", flaw.Code);
            writer.WriteString("message", flaw.Message);
            writer.WriteString("location", flaw.Location?.ToString());
            writer.WriteString("mend", flaw.Mend);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
