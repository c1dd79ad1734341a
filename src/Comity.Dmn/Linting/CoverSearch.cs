namespace Comity.Dmn.Linting;

/// <summary>
/// Whether rules take every point of a box, a point being one class of each column. The box is cut along one column after the other; what
/// is left of a cut is the same question for those rules that reach there, and rules that were met before need no second look.
/// </summary>
/// <param name="sides">The classes that a rule takes of a column.</param>
/// <param name="box">The classes that count of each column.</param>
/// <param name="work">How many sides may be looked at.</param>
/// <param name="cancellation">Ends the search.</param>
internal sealed class CoverSearch(Func<int, int, ClassSet> sides, ClassSet[] box, long work, CancellationToken cancellation)
{
    private readonly HashSet<ulong> _covered = [];

    /// <summary>What is left of the work.</summary>
    public long Work { get; private set; } = work;

    /// <summary>Where no rule takes a point: its class in each column, -1 where any will do.</summary>
    public int[] Point { get; } = [.. box.Select(_ => -1)];

    /// <summary>Whether the rules take every point; null where that took too much work to say.</summary>
    public bool? IsCovered(IReadOnlyList<int> rules) => IsCovered([.. rules], [.. Enumerable.Range(0, box.Length)]);

    private bool? IsCovered(List<int> rules, int[] columns)
    {
        cancellation.ThrowIfCancellationRequested();
        Work -= ((long)rules.Count + 1) * (columns.Length + 1);
        if (rules.Count == 0 || Work < 0)
        {
            return rules.Count == 0 ? false : null;
        }

        var narrow = new int[columns.Length];
        foreach (var rule in rules)
        {
            var isWhole = true;
            for (var i = 0; i < columns.Length; i++)
            {
                if (!sides(rule, columns[i]).Includes(box[columns[i]]))
                {
                    narrow[i]++;
                    isWhole = false;
                }
            }

            if (isWhole)
            {
                return true;
            }
        }

        var key = rules.Aggregate(0UL, (mark, rule) => mark ^ Mark(rule)) ^ columns.Aggregate(0UL, (mark, column) => mark ^ Mark(~column));
        if (_covered.Contains(key))
        {
            return true;
        }

        var cut = columns[Array.IndexOf(narrow, narrow.Max())];
        var result = IsCovered(rules, cut, [.. columns.Where((column, i) => column != cut && narrow[i] > 0)]);
        if (result == true)
        {
            _covered.Add(key);
        }

        return result;
    }

    private bool? IsCovered(List<int> rules, int cut, int[] others)
    {
        // Where the rules' shares of what is left add up to less than all of it, there is a hole; so what has the least is looked at first.
        var shares = rules.ToDictionary(
            rule => rule,
            rule => others.Aggregate(1.0, (share, column) => share * sides(rule, column).Shared(box[column]) / box[column].Size));
        var pieces = new Dictionary<ulong, (double Share, int Place)>();
        var share = 0.0;
        Sweep(rules, cut, (rule, begins) => share += begins ? shares[rule] : -shares[rule], (mark, place) =>
        {
            pieces.TryAdd(mark, (share, place));
            return true;
        });
        var (first, least) = pieces.MinBy(piece => piece.Value.Share);
        var answer = IsCovered(rules.FindAll(rule => sides(rule, cut).Contains(least.Place)), others);
        if (answer == false)
        {
            Point[cut] = least.Place;
            return false;
        }

        pieces.Remove(first);
        var (live, places) = (new List<int>(), new Dictionary<int, int>());
        Sweep(
            rules,
            cut,
            (rule, begins) =>
            {
                if (begins)
                {
                    places[rule] = live.Count;
                    live.Add(rule);
                }
                else
                {
                    var place = places[rule];
                    places[live[^1]] = place;
                    live[place] = live[^1];
                    live.RemoveAt(live.Count - 1);
                }
            },
            (mark, place) =>
            {
                if (!pieces.Remove(mark))
                {
                    return true;
                }

                var piece = IsCovered([.. live], others);
                if (piece == false)
                {
                    Point[cut] = place;
                    answer = false;
                    return false;
                }

                answer = piece is null ? null : answer;
                return Work >= 0;
            });
        return answer == true && Work < 0 ? null : answer;
    }

    // Goes over the classes of a column that count: tells which rules begin and end, then the set of those that are there, by its mark.
    private void Sweep(List<int> rules, int column, Action<int, bool> change, Func<ulong, int, bool> piece)
    {
        const int Nobody = -1;
        var events = new List<(int Place, bool Begins, int Rule)>();
        foreach (var (first, last) in box[column].Stretches)
        {
            events.Add((first, true, Nobody));
            events.Add((last + 1, false, Nobody));
        }

        foreach (var rule in rules)
        {
            foreach (var (first, last) in sides(rule, column).Stretches)
            {
                events.Add((first, true, rule));
                events.Add((last + 1, false, rule));
            }
        }

        events.Sort((left, right) => left.Place != right.Place ? left.Place.CompareTo(right.Place) : left.Begins.CompareTo(right.Begins));
        var (mark, counts) = (0UL, false);
        for (var i = 0; i < events.Count; i++)
        {
            var (place, begins, rule) = events[i];
            if (rule == Nobody)
            {
                counts = begins;
            }
            else
            {
                mark ^= Mark(rule);
                change(rule, begins);
            }

            if (counts && i + 1 < events.Count && events[i + 1].Place > place && !piece(mark, place))
            {
                return;
            }
        }
    }

    private static ulong Mark(int number)
    {
        var mark = ((ulong)(uint)number + 1) * 0x9E3779B97F4A7C15;
        mark = (mark ^ (mark >> 30)) * 0xBF58476D1CE4E5B9;
        mark = (mark ^ (mark >> 27)) * 0x94D049BB133111EB;
        return mark ^ (mark >> 31);
    }
}
