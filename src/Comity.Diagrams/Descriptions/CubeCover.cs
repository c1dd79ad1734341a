using Comity.Diagrams.Core;
using Comity.Diagrams.Situations;

namespace Comity.Diagrams.Descriptions;

/// <summary>Cubes of a set of situations.</summary>
/// <param name="Cubes">The cubes.</param>
/// <param name="IsMinimal">Whether it is known that no cover has fewer cubes, nor as many with fewer words.</param>
/// <param name="Rest">The situations that lie in none of them: nowhere, unless there are too many cubes to be said.</param>
internal readonly record struct Cover(IReadOnlyList<CubeSet> Cubes, bool IsMinimal, int Rest);

/// <summary>Chooses prime cubes that together are a set of situations, or the most of it that <see cref="MostCubes"/> can be.</summary>
internal sealed class CubeCover(FunctionTable table, int set, Func<CubeSet, int> words)
{
    // One cube more weighs more than any number of words.
    private const long CubeWeight = 1 << 16;

    /// <summary>A description does not have more cubes: nobody reads them, and each costs more to find than the one before.</summary>
    public const int MostCubes = 200;

    private const int MostPrimes = 400;
    private const int MostClasses = 4_000;
    private const int MostSteps = 200_000;

    private readonly PrimeCubes _primes = new(table, 20_000);

    /// <summary>The cover.</summary>
    public Cover Find()
    {
        if (set == FunctionTable.Nowhere)
        {
            return new Cover([], true, set);
        }

        Cover[] grown = [Grow(Enumerable.Range(0, table.Widths.Count)), Grow(Enumerable.Range(0, table.Widths.Count).Reverse())];
        var whole = grown.Where(cover => cover.Rest == FunctionTable.Nowhere).ToList();
        if (whole.Count == 0)
        {
            return grown[0];
        }

        var quick = whole.MinBy(cover => Weight(cover.Cubes)).Cubes;
        if (quick.Count == 1)
        {
            // A set that is one cube has no other prime.
            return new Cover(quick, true, FunctionTable.Nowhere);
        }

        try
        {
            return Exact(quick);
        }
        catch (DiagramBudgetException)
        {
            return new Cover(quick, false, FunctionTable.Nowhere);
        }
    }

    private Cover Exact(IReadOnlyList<CubeSet> quick)
    {
        if (_primes.Of(set) is { } all && all.Count <= MostPrimes && Classes(all) is { } classes)
        {
            var (chosen, isMinimal) = new Choice([.. all.Select(prime => CubeWeight + words(prime))], classes, MostSteps).Find();
            IReadOnlyList<CubeSet> exact = [.. chosen.Members.Select(prime => all[prime])];
            return isMinimal || Weight(exact) < Weight(quick)
                ? new Cover(Irredundant(exact), isMinimal, FunctionTable.Nowhere)
                : new Cover(quick, false, FunctionTable.Nowhere);
        }

        return new Cover(quick, false, FunctionTable.Nowhere);
    }

    private long Weight(IReadOnlyList<CubeSet> cubes) => cubes.Sum(cube => CubeWeight + words(cube));

    private Cover Grow(IEnumerable<int> order)
    {
        var (cubes, rest) = (new List<CubeSet>(), set);
        try
        {
            while (rest != FunctionTable.Nowhere && cubes.Count < MostCubes)
            {
                var cube = _primes.Widen(FirstOf(rest), set, order);
                rest = table.Minus(rest, cube.Set);
                cubes.Add(cube);
            }

            return new Cover(Irredundant(cubes), false, rest);
        }
        catch (DiagramBudgetException) when (cubes.Count > 0)
        {
            // The table is full: what was found is said, and the rest is counted.
            return new Cover(cubes, false, rest);
        }
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
            var arcs = table.Arcs(where);
            while (arcs.Next() && arcs.First == FunctionTable.Nowhere)
            {
            }

            (regions[level], where) = (IndexSet.Of(arcs.Start), arcs.First);
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
