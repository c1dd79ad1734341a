using Comity.Dmn.Compilation;
using Comity.Dmn.Editing;
using Comity.Dmn.Model;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Types.Inference;
using Comity.Policy.Packs;

namespace Comity.Server.Workbench;

/// <summary>Where a cell of a table is, rules and columns counted from 1.</summary>
public readonly record struct CellPlace(int Rule, ColumnKind Kind, int Column);

/// <summary>What is wrong with a FEEL text.</summary>
/// <param name="Message">What, and what to do about it.</param>
/// <param name="Line">The line in the text, from 1.</param>
/// <param name="Column">The place in the line, from 1.</param>
public sealed record CellProblem(string Message, int Line, int Column);

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

        var texts = ModelTexts.Of(model.Model!);
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
                if (Of(cells[column], texts) is { Count: > 0 } found)
                {
                    problems[new CellPlace(rule + 1, kind, column + 1)] = found;
                }
            }
        }
    }

    /// <summary>What is wrong with a literal expression.</summary>
    public static IReadOnlyList<CellProblem> OfExpression(PackFiles files, string element)
    {
        var model = DraftModel.Of(files);
        return model.Find(element)?.Expression is LiteralExpression literal ? Of(literal.Text, ModelTexts.Of(model.Model!)) : [];
    }

    private static List<CellProblem> Of(FeelText cell, ModelTexts model)
    {
        // What the compiler says of the model, where it is about this text.
        var found = model.Diagnostics.Select(diagnostic => (Diagnostic: diagnostic, Index: IndexOf(cell, diagnostic.Location))).Where(entry => entry.Index is not null)
            .Select(entry => Problem(entry.Diagnostic.Message, entry.Diagnostic.Mend, new FeelSyntaxError("", "", new SourceSpan(entry.Index!.Value, 0)).PositionIn(cell.Text))).ToList();
        if (found.Count > 0 || model.Texts.FirstOrDefault(text => ReferenceEquals(text.Text, cell)) is not { IsTests: false } expression)
        {
            return found;
        }

        // And parts of an answer of which nothing can come.
        return FeelParser.ParseExpression(cell.Text, expression.Scope).Tree is { } tree
            ? [.. FeelTypeInference.OfExpression(tree, expression.Scope).Mismatches.Select(mismatch => Problem(mismatch.Message, mismatch.Mend, mismatch.PositionIn(cell.Text)))]
            : [];
    }

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

    private static CellProblem Problem(string message, string? mend, (int Line, int Column) place) => new(mend is null ? message : $"{message} {mend}", place.Line, place.Column);
}
