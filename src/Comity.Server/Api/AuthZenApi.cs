using System.Text.Json;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Programs;
using Comity.Server.Operation;
using Comity.Server.Policies;
using Comity.Server.Web;
using Microsoft.AspNetCore.Http;

namespace Comity.Server.Api;

/// <summary>
/// The OpenID AuthZEN Authorization API 1.0, so that Comity can be called like any other policy decision point. The action's name is the
/// requested action; facts are the properties of subject, action and resource, and the members of the context, where <c>on</c> is the day.
/// What identifies subject and resource is not looked at: policy turns on facts, not on persons.
/// </summary>
internal static class AuthZenApi
{
    /// <summary>What stands before its addresses.</summary>
    public const string Root = "/access/v1";

    /// <summary>One evaluation (§6).</summary>
    public const string EvaluationPath = Root + "/evaluation";

    /// <summary>Several evaluations (§7).</summary>
    public const string EvaluationsPath = Root + "/evaluations";

    /// <summary>The metadata document (§9).</summary>
    public const string MetadataPath = "/.well-known/authzen-configuration";

    private const string RequestId = "X-Request-ID";
    private const string Properties = "properties";
    private const int MaximumEvaluations = 1_000;
    private static readonly string[] Entities = ["subject", "action", "resource"];
    private static readonly string[] Parts = [.. Entities, "context"];

    public static Task EvaluateAsync(HttpContext context, PolicyVersions versions, TimeProvider clock) => AnswerAsync(context, body => OneAsync(context, versions, clock, body));

