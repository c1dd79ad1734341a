using Comity.Records;
using Comity.Server.Access;
using Comity.Server.Policies;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Records;

/// <summary>The kept records: a list that can be filtered, and each by itself.</summary>
internal static class RecordsEndpoints
{
    /// <summary>Who may read records.</summary>
    public const Roles Readers = Roles.Officer | Roles.Supervisor | Roles.Counsel | Roles.Auditor;

    private const int PageSize = 25;

    public static void MapRecords(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/records", ListAsync).For(Readers);
        routes.MapOneRecord();
    }

    private static async Task<IResult> ListAsync(HttpRequest request, PolicyVersions versions, RecordStore records, TimeProvider clock)
    {
        var query = request.Query;
        if (QueryValues.Text(query["number"].ToString().Trim()) is { } number)
        {
            return Results.LocalRedirect($"~/records/{Uri.EscapeDataString(number)}");
        }

        var (filter, problems) = await RecordSearch.ReadAsync(query, records, versions, request.HttpContext.RequestAborted);
        if (filter is null)
        {
            return PageResults.BadAddress(string.Join(" ", problems));
        }

        try
        {
            var (before, stop) = (QueryValues.Text(query["before"]), request.HttpContext.RequestAborted);
            return PageResults.Page<RecordsPage>(
                ("Pack", versions.At(clock.Today()).Pack), ("Filter", filter),
                ("Total", await records.CountAsync(filter, Totals.CountTo, stop)),
                ("Records", before is null
                    ? await records.ListAsync(filter, QueryValues.Text(query["after"]), PageSize, stop)
                    : await records.ListBeforeAsync(filter, before, PageSize, stop)));
        }
        catch (ArgumentException)
        {
            return PageResults.BadAddress("Another page of the list begins where the page before it says.");
        }
    }
}
