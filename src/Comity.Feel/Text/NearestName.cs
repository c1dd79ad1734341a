namespace Comity.Feel.Text;

/// <summary>Finds what somebody may have meant by a name that is not known.</summary>
public static class NearestName
{
    /// <summary>The known name that differs least, by edit distance; null when none is near (more than a third of its letters differ).</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        string? best = null;
        var least = Math.Max(1, name.Length / 3) + 1;
        foreach (var candidate in known.Where(IsWritten))
        {
            if (Math.Abs(candidate.Length - name.Length) < least && Distance(name, candidate) is var distance && distance < least)
            {
                (best, least) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>A sentence that offers the nearest name, or lists the known ones when they are few; null otherwise.</summary>
    public static string? Mend(string name, IReadOnlyCollection<string> known)
    {
        // What has no name, or one that nobody can write, helps nobody.
        var written = known.Where(IsWritten).Distinct(StringComparer.Ordinal).ToList();
        return Of(name, written) is { } nearest ? $"Did you mean '{nearest}'?"
            : written.Count is > 0 and <= 12 ? $"Known here: {string.Join(", ", written)}."
            : null;
    }

    private static bool IsWritten(string name) => !string.IsNullOrWhiteSpace(name) && !name.Any(char.IsControl);

    private static int Distance(string first, string second)
    {
        var previous = Enumerable.Range(0, second.Length + 1).ToArray();
        for (var i = 1; i <= first.Length; i++)
        {
            var current = new int[second.Length + 1];
            current[0] = i;
            for (var j = 1; j <= second.Length; j++)
            {
                var same = char.ToUpperInvariant(first[i - 1]) == char.ToUpperInvariant(second[j - 1]);
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (same ? 0 : 1));
            }

            previous = current;
        }

        return previous[second.Length];
    }
}
