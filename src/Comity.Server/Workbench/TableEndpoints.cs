using System.Globalization;
using System.Security.Claims;
using Comity.Dmn.Editing;
using Comity.Policy.Editing;
using Comity.Policy.Packs;
using Comity.Server.Operation;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Workbench;

/// <summary>Editing the logic of a draft: tables and expressions. A form holds the whole table; what is different from the state that its page showed becomes edits.</summary>
internal static class TableEndpoints
{
    public static void MapLogic(this IEndpointRouteBuilder draft)
    {
        var logic = draft.MapGroup("/logic/{element}");
        logic.MapGet("", (string id, string element, HttpRequest request, DraftViews views, CancellationToken cancellation) => ShowAsync(id, element, StatusCodes.Status200OK, views, [], null, request.Query.ContainsKey("done") ? "Saved." : null, cancellation)).WithAskingScript();
        logic.MapForm("", SaveAsync).WithAskingScript();
        logic.MapForm("/check", CheckAsync);
    }

    private const string TakenBack =
        "Nothing was saved yet: an edit that this page showed was taken back meanwhile. What you wrote stands below, in the table as it is now. Check that each cell is in the right row, then save.";

    /// <summary>The name of a cell's field.</summary>
    public static string Field(CellPlace cell) => string.Create(CultureInfo.InvariantCulture, $"cell-{cell.Rule}-{cell.Kind.ToString().ToLowerInvariant()}-{cell.Column}");

    private static async Task<IResult> ShowAsync(string id, string element, int status, DraftViews views,
        IReadOnlyList<EditConflict> conflicts, string? problem, string? done,
        CancellationToken cancellation, IFormCollection? typed = null)
    {
        if (await views.ViewAsync(id, cancellation) is not { } view)
        {
            return DraftEndpoints.NoDraft();
        }

        // A form that was refused stands there as it was sent, for the state that it was written for.
        var files = typed is not null && view.Open.StateOf(typed["state"].ToString()) is { } sent ? sent : view.Open.Files;
        if (DraftModel.Of(files).Find(element) is not { } logic)
        {
            return PageResults.Message(StatusCodes.Status404NotFound, "There is no such table", "The model of this draft has no table or expression of that name, or its file cannot be read as it is.");
        }

        return logic.Place.In(files) is { } table
            ? PageResults.Page<TablePage>(
                status, ("View", view), ("State", files.Digest), ("Logic", logic), ("Table", table), ("Problems",
                    CellProblems.OfTable(files, element)), ("Conflicts", conflicts), ("Problem", problem), ("Done", done), ("Typed", typed))
            : PageResults.Page<ExpressionPage>(
                status, ("View", view), ("State", files.Digest), ("Logic", logic), ("Problems", CellProblems.OfExpression(files, element)),
                    ("Conflicts", conflicts), ("Problem", problem), ("Done", done), ("Typed", typed));
    }

    private static async Task<IResult> SaveAsync(string id, string element, HttpRequest request, ClaimsPrincipal user, PolicyDrafts drafts, DraftViews views, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        if (await drafts.OpenAsync(id, cancellation) is not { } open)
        {
            return DraftEndpoints.NoDraft();
        }

        var state = form["state"].ToString();
        var seen = open.StateOf(state) ?? open.Files;
        if (DraftModel.Of(seen).Find(element) is not { } logic)
        {
            return await ShowAsync(id, element, StatusCodes.Status404NotFound, views, [], null, null, cancellation);
        }

        if (state.Length > 0 && open.StateOf(state) is null)
        {
            return await ShowAsync(id, element, StatusCodes.Status409Conflict, views, [], TakenBack, null, cancellation, form);
        }

        var (edits, anchor) = logic.Place.In(seen) is { } table ? Edits(form, logic.Place, table, seen) : (Expression(form, logic.Place, seen), "");
        var result = await drafts.EditAsync(id, state, edits, user, cancellation);
        return result.Problem is null && result.Conflicts.Count == 0
            ? Results.LocalRedirect($"~{DraftEndpoints.PathOf(id)}/logic/{Uri.EscapeDataString(element)}?done=saved{anchor}")
            : await ShowAsync(id, element, StatusCodes.Status409Conflict, views, result.Conflicts, result.Problem, null, cancellation,
                result.Problem is null ? null : form);
    }

    // One cell as it is being typed, in the place of what the draft has there.
    private static async Task<IResult> CheckAsync(string id, string element, HttpRequest request, PolicyDrafts drafts, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        if (await drafts.OpenAsync(id, cancellation) is not { } open)
        {
            return Results.NotFound();
        }

        var files = open.StateOf(form["state"].ToString()) ?? open.Files;
        if (DraftModel.Of(files).Find(element) is not { } logic)
        {
            return Results.NotFound();
        }

        if (logic.Place.In(files) is not { } table)
        {
            var after = Expression(form, logic.Place, files) is [var changed] ? changed.Apply(files).Files ?? files : files;
            return Results.Json(new CellSaid(CellProblems.OfExpression(after, element), null));
        }

        var cell = Cells(table).Select(cell => cell.Place).FirstOrDefault(cell => Field(cell) == form["cell"].ToString());
        return cell.Rule == 0 ? Results.NotFound() : Results.Json(CellProblems.OfTyped(files, logic.Place, cell, Typed(form["text"])));
    }

