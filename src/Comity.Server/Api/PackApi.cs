using System.Text.Json;
using Comity.Policy.Facts;
using Comity.Policy.Instruments;
using Comity.Policy.Packs;
using Comity.Server.Policies;
using Comity.Server.Web;
using Microsoft.AspNetCore.Http;

namespace Comity.Server.Api;

/// <summary><c>GET /v1/pack</c> and <c>GET /v1/provisions</c>: the policy that answers.</summary>
internal static class PackApi
{
    public static Task PackAsync(HttpContext context, PolicyVersions versions, TimeProvider clock, string? on = null) => AnswerAsync(context, versions, clock, on, (writer, pack, _) => Write(writer, pack));

    public static Task ProvisionsAsync(HttpContext context, PolicyVersions versions, TimeProvider clock, string? on = null) => AnswerAsync(context, versions, clock, on, Write);

    /// <summary>Writes the provisions in force on a day, in the order in which they prevail.</summary>
    public static void Write(Utf8JsonWriter writer, PolicyPack pack, DateOnly on)
    {
        writer.WriteStartObject();
        writer.WriteString("on", Written(on));
        writer.WriteStartArray("provisions");
        foreach (var provision in pack.Provisions.Values.Where(provision => provision.IsInForce(on)))
        {
            Write(writer, provision);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes what an officer is asked.</summary>
    public static void Write(Utf8JsonWriter writer, Fact fact)
    {
        writer.WriteStartObject();
        writer.WriteString("fact", fact.Name);
        writer.WriteString("type", Words.Of(fact.Kind));
        writer.WriteString("label", fact.Label);
        writer.WriteString("question", fact.Question);
        writer.WriteString("help", fact.Help);
        writer.WriteString("proof", fact.Proof);
        writer.WriteBoolean("mayBeAbsent", fact.MayBeAbsent);
        writer.WriteBoolean("recordedOnly", fact.RecordedOnly);
        writer.WriteStartArray("values");
        foreach (var choice in fact.Values)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("value");
            Fact.Write(writer, choice.Value);

            writer.WriteString("label", choice.Label);
            writer.WriteString("help", choice.Help);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes what a policy turns on.</summary>
    public static void Write(Utf8JsonWriter writer, PolicyPack pack)
    {
        writer.WriteStartObject();
        writer.WriteString("id", pack.Manifest.Id);
        writer.WriteString("version", pack.Manifest.Version);
        writer.WriteString("digest", pack.Digest);
        writer.WriteString("title", pack.Manifest.Title);
        writer.WriteString("jurisdiction", pack.Manifest.Jurisdiction);
        writer.WriteString("summary", pack.Manifest.Summary);
        writer.WriteString("action", pack.Manifest.Action);
        writer.WriteStartArray("effectiveDates");
        foreach (var date in pack.EffectiveDates)
        {
            writer.WriteStringValue(Written(date));
        }

        writer.WriteEndArray();
        writer.WriteStartArray("facts");
        foreach (var fact in pack.Facts)
        {
            Write(writer, fact);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("documents");
        foreach (var document in pack.Documents)
        {
            writer.WriteStartObject();
            writer.WriteString("id", document.Id);
            writer.WriteString("title", document.Title);
            writer.WriteString("signedBy", document.SignedBy);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes a provision.</summary>
    public static void Write(Utf8JsonWriter writer, Provision provision)
    {
        writer.WriteStartObject();
        writer.WriteString("key", provision.Key);
        writer.WriteString("id", provision.Instrument.Id);
        writer.WriteString("section", provision.Section);
        writer.WriteString("title", provision.Title);
        writer.WriteString("text", provision.Text);
        writer.WriteString("instrument", provision.Instrument.Title);
        writer.WriteString("citation", provision.Instrument.Citation);
        writer.WriteString("force", Words.Of(provision.Instrument.Force));
        writer.WriteString("status", Words.Of(provision.Validity.Status));
        writer.WriteString("inForceFrom", provision.Validity.From is { } from ? Written(from) : null);
        writer.WriteString("inForceUntil", provision.Validity.Until is { } until ? Written(until) : null);
        writer.WriteString("source", provision.Instrument.Source);
        writer.WriteEndObject();
    }

    private static Task AnswerAsync(HttpContext context, PolicyVersions versions, TimeProvider clock, string? on, Action<Utf8JsonWriter, PolicyPack, DateOnly> write)
    {
        if (!QueryValues.TryDay(on, out var given))
        {
            return Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Unreadable address", QueryValues.DayProblem);
        }

        var day = given ?? clock.Today();
        var pack = versions.At(day).Pack;
        return PolicyTag.Refuses(context, pack) ?? ApiBody.WriteAsync(context, StatusCodes.Status200OK, writer => write(writer, pack, day));
    }

    private static string Written(DateOnly date) => date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
