using Comity.Diagrams.Situations;

namespace Comity.Diagrams.Descriptions;

/// <summary>The cheapest choice of columns that meets every row: set covering, by branch and bound.</summary>
/// <param name="weights">What each column weighs, more than 0.</param>
/// <param name="rows">For each row the columns that meet it.</param>
/// <param name="steps">After how many steps the best choice so far is taken.</param>
internal sealed class Choice(IReadOnlyList<long> weights, IReadOnlyList<IndexSet> rows, int steps)
{
    private IndexSet _best = IndexSet.Empty;
    private long _bestWeight = long.MaxValue;
    private int _left = steps;

    /// <summary>The choice, and whether no other is cheaper.</summary>
    public (IndexSet Columns, bool IsBest) Find()
    {
        Extend(IndexSet.Empty, 0, IndexSet.Empty, rows);
        return (_best, _left > 0);
    }

    /// <summary>The rows of which no other row is a part: who meets these meets all.</summary>
    public static List<IndexSet> Smallest(IEnumerable<IndexSet> rows)
    {
        var kept = new List<IndexSet>();
        foreach (var row in rows.OrderBy(row => row.Count))
        {
            if (!kept.Exists(smaller => smaller.IsSubsetOf(row)))
            {
                kept.Add(row);
            }
        }

        return kept;
    }

    private void Extend(IndexSet chosen, long weight, IndexSet refused, IReadOnlyList<IndexSet> open)
    {
        if (_left <= 0)
        {
            return;
        }

        _left--;
        if (open.Count == 0)
        {
            (_best, _bestWeight) = (chosen, weight);
            return;
        }

        if (weight + Bound(open, refused) >= _bestWeight)
        {
            return;
        }

        // The row with the fewest columns left; each of them in turn, those before it refused.
        var row = open.MinBy(row => row.Members.Count(column => !refused.Contains(column)))!;
        foreach (var column in row.Members.Where(column => !refused.Contains(column)).OrderByDescending(column => open.Count(other => other.Contains(column)) * 1000L / weights[column]).ThenBy(column => weights[column]).ToList())
        {
            if (weight + weights[column] < _bestWeight)
            {
                Extend(chosen.With(column), weight + weights[column], refused, [.. open.Where(other => !other.Contains(column))]);
            }

            refused = refused.With(column);
        }
    }

    // Rows that share no column need a column each.
    private long Bound(IReadOnlyList<IndexSet> open, IndexSet refused)
    {
        var (bound, used) = (0L, IndexSet.Empty);
        foreach (var row in open.OrderBy(row => row.Count))
        {
            if (row.Members.Any(used.Contains))
            {
                continue;
            }

            var cheapest = row.Members.Where(column => !refused.Contains(column)).Select(column => (long)weights[column]).DefaultIfEmpty(long.MaxValue / 4).Min();
            bound += cheapest;
            used = used.Union(row);
            if (bound >= long.MaxValue / 4)
            {
                break;
            }
        }

        return bound;
    }
}
