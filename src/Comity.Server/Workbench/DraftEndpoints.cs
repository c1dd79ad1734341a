using System.Globalization;
using System.Security.Claims;
using Comity.Server.Policies;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Workbench;

/// <summary>One draft: its parts and consequences, and its way to publication.</summary>
internal static class DraftEndpoints
{
    /// <summary>Where a draft is.</summary>
    public static string PathOf(string id) => $"{WorkbenchEndpoints.Path}/drafts/{id}";

    public static void MapDrafts(this IEndpointRouteBuilder counsel)
    {
        var draft = counsel.MapGroup("/drafts/{id}");
        draft.MapGet("", (string id, HttpRequest request, DraftViews views, CancellationToken cancellation) => views.DraftAsync(id, StatusCodes.Status200OK, null, request.Query["done"].ToString() switch
        {
            "taken" => "What is different in the file is part of the draft now.",
            "taken-in-part" => "What is different in the file is part of the draft now. What an operating system put into the archive, such as .DS_Store and __MACOSX, was left out.",
            "undone" => "The last edit was taken back.",
            "moved" => "The edits are made to the other policy now.",
            "requested" => "Publication is asked for. Somebody else with the role of counsel must approve it.",
            "returned" => "The request was taken back.",
            "published" => "Published. It decides requests from its day on.",
            "resumed" => "Taken up again, as it was.",
            "translated" => "The translations are part of the draft now.",
            _ => null,
        }, cancellation));
        draft.MapForm("/undo", (string id, HttpRequest request, PolicyDrafts drafts, DraftViews views, CancellationToken cancellation) =>
            ActAsync(id, request, views, "undone", seen => drafts.UndoAsync(id, seen, cancellation), cancellation));
        draft.MapForm("/move", (
            string id, HttpRequest request, PolicyDrafts drafts, PolicyVersions versions, DraftViews views, CancellationToken cancellation) =>
            ActAsync(
                id, request, views, "moved",
                async seen => versions.All.FirstOrDefault(version => version.Digest == request.Form["version"].ToString()) is { } version
                    ? await drafts.MoveAsync(id, seen, version, cancellation)
                    : "That policy is not served here.",
                cancellation));
        draft.MapForm("/request", async (
            string id, HttpRequest request, ClaimsPrincipal user, Publishing publishing, DraftViews views, CancellationToken cancellation) =>
        {
            var form = await request.ReadFormAsync(cancellation);
            var asked = new PublicationRequest(
                QueryValues.TryDay(form["from"], out var day) ? day : null, QueryValues.Text(form["version"].ToString().Trim()),
                QueryValues.Text(form["reason"].ToString().Trim()), [.. form["confirmed"].OfType<string>()]);
            return await ActAsync(id, request, views, "requested", seen => publishing.RequestAsync(id, seen, asked, user, cancellation), cancellation, asked);
        });
        draft.MapForm("/return", (string id, HttpRequest request, Publishing publishing, DraftViews views, CancellationToken cancellation) =>
            ActAsync(id, request, views, "returned", seen => publishing.ReturnAsync(id, seen, cancellation), cancellation));
        draft.MapForm("/approve", (
            string id, HttpRequest request, ClaimsPrincipal user, Publishing publishing, DraftViews views, CancellationToken cancellation) =>
            ActAsync(id, request, views, "published", seen => publishing.ApproveAsync(id, seen, user, cancellation), cancellation));
        draft.MapForm("/what-if", async (string id, DraftViews views, WhatIfRun run, CancellationToken cancellation) =>
        {
            if (await views.ViewAsync(id, cancellation) is not { } view)
            {
                return NoDraft();
            }

            if (view.Consequences?.Logic is { } logic)
            {
                run.Start(id, logic);
            }

            return Results.LocalRedirect($"~{PathOf(id)}#records");
        });
        draft.MapForm("/what-if/cancel", (string id, WhatIfRun run) =>
        {
            run.Cancel(id);
            return Results.LocalRedirect($"~{PathOf(id)}#records");
        });
        draft.MapForm("/resume", (string id, HttpRequest request, PolicyDrafts drafts, DraftViews views, CancellationToken cancellation) =>
            ActAsync(id, request, views, "resumed", seen => drafts.ResumeAsync(id, seen, cancellation), cancellation));
        draft.MapGet("/discard", async (string id, PolicyDrafts drafts, CancellationToken cancellation) =>
            await drafts.OpenAsync(id, cancellation) is { Draft.State: PolicyDraftState.Open or PolicyDraftState.Requested } open
                ? PageResults.Page<DiscardPage>(("Open", open))
                : NoDraft());
        draft.MapForm("/discard", async (
            string id, HttpRequest request, PolicyDrafts drafts, DraftViews views, CancellationToken cancellation) =>
        {
            var form = await request.ReadFormAsync(cancellation);
            return await drafts.DiscardAsync(id, Seen(form), cancellation) is { } problem ? await views.DraftAsync(id, StatusCodes.Status409Conflict, problem, null, cancellation) : Results.LocalRedirect($"~{WorkbenchEndpoints.Path}");
        });
        draft.MapExchange();
        draft.MapLogic();
        draft.MapItems();
        draft.MapFiles();
        draft.MapTranslations();
    }

    /// <summary>What is said where there is no such draft.</summary>
    public static IResult NoDraft() => PageResults.Message(StatusCodes.Status404NotFound, "There is no such draft",
        "It may have been published or given up. The workbench lists all drafts.");

    private static async Task<IResult> ActAsync(string id, HttpRequest request, DraftViews views, string done, Func<int, Task<string?>> act,
        CancellationToken cancellation, PublicationRequest? asked = null)
    {
        var form = await request.ReadFormAsync(cancellation);
        return await act(Seen(form)) is { } problem
            ? await views.DraftAsync(id, problem == PolicyDrafts.Meanwhile ? StatusCodes.Status409Conflict
                : StatusCodes.Status422UnprocessableEntity, problem, null, cancellation, asked: asked)
            : Results.LocalRedirect($"~{PathOf(id)}?done={done}");
    }

    private static int Seen(IFormCollection form) => int.TryParse(form["seen"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : -1;
}
