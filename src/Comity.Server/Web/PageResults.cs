using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Comity.Server.Web;

/// <summary>Answers that are a page: a Razor component rendered once for the request.</summary>
internal static class PageResults
{
    /// <summary>A page with its parameters.</summary>
    public static RazorComponentResult Page<TPage>(params ReadOnlySpan<(string Name, object? Value)> parameters)
        where TPage : IComponent => Page<TPage>(StatusCodes.Status200OK, parameters);

    /// <summary>A page with its parameters, under another status than 200.</summary>
    public static RazorComponentResult Page<TPage>(int status, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where TPage : IComponent
    {
        var values = new Dictionary<string, object?>();
        foreach (var (name, value) in parameters)
        {
            values.Add(name, value);
        }

        return new RazorComponentResult(typeof(TPage), values) { StatusCode = status };
    }

    /// <summary>A page that says one thing: what went wrong, and what to do.</summary>
    public static RazorComponentResult Message(int status, string title, string text) => Page<MessagePage>(status, ("Title", title), ("Text", text));

    /// <summary>The page for an address with something in it that cannot be read.</summary>
    public static RazorComponentResult BadAddress(string problem) => Message(StatusCodes.Status400BadRequest, "This address cannot be read", problem);
}
