using Comity.Server.Access;
using Comity.Server.Analysis;
using Comity.Server.Api;
using Comity.Server.Api.Assistants;
using Comity.Server.Api.Description;
using Comity.Server.Api.Keys;
using Comity.Server.Api.Records;
using Comity.Server.Auditor;
using Comity.Server.Officer;
using Comity.Server.Operation;
using Comity.Server.Policies;
using Comity.Server.Public;
using Comity.Server.Public.Tally;
using Comity.Server.Records;
using Comity.Server.Review;
using Comity.Server.Web;
using Comity.Server.Workbench;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Comity.Server;

/// <summary>The agency's server. Its pages work without JavaScript; only passkeys need a script.</summary>
public static class ComityServer
{
    /// <summary>Makes the application and brings its tables up to date.</summary>
    public static async Task<WebApplication> BuildAsync(ServerOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddLogs(options.Configuration.Log);
        builder.AddTelemetry(options.Configuration.Telemetry);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.Configuration.Shutdown.DrainSeconds + options.Configuration.Shutdown.Seconds));
        builder.Services.AddHostedService<Draining>();
        builder.Listen(options);
        KeyFiles.Use(builder.Services, options.Keys);
        builder.Services.AddRazorComponents();
        builder.Services.AddSingleton(_ => options.Records);
        builder.Services.AddSingleton(options.Clock ?? TimeProvider.System);
        builder.Services.AddSingleton(options);
        builder.Services.AddPolicies();
        builder.Services.AddWorkbench();
        builder.Services.AddSingleton<PublishedTally>();
        builder.Services.AddSingleton<PublicDelivery>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<PublishedTally>());
        builder.Services.AddSingleton<AuditRun>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AuditRun>());
        builder.Services.AddScoped<Drafts>();
        builder.Services.AddScoped<Reviews>();
        builder.Services.AddScoped<RecordKeeping>();
        builder.Services.AddScoped<OneRecord>();
        builder.Services.AddScoped<RecordsApi>();
        builder.Services.AddHostedService<RetentionJob>();
        builder.Services.AddAccess(options);
        builder.Services.AddApiDescription();
        builder.Services.AddAssistants();
        builder.Services.AddRateLimits(options.Configuration.SignIn);
        var application = builder.Build();
        Flow(application, options.Configuration.PathBase);
        Map(application, options.Configuration);
        await AccessServices.PrepareAsync(application.Services, cancellation);
        await PublishedTally.CheckAsync(application.Services, options.Configuration.Tally.Rules, cancellation);
        await application.Services.GetRequiredService<PolicyVersions>().RefreshAsync(cancellation);
        return application;
    }

    /// <summary>What of the configuration does not fit the policies that are served, one sentence each.</summary>
    public static IReadOnlyList<string> SettingProblems(WebApplication application)
    {
        ArgumentNullException.ThrowIfNull(application);
        var versions = application.Services.GetRequiredService<PolicyVersions>().All;
        return application.Services.GetRequiredService<ServerConfiguration>().ProblemsWith([.. versions.Select(version => version.Pack)]);
    }

    /// <summary>Why the server cannot listen where it should, in a sentence; null where it can.</summary>
    public static string? ListeningObstacle(ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Listening.Obstacle(options);
    }

    /// <summary>The path of a new one-time link that makes the first administrator; null when there is one already.</summary>
    public static Task<string?> SetupPathAsync(WebApplication application)
    {
        ArgumentNullException.ThrowIfNull(application);
        return AccessServices.SetupPathAsync(application.Services);
    }

    // What a request goes through, in this order.
    private static void Flow(WebApplication application, string? pathBase)
    {
        application.UseForwardedHeaders();
        application.UseRequestLog();
        application.UseFailures();
        application.UseHostFiltering();
        application.Use(Listening.RequireHostAsync);
        application.UsePathBase(pathBase);
        application.UseRoutingForHead();
        application.Use(SecurityHeaders.SetAsync);
        PublicDelivery.Use(application);
        application.UseAuthentication();
        application.UseRateLimiter();
        application.UseAuthorization();
        application.UseAntiforgery();
    }

    private static void Map(WebApplication application, ServerConfiguration configuration)
    {
        Place.MapHome(application);
        application.MapAccess(agency: configuration.OpenIdConnect is not null);
        application.MapAccount();
        application.MapAdministration();
        application.MapApiKeys();
        application.MapApi(configuration.Tokens);
        application.MapRecordsApi();
        application.MapApiDescription();
        application.MapAssistants();
        application.MapPublic();
        application.MapAnalysis();
        application.MapOfficer();
        application.MapRecords();
        application.MapReview();
        application.MapWorkbench();
        application.MapAudit();
        application.MapLog();
        Readiness.Map(application);
        StaticFile.Stylesheet.Map(application);
        StaticFile.PasskeyScript.Map(application);
        StaticFile.DraftScript.Map(application);
        application.MapFallback(NotFound).AllowAnonymous();
    }

    private static RazorComponentResult NotFound(HttpContext context) =>
        UnmatchedRequest.Of(context) is { Status: not StatusCodes.Status404NotFound } other
        ? PageResults.Message(other.Status, "This page takes no such request", "Start at the first page; everything can be reached from there.")
        : PageResults.Message(StatusCodes.Status404NotFound, "There is no such page", "Start at the first page; everything can be reached from there.");
}
