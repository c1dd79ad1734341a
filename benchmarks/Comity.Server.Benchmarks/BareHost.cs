using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Comity.Server.Benchmarks;

/// <summary>The peer: the least that ASP.NET Core can do to return the same bytes, in the same kind of host.</summary>
internal static class BareHost
{
    public static async Task RunAsync(int port, string file)
    {
        var answer = await File.ReadAllBytesAsync(file);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenLocalhost(port);
        });
        await using var application = builder.Build();
        application.MapPost("/v1/decide", async (HttpContext context) =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = answer.Length;
            await context.Response.Body.WriteAsync(answer);
        });
        await application.RunAsync();
    }
}