    private static List<PackEdit> Expression(IFormCollection form, TablePlace place, PackFiles seen)
    {
        var was = DraftModel.TextOf(place, seen);
        var text = Typed(form["text"]);
        return was is null || was == text ? [] : [new SetLogic(place, was, text)];
    }

    // What was typed into cells, then what a button of the page does to rows and columns.
    private static (List<PackEdit> Edits, string Anchor) Edits(IFormCollection form, TablePlace place, TableSource table, PackFiles seen)
    {
        var edits = new List<PackEdit>();
        foreach (var (cell, was) in Cells(table))
        {
            if (form.TryGetValue(Field(cell), out var typed) && Typed(typed) is var text && text != was)
            {
                edits.Add(new SetCell(place, cell.Rule, cell.Kind, cell.Column, was, text));
            }
        }

        var action = form["do"].ToString().Split(':');
        var then = edits.Count == 0 ? table : PackEdits.Apply(seen, edits).Files is { } files ? place.In(files)! : table;
        var number = action.Length > 1 && int.TryParse(action[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
        var rule = number >= 1 && number <= then.Rules.Count ? then.Rules[number - 1] : null;
        var anchor = edits.Count > 0 && edits[0] is SetCell first ? $"#rule-{first.Rule}" : "";
        switch (action[0])
        {
            case "add":
                edits.Add(new AddRule(place, number + 1, rule is null ? Empty(then) : rule with { Id = null }));
                anchor = $"#rule-{number + 1}";
                break;
            case "remove" when rule is not null:
                edits.Add(new RemoveRule(place, number, rule));
                anchor = $"#rule-{Math.Max(1, number - 1)}";
                break;
            case "up" when rule is not null && number > 1:
                edits.Add(new MoveRule(place, number, number - 1, rule));
                anchor = $"#rule-{number - 1}";
                break;
            case "down" when rule is not null && number < then.Rules.Count:
                edits.Add(new MoveRule(place, number, number + 1, rule));
                anchor = $"#rule-{number + 1}";
                break;
            case "add-column" when Enum.TryParse<ColumnKind>(form["column-kind"], ignoreCase: true, out var kind):
                edits.Add(new AddColumn(place, kind, then.Columns(kind) + 1, Head(form, kind), [.. then.Rules.Select(_ => Nothing(kind))]));
                break;
            case "remove-column" when action.Length == 3 && Enum.TryParse<ColumnKind>(action[1], ignoreCase: true, out var kind) && number >= 1 && number <= then.Columns(kind):
                edits.Add(new RemoveColumn(place, kind, number, then.Head(kind, number), [.. then.Rules.Select(row => row.Of(kind).ElementAtOrDefault(number - 1) ?? "")]));
                break;
        }

        return (edits, anchor);
    }

    /// <summary>The cells of a table with their texts.</summary>
    public static IEnumerable<(CellPlace Place, string Text)> Cells(TableSource table)
    {
        for (var rule = 1; rule <= table.Rules.Count; rule++)
        {
            foreach (var kind in Enum.GetValues<ColumnKind>())
            {
                var texts = table.Rules[rule - 1].Of(kind);
                for (var column = 1; column <= texts.Count; column++)
                {
                    yield return (new CellPlace(rule, kind, column), texts[column - 1]);
                }
            }
        }
    }

    private static ColumnTexts Head(IFormCollection form, ColumnKind kind) =>
        new(QueryValues.Text(form["column-text"].ToString().Trim()), kind == ColumnKind.Annotation ? null : QueryValues.Text(form["column-label"].ToString().Trim()));

    private static RuleTexts Empty(TableSource table) => new(
        [.. Enumerable.Repeat(Nothing(ColumnKind.Input), table.Columns(ColumnKind.Input))], [.. Enumerable.Repeat(Nothing(ColumnKind.Output), table.Columns(ColumnKind.Output))],
        [.. Enumerable.Repeat(Nothing(ColumnKind.Annotation), table.Columns(ColumnKind.Annotation))]);

    // What a new cell says: any value passes, there is no answer, there is no note.
    private static string Nothing(ColumnKind kind) => kind switch
    {
        ColumnKind.Input => "-",
        ColumnKind.Output => "null",
        _ => "",
    };

    // Browsers send the ends of lines as CR LF.
    private static string Typed(string? text) => (text ?? "").ReplaceLineEndings("\n").Trim();
}
