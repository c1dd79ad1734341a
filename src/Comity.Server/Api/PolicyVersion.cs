using Comity.Policy.Packs;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Comity.Server.Api;

/// <summary>The digest of the pack as entity tag (RFC 9110 §8.8.3, §13): a program can see, and insist on, the policy that answers it.</summary>
internal static class PolicyVersion
{
    /// <summary>Says which policy answers.</summary>
    /// <returns>The answer where the caller insists on another policy (412), or has this one already (304); null to go on.</returns>
    public static Task? Refuses(HttpContext context, PolicyPack pack)
    {
        var tag = $"\"{pack.Digest}\"";
        context.Response.Headers.ETag = tag;
        var (insisted, known) = (context.Request.Headers.IfMatch, context.Request.Headers.IfNoneMatch);
        if (insisted.Count > 0 && !Names(insisted, tag))
        {
            return Problems.WriteAsync(context, StatusCodes.Status412PreconditionFailed, "Another policy is in force here", $"The policy served now is {pack.Manifest.Id} {pack.Manifest.Version}, {pack.Digest}.");
        }

        if (HttpMethods.IsGet(context.Request.Method) && known.Count > 0 && Names(known, tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        if (HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Headers.CacheControl = "private, no-cache";
            context.Response.Headers.Pragma = default;
        }

        return null;
    }

    private static bool Names(Microsoft.Extensions.Primitives.StringValues header, string tag) =>
        EntityTagHeaderValue.TryParseList(header, out var tags) && tags.Any(other => other.Equals(EntityTagHeaderValue.Any) || other.Tag == tag);
}
