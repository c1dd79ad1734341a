namespace Comity.Diagrams.Situations;

/// <summary>
/// Situations that some conditions on single variables describe: for each variable the regions it may lie in.
/// </summary>
/// <param name="regions">The regions by level, none of them empty.</param>
/// <param name="widths">How many regions the variable of each level has.</param>
public sealed class Cube(IReadOnlyList<IndexSet> regions, IReadOnlyList<int> widths)
{
    /// <summary>The regions by level.</summary>
    public IReadOnlyList<IndexSet> Regions => regions;

    /// <summary>The levels whose variable may not lie anywhere, ascending: the conditions.</summary>
    public IEnumerable<int> Levels => Enumerable.Range(0, regions.Count).Where(level => regions[level].Count < widths[level]);

    /// <summary>Whether a situation is one of its own.</summary>
    /// <param name="situation">A region for each variable.</param>
    public bool Contains(ReadOnlySpan<int> situation)
    {
        for (var level = 0; level < regions.Count; level++)
        {
            if (!regions[level].Contains(situation[level]))
            {
                return false;
            }
        }

        return true;
    }
}
