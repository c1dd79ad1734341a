using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Operation;

/// <summary>Why a request has come to no address: there is none, it takes other methods (RFC 9110 §15.5.6), or other media types (§15.5.16).</summary>
/// <param name="Status">404, 405 or 415.</param>
/// <param name="Allowed">The methods that the address takes; empty for 404.</param>
/// <param name="Accepted">The media types that it takes; empty but for 415.</param>
internal sealed record UnmatchedRequest(int Status, IReadOnlyList<string> Allowed, IReadOnlyList<string> Accepted)
{
    /// <summary>Looks at the addresses that have the request's path, and tells the caller in <c>Allow</c> or <c>Accept</c> what they take.</summary>
    public static UnmatchedRequest Of(HttpContext context)
    {
        var (allowed, accepted) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var endpoint in context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is not { HttpMethods: { Count: > 0 } methods }
                || !new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []).TryMatch(context.Request.Path, []))
            {
                continue;
            }

            allowed.UnionWith(methods);
            if (methods.Contains(HttpMethods.Get))
            {
                allowed.Add(HttpMethods.Head);
            }

            if (methods.Contains(context.Request.Method) && endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is { } accepts)
            {
                accepted.UnionWith(accepts.ContentTypes);
            }
        }

        if (allowed.Count > 0 && !allowed.Contains(context.Request.Method))
        {
            context.Response.Headers.Allow = string.Join(", ", allowed);
            return new UnmatchedRequest(StatusCodes.Status405MethodNotAllowed, [.. allowed], []);
        }

        if (accepted.Count == 0)
        {
            return new UnmatchedRequest(StatusCodes.Status404NotFound, [], []);
        }

        context.Response.Headers.Accept = string.Join(", ", accepted);
        return new UnmatchedRequest(StatusCodes.Status415UnsupportedMediaType, [.. allowed], [.. accepted]);
    }
}
