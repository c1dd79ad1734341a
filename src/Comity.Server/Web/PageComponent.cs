using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace Comity.Server.Web;

/// <summary>What every page and part has: the request that it answers.</summary>
public abstract class PageComponent : ComponentBase
{
    /// <summary>The request.</summary>
    [CascadingParameter]
    public HttpContext HttpContext { get; set; } = null!;

    /// <summary>An address of this server as a link writes it, below the path under which a proxy shows it.</summary>
    /// <param name="address">The address, beginning with a slash.</param>
    protected string To(string address) => HttpContext.Request.PathBase + address;
}
