using Comity.Server.Api.Assistants;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Api;

/// <summary>Tells programs which provider's tokens are taken here (RFC 9728), so that they find it by themselves.</summary>
internal static class ProtectedResource
{
    private const string Path = "/.well-known/oauth-protected-resource";

    // The resources: the API, and the assistants' address, which asks for one of its own (RFC 9728 §3.1).
    private static readonly string[] Resources = ["", AssistantServices.Path];

    /// <summary>Maps the metadata of each resource.</summary>
    public static void MapProtectedResource(this IEndpointRouteBuilder routes, TokenIssuer issuer)
    {
        foreach (var resource in Resources)
        {
            routes.MapGet(Path + resource, (HttpContext context) => ApiBody.WriteAsync(context, StatusCodes.Status200OK, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("resource", Origin(context) + resource);
                writer.WriteStartArray("authorization_servers");
                writer.WriteStringValue(issuer.Authority);
                writer.WriteEndArray();
                writer.WriteStartArray("scopes_supported");
                foreach (var scope in resource.Length == 0 ? ApiScopeNames.All : [ApiScopes.Decide])
                {
                    writer.WriteStringValue(scope.Word());
                }

                writer.WriteEndArray();
                writer.WriteStartArray("bearer_methods_supported");
                writer.WriteStringValue("header");
                writer.WriteEndArray();
                writer.WriteEndObject();
            })).AllowAnonymous();
        }
    }

    /// <summary>Where the metadata of the resource is that a request is for.</summary>
    public static string MetadataOf(HttpContext context) =>
        Origin(context) + Path + (context.Request.Path.StartsWithSegments(AssistantServices.Path) ? AssistantServices.Path : "");

    private static string Origin(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}";
}
