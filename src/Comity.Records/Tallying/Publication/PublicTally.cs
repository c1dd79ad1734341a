namespace Comity.Records.Tallying.Publication;

/// <summary>
/// What everybody may see of the tally. Every figure is a sum of blocks, none of which is above 0 and below the threshold; the blocks of a day that is final
/// never change. docs/tally.md states the rule and why no smaller number follows from it.
/// </summary>
public sealed class PublicTally
{
    private readonly List<TallySpan> _blocks = [];
    private readonly Dictionary<string, List<TallyBreakdown>> _breakdowns = [];

    private PublicTally(TallyRules rules, DateOnly through)
    {
        Rules = rules;
        Through = through;
    }

    /// <summary>The rules it was made by.</summary>
    public TallyRules Rules { get; }

    /// <summary>The last day that is final.</summary>
    public DateOnly Through { get; }

    /// <summary>By what determinations are broken down.</summary>
    public IReadOnlyCollection<string> Dimensions => _breakdowns.Keys;

    /// <summary>Makes it.</summary>
    /// <param name="rows">The exact counts, by day.</param>
    /// <param name="through">The last day that is final (<see cref="TallyDay.ClosedThrough"/>); later rows are left out.</param>
    /// <param name="values">The dimensions that are shown, each with the values that it can have; values that were counted are added.</param>
    /// <param name="rules">How finely.</param>
    /// <exception cref="ArgumentException">The threshold hides nothing.</exception>
    public static PublicTally Of(IReadOnlyList<TallyRow> rows, DateOnly through, IReadOnlyDictionary<string, IReadOnlyList<string>> values, TallyRules rules)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(rules);
        if (rules.Threshold < TallyRules.LowestThreshold)
        {
            throw new ArgumentException($"The threshold of the tally is at least {TallyRules.LowestThreshold}.", nameof(rules));
        }

        var tally = new PublicTally(rules, through);
        var final = rows.Where(row => row.Day <= through).ToList();
        if (final.Count > 0)
        {
            tally.Block(Counts(final, TallyRow.Requests), Counts(final, TallyRow.Determinations), final.Min(row => row.Day));
        }

        foreach (var (dimension, known) in values)
        {
            tally.Break(dimension, [.. final.Where(row => row.Dimension == dimension)], known);
        }

