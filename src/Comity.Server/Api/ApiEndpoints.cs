using Comity.Server.Api.Description;
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

    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        var decide = routes.MapGroup("").ForScope(ApiScopes.Decide);
        var decides = ActivatorUtilities.CreateInstance<DecideApi>(routes.ServiceProvider);
        decide.MapPost("/v1/decide", (Delegate)decides.DecideAsync).Described("decide", "Decides a request; with application/x-ndjson a stream of them, a line each", Policy)
            .Accepts<DecideRequestBody>("application/json", ApiBody.LinesMediaType).WithSample(Request).Produces<DeterminationBody>().Produces<ProblemBody>(StatusCodes.Status400BadRequest, Problems.MediaType);
        decide.MapPost("/v1/ask", AskApi.AskAsync).Described("ask", "Gives the next question that matters, and what is certain already", Policy).Takes<AskRequestBody, AskAnswerBody>().WithSample("""{"on":"2025-02-01","document":"i-247a","facts":{},"unknown":["requiredByLaw"]}""");
        decide.MapPost("/v1/explain", AnalysisApi.ExplainAsync).Described("explain", "Says why a request is answered as it is, and what would lead to another answer", Policy).Takes<DecideRequestBody, ExplanationBody>().WithSample(Request);
        decide.MapPost("/v1/compare", AnalysisApi.CompareAsync).Described("compare", "Says what changes between two days or two policies, over all situations", Policy).Takes<CompareRequestBody, ComparisonBody>().WithSample("""{"before":{"on":"2025-01-27"},"after":{"on":"2025-01-28"}}""")
            .Produces<ProblemBody>(StatusCodes.Status429TooManyRequests, Problems.MediaType).TakesEncodedFiles(2);
        decide.MapGet("/v1/pack", PackApi.PackAsync).Described("pack", "Describes the policy that answers on a day", Policy)
            .Produces<PackBody>().Produces<ProblemBody>(StatusCodes.Status400BadRequest, Problems.MediaType);
        decide.MapGet("/v1/provisions", PackApi.ProvisionsAsync).Described("provisions", "Lists the provisions in force on a day", Policy)
            .Produces<ProvisionListBody>().Produces<ProblemBody>(StatusCodes.Status400BadRequest, Problems.MediaType);
        decide.MapPost(AuthZenApi.EvaluationPath, AuthZenApi.EvaluateAsync).Described("evaluation", "AuthZEN: one evaluation", AuthZen).Takes<EvaluationRequestBody, EvaluationDecisionBody>().WithSample("""{"subject":{"type":"agency","id":"troop-k"},"action":{"name":"hold-beyond-release"},"resource":{"type":"request","id":"17"},"context":{"on":"2025-02-01","enforcementPurpose":"civil","judicialProcess":"none"}}""");
        decide.MapPost(AuthZenApi.EvaluationsPath, AuthZenApi.EvaluateAllAsync).Described("evaluations", "AuthZEN: several evaluations", AuthZen).Takes<EvaluationsRequestBody, EvaluationDecisionsBody>()
            .WithSample("""{"subject":{"type":"agency","id":"troop-k"},"resource":{"type":"request","id":"17"},"context":{"on":"2025-02-01"},"evaluations":[{"action":{"name":"arrest"}},{"action":{"name":"notify-of-release"}}],"options":{"evaluations_semantic":"execute_all"}}""");
        routes.MapGet(AuthZenApi.MetadataPath, AuthZenApi.MetadataAsync).AllowAnonymous();
        decide.Map("/v1/{**nothing}", context =>
            Problems.WriteAsync(context, StatusCodes.Status404NotFound, "No such address", $"{context.Request.Method} {context.Request.Path} is not part of the API; /openapi/v1.json says what is."));
    }
}
