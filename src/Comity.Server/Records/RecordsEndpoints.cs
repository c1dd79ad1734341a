using System.Globalization;
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
        readers.MapGet("", ListAsync);
        readers.MapGet("/{number}", OneAsync);
    }

    private static async Task<RazorComponentResult> ListAsync(HttpRequest request, Interview interview, RecordStore records)
    {
        var query = request.Query;
        if (!QueryValues.TryDay(query["from"], out var from) || !QueryValues.TryDay(query["to"], out var to))
        {
            return PageResults.BadAddress(QueryValues.DayProblem);
        }

        var filter = new RecordFilter(QueryValues.Text(query["outcome"]), QueryValues.Text(query["action"]), from, to);
        try
        {
            return PageResults.Page<RecordsPage>(("Pack", interview.Decider.Pack), ("Filter", filter), ("Records", await records.ListAsync(filter, QueryValues.Text(query["after"]), PageSize)));
        }
        catch (ArgumentException exception)
        {
            return PageResults.BadAddress(exception.Message);
        }
    }

    private static async Task<RazorComponentResult> OneAsync(HttpRequest request, string number, Interview interview, RecordStore records) => await records.FileAsync(number) switch
    {
        { Current: { } record } => PageResults.Page<OneRecordPage>(("Pack", interview.Decider.Pack), ("Record", record), ("Kept", request.Query.ContainsKey("kept"))),
        { Events: [.., var last] } => PageResults.Message(
            StatusCodes.Status410Gone, $"Record {number} was erased", $"Its content was erased on {last.At.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}. The log still proves that it was kept."),
        _ => PageResults.Message(StatusCodes.Status404NotFound, "There is no such record", $"No record has the number {number}. Numbers look like 2026-000123."),
    };
}
