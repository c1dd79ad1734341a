using System.Data.Common;
using System.Net.Sockets;
using Comity.Records;
using Comity.Server.Api;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;

namespace Comity.Server.Operation;

/// <summary>What is answered where something was thrown that nobody caught: a problem to programs, a page to people.</summary>
internal static class Failures
{
    /// <summary>After how many seconds a database that did not answer is worth another try.</summary>
    public const string RetryAfter = "5";

    private const string Unavailable = "The database does not answer";
    private const string Unexpected = "Something went wrong";

    public static void UseFailures(this WebApplication application) => application.UseExceptionHandler(new ExceptionHandlerOptions
    {
        ExceptionHandler = AnswerAsync,

        // What a caller sent badly is the caller's to know.
        SuppressDiagnosticsCallback = failed => failed.Exception is BadHttpRequestException,
    });

    /// <summary>Whether an exception says that the database cannot be used just now: another try may succeed.</summary>
    public static bool IsOutage(Exception? exception) => exception switch
    {
        null => false,
        RecordStoreException { Problem: RecordStoreProblem.Unreachable or RecordStoreProblem.Locked } => true,

        // SQLite: busy, locked, cannot open.
        SqliteException { SqliteErrorCode: 5 or 6 or 14 } => true,
        DbException { IsTransient: true } => true,
        DbException { InnerException: SocketException or IOException or TimeoutException } => true,
        _ => IsOutage(exception.InnerException),
    };

    /// <summary>Whether an exception says that the disk is full, or cannot be written.</summary>
    public static bool IsFull(Exception? exception) => exception switch
    {
        null => false,
        RecordStoreException { Problem: RecordStoreProblem.DiskFailure } => true,

        // SQLite: input or output failed, full. PostgreSQL: disk full.
        SqliteException { SqliteErrorCode: 10 or 13 } => true,
        DbException { SqlState: "53100" } => true,
        _ => IsFull(exception.InnerException),
    };

    private static Task AnswerAsync(HttpContext context)
    {
        var feature = context.Features.Get<IExceptionHandlerPathFeature>();
        var isApi = feature?.Endpoint?.Metadata.GetMetadata<ApiAddress>() is not null;
        if (feature?.Error is BadHttpRequestException bad)
        {
            return Answer(bad.StatusCode, "This request cannot be read", bad.Message);
        }

        if (IsFull(feature?.Error))
        {
            return Answer(
                StatusCodes.Status507InsufficientStorage, "No room, or no disk",
                $"{(feature!.Error as RecordStoreException)?.Message ?? "The disk is full."} Nothing was saved. Tell the people who run this program.");
        }

        if (!IsOutage(feature?.Error))
        {
            const string Text = "It is not known whether anything was kept. Try again; if it happens again, tell the people who run this program";
            return Answer(StatusCodes.Status500InternalServerError, Unexpected, isApi ? $"{Text}." : $"{Text} what you did.");
        }

        context.Response.Headers.RetryAfter = RetryAfter;
        return Answer(StatusCodes.Status503ServiceUnavailable, Unavailable, "What was sent may or may not be kept. Send it again in a few seconds: what was kept already is not kept twice.");

        Task Answer(int status, string title, string text) => isApi
            ? Problems.WriteAsync(context, status, title, text)
            : PageResults.Message(status, title, text).ExecuteAsync(context);
    }
}
