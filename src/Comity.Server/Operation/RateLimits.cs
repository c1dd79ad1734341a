using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Comity.Server.Api;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Operation;

/// <summary>How many requests an address without a sign-in, a person, and a program may make in a minute.</summary>
internal sealed class CallerLimits(ServerConfiguration configuration) : IDisposable
{
    /// <summary>Counts each request.</summary>
    public PartitionedRateLimiter<HttpContext> Limiter { get; } = PartitionedRateLimiter.Create<HttpContext, string>(context =>
    {
        var isProgram = context.GetEndpoint()?.Metadata.GetMetadata<ApiAddress>() is not null;
        return context.User.Identity?.IsAuthenticated == true && context.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } caller
            ? RateLimits.Limit(caller, isProgram ? configuration.Programs.PerMinute : configuration.Session.PerMinute)
            : RateLimits.Limit(context, configuration.SignIn.AnonymousPerMinute);
    });

    /// <inheritdoc/>
    public void Dispose() => Limiter.Dispose();
}

/// <summary>How often one address may try to sign in, and how much anybody may ask.</summary>
internal static class RateLimits
{
    private const string SignInPolicy = "sign-in";
    private const string Title = "Too many requests";
    private const string Advice = "Wait a minute, then try again.";
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static void AddRateLimits(this IServiceCollection services, SignInLimits limits)
    {
        services.AddSingleton<CallerLimits>();
        services.AddRateLimiter(limiter =>
        {
            limiter.AddPolicy(SignInPolicy, context => Limit(context, limits.PerMinute));
            limiter.OnRejected = (rejected, _) => new ValueTask(RefuseAsync(rejected.HttpContext));
        });
        services.AddOptions<RateLimiterOptions>().Configure<CallerLimits>((limiter, callers) => limiter.GlobalLimiter = callers.Limiter);
    }

    /// <summary>Refuses a request that is one too many.</summary>
    public static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "60";
        return context.GetEndpoint()?.Metadata.GetMetadata<ApiAddress>() is not null
            ? Problems.WriteAsync(context, StatusCodes.Status429TooManyRequests, Title, Advice)
            : PageResults.Message(StatusCodes.Status429TooManyRequests, Title, Advice).ExecuteAsync(context);
    }

    /// <summary>Counts requests here as tries to sign in.</summary>
    public static TBuilder LimitSignIns<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.RequireRateLimiting(SignInPolicy);

    /// <summary>So many requests a minute from one origin.</summary>
    public static RateLimitPartition<string> Limit(HttpContext context, int perMinute) =>
        Limit(Origin(context.Connection.RemoteIpAddress), perMinute);

    /// <summary>So many requests a minute from one caller.</summary>
    public static RateLimitPartition<string> Limit(string caller, int perMinute) =>
        RateLimitPartition.GetFixedWindowLimiter(caller, _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = Window });

    // Whoever has an IPv6 address has a whole network of them (RFC 6177).
    private static string Origin(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };
}
