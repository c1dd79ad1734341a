using Comity.Diagrams.Situations;

namespace Comity.Diagrams.Descriptions;

/// <summary>Chooses prime cubes that together are a set of situations.</summary>
internal sealed class CubeCover(FunctionTable table, int set, Func<CubeSet, int> words)
{
    // One cube more weighs more than any number of words.
    private const int CubeWeight = 1 << 16;
    private const int MostPrimes = 400;
    private const int MostClasses = 4_000;
    private const int MostSteps = 200_000;

    private readonly PrimeCubes _primes = new(table, 20_000);

    /// <summary>A cover, and whether it is known that none has fewer cubes, nor as many with fewer words.</summary>
    public (IReadOnlyList<CubeSet> Cubes, bool IsMinimal) Find()
    {
        if (set == FunctionTable.Nowhere)
        {
            return ([], true);
        }

        var quick = new[] { Grow(Enumerable.Range(0, table.Widths.Count)), Grow(Enumerable.Range(0, table.Widths.Count).Reverse()) }.MinBy(Weight)!;
        if (quick.Count == 1)
        {
            // A set that is one cube has no other prime.
            return (quick, true);
        }

        if (_primes.Of(set) is { } all && all.Count <= MostPrimes && Classes(all) is { } classes)
        {
            var (chosen, isMinimal) = new Choice([.. all.Select(prime => CubeWeight + words(prime))], classes, MostSteps).Find();
            IReadOnlyList<CubeSet> exact = [.. chosen.Members.Select(prime => all[prime])];
            return isMinimal || Weight(exact) < Weight(quick) ? (Irredundant(exact), isMinimal) : (quick, false);
        }

        return (quick, false);
    }

    private int Weight(IReadOnlyList<CubeSet> cubes) => cubes.Sum(cube => CubeWeight + words(cube));

    private List<CubeSet> Grow(IEnumerable<int> order)
    {
        var (cubes, rest) = (new List<CubeSet>(), set);
        while (rest != FunctionTable.Nowhere)
        {
            var cube = _primes.Widen(FirstOf(rest), set, order);
            cubes.Add(cube);
            rest = table.Minus(rest, cube.Set);
        }

        return Irredundant(cubes);
    }

    // What takes most words goes first, where the kept ones before it and all behind it leave it nothing.
    private List<CubeSet> Irredundant(IReadOnlyList<CubeSet> cubes)
    {
        var ordered = cubes.OrderByDescending(words).ToList();
        var behind = new int[ordered.Count + 1];
        behind[^1] = FunctionTable.Nowhere;
        for (var i = ordered.Count - 1; i >= 0; i--)
        {
            behind[i] = table.Or(ordered[i].Set, behind[i + 1]);
        }

        var (kept, before) = (new List<CubeSet>(), FunctionTable.Nowhere);
        for (var i = 0; i < ordered.Count; i++)
        {
            if (!table.IsSubset(ordered[i].Set, table.Or(before, behind[i + 1])))
            {
                kept.Add(ordered[i]);
                before = table.Or(before, ordered[i].Set);
            }
        }

        return kept;
    }

    private IndexSet[] FirstOf(int where)
    {
        var regions = table.Widths.Select(IndexSet.Below).ToArray();
        while (where >= 0)
        {
            var level = table.Level(where);
            var region = Enumerable.Range(0, table.Widths[level]).First(region => table.Child(where, region) != FunctionTable.Nowhere);
            regions[level] = IndexSet.Of(region);
            where = table.Child(where, region);
        }

        return regions;
    }

    // The situations by the primes that they lie in; only those that no other implies.
    private List<IndexSet>? Classes(IReadOnlyList<CubeSet> primes)
    {
        var classes = new List<(int Set, IndexSet Primes)> { (set, IndexSet.Empty) };
        for (var i = 0; i < primes.Count; i++)
        {
            var next = new List<(int, IndexSet)>();
            foreach (var (here, members) in classes)
            {
                var (inside, outside) = (table.And(here, primes[i].Set), table.Minus(here, primes[i].Set));
                if (inside != FunctionTable.Nowhere)
                {
                    next.Add((inside, members.With(i)));
                }

                if (outside != FunctionTable.Nowhere)
                {
                    next.Add((outside, members));
                }
            }

            classes = next;
            if (classes.Count > MostClasses)
            {
                return null;
            }
        }

        return Choice.Smallest(classes.Select(entry => entry.Primes));
    }
}
