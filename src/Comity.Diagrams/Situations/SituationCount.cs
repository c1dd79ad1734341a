using System.Numerics;
using Comity.Diagrams.Core;

namespace Comity.Diagrams.Situations;

/// <summary>How many situations there are. A situation is one region of each variable; of numbers and dates, neighbouring regions that the logic does not tell apart are one.</summary>
public static class SituationCount
{
    /// <summary>How many situations a diagram is true in, exactly.</summary>
    /// <param name="where">The diagram.</param>
    /// <param name="logic">Diagrams of the same space that tell intervals apart, besides the diagram itself.</param>
    public static BigInteger Of(Diagram where, params IEnumerable<Diagram> logic)
    {
        var (table, set, functions) = Import(where, logic);
        return Of(table, set, functions);
    }

    /// <summary>Where a diagram is true, and what tells intervals apart, in a table of their own.</summary>
    internal static (FunctionTable Table, int Set, IReadOnlyList<int> Logic) Import(Diagram where, IEnumerable<Diagram> logic)
    {
        ArgumentNullException.ThrowIfNull(logic);
        var table = new FunctionTable(where.Space);
        var set = table.Import(where);
        var (numbers, functions) = (new Dictionary<Comity.Feel.Values.FeelValue, int>(), new List<int> { set });
        foreach (var diagram in logic)
        {
            functions.Add(table.Import(diagram, [], value => numbers.TryGetValue(value, out var number) ? number : numbers[value] = numbers.Count));
        }

        return (table, set, functions);
    }

    /// <summary>How many situations a set has.</summary>
    internal static BigInteger Of(FunctionTable table, int set, IReadOnlyList<int> logic) => table.Measure<BigInteger>(
        set, [.. RegionIntervals.Begins(table, logic).Select(regions => (IReadOnlyList<BigInteger>)[.. regions.Select(begins => begins ? BigInteger.One : BigInteger.Zero)])]);
}
