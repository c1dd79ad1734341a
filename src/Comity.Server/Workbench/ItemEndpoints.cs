using System.Security.Claims;
using Comity.Policy.Editing;
using Comity.Server.Operation;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Workbench;

/// <summary>Editing what the files of a draft list: provisions, questions, guarantees, scenarios and more.</summary>
internal static class ItemEndpoints
{
    public static void MapItems(this IEndpointRouteBuilder draft)
    {
        var items = draft.MapGroup("/items/{list}");
        items.MapGet("", (string id, string list, DraftViews views, CancellationToken cancellation) =>
            ListAsync(id, list, StatusCodes.Status200OK, views, null, null, cancellation)).WithAskingScript();
        items.MapForm("", AddAsync).WithAskingScript();
        items.MapGet("/one", (string id, string list, HttpRequest request, DraftViews views, CancellationToken cancellation) =>
            ItemAsync(id, list, request.Query["name"].ToString(), QueryValues.Text(request.Query["within"]), StatusCodes.Status200OK,
                views, [], null, request.Query.ContainsKey("done") ? "Saved." : null, cancellation)).WithAskingScript();
        items.MapForm("/one", SaveAsync).WithAskingScript();
    }

    /// <summary>Where an item is edited.</summary>
    public static string PathOf(DraftView view, ItemList list, PackItem item) =>
        $"{view.Path}/items/{list.Address}/one?name={Uri.EscapeDataString(item.Name)}{(item.Within is null ? "" : $"&within={Uri.EscapeDataString(item.Within)}")}";

    private static ItemList? Find(string address) => DraftItems.Lists.FirstOrDefault(list => list.Address == address);

    private static RazorComponentResult NoList() => PageResults.Message(StatusCodes.Status404NotFound, "There is no such list", "A pack has provisions, instruments, questions, papers, guarantees and scenarios.");

    private static async Task<IResult> ListAsync(string id, string address, int status, DraftViews views, string? problem, string? typed,
        CancellationToken cancellation, string? within = null) =>
        Find(address) is not { } list ? NoList()
        : await views.ViewAsync(id, cancellation) is not { } view ? DraftEndpoints.NoDraft()
        : PageResults.Page<ItemListPage>(
            status, ("View", view), ("List", list), ("Items", DraftItems.Of(list, view.Open.Files)), ("Owners", DraftItems.Owners(list,
                view.Open.Files)),
            ("Problem", problem), ("Typed", typed), ("Within", within));

    private static async Task<IResult> ItemAsync(string id, string address, string name, string? within, int status, DraftViews views,
        IReadOnlyList<EditConflict> conflicts, string? problem, string? done,
        CancellationToken cancellation, IFormCollection? typed = null) =>
        Find(address) is not { } list ? NoList()
        : await views.ViewAsync(id, cancellation) is not { } view ? DraftEndpoints.NoDraft()
        : new PackItem(list.Kind, name, within) is var item && item.TextIn(view.Open.Files) is { } text
            ? PageResults.Page<ItemPage>(status, ("View", view), ("List", list), ("Item", item), ("Text", text), ("Conflicts", conflicts),
                ("Problem", problem), ("Done", done), ("Typed", typed))
            : PageResults.Message(StatusCodes.Status404NotFound, "It is not there", $"The draft does not have {item}.");

    private static async Task<IResult> AddAsync(string id, string list, HttpRequest request, ClaimsPrincipal user, PolicyDrafts drafts, DraftViews views, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        if (Find(list) is not { } kind || await views.ViewAsync(id, cancellation) is not { } view)
        {
            return NoList();
        }

        var (text, within) = (form["text"].ToString().ReplaceLineEndings("\n").Trim(), QueryValues.Text(form["within"]));
        var name = NameIn(text);
        if (name is null)
        {
            return await ListAsync(id, list, StatusCodes.Status422UnprocessableEntity, views,
                "Write its name in the first line, as in the example.", text, cancellation, within);
        }

        var item = new PackItem(kind.Kind, name, within);
        var last = DraftItems.Of(kind, view.Open.Files)?.LastOrDefault(other => other.Item.Within == within).Item?.Name;
        var state = form["state"].ToString();
        var result = await drafts.EditAsync(id, state, [new AddItem(item, last, text)], user, cancellation);
        return (result.Problem ?? (result.Conflicts is [var conflict, ..] ? conflict.Problem.ToString() : null)) is { } problem
            ? await ListAsync(id, list, StatusCodes.Status422UnprocessableEntity, views, problem, text, cancellation, within)
            : Results.LocalRedirect("~" + PathOf(view, kind, item));
    }

    private static async Task<IResult> SaveAsync(string id, string list, HttpRequest request, ClaimsPrincipal user, PolicyDrafts drafts, DraftViews views, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        var (name, within, state) = (form["name"].ToString(), QueryValues.Text(form["within"]), form["state"].ToString());
        if (Find(list) is not { } kind || await drafts.OpenAsync(id, cancellation) is not { } open)
        {
            return NoList();
        }

        var (item, seen) = (new PackItem(kind.Kind, name, within), open.StateOf(state) ?? open.Files);
        var was = item.TextIn(seen) ?? "";
        var written = form["text"].ToString().ReplaceLineEndings("\n").Trim();
        List<PackEdit> edits = form["do"].ToString() switch
        {
            "remove" => [new RemoveItem(item, was)],
            "yaml" => written == was.Trim() ? [] : [new ReplaceItem(item, was, written)],
            _ => [.. kind.Fields.Select(field => (field.Key, Was: item.FieldIn(seen, field.Key), Text: QueryValues.Text(form[$"field-{field.Key}"].ToString().ReplaceLineEndings("\n").Trim())))
                .Where(field => form.ContainsKey($"field-{field.Key}") && field.Text != field.Was?.Trim()).Select(field => new SetField(item, field.Key, field.Was, field.Text))],
        };
        var result = await drafts.EditAsync(id, state, edits, user, cancellation);
        if (result.Problem is not null || result.Conflicts.Count > 0)
        {
            return await ItemAsync(id, list, name, within, StatusCodes.Status409Conflict, views, result.Conflicts, result.Problem, null,
                cancellation, result.Problem is null ? null : form);
        }

        // A text that was written anew may have another name.
        var then = edits is [ReplaceItem] && NameIn(written) is { } other ? item with { Name = other } : item;
        var view = await views.ViewAsync(id, cancellation);
        return edits is [RemoveItem] ? Results.LocalRedirect($"~{DraftEndpoints.PathOf(id)}/items/{list}") : Results.LocalRedirect($"~{PathOf(view!, kind, then)}&done=saved");
    }

    // The value of the first line, which names the item in every list.
    private static string? NameIn(string yaml) =>
        yaml.Split('\n')[0].Split(':', 2) is [_, var value] && value.Trim().Trim('"', '\'') is { Length: > 0 } name ? name : null;
}
