namespace Comity.Dmn.Linting;

/// <summary>
/// Pairs of rules that certainly meet in every column. A sweep over the column that keeps rules apart best finds those that meet there; the
/// others are then compared.
/// </summary>
internal sealed class PairSearch
{
    private readonly IReadOnlyList<LintColumn> _columns;
    private readonly List<int> _rules;
    private readonly CancellationToken _cancellation;
    private readonly LintColumn[] _narrow;
    private readonly LintColumn[] _wide;
    private readonly ulong[] _masks;
    private long _work;

    public PairSearch(IReadOnlyList<LintColumn> columns, List<int> rules, long work, CancellationToken cancellation)
    {
        (_columns, _rules, _work, _cancellation) = (columns, rules, work, cancellation);
        var ordered = columns.OrderBy(Density).ToList();
        _narrow = [.. ordered.Where(column => column.Count <= ClassSet.MaskBits)];
        _wide = [.. ordered.Where(column => column.Count > ClassSet.MaskBits)];
        _masks = new ulong[rules.Count * _narrow.Length];
        for (var i = 0; i < _masks.Length; i++)
        {
            _masks[i] = _narrow[i % _narrow.Length].Certain(rules[i / _narrow.Length]).Mask;
        }
    }

    /// <summary>Whether the search ended before all pairs were seen.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Tells each pair, the smaller number first; one that meets in several places possibly more than once.</summary>
    /// <param name="take">Whether to go on.</param>
    public void Run(Func<int, int, bool> take)
    {
        var live = new List<(int Place, int Last)>();
        foreach (var (first, last, place) in Stretches().Order())
        {
            _cancellation.ThrowIfCancellationRequested();
            for (var i = live.Count - 1; i >= 0; i--)
            {
                if (live[i].Last < first)
                {
                    live[i] = live[^1];
                    live.RemoveAt(live.Count - 1);
                }
                else if (live[i].Place != place && Meet(live[i].Place, place))
                {
                    var (one, other) = (_rules[live[i].Place], _rules[place]);
                    if (!take(Math.Min(one, other), Math.Max(one, other)))
                    {
                        IsCut = true;
                        return;
                    }
                }
            }

            _work -= live.Count;
            if (_work < 0)
            {
                IsCut = true;
                return;
            }

            live.Add((place, last));
        }
    }

    private List<(int First, int Last, int Place)> Stretches()
    {
        var stretches = new List<(int, int, int)>();
        var column = _columns.MinBy(Density);
        for (var place = 0; place < _rules.Count; place++)
        {
            if (column is null)
            {
                stretches.Add((0, 0, place));
                continue;
            }

            foreach (var (first, last) in column.Certain(_rules[place]).Stretches)
            {
                stretches.Add((first, last, place));
            }
        }

        return stretches;
    }

    private double Density(LintColumn column) => _rules.Sum(rule => (double)column.Certain(rule).Size) / column.Count;

    private bool Meet(int one, int other)
    {
        var (left, right) = (one * _narrow.Length, other * _narrow.Length);
        for (var i = 0; i < _narrow.Length; i++)
        {
            if ((_masks[left + i] & _masks[right + i]) == 0)
            {
                return false;
            }
        }

        foreach (var column in _wide)
        {
            if (column.Certain(_rules[one]).Shared(column.Certain(_rules[other])) == 0)
            {
                return false;
            }
        }

        return true;
    }
}
