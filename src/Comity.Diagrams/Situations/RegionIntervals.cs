using Comity.Diagrams.Core;

namespace Comity.Diagrams.Situations;

/// <summary>Regions of numbers and dates as people count them: neighbours that logic does not tell apart are one interval.</summary>
internal static class RegionIntervals
{
    /// <summary>For each region of each variable 1 when it begins an interval or is a value of its own, and 0 when it continues one.</summary>
    /// <param name="table">A table.</param>
    /// <param name="logic">Functions of the table: what is told apart.</param>
    public static IReadOnlyList<IReadOnlyList<bool>> Begins(FunctionTable table, IReadOnlyList<int> logic)
    {
        var begins = table.Space.Variables.Select(variable => Enumerable.Range(0, variable.RegionCount).Select(region =>
            region == 0 || variable is not ContinuousVariable continuous || continuous.IsNull(region)).ToArray()).ToArray();
        var (seen, ahead) = (new HashSet<int>(), new Stack<int>(logic));
        while (ahead.TryPop(out var function))
        {
            if (function < 0 || !seen.Add(function))
            {
                continue;
            }

            var level = table.Level(function);
            for (var arcs = table.Arcs(function); arcs.Next();)
            {
                begins[level][arcs.Start] = true;
                ahead.Push(arcs.First);
            }
        }

        return begins;
    }
}
