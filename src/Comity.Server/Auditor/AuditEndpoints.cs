using System.Globalization;
using System.Text;
using Comity.Log.Proofs;
using Comity.Records;
using Comity.Server.Access;
using Comity.Server.Policies;
using Comity.Server.Review;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Auditor;

/// <summary>Checking what was kept: each record, and everything in one run; proofs to take away.</summary>
internal static class AuditEndpoints
{
    /// <summary>Where the auditor's page is.</summary>
    public const string Path = "/audit";

    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var auditors = routes.MapGroup("").For(Roles.Auditor);
        auditors.MapGet(Path, async (RecordStore records, AuditRun run, Reviews reviews) => PageResults.Page<AuditPage>(
            ("Progress", await run.ProgressAsync()), ("Keys", records.LogTrust.Keys.Select(key => key.ToString()).ToList()), ("Checkpoint", Checkpoint(records)), ("Failure", records.LogFailure?.Message),
            ("DoneEarly", await reviews.DoneEarlyAsync())));
        auditors.MapForm("/audit/run", async (AuditRun run, AccessLog log) =>
        {
            await run.StartAsync();
            await log.AddAsync("check of all records begun", null);
            return Results.LocalRedirect($"~{Path}");
        });
        auditors.MapForm("/audit/cancel", async (AuditRun run, AccessLog log) =>
        {
            await run.CancelAsync();
            await log.AddAsync("check of all records stopped", null);
            return Results.LocalRedirect($"~{Path}");
        });
        auditors.MapGet("/records/{number}/check", CheckAsync);
        auditors.MapGet("/records/{number}/proof/{version:int:min(1)}", ProofAsync);
    }

    private static async Task<IResult> CheckAsync(string number, RecordStore records, PolicyVersions versions) => await records.GetAsync(number) is { } record
        ? PageResults.Page<CheckPage>(("Record", record), ("Reasoning", await Reasoning.CheckAsync(record.Content, versions)))
        : PageResults.Message(StatusCodes.Status404NotFound, "There is no such record", $"No record has the number {number}, or its content was erased.");

    private static async Task<IResult> ProofAsync(HttpRequest request, string number, int version, RecordStore records)
    {
        var withContent = request.Query.ContainsKey("content");
        return await records.ProveAsync(number, version, withContent) is { } proof
            ? Results.File(Encoding.UTF8.GetBytes(proof.ToString()), "text/plain; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"{number}-{version}{(withContent ? "-content" : "")}{LogProof.FileEnding}"))
            : PageResults.Message(StatusCodes.Status404NotFound, "There is no such entry", $"Record {number} has no entry {version}, or its content was erased.");
    }

    private static string? Checkpoint(RecordStore records)
    {
        var file = System.IO.Path.Combine(records.LogFolder, "checkpoint");
        return File.Exists(file) ? File.ReadAllText(file) : null;
    }
}
