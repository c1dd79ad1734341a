namespace Comity.Dmn.Linting;

/// <summary>
/// Whether rules take every point of a box, a point being one class of each column. The box is cut along one column after the other; what
/// is left of a cut is the same question for those rules that reach there, and rules that were met before need no second look.
/// </summary>
/// <param name="sides">The classes that each rule takes of each column.</param>
/// <param name="box">The classes that count of each column.</param>
/// <param name="work">How many sides may be looked at.</param>
/// <param name="cancellation">Ends the search.</param>
internal sealed class CoverSearch(ClassSet[][] sides, ClassSet[] box, long work, CancellationToken cancellation)
{
    // What counts of a column begins and ends among the rules, under this number.
    private const int Nobody = -1;
    private const long Begins = 1L << 31;

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
            var (isWhole, mine) = (true, sides[rule]);
            for (var i = 0; i < columns.Length; i++)
            {
                if (!mine[columns[i]].Includes(box[columns[i]]))
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
        var shares = rules.ConvertAll(rule => others.Aggregate(
            1.0,
            (share, column) => share * sides[rule][column].Shared(box[column]) / box[column].Size));
        var pieces = new Dictionary<ulong, (double Share, int Place)>();
        var share = 0.0;
        var events = Events(rules, cut);
        Sweep(events, rules, (index, begins) => share += begins ? shares[index] : -shares[index], (mark, place) =>
        {
            pieces.TryAdd(mark, (share, place));
            return true;
        });
        var (first, least) = pieces.MinBy(piece => piece.Value.Share);
        var answer = IsCovered(rules.FindAll(rule => sides[rule][cut].Contains(least.Place)), others);
        if (answer == false)
        {
            Point[cut] = least.Place;
            return false;
        }

        pieces.Remove(first);
        var (live, places) = (new List<int>(), new int[rules.Count]);
        Sweep(
            events,
            rules,
            (index, begins) =>
            {
                if (begins)
                {
                    places[index] = live.Count;
                    live.Add(index);
                }
                else
                {
                    var place = places[index];
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

                var piece = IsCovered(live.ConvertAll(index => rules[index]), others);
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

    // Where rules, by their places in the list, begin and end in a column, and what counts of it does; in order, ends first.
    private long[] Events(List<int> rules, int column)
    {
        var events = new List<long>(2 * (rules.Count + 1));
        Add(box[column], Nobody);
        for (var index = 0; index < rules.Count; index++)
        {
            Add(sides[rules[index]][column], index);
        }

        // Whole numbers are sorted much faster than what a comparison has to be called for.
        var sorted = events.ToArray();
        Array.Sort(sorted);
        return sorted;

        void Add(ClassSet set, int index)
        {
            foreach (var (first, last) in set.Stretches)
            {
                events.Add(((long)first << 32) | Begins | (uint)(index + 1));
                events.Add(((long)(last + 1) << 32) | (uint)(index + 1));
            }
        }
    }

    // Goes over the classes of a column that count: tells which rules begin and end, then the set of those that are there, by its mark.
    private static void Sweep(long[] events, List<int> rules, Action<int, bool> change, Func<ulong, int, bool> piece)
    {
        var (mark, counts) = (0UL, false);
        for (var i = 0; i < events.Length; i++)
        {
            var (place, begins, index) = ((int)(events[i] >> 32), (events[i] & Begins) != 0, (int)(events[i] & (Begins - 1)) - 1);
            if (index == Nobody)
            {
                counts = begins;
            }
            else
            {
                mark ^= Mark(rules[index]);
                change(index, begins);
            }

            if (counts && i + 1 < events.Length && (int)(events[i + 1] >> 32) > place && !piece(mark, place))
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
