using System.Security.Claims;
using Comity.Dmn.Editing;
using Comity.Policy.Editing;
using Comity.Policy.Packs;
using Comity.Server.Policies;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Workbench;

/// <summary>A draft out of the house and back: all files as an archive, the tables as a workbook or as a model for other DMN programs.</summary>
internal static class ExchangeEndpoints
{
    private const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void MapExchange(this IEndpointRouteBuilder draft)
    {
        draft.MapGet("/archive", async (string id, PolicyDrafts drafts, CancellationToken cancellation) => await drafts.OpenAsync(id, cancellation) is { } open
            ? Results.File(PackArchive.Write(open.Files), "application/zip", $"draft-{id}.zip")
            : DraftEndpoints.NoDraft());
        draft.MapGet("/tables.xlsx", async (string id, PolicyDrafts drafts, CancellationToken cancellation) => await drafts.OpenAsync(id, cancellation) is not { } open ? DraftEndpoints.NoDraft()
            : PackReader.Read(open.Files).Pack is { } pack ? Results.File(TableWorkbook.Write(open.Files, pack), Workbook, $"draft-{id}.xlsx")
            : Unreadable());
        draft.MapGet("/model.dmn", ModelAsync);
        draft.MapForm("/tables.xlsx", async (string id, HttpRequest request, ClaimsPrincipal user, PolicyDrafts drafts, DraftViews views, CancellationToken cancellation) => await TakeAsync(id, request, user, drafts, views, "workbook", (files, bytes) =>
        {
            if (PackReader.Read(files).Pack is not { } pack)
            {
                return ([], "The draft cannot be read as a policy yet. Correct it first.", false);
            }

            var read = TableImport.Read(files, pack, bytes, System.IO.Path.GetFileName(pack.Model.File));
            return (read.Edits, read.Diagnostics.Count == 0 ? null : string.Join(" ", read.Diagnostics.Select(diagnostic => diagnostic.ToString())), false);
        }, cancellation)).TakesFile();
        draft.MapForm("/archive", async (string id, HttpRequest request, ClaimsPrincipal user, PolicyDrafts drafts, DraftViews views, CancellationToken cancellation) => await TakeAsync(id, request, user, drafts, views, "archive", (files, bytes) =>
        {
            var (edited, leftOut, problem) = UploadedPack.Read(bytes);
            return edited is null ? ([], problem, false) : (DraftEdits.Between(files, edited), null, leftOut.Count > 0);
        }, cancellation)).TakesFile();
    }

    /// <summary>The bytes of an uploaded file; null where none was sent, or one that is too large.</summary>
    public static async Task<byte[]?> BytesAsync(IFormCollection form, string name, CancellationToken cancellation)
    {
        if (form.Files[name] is not { Length: > 0 and <= UploadedPack.MostBytes } upload)
        {
            return null;
        }

        using var stream = new MemoryStream();
        await upload.CopyToAsync(stream, cancellation);
        return stream.ToArray();
    }

    // What is different in a file from the state of its page becomes edits, as if somebody had typed them.
    private static async Task<IResult> TakeAsync(string id, HttpRequest request, ClaimsPrincipal user, PolicyDrafts drafts, DraftViews views, string name,
        Func<PackFiles, byte[], (IReadOnlyList<PackEdit> Edits, string? Problem, bool LeavesOut)> read, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        if (await drafts.OpenAsync(id, cancellation) is not { } open)
        {
            return DraftEndpoints.NoDraft();
        }

        if (await BytesAsync(form, name, cancellation) is not { } bytes)
        {
            return await views.DraftAsync(id, StatusCodes.Status422UnprocessableEntity, $"Choose a file, of at most {UploadedPack.MostBytes / 1024 / 1024} MiB.", null, cancellation);
        }

        var state = form["state"].ToString();
        var (edits, problem, leavesOut) = read(open.StateOf(state) ?? open.Files, bytes);
        if (problem is not null)
        {
            return await views.DraftAsync(id, StatusCodes.Status422UnprocessableEntity, problem, null, cancellation);
        }

        var result = await drafts.EditAsync(id, state, edits, user, cancellation);
        return result.Problem is not null || result.Conflicts.Count > 0
            ? await views.DraftAsync(id, StatusCodes.Status409Conflict, result.Problem, null, cancellation, result.Conflicts)
            : Results.LocalRedirect($"~{DraftEndpoints.PathOf(id)}?done={(leavesOut ? "taken-in-part" : "taken")}");
    }

    private static async Task<IResult> ModelAsync(string id, PolicyDrafts drafts, CancellationToken cancellation)
    {
        if (await drafts.OpenAsync(id, cancellation) is not { } open)
        {
            return DraftEndpoints.NoDraft();
        }

        var path = DraftModel.Of(open.Files).Path;
        if (open.Files.Find(path) is not { } content)
        {
            return Unreadable();
        }

        var written = ModelerExport.Write(content.Span, path, FactInputs.Of(open.Files));
        return written.File is { } file
            ? Results.File(file, "application/xml", System.IO.Path.GetFileName(path))
            : PageResults.Message(StatusCodes.Status422UnprocessableEntity, "The model cannot be written so", string.Join(" ", written.Diagnostics.Select(diagnostic => diagnostic.ToString())));
    }

    private static RazorComponentResult Unreadable() => PageResults.Message(StatusCodes.Status422UnprocessableEntity, "The draft is no policy as it stands", "Mend what its checks name, or take the last edit back.");
}
