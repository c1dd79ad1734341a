using System.Security.Claims;
using System.Text;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Workbench;

/// <summary>Editing the parts of a draft.</summary>
internal static class PartEndpoints
{
    public static void MapParts(this IEndpointRouteBuilder draft)
    {
        draft.MapGet("/file", (string id, HttpRequest request, DraftViews views) => FileAsync(id, request.Query["path"].ToString(), StatusCodes.Status200OK, views, null, null, null));
        draft.MapForm("/file", SaveFileAsync);
    }

    private static async Task<IResult> FileAsync(string id, string path, int status, DraftViews views, string? problem, string? typed, string? theirs) =>
        await views.ViewAsync(id) is not { } view ? DraftEndpoints.NoDraft()
        : view.Open.Files.Find(path) is not { } content ? PageResults.Message(StatusCodes.Status404NotFound, "There is no such file", $"The draft has no file {path}.")
        : PageResults.Page<DraftFilePage>(status, ("View", view), ("Path", path), ("Text", Encoding.UTF8.GetString(content.Span)), ("Typed", typed), ("Problem", problem), ("Theirs", theirs));

    private static async Task<IResult> SaveFileAsync(string id, HttpRequest request, ClaimsPrincipal user, PolicyDrafts drafts, DraftViews views)
    {
        var form = await request.ReadFormAsync();
        var (path, typed, before) = (form["path"].ToString(), Lines(form["text"]), Lines(form["before"]));
        var result = await drafts.EditAsync(id, new PackEdit(path, before, typed), user);
        return result.Problem is { } problem
            ? await FileAsync(id, path, StatusCodes.Status409Conflict, views, problem, typed, result.Theirs)
            : Results.LocalRedirect($"~{DraftEndpoints.PathOf(id)}/file?path={Uri.EscapeDataString(path)}");
    }

    // Browsers send the ends of lines as CR LF.
    private static string Lines(string? text) => (text ?? "").ReplaceLineEndings("\n");
}
