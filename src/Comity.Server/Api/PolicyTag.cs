using Comity.Policy.Packs;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Comity.Server.Api;

/// <summary>The digest of the pack as entity tag (RFC 9110 §8.8.3, §13): a program can see, and insist on, the policy that answers it.</summary>
internal static class PolicyTag
{
    /// <summary>What is said where the caller insists on another policy.</summary>
    public const string Another = "Another policy is in force here";

    /// <summary>Says which policy answers.</summary>
    /// <returns>The answer where the caller insists on another policy (412), or has this one already (304); null to go on.</returns>
    public static Task? Refuses(HttpContext context, PolicyPack pack)
    {
        var tag = Of(pack);
        context.Response.Headers.ETag = tag;
        var known = context.Request.Headers.IfNoneMatch;
        if (!Fits(context.Request, pack))
        {
            return Problems.WriteAsync(context, StatusCodes.Status412PreconditionFailed, Another, Served(pack));
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

    /// <summary>Whether the caller insists on no policy, or on this one.</summary>
    public static bool Fits(HttpRequest request, PolicyPack pack) => request.Headers.IfMatch is not { Count: > 0 } insisted || Names(insisted, Of(pack));

    /// <summary>Which policy answers, in words.</summary>
    public static string Served(PolicyPack pack) => $"The policy served for that day is {pack.Manifest.Id} {pack.Manifest.Version}, {pack.Digest}.";

    private static string Of(PolicyPack pack) => $"\"{pack.Digest}\"";

    private static bool Names(Microsoft.Extensions.Primitives.StringValues header, string tag) =>
        EntityTagHeaderValue.TryParseList(header, out var tags) && tags.Any(other => other.Equals(EntityTagHeaderValue.Any) || other.Tag == tag);
}
