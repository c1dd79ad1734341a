using System.Net;
using System.Security.Cryptography;
using Comity.Policy.Interviews;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Comity.Server;

/// <summary>The web application: an officer's interview, the determinations that were kept, and the policy to read. Works without JavaScript and sets no cookies.</summary>
public static class ComityServer
{
    private static readonly byte[] Stylesheet = Resource("comity.css");

    /// <summary>Where the stylesheet is; the address changes with its content.</summary>
    internal static string StylesheetAddress { get; } = $"/comity.css?v={Convert.ToHexStringLower(SHA256.HashData(Stylesheet))[..12]}";

    /// <summary>Makes the application; it listens on the loopback address only.</summary>
    public static WebApplication Build(ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 256 * 1024;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddRazorComponents();

        // Nothing here is encrypted, so no key is made or written anywhere.
        builder.Services.AddDataProtection().DisableAutomaticKeyGeneration().UseEphemeralDataProtectionProvider();

        // Another site's name that is made to lead here would let that site read the answers.
        builder.Services.Configure<HostFilteringOptions>(filter => filter.AllowedHosts = ["localhost", "127.0.0.1"]);
        var application = builder.Build();
        application.UseExceptionHandler(failed => failed.Run(context => Site.Failure(context)));
        application.UseHostFiltering();
        application.Use(ProtectAsync);
        var site = new Site(new Interview(options.Decider), options.Records, options.Clock ?? TimeProvider.System);
        application.MapGet("/", site.Start);
        application.MapGet("/ask", site.Ask);
        application.MapPost("/records", site.Keep).DisableAntiforgery();
        application.MapGet("/records", site.List);
        application.MapGet("/records/{number}", site.Record);
        application.MapGet("/policy", site.Policy);
        application.MapGet("/health", () => Results.Text("ok"));
        application.MapGet("/comity.css", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            return Results.Bytes(Stylesheet, "text/css; charset=utf-8");
        });
        application.MapFallback(Site.NotFound);
        return application;
    }

    private static Task ProtectAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-store";

        // There are no cookies to steal; what remains is a form on another site that would keep a record here.
        var origin = context.Request.Headers.Origin.ToString();
        var foreign = origin.Length > 0 ? origin != $"{context.Request.Scheme}://{context.Request.Host}" : context.Request.Headers["Sec-Fetch-Site"] == "cross-site";
        if (HttpMethods.IsPost(context.Request.Method) && foreign)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return context.Response.WriteAsync("This form was sent by another site. Nothing was kept.");
        }

        return next(context);
    }

    private static byte[] Resource(string name)
    {
        using var stream = typeof(ComityServer).Assembly.GetManifestResourceStream(name)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
