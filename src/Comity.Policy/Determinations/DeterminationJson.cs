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

    // Several reasons of one provision with one effect make one entry.
    private static void Findings(Utf8JsonWriter writer, string name, IEnumerable<Finding> findings)
    {
        writer.WriteStartArray(name);
        foreach (var group in findings.GroupBy(finding => (finding.Provision, finding.Effect)))
        {
            var (provision, effect) = group.Key;
            writer.WriteStartObject();
            writer.WriteString("id", provision.Instrument.Id);
            writer.WriteString("section", provision.Section);
            writer.WriteString("key", provision.Key);
            writer.WriteString("effect", Words.Of(effect));
            writer.WriteString("citation", provision.Instrument.Citation);
            writer.WriteString("reason", string.Join(" ", group.Select(finding => finding.Reason)));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

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
