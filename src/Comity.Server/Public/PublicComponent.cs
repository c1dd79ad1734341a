using Comity.Server.Web;
using Microsoft.AspNetCore.Components;

namespace Comity.Server.Public;

/// <summary>What every page and part for the public has: its texts.</summary>
public abstract class PublicComponent : PageComponent
{
    /// <summary>The texts of its language.</summary>
    [Parameter, EditorRequired]
    public PublicTexts T { get; set; } = null!;

    /// <summary>An address of the public's pages in this language.</summary>
    /// <param name="path">The path behind the language, beginning with a slash; empty for the first page.</param>
    protected string Here(string path) => To($"{PublicEndpoints.Path}/{T.Language}{path}");
}
