using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Comity.Server.Operation;

/// <summary>A line for each request: which address by its shape, what came of it, how long it took.</summary>
internal static partial class RequestLog
{
    private const string Category = "Comity.Server.Requests";

    public static void UseRequestLog(this WebApplication application)
    {
        var logger = application.Services.GetRequiredService<ILoggerFactory>().CreateLogger(Category);
        if (logger.IsEnabled(LogLevel.Information))
        {
            application.Use(next => context => LogAsync(context, next, logger));
        }
    }

    private static async Task LogAsync(HttpContext context, RequestDelegate next, ILogger logger)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            Answered(
                logger, context.Request.Method, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText, context.Response.StatusCode, Stopwatch.GetElapsedTime(started).TotalMilliseconds,
                Activity.Current?.TraceId.ToString());
        }
    }

    [LoggerMessage(LogLevel.Information, "{Method} {Route} {Status} in {Milliseconds:F1} ms, trace {TraceId}")]
    private static partial void Answered(ILogger logger, string method, string? route, int status, double milliseconds, string? traceId);
}
