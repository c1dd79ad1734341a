using Comity.Dmn.Compilation;
using Comity.Dmn.Linting;
using Comity.Dmn.Model;
using Comity.Feel;
using Comity.Feel.Linting;
using Comity.Feel.Syntax;
using Comity.Feel.Syntax.Printing;
using Comity.Feel.Text;
using Comity.Feel.Types.Inference;

namespace Comity.Dmn.Editing;

/// <summary>What is found about a text for an entry of a table, as it would be there.</summary>
/// <param name="Diagnostics">Errors and warnings; line and column are those in the text, from 1.</param>
/// <param name="Canonical">The text in canonical form; null where it has errors.</param>
/// <param name="Tests">The tree of an input entry; null otherwise, and where it has errors.</param>
public sealed record CellCheck(IReadOnlyList<Diagnostic> Diagnostics, string? Canonical, UnaryTestsNode? Tests)
{
    private const string File = "<cell>";

    /// <summary>Checks a text with the scope and the types that the compiler gives the column.</summary>
    /// <param name="model">The model.</param>
    /// <param name="elementId">The id of the decision or knowledge model that the table belongs to.</param>
    /// <param name="kind">What the column holds. A note is not checked.</param>
    /// <param name="column">Its number among those of its kind, from 1.</param>
    /// <param name="text">The text.</param>
    /// <returns>Null where the model has no such column.</returns>
    public static CellCheck? Of(DmnModel model, string elementId, ColumnKind kind, int column, string text)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(text);
        if (kind == ColumnKind.Annotation)
        {
            return new CellCheck([], text.Trim(), null);
        }

        if (Table(model, elementId) is not { } table || column < 1 || column > (kind == ColumnKind.Input ? table.Inputs.Count : table.Outputs.Count))
        {
            return null;
        }

        // One rule with the text alone: the compiler says what it would say of it in its place.
        var place = new SourceLocation(File, 1, 1);
        var cell = new FeelText(string.IsNullOrWhiteSpace(text) ? kind == ColumnKind.Input ? "-" : "null" : text, place) { Places = Places(text) };
        var rule = new TableRule(
            [.. table.Inputs.Select((_, i) => kind == ColumnKind.Input && i == column - 1 ? cell : new FeelText("-", place))],
            [.. table.Outputs.Select((_, i) => kind == ColumnKind.Output && i == column - 1 ? cell : new FeelText("null", place))], [], place);
        var probe = table with { Rules = [rule], HitPolicy = HitPolicy.First };
        var texts = ModelTexts.Of(With(model, elementId, probe));
        var found = texts.Diagnostics.Where(diagnostic => diagnostic.Location?.File == File).ToList();
        var parts = texts.Tables.FirstOrDefault(entry => ReferenceEquals(entry.Table, probe));
        if (parts?.Scope is not { } scope)
        {
            // The model itself is broken; the text's form can be said all the same.
            scope = FeelScope.Of(model.Inputs.Concat<DrgElement>(model.Decisions).Select(element => new FeelVariable(element.Name, Feel.Types.FeelType.Any)));
        }

        if (kind == ColumnKind.Output)
        {
            var parsed = FeelParser.ParseExpression(cell.Text, scope);
            Add(parsed.Errors, Severity.Error);
            Add(parsed.Tree is null ? [] : FeelLinter.OfExpression(parsed.Tree, scope), Severity.Warning);
            return new CellCheck(Distinct(), HasErrors() || parsed.Tree is null ? null : FeelPrinter.Print(parsed.Tree), null);
        }

        var tests = FeelParser.ParseUnaryTests(cell.Text, scope);
        Add(tests.Errors, Severity.Error);
        if (tests.Tree is not null)
        {
            var input = FeelParser.ParseExpression(table.Inputs[column - 1].Expression.Text, scope).Tree;
            Add(input is null ? [] : FeelLinter.OfUnaryTests(tests.Tree, scope, FeelTypeInference.OfExpression(input, scope).Type), Severity.Warning);
            found.AddRange((parts is null
                ? []
                : new TableLinter(model, texts, parts, default).Findings()).Where(finding => finding.Location?.File == File));
        }

        return HasErrors() || tests.Tree is null ? new CellCheck(Distinct(), null, null) : new CellCheck(Distinct(), FeelPrinter.Print(tests.Tree), tests.Tree);

        void Add(IReadOnlyList<FeelSyntaxError> errors, Severity severity) => found.AddRange(errors.Select(error => cell.Diagnose(error) with { Severity = severity }));
        bool HasErrors() => found.Exists(diagnostic => diagnostic.Severity == Severity.Error);
        List<Diagnostic> Distinct() => [.. found.DistinctBy(diagnostic => (diagnostic.Code, diagnostic.Location?.Line, diagnostic.Location?.Column)).OrderBy(diagnostic => diagnostic.Location?.Line).ThenBy(diagnostic => diagnostic.Location?.Column)];
    }

    private static DecisionTable? Table(DmnModel model, string id) =>
        (model.Decisions.FirstOrDefault(decision => decision.Id == id)?.Expression ?? model.KnowledgeModels.FirstOrDefault(knowledge => knowledge.Id == id)?.Expression) as DecisionTable;

    private static DmnModel With(DmnModel model, string id, DecisionTable table) => model with
    {
        Decisions = [.. model.Decisions.Select(decision => decision.Id == id ? decision with { Expression = table } : decision)],
        KnowledgeModels = [.. model.KnowledgeModels.Select(knowledge => knowledge.Id == id ? knowledge with { Expression = table } : knowledge)],
    };

    private static List<(int Line, int Column)> Places(string text)
    {
        var (places, line, column) = (new List<(int, int)>(text.Length), 1, 1);
        foreach (var character in text)
        {
            places.Add((line, column));
            (line, column) = character == '\n' ? (line + 1, 1) : (line, column + 1);
        }

        return places;
    }
}
