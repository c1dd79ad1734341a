using Microsoft.AspNetCore.Http;

namespace Comity.Server.Workbench;

/// <summary>When the caller of the request at hand is gone: what the workbench works out for it ends then.</summary>
internal sealed class RequestEnd(IHttpContextAccessor request)
{
    /// <summary>Cancelled when nobody waits any more; never outside a request.</summary>
    public CancellationToken Token => request.HttpContext?.RequestAborted ?? CancellationToken.None;
}
