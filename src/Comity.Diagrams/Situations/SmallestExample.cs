using Comity.Diagrams.Core;

namespace Comity.Diagrams.Situations;

/// <summary>The fewest variables that, known, make sure that a situation lies in a set.</summary>
public static class SmallestExample
{
    // After so many steps the search gives up and fixes every variable on the way to one situation.
    private const int MostSteps = 200_000;

    /// <summary>For each variable its region, or -1 where it does not matter; null for the empty set.</summary>
    /// <param name="where">True in the situations of the set.</param>
    /// <param name="free">The level of a variable that is known anyway; -1 for none.</param>
    public static int[]? Of(Diagram where, int free = -1)
    {
        var table = new FunctionTable(where.Space);
        return new Search(table, free).Find(table.Import(where));
    }

    private sealed class Search(FunctionTable table, int free)
    {
        private readonly HashSet<(int, int)> _impossible = [];
        private readonly int[] _known = [.. table.Widths.Select(_ => -1)];
        private int _left = MostSteps;

        public int[]? Find(int set)
        {
            if (set == FunctionTable.Nowhere)
            {
                return null;
            }

            for (var count = 0; count <= _known.Length; count++)
            {
                if (Fixing(set, count))
                {
                    return _known;
                }
            }

            throw new InvalidOperationException("A situation that fixes every variable lies in the set or not.");
        }

        // Whether so many variables are enough; notes their regions.
        private bool Fixing(int set, int count)
        {
            if (set < 0)
            {
                return set == FunctionTable.Everywhere;
            }

            var level = table.Level(set);
            var left = level == free ? count : count - 1;
            if (_impossible.Contains((set, count)))
            {
                return false;
            }

            // Each child with the first region that leads to it.
            var children = new List<(int Child, int Region)>();
            for (var arcs = table.Arcs(set); arcs.Next();)
            {
                children.Add((arcs.First, arcs.Start));
            }

            if (_left-- > 0 && level != free && Common(children.Select(entry => entry.Child)) is { } common && Fixing(common, count))
            {
                return true;
            }

            foreach (var (child, region) in left >= 0 ? children.DistinctBy(entry => entry.Child) : [])
            {
                if (Fixing(child, left))
                {
                    _known[level] = region;
                    return true;
                }
            }

            _impossible.Add((set, count));
            return false;
        }

        // Where all of some sets are; null when the table is full, which ends the search like too many steps.
        private int? Common(IEnumerable<int> sets)
        {
            try
            {
                return sets.Aggregate(table.And);
            }
            catch (DiagramBudgetException)
            {
                _left = 0;
                return null;
            }
        }
    }
}
