using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Comity.Server.Operation;

/// <summary><c>HEAD</c> is answered wherever <c>GET</c> is, with the same headers (RFC 9110 §9.3.2).</summary>
internal static class HeadRequests
{
    // A text of its own, by which a request that came as HEAD is known again without anything being kept for every request.
    private static readonly string GetForHead = new(HttpMethods.Get.AsSpan());

    /// <summary>Finds the endpoint of each request, for a <c>HEAD</c> that of the <c>GET</c>. Whatever comes after sees what was asked; of what it writes the web server sends no body.</summary>
    public static void UseRoutingForHead(this WebApplication application)
    {
        application.Use(next => context =>
        {
            if (HttpMethods.IsHead(context.Request.Method))
            {
                context.Request.Method = GetForHead;
            }

            return next(context);
        });
        application.UseRouting();
        application.Use(next => context =>
        {
            if (ReferenceEquals(context.Request.Method, GetForHead))
            {
                context.Request.Method = HttpMethods.Head;
            }

            return next(context);
        });
    }
}
