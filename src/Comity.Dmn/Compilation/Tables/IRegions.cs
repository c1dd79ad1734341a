using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Values;

namespace Comity.Dmn.Compilation.Tables;

/// <summary>
/// Values cut into numbered regions. Within a block of regions an entry changes its answer at the regions of its own constants alone.
/// </summary>
internal interface IRegions
{
    /// <summary>How many regions there are.</summary>
    int Count { get; }

    /// <summary>The first region of each block, in order.</summary>
    IReadOnlyList<int> Blocks { get; }

    /// <summary>The region of a value; -1 for one about which the regions say nothing.</summary>
    int RegionOf(FeelValue value);

    /// <summary>A value of the region; false where none is known.</summary>
    bool TrySample(int region, out FeelValue sample);
}

/// <summary>The regions whose values pass an entry.</summary>
internal static class PassingRegions
{
    /// <summary>
    /// The stretches of regions whose values pass, in order and apart from each other. The entry is tested once for each stretch between
    /// its own constants, however many regions there are.
    /// </summary>
    /// <param name="entry">An entry with <see cref="CompiledTests.Constants"/>, or "-".</param>
    /// <param name="regions">Regions that are cut at its constants.</param>
    public static List<(int First, int Last)> Of(CompiledTests entry, IRegions regions)
    {
        var passing = new List<(int First, int Last)>();
        if (entry.IsAny)
        {
            passing.Add((0, regions.Count - 1));
            return passing;
        }

        // In order, each once; those of values outside the regions are -1 and come first.
        var cuts = new int[entry.Constants!.Count];
        for (var i = 0; i < cuts.Length; i++)
        {
            cuts[i] = regions.RegionOf(entry.Constants[i]);
        }

        Array.Sort(cuts);
        var (cut, blocks) = (0, regions.Blocks);
        for (var block = 0; block < blocks.Count; block++)
        {
            var (first, end) = (blocks[block], block + 1 < blocks.Count ? blocks[block + 1] : regions.Count);
            while (first < end)
            {
                while (cut < cuts.Length && cuts[cut] < first)
                {
                    cut++;
                }

                var isCut = cut < cuts.Length && cuts[cut] == first;
                var last = isCut ? first : Math.Min(end, cut < cuts.Length ? cuts[cut] : end) - 1;
                if (Passes(entry, regions, first, last))
                {
                    Add(passing, first, last);
                }

                first = last + 1;
            }
        }

        return passing;
    }

    private static bool Passes(CompiledTests entry, IRegions regions, int first, int last)
    {
        for (var region = first; region <= last; region++)
        {
            if (regions.TrySample(region, out var sample))
            {
                return entry.Test(sample, [], EvaluationContext.Silent).IsTrue;
            }
        }

        return false;
    }

    private static void Add(List<(int First, int Last)> passing, int first, int last)
    {
        if (passing.Count > 0 && passing[^1].Last == first - 1)
        {
            passing[^1] = (passing[^1].First, last);
        }
        else
        {
            passing.Add((first, last));
        }
    }
}
