using Comity.Server.Access;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Api.Keys;

/// <summary>Where administrators make programs' keys and withdraw them.</summary>
internal static class ApiKeyEndpoints
{
    private const string Path = "/programs";

    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        var administrators = routes.MapGroup(Path).For(Roles.Administrator);
        administrators.MapGet("", (ApiKeys keys, Administration administration) => PageAsync(keys, administration, StatusCodes.Status200OK));
        administrators.MapForm("", MakeAsync).Confirmed();
        administrators.MapForm("/{id}/withdraw", async (string id, ApiKeys keys) => await keys.RevokeAsync(id)
            ? Results.LocalRedirect($"~{Path}")
            : PageResults.Message(StatusCodes.Status404NotFound, "There is no such key", "It may have been withdrawn already."));
    }

    private static async Task<IResult> MakeAsync(HttpRequest request, ApiKeys keys, Administration administration)
    {
        var form = await request.ReadFormAsync();
        var (name, unit) = (form["name"].ToString().Trim(), QueryValues.Text(form["unit"]));
        var scopes = form["scope"].Aggregate(ApiScopes.None, (sum, word) => sum | ApiScopeNames.Read(word));
        var (key, problem) = QueryValues.TryDay(form["until"], out var until)
            ? await keys.MakeAsync(name, scopes, unit, request.HttpContext.User.AccountId(), until)
            : (null, QueryValues.DayProblem);
        return key is null
            ? await PageAsync(keys, administration, StatusCodes.Status422UnprocessableEntity, ("Problem", problem), ("Name", name), ("Chosen", scopes), ("Unit", unit), ("Until", until))
            : await PageAsync(keys, administration, StatusCodes.Status200OK, ("Key", key));
    }

    private static async Task<IResult> PageAsync(ApiKeys keys, Administration administration, int status, params (string Name, object? Value)[] more) =>
        PageResults.Page<ApiKeysPage>(status, [("Keys", await keys.GoodAsync()), ("Units", await administration.UnitsAsync()), .. more]);
}
