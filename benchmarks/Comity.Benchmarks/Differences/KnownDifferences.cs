using System.Text.RegularExpressions;

namespace Comity.Benchmarks.Differences;

/// <summary>The table of <c>docs/feel-differences.md</c>: the first column of each row names kinds of differences, with <c>*</c> for anything.</summary>
internal static class KnownDifferences
{
    public static string File { get; } = Path.Combine(Repository.Root, "docs", "feel-differences.md");

    /// <summary>Compares so many random expressions and prints what is not explained, and which rows explained nothing.</summary>
    /// <returns>Exit code: 0 when every difference is explained.</returns>
    public static int Check(TextWriter output, int count, int seed)
    {
        const int Batch = 500;
        const int Shown = 3;
        var rows = System.IO.File.ReadLines(File).Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Regex.Matches(line.Split(" | ")[0], "`([^`]*)`").Select(match => match.Groups[1].Value))
            .ToDictionary(row => row, row => new Regex($"^{Regex.Escape(row).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant), StringComparer.Ordinal);
        var used = rows.Keys.ToDictionary(row => row, _ => 0, StringComparer.Ordinal);
        var open = new SortedDictionary<string, List<Difference>>(StringComparer.Ordinal);
        var random = new RandomExpressions(seed);
        using var search = new DifferenceSearch();
        var differing = 0;
        for (var done = 0; done < count; done += Batch)
        {
            foreach (var difference in search.Of([.. Enumerable.Range(0, Math.Min(Batch, count - done)).Select(_ => random.Next())]))
            {
                differing++;
                if (rows.FirstOrDefault(row => row.Value.IsMatch(difference.Kind)).Key is { } row)
                {
                    used[row]++;
                }
                else
                {
                    open.TryAdd(difference.Kind, []);
                    open[difference.Kind].Add(difference);
                }
            }
        }

        foreach (var (kind, examples) in open)
        {
            output.WriteLine($"`{kind}` is not explained ({examples.Count}):");
            foreach (var example in examples.OrderBy(example => example.Part.Length).Take(Shown))
            {
                output.WriteLine($"    {example.Part}: Comity {example.Comity}, feelin {example.Feelin}");
            }
        }

        foreach (var (row, _) in used.Where(row => row.Value == 0))
        {
            output.WriteLine($"`{row}` explained nothing in this run.");
        }

        output.WriteLine($"{count:N0} expressions with seed {seed}: {differing:N0} smallest differences, {open.Values.Sum(list => list.Count):N0} of them of {open.Count:N0} kinds not explained.");
        return open.Count == 0 ? 0 : 1;
    }
}
