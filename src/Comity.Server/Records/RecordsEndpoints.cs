using Comity.Policy.Interviews;
using Comity.Records;
using Comity.Server.Access;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
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
        var readers = routes.MapGroup("/records").For(Readers);
        readers.MapGet("", List);
        readers.MapGet("/{number}", One);
    }

    private static RazorComponentResult List(HttpRequest request, Interview interview, RecordStore records)
    {
        var query = request.Query;
        if (!QueryValues.TryDay(query["from"], out var from) || !QueryValues.TryDay(query["to"], out var to))
        {
            return PageResults.BadAddress(QueryValues.DayProblem);
        }

        var filter = new RecordFilter(QueryValues.Text(query["outcome"]), QueryValues.Text(query["action"]), from, to);
        try
        {
            return PageResults.Page<RecordsPage>(("Pack", interview.Decider.Pack), ("Filter", filter), ("Records", records.List(filter, QueryValues.Text(query["before"]), PageSize)));
        }
        catch (ArgumentException exception)
        {
            return PageResults.BadAddress(exception.Message);
        }
    }

    private static RazorComponentResult One(HttpRequest request, string number, Interview interview, RecordStore records) => records.Get(number) is { } record
        ? PageResults.Page<OneRecordPage>(("Pack", interview.Decider.Pack), ("Record", record), ("Kept", request.Query.ContainsKey("kept")))
        : PageResults.Message(StatusCodes.Status404NotFound, "There is no such record", $"No record has the number {number}. Numbers look like 2026-000123.");
}
