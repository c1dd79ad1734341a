using Comity.Diagrams.Situations;

namespace Comity.Diagrams.Descriptions;

/// <summary>A cube and the set of its situations.</summary>
/// <param name="Regions">Regions by level.</param>
/// <param name="Set">The set in the table.</param>
internal readonly record struct CubeSet(IReadOnlyList<IndexSet> Regions, int Set);

/// <summary>
/// The prime cubes of sets of situations: cubes inside the set of which no condition can be widened. By recursion on the first
/// variable: for every intersection g of the set's parts by region, each prime of g that lies in no further part.
/// </summary>
internal sealed class PrimeCubes(FunctionTable table, int limit)
{
    private readonly Dictionary<int, IReadOnlyList<CubeSet>> _done = [];
    private readonly IndexSet[] _all = [.. table.Widths.Select(IndexSet.Below)];
    private int _work;

    /// <summary>All primes of a set; null when they are too many to be listed.</summary>
    public IReadOnlyList<CubeSet>? Of(int set)
    {
        _work = 0;
        return Find(set);
    }

    /// <summary>A prime of the set that holds a cube of it: conditions are dropped where that is possible, then widened.</summary>
    /// <param name="cube">The cube.</param>
    /// <param name="set">The set.</param>
    /// <param name="order">The levels in the order in which they are tried.</param>
    public CubeSet Widen(IReadOnlyList<IndexSet> cube, int set, IEnumerable<int> order)
    {
        var regions = cube.ToArray();
        var narrow = new List<int>();
        foreach (var level in order)
        {
            if (Fitting(level) is var fitting && fitting.Equals(_all[level]))
            {
                regions[level] = fitting;
            }
            else
            {
                narrow.Add(level);
            }
        }

        foreach (var level in narrow)
        {
            regions[level] = Fitting(level);
        }

        return new CubeSet(regions, table.Import(regions));

        // The regions in any of which a variable may lie, so that the cube still lies in the set.
        IndexSet Fitting(int level)
        {
            var (fits, seen, inside) = (new bool[table.Widths[level]], new HashSet<int>(), new Dictionary<int, bool>());
            Array.Fill(fits, true);
            Visit(set);
            return IndexSet.Of(Enumerable.Range(0, fits.Length).Where(region => fits[region]));

            void Visit(int here)
            {
                if (table.Level(here) > level)
                {
                    Keep(here, 0, fits.Length);
                }
                else if (seen.Add(here))
                {
                    for (var arcs = table.Arcs(here); arcs.Next();)
                    {
                        if (table.Level(here) == level)
                        {
                            Keep(arcs.First, arcs.Start, arcs.End);
                        }
                        else if (regions[table.Level(here)].HasAny(arcs.Start, arcs.End))
                        {
                            Visit(arcs.First);
                        }
                    }
                }
            }

            void Keep(int here, int start, int end)
            {
                if (!IsInside(here))
                {
                    fits.AsSpan(start, end - start).Clear();
                }
            }

            bool IsInside(int here)
            {
                if (here < 0)
                {
                    return here == FunctionTable.Everywhere;
                }

                if (!inside.TryGetValue(here, out var result))
                {
                    result = true;
                    for (var arcs = table.Arcs(here); result && arcs.Next();)
                    {
                        result = !regions[table.Level(here)].HasAny(arcs.Start, arcs.End) || IsInside(arcs.First);
                    }

                    inside.Add(here, result);
                }

                return result;
            }
        }
    }

    private IReadOnlyList<CubeSet>? Find(int set)
    {
        if (set < 0)
        {
            return set == FunctionTable.Nowhere ? [] : [new CubeSet(_all, FunctionTable.Everywhere)];
        }

        if (_done.TryGetValue(set, out var known))
        {
            return known;
        }

        var level = table.Level(set);
        var parts = new List<(int Set, IndexSet Regions)>();
        for (var arcs = table.Arcs(set); arcs.Next();)
        {
            parts.Add((arcs.First, IndexSet.Of(Enumerable.Range(arcs.Start, arcs.End - arcs.Start))));
        }

        if (Intersections(parts.Select(part => part.Set)) is not { } intersections)
        {
            return null;
        }

        var primes = new List<CubeSet>();
        foreach (var intersection in intersections)
        {
            if (Find(intersection) is not { } inner)
            {
                return null;
            }

            var here = Where(intersection);
            foreach (var prime in inner)
            {
                if (++_work > limit)
                {
                    return null;
                }

                if (Where(prime.Set).Equals(here))
                {
                    IndexSet[] regions = [.. prime.Regions];
                    regions[level] = here;
                    primes.Add(new CubeSet(regions, table.Import(regions)));
                }
            }
        }

        _done.Add(set, primes);
        return primes;

        IndexSet Where(int inside) => IndexSet.Of(
            parts.Where(part => table.IsSubset(inside, part.Set)).SelectMany(part => part.Regions.Members));
    }

    private List<int>? Intersections(IEnumerable<int> parts)
    {
        var found = parts.Where(part => part != FunctionTable.Nowhere).Distinct().ToList();
        var (known, single) = (found.ToHashSet(), found.Count);
        for (var i = 0; i < found.Count; i++)
        {
            for (var j = 0; j < single; j++)
            {
                var both = table.And(found[i], found[j]);
                if (both != FunctionTable.Nowhere && known.Add(both))
                {
                    found.Add(both);
                }

                if (++_work > limit)
                {
                    return null;
                }
            }
        }

        return found;
    }
}
