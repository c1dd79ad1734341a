using System.Text.Json;
using Comity.Feel.Text;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Interviews;
using Comity.Policy.Packs;
using Comity.Server.Policies;
using Comity.Server.Web;
using Microsoft.AspNetCore.Http;

namespace Comity.Server.Api;

/// <summary><c>POST /v1/ask</c>: the next question that matters, and what is certain already.</summary>
internal static class AskApi
{
    /// <summary>The paper in hand.</summary>
    public const string Document = "document";

    /// <summary>Facts that nobody knows yet; they are not asked again.</summary>
    public const string Unknown = "unknown";

    public static Task AskAsync(HttpContext context, PolicyVersions versions, TimeProvider clock) => ApiBody.HandleAsync(context, body =>
    {
        var version = versions.At(RequestReader.Day(body) ?? clock.Today());
        if (PolicyTag.Refuses(context, version.Pack) is { } refusal)
        {
            return refusal;
        }

        var (state, problems) = State(version.Pack, body, clock.Today());
        return state is null
            ? Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Unreadable request", problems)
            : ApiBody.WriteAsync(context, StatusCodes.Status200OK, writer => Write(writer, version.Interview.At(state)));
    });

    /// <summary>Reads where an interview stands.</summary>
    /// <param name="pack">The pack that it is about.</param>
    /// <param name="body">The JSON.</param>
    /// <param name="today">The day of a request that names none; null when it must name one.</param>
    /// <param name="further">Names of members that the caller reads itself.</param>
    public static (InterviewState? State, IReadOnlyList<string> Problems) State(PolicyDescription pack, JsonElement body, DateOnly? today, params ReadOnlySpan<string> further)
    {
        var read = RequestReader.Read(pack, body, today, [Document, Unknown, .. further]);
        if (read.Request is not { } request)
        {
            return (null, read.Problems);
        }

        var problems = new List<string>();
        var document = body.TryGetProperty(Document, out var id) && id.ValueKind != JsonValueKind.Null ? id.ToString() : null;
        if (document is not null && id.ValueKind != JsonValueKind.String)
        {
            return (null, [$"\"{Document}\" is the id of a document, a text."]);
        }

        if (body.TryGetProperty(Unknown, out var given) && given.ValueKind != JsonValueKind.Null
            && (given.ValueKind != JsonValueKind.Array || given.EnumerateArray().Any(name => name.ValueKind != JsonValueKind.String)))
        {
            return (null, [$"\"{Unknown}\" is a list of names of facts."]);
        }

        var paper = pack.Documents.FirstOrDefault(paper => paper.Id == document);
        if (document is not null && paper is null)
        {
            problems.Add($"There is no document '{document}'. {NearestName.Mend(document, [.. pack.Documents.Select(paper => paper.Id)])}".TrimEnd());
        }

        var unknown = body.TryGetProperty(Unknown, out var names) && names.ValueKind == JsonValueKind.Array ? names.EnumerateArray().Select(name => name.ToString()).ToList() : [];
        problems.AddRange(unknown.Where(name => pack.Facts.All(fact => fact.Name != name)).Select(name => $"There is no fact '{name}'. {NearestName.Mend(name, [.. pack.Facts.Select(fact => fact.Name)])}".TrimEnd()));
        return problems.Count > 0 ? (null, problems) : (new InterviewState(
            request.On, document, request.Actions.Count > 0 ? request.Actions : paper?.Actions ?? [],
            [.. request.Facts.Select(fact => new Answer(fact.Key, fact.Value)), .. unknown.Except(request.Facts.Keys).Select(name => new Answer(name, null))]), []);
    }

    /// <summary>Writes where an interview stands as one object.</summary>
    public static void Write(Utf8JsonWriter writer, InterviewStep step)
    {
        writer.WriteStartObject();
        if (step.Next is { } next)
        {
            writer.WritePropertyName("next");
            PackApi.Write(writer, next);
        }
        else
        {
            writer.WriteNull("next");
        }

        writer.WriteNumber("remaining", step.Remaining);
        writer.WriteStartArray("notAsked");
        foreach (var forbidden in step.Forbidden)
        {
            writer.WriteStartObject();
            writer.WriteString("fact", forbidden.Fact.Name);
            writer.WriteString("provision", forbidden.Provision.Key);
            writer.WriteString("reason", forbidden.Reason);
            writer.WriteStartArray("dependsOn");
            foreach (var name in forbidden.DependsOn)
            {
                writer.WriteStringValue(name);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("determinations");
        foreach (var determination in step.Determinations)
        {
            DeterminationJson.Write(writer, determination);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
