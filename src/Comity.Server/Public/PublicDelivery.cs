using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Comity.Server.Operation;
using Comity.Server.Policies;
using Comity.Server.Public.Tally;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Comity.Server.Public;

/// <summary>Marks an address that is answered to everybody alike.</summary>
internal sealed class PublicAddress;

/// <summary>
/// Answers the public's addresses from memory, ahead of everything that knows who asks: no session is looked up, no database read, and nothing that staff
/// or programs do slows it down. Caches may keep answers for a short time, and ask whether they still hold.
/// </summary>
internal sealed class PublicDelivery : IDisposable
{
    private static readonly string Program = typeof(PublicDelivery).Module.ModuleVersionId.ToString();

    private readonly PolicyVersions _versions;
    private readonly PublishedTally _tally;
    private readonly TimeProvider _clock;
    private readonly PartitionedRateLimiter<HttpContext> _limiter;
    private readonly Lock _noting = new();
    private string _state = "";
    private DateTimeOffset _since;

    public PublicDelivery(PolicyVersions versions, PublishedTally tally, TimeProvider clock, ServerOptions options)
    {
        (_versions, _tally, _clock) = (versions, tally, clock);
        _limiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimits.Limit(context, options.Configuration.Public.PerMinute));
    }

    /// <summary>Puts it in the way of requests.</summary>
    public static void Use(WebApplication application)
    {
        var delivery = application.Services.GetRequiredService<PublicDelivery>();
        application.Use((context, next) => context.GetEndpoint()?.Metadata.GetMetadata<PublicAddress>() is null ? next(context) : delivery.AnswerAsync(context));
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();

    private async Task AnswerAsync(HttpContext context)
    {
        using var lease = await _limiter.AcquireAsync(context);
        if (!lease.IsAcquired)
        {
            context.Response.Headers.RetryAfter = "60";
            await PublicEndpoints.Problem(context.Request, StatusCodes.Status429TooManyRequests, "problem.busy.title", "problem.busy").ExecuteAsync(context);
            return;
        }

        var (state, since) = State();
        var address = $"{Program} {state} {context.Request.PathBase}{context.Request.Path}{context.Request.QueryString} {(PublicEndpoints.LanguageOf(context) is null ? context.Request.Headers.AcceptLanguage : "")}";
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)))[..24]}\"");
        context.Response.OnStarting(() =>
        {
            // What went wrong is not kept by anybody.
            if (context.Response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status304NotModified or StatusCodes.Status302Found)
            {
                var headers = context.Response.GetTypedHeaders();
                headers.ETag = tag;
                headers.LastModified = since;
                context.Response.Headers.CacheControl = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400";
                context.Response.Headers.Remove(HeaderNames.Pragma);
            }

            return Task.CompletedTask;
        });
        var asked = context.Request.GetTypedHeaders();
        if (asked.IfNoneMatch.Count > 0 ? asked.IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false) || known == EntityTagHeaderValue.Any) : asked.IfModifiedSince >= since)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await context.GetEndpoint()!.RequestDelegate!(context);
    }

    // What pages are made from: the policy's versions, the tally, and the day it is. When that last changed is when pages did.
    private (string State, DateTimeOffset Since) State()
    {
        var now = $"{string.Join(' ', _versions.All.Select(version => $"{version.Digest} {version.EffectiveFrom:yyyy-MM-dd}"))} {_tally.State} {_clock.Today():yyyy-MM-dd}";
        lock (_noting)
        {
            if (_state != now)
            {
                var time = _clock.GetUtcNow();
                (_state, _since) = (now, new DateTimeOffset(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero));
            }

            return (_state, _since);
        }
    }
}
