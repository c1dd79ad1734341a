using Comity.Feel.Compilation;

namespace Comity.Dmn.Compilation.Tables;

/// <summary>For each rule the stretches of a column's regions that its entry lets pass; all of them where the entry is not indexed.</summary>
internal sealed class ColumnStretches
{
    private readonly (int First, int Last)[][] _rules;

    /// <param name="entries">The column's entries, rule by rule.</param>
    /// <param name="isIndexed">Whether the regions tell which values pass an entry.</param>
    /// <param name="regions">The column's regions.</param>
    public ColumnStretches(CompiledTests[] entries, Predicate<CompiledTests> isIndexed, IRegions regions)
    {
        Count = regions.Count;
        (int First, int Last)[] all = [(0, regions.Count - 1)];

        // Entries of one text are one object, and tested once.
        var known = new Dictionary<CompiledTests, (int First, int Last)[]>(ReferenceEqualityComparer.Instance);
        _rules = Array.ConvertAll(entries, entry =>
        {
            if (!known.TryGetValue(entry, out var passing))
            {
                passing = entry.IsAny || !isIndexed(entry) ? all : [.. PassingRegions.Of(entry, regions)];
                known.Add(entry, passing);
            }

            return passing;
        });
    }

    /// <summary>How many regions there are.</summary>
    public int Count { get; }

    /// <summary>How many rules there are.</summary>
    public int Rules => _rules.Length;

    /// <summary>The stretches of a rule, in order and apart from each other.</summary>
    public ReadOnlySpan<(int First, int Last)> Of(int rule) => _rules[rule];
}
