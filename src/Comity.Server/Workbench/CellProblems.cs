using Comity.Dmn.Compilation;
using Comity.Dmn.Editing;
using Comity.Dmn.Model;
using Comity.Feel.Syntax;
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

        var texts = Texts(model);
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
        return model.Find(element)?.Expression is LiteralExpression literal ? Of(literal.Text, Texts(model)) : [];
    }

    private static Dictionary<FeelText, ModelText> Texts(DraftModel model) =>
        ModelTexts.Of(model.Model!).Texts.ToDictionary(text => text.Text, ReferenceEqualityComparer.Instance as IEqualityComparer<FeelText>);

    private static IReadOnlyList<CellProblem> Of(FeelText cell, Dictionary<FeelText, ModelText> texts)
    {
        // An entry that says nothing, or that only stands for one, has no text of its own.
        if (!texts.TryGetValue(cell, out var text))
        {
            return [];
        }

        if (text.IsTests)
        {
            return Said(FeelParser.ParseUnaryTests(cell.Text, text.Scope).Errors, cell.Text);
        }

        var parsed = FeelParser.ParseExpression(cell.Text, text.Scope);
        return Said(parsed.Tree is { } tree ? FeelTypeInference.OfExpression(tree, text.Scope).Mismatches : parsed.Errors, cell.Text);
    }

    private static IReadOnlyList<CellProblem> Said(IReadOnlyList<FeelSyntaxError> errors, string text) =>
    [
        .. errors.Select(error =>
        {
            var (line, column) = error.PositionIn(text);
            return new CellProblem(error.Mend is null ? error.Message : $"{error.Message} {error.Mend}", line, column);
        }),
    ];
}
