using Comity.Server.Api.Assistants;
using Comity.Server.Api.Description;
using Comity.Server.Operation;
using Comity.Server.Policies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Api;

/// <summary>The addresses that programs call.</summary>
internal static class ApiEndpoints
{
    private const string Policy = "Policy";
    private const string AuthZen = "AuthZEN";
    private const string Request = """{"on":"2025-02-01","facts":{"requestedAction":"hold-beyond-release","enforcementPurpose":"civil","judicialProcess":"none"}}""";

    public static void MapApi(this IEndpointRouteBuilder routes, TokenIssuer? issuer)
    {
        var decide = routes.MapGroup("").ForScope(ApiScopes.Decide);
        var decides = ActivatorUtilities.CreateInstance<DecideApi>(routes.ServiceProvider);
        decide.MapPost("/v1/decide", (Delegate)decides.DecideAsync).Described("decide", "Decides a request; with application/x-ndjson a stream of them, a line each", Policy)
            .Accepts<DecideRequestBody>("application/json", ApiBody.LinesMediaType).WithSample(Request).Produces<DecideAnswerBody>().Produces<ProblemBody>(StatusCodes.Status400BadRequest, Problems.MediaType);
        decide.MapPost("/v1/ask", AskApi.AskAsync).Described("ask", "Gives the next question that matters, and what is certain already", Policy).Takes<AskRequestBody, AskAnswerBody>().WithSample("""{"on":"2025-02-01","document":"i-247a","facts":{},"unknown":["requiredByLaw"]}""");
        decide.MapPost("/v1/explain", AnalysisApi.ExplainAsync).Described("explain", "Says why a request is answered as it is, and what would lead to another answer", Policy).Takes<DecideRequestBody, ExplainAnswerBody>().WithSample(Request);
        decide.MapPost("/v1/compare", AnalysisApi.CompareAsync).Described("compare", "Says what changes between two days or two policies, over all situations", Policy).Takes<CompareRequestBody, ComparisonBody>().WithSample("""{"before":{"on":"2025-01-27"},"after":{"on":"2025-01-28"}}""")
            .Produces<ProblemBody>(StatusCodes.Status429TooManyRequests, Problems.MediaType).TakesEncodedFiles(2);
        decide.MapGet("/v1/pack", PackApi.PackAsync).Described("pack", "Describes the policy that answers on a day", Policy)
            .Produces<PackBody>().Produces<ProblemBody>(StatusCodes.Status400BadRequest, Problems.MediaType);
        decide.MapGet("/v1/provisions", PackApi.ProvisionsAsync).Described("provisions", "Lists the provisions in force on a day", Policy)
            .Produces<ProvisionListBody>().Produces<ProblemBody>(StatusCodes.Status400BadRequest, Problems.MediaType);
        decide.MapPost(AuthZenApi.EvaluationPath, AuthZenApi.EvaluateAsync).Described("evaluation", "AuthZEN: one evaluation", AuthZen).Takes<EvaluationRequestBody, EvaluationDecisionBody>().WithSample("""{"subject":{"type":"agency","id":"troop-k"},"action":{"name":"hold-beyond-release"},"resource":{"type":"request","id":"17"},"context":{"on":"2025-02-01","enforcementPurpose":"civil","judicialProcess":"none"}}""");
        decide.MapPost(AuthZenApi.EvaluationsPath, AuthZenApi.EvaluateAllAsync).Described("evaluations", "AuthZEN: several evaluations", AuthZen).Takes<EvaluationsRequestBody, EvaluationDecisionsBody>()
            .WithSample("""{"subject":{"type":"agency","id":"troop-k"},"resource":{"type":"request","id":"17"},"context":{"on":"2025-02-01"},"evaluations":[{"action":{"name":"arrest"}},{"action":{"name":"notify-of-release"}}],"options":{"evaluations_semantic":"execute_all"}}""");
        if (issuer is not null)
        {
            routes.MapProtectedResource(issuer);
        }

        routes.MapGet(AuthZenApi.MetadataPath, AuthZenApi.MetadataAsync).AllowAnonymous();
        foreach (var root in (string[])["/v1", AuthZenApi.Root, AssistantServices.Path])
        {
            routes.Map(root + "/{**nothing}", NothingAsync).ForAnyScope();
        }
    }

    // What came to no address, and why.
    private static Task NothingAsync(HttpContext context)
    {
        var (method, path) = (context.Request.Method, context.Request.Path);
        return UnmatchedRequest.Of(context) switch
        {
            { Status: StatusCodes.Status405MethodNotAllowed, Allowed: var allowed } =>
                Problems.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "The address takes another method", $"{path} takes {string.Join(", ", allowed)}, not {method}."),

            // The AuthZEN certification wants 400 for this (C-2.4.3).
            { Status: StatusCodes.Status415UnsupportedMediaType, Accepted: var accepted } => Problems.WriteAsync(
                context, path.StartsWithSegments(AuthZenApi.Root)
                    ? StatusCodes.Status400BadRequest
                    : StatusCodes.Status415UnsupportedMediaType, "The address takes another media type",
                $"{path} takes {string.Join(" or ", accepted)}. Say so in Content-Type; curl does with: -H 'Content-Type: {accepted[0]}'."),
            _ => Problems.WriteAsync(context, StatusCodes.Status404NotFound, "No such address", $"{method} {path} is not part of the API; /openapi/v1.json says what is."),
        };
    }
}
