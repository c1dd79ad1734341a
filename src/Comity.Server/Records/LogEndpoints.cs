using Comity.Log.Tiles;
using Comity.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Records;

/// <summary>The log of the records as static files (C2SP tlog-tiles), below the prefix <c>/log</c>.</summary>
internal static class LogEndpoints
{
    public static void MapLog(this IEndpointRouteBuilder routes)
    {
        // An auditor needs no account: the log says when something was kept, and not what.
        var log = routes.MapGroup("/log").AllowAnonymous();
        log.MapGet("/checkpoint", (RecordStore records) => Text(records, LogSource.CheckpointPath));
        log.MapGet("/keys/{number:int:min(1)}", (int number, RecordStore records) => Text(records, $"keys/{number}"));
        log.MapGet("/tile/{**path}", (string path, HttpContext context, RecordStore records) =>
        {
            // Nothing but a tile's path leads to a file.
            if (TilePath.Parse($"tile/{path}") is not { } tile || !File.Exists(Path.Combine(records.LogFolder, tile.ToString())))
            {
                return Results.NotFound();
            }

            context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            return Results.File(Path.GetFullPath(Path.Combine(records.LogFolder, tile.ToString())), "application/octet-stream");
        });
    }

    private static IResult Text(RecordStore records, string path) => File.Exists(Path.Combine(records.LogFolder, path))
        ? Results.File(Path.GetFullPath(Path.Combine(records.LogFolder, path)), "text/plain; charset=utf-8")
        : Results.NotFound();
}
