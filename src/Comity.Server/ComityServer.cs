using System.Net;
using Comity.Policy.Interviews;
using Comity.Server.Officer;
using Comity.Server.Operation;
using Comity.Server.Public;
using Comity.Server.Records;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Comity.Server;

/// <summary>The web application: an officer's interview, the determinations that were kept, and the policy to read. Works without JavaScript and sets no cookies.</summary>
public static class ComityServer
{
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
        builder.Services.AddSingleton(new Interview(options.Decider));
        builder.Services.AddSingleton(_ => options.Records);
        builder.Services.AddSingleton(options.Clock ?? TimeProvider.System);

        // Nothing here is encrypted, so no key is made or written anywhere.
        builder.Services.AddDataProtection().DisableAutomaticKeyGeneration().UseEphemeralDataProtectionProvider();

        // Another site's name that is made to lead here would let that site read the answers.
        builder.Services.Configure<HostFilteringOptions>(filter => filter.AllowedHosts = ["localhost", "127.0.0.1"]);
        var application = builder.Build();
        application.UseExceptionHandler(failed => failed.Run(Failure));
        application.UseHostFiltering();
        application.Use(SecurityHeaders.ProtectAsync);
        application.MapPublic();
        application.MapOfficer();
        application.MapRecords();
        application.MapGet("/health", () => Results.Text("ok"));
        StaticFile.Stylesheet.Map(application);
        application.MapFallback(NotFound);
        return application;
    }

    private static RazorComponentResult NotFound() =>
        PageResults.Message(StatusCodes.Status404NotFound, "There is no such page", "Start at the first page; everything can be reached from there.");

    private static Task Failure(HttpContext context) =>
        PageResults.Message(StatusCodes.Status500InternalServerError, "Something went wrong", "Nothing was kept. Try again; if it happens again, tell the people who run this program what you did.").ExecuteAsync(context);
}
