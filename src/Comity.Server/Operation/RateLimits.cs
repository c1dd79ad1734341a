using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Comity.Server.Api;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Operation;

/// <summary>How often one address may try to sign in, and how much it may ask without having signed in.</summary>
internal static class RateLimits
{
    private const string SignInPolicy = "sign-in";
    private const string Title = "Too many tries";
    private const string Advice = "Wait a minute, then try again.";
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static void AddRateLimits(this IServiceCollection services, SignInLimits limits) => services.AddRateLimiter(limiter =>
    {
        limiter.AddPolicy(SignInPolicy, context => Limit(context, limits.PerMinute));
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            context.User.Identity?.IsAuthenticated == true ? RateLimitPartition.GetNoLimiter("") : Limit(context, limits.AnonymousPerMinute));
        limiter.OnRejected = (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "60";
            return new ValueTask(rejected.HttpContext.GetEndpoint()?.Metadata.GetMetadata<ApiAddress>() is not null
                ? Problems.WriteAsync(rejected.HttpContext, StatusCodes.Status429TooManyRequests, Title, Advice)
                : PageResults.Message(StatusCodes.Status429TooManyRequests, Title, Advice).ExecuteAsync(rejected.HttpContext));
        };
    });

    /// <summary>Counts requests here as tries to sign in.</summary>
    public static TBuilder LimitSignIns<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.RequireRateLimiting(SignInPolicy);

    /// <summary>So many requests a minute from one origin.</summary>
    public static RateLimitPartition<string> Limit(HttpContext context, int perMinute) =>
        RateLimitPartition.GetFixedWindowLimiter(Origin(context.Connection.RemoteIpAddress), _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = Window });

    // Whoever has an IPv6 address has a whole network of them (RFC 6177).
    private static string Origin(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };
}
