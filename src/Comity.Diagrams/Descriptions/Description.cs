using System.Numerics;
using Comity.Diagrams.Core;
using Comity.Diagrams.Situations;

namespace Comity.Diagrams.Descriptions;

/// <summary>
/// A set of situations in the fewest words: prime cubes, none of them superfluous, whose union is exactly the set. Fewer cubes
/// come before fewer words, and a word is a condition's variable or a value it names. Of a set that needs more than some hundreds of cubes,
/// the first are given, and how many situations lie in none of them.
/// </summary>
/// <param name="Cubes">The cubes; empty for no situation, one cube without conditions for all.</param>
/// <param name="IsMinimal">Whether it is known that no description is shorter; false where there are too many primes to compare.</param>
/// <param name="Further">How many situations lie in none of the cubes; 0 where the description is whole.</param>
public sealed record Description(IReadOnlyList<Cube> Cubes, bool IsMinimal, BigInteger Further)
{
    /// <summary>Describes where a diagram is true.</summary>
    /// <param name="where">The diagram.</param>
    /// <param name="logic">Diagrams of the same space that tell intervals apart, besides the diagram itself; see
    /// <see cref="SituationCount"/>.</param>
    public static Description Of(Diagram where, params IEnumerable<Diagram> logic)
    {
        var (table, set, functions) = SituationCount.Import(where, logic);
        return Of(table, set, functions);
    }

    /// <summary>Describes a set.</summary>
    internal static Description Of(FunctionTable table, int set, IReadOnlyList<int> logic)
    {
        var cover = new CubeCover(table, set, cube => Words(table, cube.Regions)).Find();
        return new Description(
            [.. cover.Cubes.Select(cube => new Cube(cube.Regions, table.Widths))], cover.IsMinimal,
            cover.Rest == FunctionTable.Nowhere ? BigInteger.Zero : SituationCount.Of(table, cover.Rest, logic));
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
