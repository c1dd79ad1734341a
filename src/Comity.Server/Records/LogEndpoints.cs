using Comity.Log.Tiles;
using Comity.Records;
using Comity.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Records;

/// <summary>
/// Two logs as static files (C2SP tlog-tiles): below <c>/log</c> the public one, for everybody; below <c>/audit/log</c> the log of events, for
/// auditors. The second shows how many events there are and of what kind, and that would tell what the tally hides.
/// </summary>
internal static class LogEndpoints
{
    public static void MapLog(this IEndpointRouteBuilder routes)
    {
        Map(routes.MapGroup("/log").AllowAnonymous(), records => records.PublicLogFolder, "public");
        Map(routes.MapGroup("/audit/log").For(Roles.Auditor), records => records.LogFolder, "private");
    }

    private static void Map(RouteGroupBuilder log, Func<RecordStore, string> folder, string visibility)
    {
        log.MapGet("/checkpoint", (RecordStore records) => Text(folder(records), LogSource.CheckpointPath));
        log.MapGet("/keys/{number:int:min(1)}", (int number, RecordStore records) => Text(folder(records), $"keys/{number}"));
        log.MapGet("/tile/{**path}", (string path, HttpContext context, RecordStore records) =>
        {
            // Nothing but a tile's path leads to a file.
            if (TilePath.Parse($"tile/{path}") is not { } tile || !File.Exists(Path.Combine(folder(records), tile.ToString())))
            {
                return Results.NotFound();
            }

            context.Response.Headers.CacheControl = $"{visibility}, max-age=31536000, immutable";
            return Results.File(Path.GetFullPath(Path.Combine(folder(records), tile.ToString())), "application/octet-stream");
        });
    }

    private static IResult Text(string folder, string path) => File.Exists(Path.Combine(folder, path))
        ? Results.File(Path.GetFullPath(Path.Combine(folder, path)), "text/plain; charset=utf-8")
        : Results.NotFound();
}
