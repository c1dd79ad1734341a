using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Comity.Server.Api;

/// <summary>Entity tags and what callers say of them (RFC 9110 §8.8.3, §13).</summary>
internal static class EntityTags
{
    /// <summary>Whether a header names a tag.</summary>
    public static bool Names(StringValues header, string tag) =>
        EntityTagHeaderValue.TryParseList(header, out var tags) && tags.Any(other => other.Equals(EntityTagHeaderValue.Any) || other.Tag == tag);

    /// <summary>Gives an answer its tag, which a caller may keep and ask about again.</summary>
    /// <returns>True where the caller of a <c>GET</c> or <c>HEAD</c> has this already; it was told so (304).</returns>
    public static bool IsKnown(HttpContext context, string tag)
    {
        context.Response.Headers.ETag = tag;
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            return false;
        }

        if (context.Request.Headers.IfNoneMatch is { Count: > 0 } known && Names(known, tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return true;
        }

        context.Response.Headers.CacheControl = "private, no-cache";
        context.Response.Headers.Pragma = default;
        return false;
    }
}
