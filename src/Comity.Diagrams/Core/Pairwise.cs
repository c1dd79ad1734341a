namespace Comity.Diagrams.Core;

/// <summary>Joins many things to one, neighbors first.</summary>
internal static class Pairwise
{
    /// <summary>
    /// Neighbors joined, and what comes of it again, until one is left: most of what is made on the way is small, where joining one after
    /// the other to the first would make as much each time as there is at the end.
    /// </summary>
    /// <param name="parts">What is joined.</param>
    /// <param name="join">How two neighbors are joined; by which one is begun must make no difference.</param>
    /// <param name="none">What no parts give.</param>
    public static T Join<T>(IReadOnlyList<T> parts, Func<T, T, T> join, T none)
    {
        while (parts.Count > 1)
        {
            parts = [.. parts.Chunk(2).Select(pair => pair.Length == 2 ? join(pair[0], pair[1]) : pair[0])];
        }

        return parts.Count == 1 ? parts[0] : none;
    }
}
