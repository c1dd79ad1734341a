using Comity.Diagrams.Core;
using Comity.Diagrams.Situations;

namespace Comity.Diagrams.Questions;

/// <summary>
/// What can be asked next, in the order in which people list the variables: read from the diagrams at once, without a plan.
/// Immutable and safe for concurrent use.
/// </summary>
internal sealed class ListedOrder
{
    private readonly FunctionTable _table;
    private readonly int[] _goals;
    private readonly int?[] _permits;
    private readonly int[] _order;

    /// <param name="space">The space.</param>
    /// <param name="goals">What is to be settled.</param>
    /// <param name="conditions">By level, what must certainly be true before a variable may be asked about.</param>
    public ListedOrder(
        DiagramSpace space, IReadOnlyList<SettledDiagram> goals, IReadOnlyDictionary<int, IReadOnlyList<SettledDiagram>> conditions)
    {
        _table = new FunctionTable(space);
        _goals = [.. goals.Select(goal => _table.Import(goal))];
        _permits = [.. Enumerable.Range(0, space.Variables.Count).Select(level =>
            conditions.TryGetValue(level, out var all) ? _table.ImportAll(all) : (int?)null)];
        _order = [.. Enumerable.Range(0, space.Variables.Count).OrderBy(level => space.Variables[level].Place)];
    }

    /// <summary>What can be asked when some variables are known.</summary>
    /// <param name="known">For each variable its region, or -1 when it is not known.</param>
    /// <param name="skipped">Variables that are not asked about again.</param>
    public (IReadOnlyList<int> CanChange, IReadOnlyList<int> Matters, IReadOnlyList<int> Askable) At(
        ReadOnlySpan<int> known, IReadOnlyCollection<int> skipped)
    {
        var left = _table.Remainder(known);
        foreach (var goal in _goals)
        {
            left.Add(goal);
        }

        var canChange = left.Levels();
        var (matters, askable, ahead) = (new HashSet<int>(canChange), new HashSet<int>(), new Stack<int>(canChange));
        while (ahead.TryPop(out var level))
        {
            if (skipped.Contains(level))
            {
                continue;
            }

            if (_permits[level] is not { } permit)
            {
                askable.Add(level);
                continue;
            }

            left = _table.Remainder(known);
            if (left.Add(permit) == FunctionTable.Everywhere)
            {
                askable.Add(level);
            }

            foreach (var needed in left.Levels())
            {
                if (matters.Add(needed))
                {
                    ahead.Push(needed);
                }
            }
        }

        return (canChange, [.. matters.Order()], [.. _order.Where(askable.Contains)]);
    }
}
