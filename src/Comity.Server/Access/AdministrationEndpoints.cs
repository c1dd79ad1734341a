using System.Globalization;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Access;

/// <summary>Accounts, roles, units, and the log of both sign-ins and administration.</summary>
internal static class AdministrationEndpoints
{
    public static void MapAdministration(this IEndpointRouteBuilder routes)
    {
        var administrators = routes.MapGroup("").For(Roles.Administrator);
        administrators.MapGet("/accounts", (Administration administration) => AccountsAsync(administration, StatusCodes.Status200OK));
        administrators.MapForm("/accounts", CreateAsync).Confirmed();
        administrators.MapGet("/accounts/{id}", async (HttpRequest request, string id, Administration administration) => await administration.FindAsync(id) is { } account
            ? await AccountAsync(administration, account, StatusCodes.Status200OK, done: request.Query.ContainsKey("done") ? "Done." : null)
            : NoAccount());
        administrators.MapForm("/accounts/{id}", (HttpRequest request, string id, Administration administration) => ChangeAsync(id, administration, async account =>
        {
            var form = await request.ReadFormAsync();
            return await administration.ChangeAsync(account, ReadRoles(form), QueryValues.Text(form["unit"]), form.ContainsKey(UnitChoice.AllUnits));
        })).Confirmed();
        administrators.MapForm("/accounts/{id}/disable", (string id, Administration administration) => ChangeAsync(id, administration, account => administration.DisableAsync(account, true)));
        administrators.MapForm("/accounts/{id}/enable", (string id, Administration administration) => ChangeAsync(id, administration, account => administration.DisableAsync(account, false)));
        administrators.MapForm("/accounts/{id}/link", async (string id, Administration administration) => await administration.FindAsync(id) is { Disabled: false } account
            ? await LinkAsync(administration, account)
            : NoAccount()).Confirmed();
        administrators.MapGet("/units", (Administration administration) => UnitsAsync(administration, StatusCodes.Status200OK, null));
        administrators.MapForm("/units", (HttpRequest request, Administration administration) => SaveUnitAsync(request, null, administration));
        administrators.MapForm("/units/{id}", SaveUnitAsync);
        routes.MapGet("/access-log", LogAsync).For(Roles.Administrator | Roles.Auditor);
    }

    private static async Task<IResult> AccountsAsync(Administration administration, int status, string? name = null, Roles roles = Roles.None, string? problem = null) =>
        PageResults.Page<AccountsPage>(status, ("Accounts", await administration.AccountsAsync()), ("Units", await administration.UnitsAsync()), ("Name", name), ("Chosen", roles), ("Problem", problem));

    private static async Task<IResult> AccountAsync(Administration administration, Account account, int status, string? problem = null, string? done = null, string? link = null) =>
        PageResults.Page<OneAccountPage>(status, ("Account", account), ("Units", await administration.UnitsAsync()), ("Problem", problem), ("Done", done), ("Link", link));

    private static async Task<IResult> CreateAsync(HttpRequest request, Administration administration)
    {
        var form = await request.ReadFormAsync();
        var (name, roles) = (form["name"].ToString().Trim(), ReadRoles(form));
        var (account, problem) = roles == Roles.None
            ? (null, "Choose at least one role.")
            : await administration.CreateAsync(name, roles, QueryValues.Text(form["unit"]), form.ContainsKey(UnitChoice.AllUnits));
        return account is null
            ? await AccountsAsync(administration, StatusCodes.Status422UnprocessableEntity, name, roles, problem)
            : await LinkAsync(administration, account);
    }

    private static async Task<IResult> LinkAsync(Administration administration, Account account) => await administration.LinkAsync(account) is var (link, problem) && link is null
        ? await AccountAsync(administration, account, StatusCodes.Status422UnprocessableEntity, problem)
        : await AccountAsync(administration, account, StatusCodes.Status200OK, link: link);

    private static async Task<IResult> ChangeAsync(string id, Administration administration, Func<Account, Task<string?>> change)
    {
        if (await administration.FindAsync(id) is not { } account)
        {
            return NoAccount();
        }

        return await change(account) is { } problem
            ? await AccountAsync(administration, account, StatusCodes.Status422UnprocessableEntity, problem)
            : Results.LocalRedirect($"~/accounts/{id}?done=1");
    }

    private static async Task<IResult> UnitsAsync(Administration administration, int status, string? problem) =>
        PageResults.Page<UnitsPage>(status, ("Units", await administration.UnitsAsync()), ("Problem", problem));

    private static async Task<IResult> SaveUnitAsync(HttpRequest request, string? id, Administration administration)
    {
        var form = await request.ReadFormAsync();
        return await administration.SaveUnitAsync(id, form["name"].ToString().Trim(), form.ContainsKey("closed")) is { } problem
            ? await UnitsAsync(administration, StatusCodes.Status422UnprocessableEntity, problem)
            : Results.LocalRedirect("~/units");
    }

    private static async Task<IResult> LogAsync(HttpRequest request, AccessLog log)
    {
        if (!TryId(request.Query["before"], out var before) || !TryId(request.Query["after"], out var after))
        {
            return PageResults.BadAddress("A page of the log begins before the number of an entry, or ends after one.");
        }

        var record = QueryValues.Text(request.Query["record"].ToString().Trim());
        return PageResults.Page<AccessLogPage>(
            ("Page", await log.PageAsync(before, after, record)), ("Total", await log.CountAsync(record)), ("Record", record));
    }

    private static bool TryId(string? text, out long? id)
    {
        var good = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read);
        id = good ? read : null;
        return good || string.IsNullOrEmpty(text);
    }

    private static Roles ReadRoles(IFormCollection form) => form["role"].Select(RoleNames.Read).Aggregate(Roles.None, (sum, role) => sum | role);

    private static RazorComponentResult NoAccount() => PageResults.Message(StatusCodes.Status404NotFound, "There is no such account", "Look for it in the list of accounts.");
}