    public static Task EvaluateAllAsync(HttpContext context, PolicyVersions versions, TimeProvider clock) => AnswerAsync(context, body =>
    {
        // §7.1: without evaluations it is a request for one.
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("evaluations", out var evaluations) || (evaluations.ValueKind == JsonValueKind.Array && evaluations.GetArrayLength() == 0))
        {
            return OneAsync(context, versions, clock, body);
        }

        if (evaluations.ValueKind != JsonValueKind.Array || evaluations.GetArrayLength() > MaximumEvaluations)
        {
            return BadAsync(context, [$"\"evaluations\" is an array of at most {MaximumEvaluations} evaluations."]);
        }

        var semantic = body.TryGetProperty("options", out var options) && options.ValueKind == JsonValueKind.Object && options.TryGetProperty("evaluations_semantic", out var named) ? named.ToString() : "execute_all";
        bool? last = semantic switch { "execute_all" => null, "deny_on_first_deny" => false, "permit_on_first_permit" => true, _ => null };
        return last is null && semantic != "execute_all"
            ? BadAsync(context, [$"'{semantic}' is no evaluations_semantic. Use execute_all, deny_on_first_deny or permit_on_first_permit."])
            : ApiBody.WriteAsync(context, StatusCodes.Status200OK, writer => WriteAll(writer, evaluations.EnumerateArray().Select(one => Read(versions, Part(one, body), clock.Today())), last));
    });

    public static Task MetadataAsync(HttpContext context)
    {
        var origin = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}";
        return ApiBody.WriteAsync(context, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("policy_decision_point", origin);
            writer.WriteString("access_evaluation_endpoint", origin + EvaluationPath);
            writer.WriteString("access_evaluations_endpoint", origin + EvaluationsPath);
            writer.WriteEndObject();
        });
    }

    private static Task AnswerAsync(HttpContext context, Func<JsonElement, Task> answer)
    {
        // §10.1.4: the caller's id for the request comes back with the answer.
        if (context.Request.Headers.TryGetValue(RequestId, out var id) && id.ToString() is { Length: <= 128 } text && text.All(char.IsAscii))
        {
            context.Response.Headers[RequestId] = text;
        }

        return ApiBody.HandleAsync(context, answer);
    }

    private static Task OneAsync(HttpContext context, PolicyVersions versions, TimeProvider clock, JsonElement body)
    {
        var evaluation = Read(versions, Part(body, default), clock.Today());
        return evaluation.Request is null ? BadAsync(context, evaluation.Problems)
            : PolicyTag.Refuses(context, evaluation.Program.Policy) is { } refusal ? refusal
            : ApiBody.WriteAsync(context, StatusCodes.Status200OK, writer => Write(writer, Measures.Decided(evaluation.Program.Decide(evaluation.Request)), evaluation.Ignored));
    }

    private static Task BadAsync(HttpContext context, IReadOnlyList<string> problems) =>
        Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Unreadable evaluation", problems);

    // §7.1.1: what one evaluation does not say, the request says for all.
    private static Dictionary<string, JsonElement> Part(JsonElement one, JsonElement all)
    {
        var parts = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var name in Parts)
        {
            if ((one.ValueKind == JsonValueKind.Object && one.TryGetProperty(name, out var part)) || (all.ValueKind == JsonValueKind.Object && all.TryGetProperty(name, out part)))
            {
                parts.Add(name, part);
            }
        }

        return parts;
    }

    private static Evaluation Read(PolicyVersions versions, Dictionary<string, JsonElement> parts, DateOnly today)
    {
        var problems = new List<string>();
        var program = versions.At(today).Program;
        Require("subject", "type", "id");
        Require("action", "name");
        Require("resource", "type", "id");
        if (parts.TryGetValue("context", out var given) && given.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
        {
            problems.Add("\"context\" is an object.");
        }

        if (problems.Count > 0)
        {
            return new Evaluation(program, null, problems, []);
        }

        JsonElement? on = null;
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var part in (JsonElement[])[.. Entities.Select(name => parts[name].TryGetProperty(Properties, out var properties) ? properties : default), given])
        {
            foreach (var member in part.ValueKind == JsonValueKind.Object ? part.EnumerateObject() : default)
            {
                if (member.Name == "on")
                {
                    on = member.Value;
                }
                else
                {
                    members[member.Name] = member.Value;
                }
            }
        }

        program = versions.At(RequestReader.Day(on, today) ?? today).Program;

        // Callers send the same attributes to every decision point: what is no fact of this policy is not looked at, and named in the answer.
        var known = program.Policy.Facts.Select(fact => fact.Name).ToHashSet(StringComparer.Ordinal);
        var ignored = members.Keys.Where(name => !known.Contains(name)).ToList();
        var facts = members.Where(member => known.Contains(member.Key)).ToDictionary();
        if (program.Policy.Manifest.Action is { } action)
        {
            facts[action] = parts["action"].GetProperty("name");
        }

        var read = RequestReader.Read(program.Policy, on, facts, today);
        return read.Request?.Actions.Count > 1
            ? new Evaluation(program, null, ["An evaluation has one action. Several are several evaluations."], ignored)
            : new Evaluation(program, read.Request, read.Problems, ignored);

        void Require(string part, params ReadOnlySpan<string> members)
        {
            if (!parts.TryGetValue(part, out var element) || element.ValueKind != JsonValueKind.Object)
            {
                problems.Add($"\"{part}\" is missing: an object.");
                return;
            }

            foreach (var member in members)
            {
                if (!element.TryGetProperty(member, out var value) || value.ValueKind != JsonValueKind.String)
                {
                    problems.Add($"\"{part}\" needs \"{member}\", a string.");
                }
            }

            if (element.TryGetProperty(Properties, out var properties) && properties.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
            {
                problems.Add($"\"{Properties}\" of \"{part}\" is an object.");
            }
        }
    }

    private static void WriteAll(Utf8JsonWriter writer, IEnumerable<Evaluation> evaluations, bool? last)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("evaluations");
        foreach (var (program, request, problems, ignored) in evaluations)
        {
            var permitted = false;
            if (request is null)
            {
                // §7.2.1: one that cannot be evaluated is a refusal that says so; the others stand.
                writer.WriteStartObject();
                writer.WriteBoolean("decision", false);
                writer.WriteStartObject("context");
                writer.WriteStartObject("error");
                writer.WriteNumber("status", StatusCodes.Status400BadRequest);
                writer.WriteString("message", string.Join(" ", problems));
                writer.WriteEndObject();
                writer.WriteEndObject();
                writer.WriteEndObject();
            }
            else
            {
                var determinations = Measures.Decided(program.Decide(request));
                permitted = Permits(determinations);
                Write(writer, determinations, ignored);
            }

            if (permitted == last)
            {
                break;
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // True only where policy lets the agency act. Everything else, silence and open questions too, is no permission; the context says which.
    private static bool Permits(IReadOnlyList<Determination> determinations) =>
        determinations.All(determination => determination.Outcome is Outcome.Permitted or Outcome.Required);

    // The context is the determination, with the names that were not looked at.
    private static void Write(Utf8JsonWriter writer, IReadOnlyList<Determination> determinations, IReadOnlyList<string> ignored)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("decision", Permits(determinations));
        writer.WriteStartObject("context");
        DeterminationJson.WriteMembers(writer, determinations.Single());
        if (ignored.Count > 0)
        {
            writer.WriteStartArray("ignored");
            foreach (var name in ignored)
            {
                writer.WriteStringValue(name);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // What is to be evaluated, or what is wrong with it; and the names of members that no fact has.
    private sealed record Evaluation(PolicyProgram Program, PolicyRequest? Request, IReadOnlyList<string> Problems, IReadOnlyList<string> Ignored);
}