        return tally;
    }

    /// <summary>Requests and determinations by a unit of time, the oldest first. A span is longer than its unit where the unit's own figure would be small.</summary>
    public IReadOnlyList<TallySpan> Spans(TallyUnit unit) => [.. Join(_blocks, unit, block => (block.From, block.To)).Select(joined => new TallySpan(
        joined.Blocks[0].From, joined.Blocks[^1].To, joined.Complete, joined.Blocks.Sum(block => block.Requests), joined.Blocks.Sum(block => block.Determinations)))];

    /// <summary>Determinations by a dimension and by a unit of time, or by that of the rules where that is longer; the oldest first.</summary>
    public IReadOnlyList<TallyBreakdown> Breakdown(string dimension, TallyUnit unit) => !_breakdowns.TryGetValue(dimension, out var blocks) ? [] :
        [.. Join(blocks, unit > Rules.Breakdowns ? unit : Rules.Breakdowns, block => (block.From, block.To)).Select(joined => Sum(joined.Blocks, joined.Complete))];

    /// <summary>The day with the most requests among the days that are shown by themselves; the first of several, null for none.</summary>
    public TallySpan? HighestDay() => _blocks.Where(block => block.Days == 1 && block.Requests > 0).MaxBy(block => block.Requests);

    /// <summary>Everything from the first span on that begins on a day or later; null for none.</summary>
    public TallySpan? Since(DateOnly day)
    {
        var blocks = _blocks.Where(block => block.From >= day).ToList();
        return blocks.Count == 0 ? null : new TallySpan(blocks[0].From, blocks[^1].To, true, blocks.Sum(block => block.Requests), blocks.Sum(block => block.Determinations));
    }

    private static Dictionary<DateOnly, long> Counts(IEnumerable<TallyRow> rows, string dimension) => rows.Where(row => row.Dimension == dimension).ToDictionary(row => row.Day, row => row.Count);

    // Days are taken together until they have enough requests. A day without any, that no earlier day waits for, stands by itself.
    private void Block(Dictionary<DateOnly, long> requests, Dictionary<DateOnly, long> determinations, DateOnly first)
    {
        var (from, requested, determined) = (first, 0L, 0L);
        for (var day = first; day <= Through; day = day.AddDays(1))
        {
            requested += requests.GetValueOrDefault(day);
            determined += determinations.GetValueOrDefault(day);
            if (requested == 0 || requested >= Rules.Threshold)
            {
                _blocks.Add(new TallySpan(from, day, true, requested, determined));
                (from, requested, determined) = (day.AddDays(1), 0, 0);
            }
        }
    }

    private void Break(string dimension, List<TallyRow> rows, IReadOnlyList<string> known)
    {
        var values = known.Concat(rows.Select(row => row.Value)).Append("").Distinct().ToList();
        var breakdowns = _breakdowns[dimension] = [];
        var next = 0;
        rows.Sort((a, b) => a.Day.CompareTo(b.Day));
        foreach (var span in Spans(Rules.Breakdowns).Where(span => span.Complete))
        {
            var counts = values.ToDictionary(value => value, _ => 0L);
            for (; next < rows.Count && rows[next].Day <= span.To; next++)
            {
                counts[rows[next].Value] += rows[next].Count;
            }

            counts[""] += span.Determinations - counts.Values.Sum();
            breakdowns.Add(Group(span, counts));
        }
    }

    // Small counts are shown together. Where that is small itself, or where only one set of small counts has such a sum, the smallest other count joins them.
    private TallyBreakdown Group(TallySpan span, Dictionary<string, long> counts)
    {
        var together = counts.Where(count => count.Value < Rules.Threshold).Select(count => count.Key).ToHashSet();
        var sum = together.Sum(value => counts[value]);
        if (sum == 0)
        {
            together.Clear();
        }
        else if (sum < Rules.Threshold || sum == together.Count(value => counts[value] > 0) * (Rules.Threshold - 1L))
        {
            if (counts.Where(count => !together.Contains(count.Key)).OrderBy(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal).FirstOrDefault() is { Key: { } smallest })
            {
                together.Add(smallest);
            }
        }

        return new TallyBreakdown(
            span.From, span.To, true, span.Determinations, counts.Where(count => !together.Contains(count.Key)).ToDictionary(), [.. counts.Keys.Where(together.Contains)], together.Sum(value => counts[value]));
    }

    // A value is shown for a longer time where it is shown in all of its blocks.
    private static TallyBreakdown Sum(List<TallyBreakdown> blocks, bool complete)
    {
        var together = blocks.SelectMany(block => block.Together).ToHashSet();
        var shown = blocks[0].Shown.Keys.Where(value => !together.Contains(value)).ToDictionary(value => value, value => blocks.Sum(block => block.Shown[value]));
        var total = blocks.Sum(block => block.Determinations);
        return new TallyBreakdown(blocks[0].From, blocks[^1].To, complete, total, shown, [.. blocks[0].Shown.Keys.Concat(blocks[0].Together).Where(together.Contains)], total - shown.Values.Sum());
    }

    // Blocks join until one of them reaches the end of the unit in which the first begins.
    private static IEnumerable<(List<TBlock> Blocks, bool Complete)> Join<TBlock>(IReadOnlyList<TBlock> blocks, TallyUnit unit, Func<TBlock, (DateOnly From, DateOnly To)> days)
    {
        var joined = new List<TBlock>();
        foreach (var block in blocks)
        {
            joined.Add(block);
            if (days(block).To >= unit.End(days(joined[0]).From))
            {
                yield return (joined, true);
                joined = [];
            }
        }

        if (joined.Count > 0)
        {
            yield return (joined, false);
        }
    }
}
