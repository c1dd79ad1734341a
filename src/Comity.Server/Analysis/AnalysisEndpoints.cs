using Comity.Policy.Explanation;
using Comity.Policy.Proofs;
using Comity.Policy.Reading;
using Comity.Server.Access;
using Comity.Server.Officer;
using Comity.Server.Policies;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Analysis;

/// <summary>What can be worked out about the policy: how it changes, how it hangs together, and why it answers as it does.</summary>
internal static class AnalysisEndpoints
{
    /// <summary>Where the policy's rules of a day are read as they are written.</summary>
    public const string RulesPath = "/policy";

    /// <summary>Where a determination is explained.</summary>
    public const string ExplainPath = "/explain";

    /// <summary>Where versions of the policy are compared.</summary>
    public const string ComparePath = "/compare";

    /// <summary>Where the policy's graph is drawn.</summary>
    public const string GraphPath = "/policy/graph";

    public static void MapAnalysis(this IEndpointRouteBuilder routes)
    {
        var everybody = routes.MapGroup("").AllowAnonymous();
        everybody.MapGet(RulesPath, Rules);
        everybody.MapGet(ComparePath, Compare);
        everybody.MapGet(GraphPath, Graph);
        routes.MapGroup("").For(Roles.Officer).MapGet(ExplainPath, Explain);
    }

    private static RazorComponentResult Rules(HttpRequest request, PolicyVersions versions, TimeProvider clock) => QueryValues.TryDay(request.Query["on"], out var on)
        ? PageResults.Page<RulesPage>(("Policy", PlainPolicy.Of(versions.At(on ?? clock.Today()).Logic, on ?? clock.Today())))
        : PageResults.BadAddress(QueryValues.DayProblem);

    private static RazorComponentResult Graph(HttpRequest request, PolicyVersions versions, TimeProvider clock)
    {
        if (!QueryValues.TryDay(request.Query["on"], out var on))
        {
            return PageResults.BadAddress(QueryValues.DayProblem);
        }

        var version = versions.At(on ?? clock.Today());
        return PageResults.Page<GraphPage>(("Pack", version.Pack), ("Graph", PolicyGraph.Of(version.Pack)), ("Tables", MarkedTable.Of(version.Analyses.Check)), ("Check", version.Analyses.Check));
    }

    private static RazorComponentResult Compare(HttpRequest request, PolicyVersions versions, TimeProvider clock)
    {
        var (query, without) = (request.Query, QueryValues.Text(request.Query["without"]));
        if (!QueryValues.TryDay(query["from"], out var from) || !QueryValues.TryDay(query["to"], out var to))
        {
            return PageResults.BadAddress(QueryValues.DayProblem);
        }

        var (before, after) = (Side(query["before"], from), Side(query["after"], to));
        if (before is null || after is null)
        {
            return PageResults.BadAddress("No policy with that digest is served here.");
        }

        // An address that names nothing to compare is the form alone.
        var (comparison, problem) = from is null && to is null && without is null && before.Logic.Pack.Digest == after.Logic.Pack.Digest
            ? (null, null)
            : ServedComparison.Of(versions, before, after, without is null ? [] : [without]);
        return PageResults.Page<ComparePage>(
            ("Versions", versions.All), ("Pack", before.Logic.Pack), ("From", from), ("Until", to), ("Without", without),
            ("Earlier", QueryValues.Text(query["before"])), ("Later", QueryValues.Text(query["after"])), ("Problem", problem), ("Comparison", comparison));

        // A day alone stands for the version that decides its requests. Strangers compare what is served, which is worked out once.
        ServedSide? Side(string? digest, DateOnly? on) =>
            (string.IsNullOrEmpty(digest) ? versions.At(on ?? clock.Today()) : versions.All.FirstOrDefault(version => version.Digest == digest)) is { } version ? new ServedSide(version.Logic, on) : null;
    }

    private static RazorComponentResult Explain(HttpRequest request, PolicyVersions versions, TimeProvider clock)
    {
        var version = versions.At(InterviewAddress.Day(request.Query) ?? clock.Today());
        var pack = version.Pack;
        var (at, problem) = InterviewAddress.Read(request.Query, pack, clock.Today());
        if (at is null)
        {
            return PageResults.BadAddress(problem!);
        }

        var step = version.Interview.At(at.State);
        return pack.Manifest.Action is not null && step.Request.Actions.Count == 0
            ? PageResults.BadAddress($"{PolicyExplanation.NeedsAction} This address names none.")
            : PageResults.Page<ExplainPage>(("Pack", pack), ("At", at with { State = step.State }), ("Step", step), ("Explanations", PolicyExplanation.Of(version.Logic, step.Request)));
    }
}
