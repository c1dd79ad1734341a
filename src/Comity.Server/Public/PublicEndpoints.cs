using Comity.Policy.Reading;
using Comity.Server.Policies;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Public;

/// <summary>What everybody may read: the policy.</summary>
internal static class PublicEndpoints
{
    public static void MapPublic(this IEndpointRouteBuilder routes)
    {
        var everybody = routes.MapGroup("").AllowAnonymous();
        everybody.MapGet("/policy", Policy);
    }

    private static RazorComponentResult Policy(HttpRequest request, PolicyVersions versions, TimeProvider clock) => QueryValues.TryDay(request.Query["on"], out var on)
        ? PageResults.Page<PolicyPage>(("Policy", PlainPolicy.Of(versions.At(on ?? clock.Today()).Decider, on ?? clock.Today())))
        : PageResults.BadAddress(QueryValues.DayProblem);
}
