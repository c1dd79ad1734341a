using Comity.Server.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Comity.Server.Operation;

/// <summary>What every answer tells the browser to forbid.</summary>
internal static class SecurityHeaders
{
    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'";
    private const string Policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    private const string ScriptPolicy = $"{Policy}; script-src 'self'";

    /// <summary>Sets the headers; runs when the endpoint is known.</summary>
    public static Task SetAsync(HttpContext context, RequestDelegate next)
    {
        var (headers, metadata) = (context.Response.Headers, context.GetEndpoint()?.Metadata);
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-cache, no-store";
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        if (metadata?.GetMetadata<ApiAddress>() is not null)
        {
            // Data for programs; should a browser show it, it may load nothing and stand in no frame. The rest is about pages.
            headers.ContentSecurityPolicy = DataPolicy;
            return next(context);
        }

        headers.ContentSecurityPolicy = metadata?.GetMetadata<MoreAllowed>() is { } more ? more.Policy : Policy;
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers.Pragma = "no-cache";
        return next(context);
    }

    /// <summary>Lets the page of these addresses run this program's own script: the one for passkeys.</summary>
    public static TBuilder WithScript<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(new MoreAllowed(ScriptPolicy));

    /// <summary>Lets the page of one answer run it: the sign-in page in place of another.</summary>
    public static void AllowScript(HttpResponse response) => response.Headers.ContentSecurityPolicy = ScriptPolicy;

    /// <summary>Lets the page of these addresses run this program's own script, and lets that ask this server: the one that checks FEEL while it is typed.</summary>
    public static TBuilder WithAskingScript<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(new MoreAllowed($"{ScriptPolicy}; connect-src 'self'"));

    private sealed record MoreAllowed(string Policy);
}
