using Comity.Diagrams.Core;
using Comity.Diagrams.Situations;

namespace Comity.Diagrams.Descriptions;

/// <summary>
/// A set of situations in the fewest words: prime cubes, none of them superfluous, whose union is exactly the set. Fewer cubes
/// come before fewer words, and a word is a condition's variable or a value it names.
/// </summary>
/// <param name="Cubes">The cubes; empty for no situation, one cube without conditions for all.</param>
/// <param name="IsMinimal">Whether it is known that no description is shorter; false where there are too many primes to compare.</param>
public sealed record Description(IReadOnlyList<Cube> Cubes, bool IsMinimal)
{
    /// <summary>Describes where a diagram is true.</summary>
    public static Description Of(Diagram where)
    {
        var table = new FunctionTable(where.Space);
        return Of(table, table.Import(where));
    }

    /// <summary>Describes a set.</summary>
    internal static Description Of(FunctionTable table, int set)
    {
        var (cubes, isMinimal) = new CubeCover(table, set, cube => Words(table, cube.Regions)).Find();
        return new Description([.. cubes.Select(cube => new Cube(cube.Regions, table.Widths))], isMinimal);
    }

    private static int Words(FunctionTable table, IReadOnlyList<IndexSet> regions)
    {
        var words = 0;
        for (var level = 0; level < regions.Count; level++)
        {
            if (regions[level].Count < table.Widths[level])
            {
                words += 1 + ConditionText.Parts(table.Space.Variables[level], regions[level]);
            }
        }

        return words;
    }
}
