using System.Security.Claims;
using System.Text;
using Comity.Policy.Editing;
using Comity.Server.Operation;
using Comity.Server.Policies;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Workbench;

/// <summary>Editing a whole file of a draft, for what has no page of its own.</summary>
internal static class FileEndpoints
{
    public static void MapFiles(this IEndpointRouteBuilder draft)
    {
        draft.MapGet("/file", (string id, HttpRequest request, DraftViews views, CancellationToken cancellation) => FileAsync(
            id, request.Query["path"].ToString(), StatusCodes.Status200OK, views, [], null, cancellation)).WithAskingScript();
        draft.MapForm("/file", SaveAsync).TakesFile().WithAskingScript();
    }

    private static async Task<IResult> FileAsync(string id, string path, int status, DraftViews views,
        IReadOnlyList<EditConflict> conflicts, string? problem, CancellationToken cancellation, string? typed = null) =>
        await views.ViewAsync(id, cancellation) is not { } view ? DraftEndpoints.NoDraft()
        : view.Open.Files.Find(path) is not { } content ? PageResults.Message(StatusCodes.Status404NotFound, "There is no such file", $"The draft has no file {path}.")
        : PageResults.Page<DraftFilePage>(status, ("View", view), ("Path", path), ("Text",
            typed ?? FileText.Read(path, content.Span)?.Text ?? Encoding.UTF8.GetString(content.Span)), ("Conflicts", conflicts),
                ("Problem", problem));

    private static async Task<IResult> SaveAsync(string id, HttpRequest request, ClaimsPrincipal user, PolicyDrafts drafts, DraftViews views, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        var (path, state) = (form["path"].ToString(), form["state"].ToString());
        if (await drafts.OpenAsync(id, cancellation) is not { } open || (open.StateOf(state) ?? open.Files).Find(path) is not { } was)
        {
            return await FileAsync(id, path, StatusCodes.Status404NotFound, views, [], null, cancellation);
        }

        // Browsers send the ends of lines as CR LF; the file keeps its own.
        var before = was.ToArray();
        if (FileText.Read(path, before) is not { } encoded)
        {
            return await FileAsync(id, path, StatusCodes.Status409Conflict, views, [],
                "The file is not text in the encoding that it declares, so it cannot be edited here. Send it as UTF-8.", cancellation);
        }

        var text = form["text"].ToString().ReplaceLineEndings(encoded.LineEnd);
        var content = encoded.Encode(text);
        if (FileText.Read(path, content)?.Text != text)
        {
            return await FileAsync(id, path, StatusCodes.Status409Conflict, views, [],
                "The file's encoding cannot hold this text, or the text declares another encoding. Send the file as UTF-8.",
                cancellation, form["text"].ToString());
        }

        var result = await drafts.EditAsync(id, state, [new ReplaceFile(path, before, content)], user, cancellation);
        return result.Problem is not null || result.Conflicts.Count > 0
            ? await FileAsync(id, path, StatusCodes.Status409Conflict, views, result.Conflicts, result.Problem, cancellation, result.Problem is null
                ? null : form["text"].ToString())
            : Results.LocalRedirect($"~{DraftEndpoints.PathOf(id)}/file?path={Uri.EscapeDataString(path)}");
    }
}
