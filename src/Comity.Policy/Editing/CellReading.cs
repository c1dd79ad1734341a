using Comity.Dmn.Editing;
using Comity.Dmn.Model;
using Comity.Feel.Text;
using Comity.Policy.Packs;
using Comity.Policy.Reading;

namespace Comity.Policy.Editing;

/// <summary>A text for an entry of a table, read while it is typed.</summary>
/// <param name="Diagnostics">Errors and warnings; line and column are those in the text, from 1.</param>
/// <param name="Canonical">The text in canonical form; null where it has errors.</param>
/// <param name="Words">What an input's test says, in the pack's words; null where it has errors, and for other columns.</param>
public sealed record CellReading(IReadOnlyList<Diagnostic> Diagnostics, string? Canonical, string? Words)
{
    /// <summary>Reads a text as it would be in its column.</summary>
    /// <param name="pack">The pack as it is without the text.</param>
    /// <param name="place">The table.</param>
    /// <param name="kind">What the column holds.</param>
    /// <param name="column">Its number among those of its kind, from 1.</param>
    /// <param name="text">The text.</param>
    /// <returns>Null where the pack has no such column.</returns>
    public static CellReading? Of(PolicyPack pack, TablePlace place, ColumnKind kind, int column, string text)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(place);
        if (ModelIn(pack.Model, place.File) is not { } model || CellCheck.Of(model, place.Element, kind, column, text) is not { } check)
        {
            return null;
        }

        var input = kind == ColumnKind.Input ? TableOf(model, place.Element)!.Inputs[column - 1] : null;
        return new CellReading(check.Diagnostics, check.Canonical, input is null || check.Tests is null ? null : PlainPolicy.Words(pack, input, new FeelText(text, input.Expression.Location), check.Tests) ?? "anything");
    }

    // The pack's own model, or one that it imports.
    private static DmnModel? ModelIn(DmnModel model, string file) =>
        model.File == file ? model : model.Imports.Select(import => ModelIn(import.Model, file)).FirstOrDefault(found => found is not null);

    private static DecisionTable? TableOf(DmnModel model, string element) =>
        (model.Decisions.FirstOrDefault(decision => decision.Id == element)?.Expression ?? model.KnowledgeModels.FirstOrDefault(knowledge => knowledge.Id == element)?.Expression) as DecisionTable;
}
