using System.Security.Claims;
using Comity.Policy.Editing;
using Comity.Server.Operation;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Workbench;

/// <summary>Writing the translations that a draft does not have.</summary>
internal static class TranslationEndpoints
{
    public static void MapTranslations(this IEndpointRouteBuilder draft)
    {
        draft.MapGet("/translations", (string id, DraftViews views, CancellationToken cancellation) => PageAsync(
            id, StatusCodes.Status200OK, views, new Dictionary<UntranslatedText, string>(), null, cancellation)).WithAskingScript();
        draft.MapForm("/translations", SaveAsync).WithAskingScript();
    }

    private static async Task<IResult> PageAsync(string id, int status, DraftViews views, IReadOnlyDictionary<UntranslatedText,
        string> typed, string? problem, CancellationToken cancellation) =>
        await views.ViewAsync(id, cancellation) is { } view
            ? PageResults.Page<TranslationsPage>(status, ("View", view), ("Typed", typed), ("Problem", problem))
            : DraftEndpoints.NoDraft();

    // Each field of the form says beside it which text it translates: what others write meanwhile moves none.
    private static async Task<IResult> SaveAsync(string id, HttpRequest request, ClaimsPrincipal user, PolicyDrafts drafts,
        DraftViews views, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        if (await drafts.OpenAsync(id, cancellation) is not { } open)
        {
            return DraftEndpoints.NoDraft();
        }

        var typed = form["language"].Zip(form["text"], form["translation"])
            .Select(entry => (Text: new UntranslatedText(entry.First ?? "", entry.Second ?? ""),
                Translation: (entry.Third ?? "").ReplaceLineEndings(" ").Trim()))
            .Where(entry => entry.Translation.Length > 0).DistinctBy(entry => entry.Text).ToDictionary(entry => entry.Text, entry =>
                entry.Translation);
        var files = open.StateOf(form["state"].ToString()) ?? open.Files;
        var edits = typed.GroupBy(entry => entry.Key.Language).SelectMany(language =>
        {
            var last = PackItem.All(files, ItemKind.Translation, PackItem.Translation(language.Key).Within)is [.., var there] ? there.Name : null;
            var added = new List<PackEdit>();
            foreach (var (text, translation) in language)
            {
                added.Add(AddItem.Translation(text.Language, text.Text, translation, last));
                last = text.Text;
            }

            return added;
        });
        var result = await drafts.EditAsync(id, files.Digest, [.. edits], user, cancellation);
        return (result.Problem ?? (result.Conflicts is [var conflict, ..] ? conflict.Problem.ToString() : null)) is { } problem
            ? await PageAsync(id, StatusCodes.Status409Conflict, views, typed, problem, cancellation)
            : Results.LocalRedirect($"~{DraftEndpoints.PathOf(id)}?done=translated");
    }
}
