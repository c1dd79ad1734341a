using Microsoft.AspNetCore.Http;

namespace Comity.Server.Operation;

/// <summary>What every answer says to the browser, and the refusal of forms that other sites send.</summary>
internal static class SecurityHeaders
{
    public static Task ProtectAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-store";

        // There are no cookies to steal; what remains is a form on another site that would keep a record here.
        var origin = context.Request.Headers.Origin.ToString();
        var foreign = origin.Length > 0 ? origin != $"{context.Request.Scheme}://{context.Request.Host}" : context.Request.Headers["Sec-Fetch-Site"] == "cross-site";
        if (HttpMethods.IsPost(context.Request.Method) && foreign)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return context.Response.WriteAsync("This form was sent by another site. Nothing was kept.");
        }

        return next(context);
    }
}
