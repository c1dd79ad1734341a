using Comity.Policy.Packs;
using Microsoft.AspNetCore.Http;

namespace Comity.Server.Api;

/// <summary>The digest of the pack as entity tag (RFC 9110 §8.8.3, §13): a program can see, and insist on, the policy that answers it.</summary>
internal static class PolicyTag
{
    /// <summary>What is said where the caller insists on another policy.</summary>
    public const string Another = "Another policy is in force here";

    /// <summary>Says which policy answers.</summary>
    /// <returns>The answer where the caller insists on another policy (412), or has this one already (304); null to go on.</returns>
    public static Task? Refuses(HttpContext context, PolicyDescription pack)
    {
        if (!Fits(context.Request, pack))
        {
            context.Response.Headers.ETag = Of(pack);
            return Problems.WriteAsync(context, StatusCodes.Status412PreconditionFailed, Another, Served(pack));
        }

        return EntityTags.IsKnown(context, Of(pack)) ? Task.CompletedTask : null;
    }

    /// <summary>Whether the caller insists on no policy, or on this one.</summary>
    public static bool Fits(HttpRequest request, PolicyDescription pack) => request.Headers.IfMatch is not { Count: > 0 } insisted || EntityTags.Names(insisted, Of(pack));

    /// <summary>Which policy answers, in words.</summary>
    public static string Served(PolicyDescription pack) => $"The policy served for that day is {pack.Manifest.Id} {pack.Manifest.Version}, {pack.Digest}.";

    private static string Of(PolicyDescription pack) => $"\"{pack.Digest}\"";
}
