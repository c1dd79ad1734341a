using System.Text.Json;
using Comity.Feel.Evaluation;
using Comity.Policy.Comparison;
using Comity.Policy.Explanation;
using Comity.Policy.Facts;
using Comity.Policy.Programs;
using Comity.Server.Analysis;
using Comity.Server.Policies;
using Comity.Server.Web;
using Microsoft.AspNetCore.Http;

namespace Comity.Server.Api;

/// <summary><c>POST /v1/explain</c>: why, and why not; <c>POST /v1/compare</c>: what changes between two days or two policies.</summary>
internal static class AnalysisApi
{
    private const string Before = "before";
    private const string After = "after";
    private const string Without = "without";
    private const string Policy = "policy";
    private const string Archive = "archive";
    private static readonly string[] Sides = [Before, After, Without];
    private static readonly string[] SideMembers = ["on", Policy, Archive];

    public static Task ExplainAsync(HttpContext context, PolicyVersions versions, TimeProvider clock) => ApiBody.HandleAsync(context, body =>
    {
        var logic = versions.At(RequestReader.Day(body) ?? clock.Today()).Logic;
        if (PolicyTag.Refuses(context, logic.Pack) is { } refusal)
        {
            return refusal;
        }

        var (explanations, problems) = Explain(logic, RequestReader.Read(logic.Pack, body, clock.Today()));
        return explanations is null
            ? Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Unreadable request", problems)
            : ApiBody.WriteAsync(context, StatusCodes.Status200OK, writer => ExplanationJson.Write(writer, explanations));
    });

    public static Task CompareAsync(HttpContext context, PolicyVersions versions, HandIns handIns, TimeProvider clock) => ApiBody.HandleAsync(context, async body =>
    {
        using var place = handIns.Enter(context.User);
        if (!place.IsAcquired)
        {
            context.Response.Headers.RetryAfter = "5";
            await Problems.WriteAsync(
                context, StatusCodes.Status429TooManyRequests, "Too many comparisons", $"{HandIns.MostAtOnce} comparisons of this caller go on already. Wait for one of them.");
            return;
        }

        if (HasArchive(body) && !context.User.HasClaim(ApiScopeNames.Claim, ApiScopes.Archive.Word()))
        {
            await ApiAuthentication.RefuseScopeAsync(context, ApiScopes.Archive);
            return;
        }

        using var work = HandIns.BudgetOf(context);
        var (comparison, problems) = await ComparisonAsync(versions, body, clock.Today(), work);
        await (comparison is null
            ? Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Unreadable comparison", problems)
            : ApiBody.WriteAsync(context, StatusCodes.Status200OK, writer => ComparisonJson.Write(writer, comparison)));
    });

    /// <summary>Explains the answers to a request.</summary>
    public static (IReadOnlyList<PolicyExplanation>? Explanations, IReadOnlyList<string> Problems) Explain(PolicyLogic logic, RequestReadResult read) => read.Request is not { } request ? (null, read.Problems)
        : logic.Pack.Manifest.Action is { } action && request.Actions.Count == 0 ? (null, [$"Say what is asked for, in \"facts\" as \"{action}\". {PolicyExplanation.NeedsAction}"])
        : (PolicyExplanation.Of(logic, request), []);

    /// <summary>Compares what a body names.</summary>
    /// <param name="versions">What is served.</param>
    /// <param name="body">The body.</param>
    /// <param name="today">The day.</param>
    /// <param name="work">What is spent on policies that the body holds.</param>
    public static async Task<(PolicyComparison? Comparison, IReadOnlyList<string> Problems)> ComparisonAsync(PolicyVersions versions, JsonElement body, DateOnly today, WorkBudget work)
    {
        if (ApiBody.Stranger(body, Sides) is { } problem)
        {
            return (null, [problem]);
        }

        var (from, firstProblems) = await SideAsync(versions, body, Before, today, work);
        var (to, secondProblems) = await SideAsync(versions, body, After, today, work);
        if (from is null || to is null)
        {
            return (null, [.. firstProblems, .. secondProblems]);
        }

        var left = new List<string>();
        if (body.TryGetProperty(Without, out var names) && names.ValueKind != JsonValueKind.Null)
        {
            if (names.ValueKind != JsonValueKind.Array || names.EnumerateArray().Any(name => name.ValueKind != JsonValueKind.String))
            {
                return (null, [$"\"{Without}\" is a list of ids of instruments and keys of provisions."]);
            }

            left.AddRange(names.EnumerateArray().Select(name => name.GetString()!));
        }

        var (comparison, inTheWay) = ServedComparison.Of(versions, from, to, left, work);
        return (comparison, inTheWay is null ? [] : [inTheWay]);
    }

    private static bool HasArchive(JsonElement body) => body.ValueKind == JsonValueKind.Object && new[] { Before, After }.Any(name =>
        body.TryGetProperty(name, out var side) && side.ValueKind == JsonValueKind.Object && side.TryGetProperty(Archive, out var archive) && archive.ValueKind != JsonValueKind.Null);

    // A side is a day, a policy, or both: by its digest, or as an archive. A day alone stands for the policy that decides its requests; without either it is today's policy on every day.
    private static async Task<(ServedSide? Side, IReadOnlyList<string> Problems)> SideAsync(PolicyVersions versions, JsonElement body, string name, DateOnly today, WorkBudget work)
    {
        if (!body.TryGetProperty(name, out var side) || side.ValueKind == JsonValueKind.Null)
        {
            return (new ServedSide(versions.At(today).Logic, null), []);
        }

        if (ApiBody.Stranger(side, SideMembers) is { } stranger)
        {
            return Bad(stranger);
        }

        DateOnly? on = null;
        if (Given("on") is { } day)
        {
            on = RequestReader.Day(day, null);
            if (on is null)
            {
                return Bad(QueryValues.DayProblem);
            }
        }

        switch (Given(Policy), Given(Archive))
        {
            case (null, null):
                return (new ServedSide(versions.At(on ?? today).Logic, on), []);
            case ({ } digest, null):
                return digest.ValueKind == JsonValueKind.String && await versions.FindAsync(digest.GetString()!) is { } found
                    ? (new ServedSide(found, on), [])
                    : Bad($"no policy with the digest '{digest}' is served or cited by a record here. GET /v1/pack says what is served.");
            case (null, { } archive):
                if (archive.ValueKind != JsonValueKind.String || !archive.TryGetBytesFromBase64(out var bytes))
                {
                    return Bad($"\"{Archive}\" is the ZIP archive of a pack in Base64.");
                }

                var (logic, problems) = UploadedPack.Logic(bytes, work);
                return logic is null ? Bad([.. problems]) : (new ServedSide(logic, on), []);
            default:
                return Bad($"a policy is named by \"{Policy}\" or sent as \"{Archive}\", not both.");
        }

        JsonElement? Given(string member) => side.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

        (ServedSide?, IReadOnlyList<string>) Bad(params IReadOnlyList<string> problems) => (null, [.. problems.Select(problem => $"\"{name}\": {problem}")]);
    }
}
