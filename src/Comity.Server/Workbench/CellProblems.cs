using Comity.Dmn.Editing;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Model;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Policy.Editing;
using Comity.Policy.Packs;

namespace Comity.Server.Workbench;

/// <summary>Where a cell of a table is, rules and columns counted from 1.</summary>
public readonly record struct CellPlace(int Rule, ColumnKind Kind, int Column);

/// <summary>What is wrong with a FEEL text.</summary>
/// <param name="Message">What, and what to do about it.</param>
/// <param name="Line">The line in the text, from 1.</param>
/// <param name="Column">The place in the line, from 1.</param>
public sealed record CellProblem(string Message, int Line, int Column);

/// <summary>What is said about a cell while it is typed.</summary>
/// <param name="Problems">What is wrong with it.</param>
/// <param name="Words">What a test says in the pack's words; null where that cannot be said.</param>
public sealed record CellSaid(IReadOnlyList<CellProblem> Problems, string? Words);

/// <summary>Checks FEEL as the engine's compiler would read it: with the names that the decision knows.</summary>
internal static class CellProblems
{
    /// <summary>What is wrong with the cells of a table.</summary>
    public static IReadOnlyDictionary<CellPlace, IReadOnlyList<CellProblem>> OfTable(PackFiles files, string element)
    {
        var problems = new Dictionary<CellPlace, IReadOnlyList<CellProblem>>();
        var model = DraftModel.Of(files);
        if (model.Find(element)?.Expression is not DecisionTable table)
        {
            return problems;
        }

        var diagnostics = DmnEngine.Create(model.Model!).Diagnostics;
        for (var rule = 0; rule < table.Rules.Count; rule++)
        {
            Add(rule, ColumnKind.Input, table.Rules[rule].Inputs);
            Add(rule, ColumnKind.Output, table.Rules[rule].Outputs);
        }

        return problems;

        void Add(int rule, ColumnKind kind, IReadOnlyList<FeelText> cells)
        {
            for (var column = 0; column < cells.Count; column++)
            {
                if (Of(cells[column], diagnostics) is { Count: > 0 } found)
                {
                    problems[new CellPlace(rule + 1, kind, column + 1)] = found;
                }
            }
        }
    }

    /// <summary>What is said about a text that is typed into a cell. Where the draft is no pack at the moment, its model is enough.</summary>
    public static CellSaid OfTyped(PackFiles files, TablePlace place, CellPlace cell, string text)
    {
        var reading = PackReader.Read(files).Pack is { } pack ? CellReading.Of(pack, place, cell.Kind, cell.Column, text) : null;
        var diagnostics = reading?.Diagnostics ?? CellCheck.Of(DraftModel.Of(files).Model!, place.Element, cell.Kind, cell.Column, text)?.Diagnostics ?? [];
        return new CellSaid([.. diagnostics.Select(diagnostic => new CellProblem(Said(diagnostic), diagnostic.Location!.Line, diagnostic.Location.Column))], reading?.Words);
    }

    /// <summary>What is wrong with a literal expression.</summary>
    public static IReadOnlyList<CellProblem> OfExpression(PackFiles files, string element)
    {
        var model = DraftModel.Of(files);
        return model.Find(element)?.Expression is LiteralExpression literal ? Of(literal.Text, DmnEngine.Create(model.Model!).Diagnostics) : [];
    }

    // What the compiler says of the model, where it is about this text.
    private static List<CellProblem> Of(FeelText cell, IReadOnlyList<Diagnostic> diagnostics) =>
    [
        .. diagnostics.Select(diagnostic => (Diagnostic: diagnostic, Index: IndexOf(cell, diagnostic.Location))).Where(entry => entry.Index is not null).Select(entry =>
        {
            var (line, column) = new FeelSyntaxError("", "", new SourceSpan(entry.Index!.Value, 0)).PositionIn(cell.Text);
            return new CellProblem(Said(entry.Diagnostic), line, column);
        }),
    ];

    private static string Said(Diagnostic diagnostic) => diagnostic.Mend is { } mend ? $"{diagnostic.Message} {mend}" : diagnostic.Message;

    private static int? IndexOf(FeelText text, SourceLocation? location)
    {
        if (location is null || location.File != text.Location.File || location.Line < text.Location.Line)
        {
            return null;
        }

        for (var index = 0; index <= text.Text.Length; index++)
        {
            if (text.LocationOf(new SourceSpan(index, 0)) is var place && place.Line == location.Line && place.Column == location.Column)
            {
                return index;
            }
        }

        return null;
    }
}
