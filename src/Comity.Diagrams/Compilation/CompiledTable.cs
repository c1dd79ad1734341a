using Comity.Diagrams.Core;
using Comity.Dmn.Model;
using Comity.Feel.Evaluation;
using Comity.Feel.Values;

namespace Comity.Diagrams.Compilation;

/// <summary>A decision table as the engine meets it from one place, over all situations.</summary>
/// <param name="Table">The table.</param>
/// <param name="Owner">Name of the decision or knowledge model that it belongs to.</param>
/// <param name="Where">True in the situations in which the engine comes to it.</param>
/// <param name="AllowedInputs">For each input column, true where its value is one that the column allows.</param>
/// <param name="Cells">For each rule and input column, where the input passes the tests.</param>
/// <param name="Matches">For each rule, where it matches.</param>
/// <param name="Outputs">For each rule, its output.</param>
/// <param name="Contradicts">True where two rules of a unique table match, or two of an any table with different outputs; false for other tables.</param>
/// <param name="Default">The output where no rule matches; null for none.</param>
/// <param name="Listed">For each output column, the values that it lists, the best first; empty for none.</param>
public sealed record CompiledTable(
    DecisionTable Table, string Owner, Diagram Where, IReadOnlyList<Diagram> AllowedInputs,
    IReadOnlyList<IReadOnlyList<Diagram>> Cells, IReadOnlyList<Diagram> Matches, IReadOnlyList<Diagram> Outputs, Diagram Contradicts, Diagram? Default, IReadOnlyList<IReadOnlyList<FeelValue>> Listed)
{
    /// <summary>True where all inputs have values that their columns allow.</summary>
    public Diagram Allowed { get; } = AllowedInputs.Aggregate(Where.Space.True, (all, column) => all.And(column));

    /// <summary>True in the situations in which the engine comes to it and it contradicts itself.</summary>
    public Diagram Contradiction => Where.And(Allowed).And(Contradicts);

    /// <summary>The same table with its diagrams in another space.</summary>
    internal CompiledTable Moved(Func<Diagram, Diagram> move) => new(
        Table, Owner, move(Where), [.. AllowedInputs.Select(move)], [.. Cells.Select(IReadOnlyList<Diagram> (row) => [.. row.Select(move)])],
        [.. Matches.Select(move)], [.. Outputs.Select(move)], move(Contradicts), Default is { } other ? move(other) : null, Listed);

    /// <summary>All its diagrams.</summary>
    internal IEnumerable<Diagram> Diagrams => [Where, .. AllowedInputs, .. Cells.SelectMany(row => row), .. Matches, .. Outputs, Contradicts, .. Default is { } other ? [other] : Array.Empty<Diagram>()];

    /// <summary>Orders two outputs by their places among the listed values, column by column; what is not listed comes last.</summary>
    public int Order(FeelValue left, FeelValue right)
    {
        for (var column = 0; column < Listed.Count; column++)
        {
            if (Listed[column].Count > 0 && Place(left, column).CompareTo(Place(right, column)) is not 0 and var order)
            {
                return order;
            }
        }

        return 0;
    }

    private int Place(FeelValue output, int column)
    {
        var part = Listed.Count == 1 ? output : FeelOperators.Member(output, Table.Outputs[column].Name!, EvaluationContext.Silent);
        for (var place = 0; place < Listed[column].Count; place++)
        {
            if (Listed[column][place] == part)
            {
                return place;
            }
        }

        return int.MaxValue;
    }
}
