using Comity.Records.Tallying;
using Comity.Records.Tallying.Publication;
using Google.OrTools.Sat;

namespace Comity.Records.Tests.Tallying;

/// <summary>
/// Someone who has every published figure, knows the rule by which figures are taken together, and has a solver. The counts of each day are
/// unknowns; a cell is recovered when no other value of it agrees with all that is known.
/// </summary>
internal sealed class TallyAttack
{
    private const int Most = 200;

    private readonly CpModel _model = new();
    private readonly Dictionary<DateOnly, IntVar> _requests = [];
    private readonly Dictionary<DateOnly, IntVar> _determinations = [];
    private readonly Dictionary<(string Dimension, string Value, DateOnly Day), IntVar> _cells = [];

    public TallyAttack(IReadOnlyList<DateOnly> days, IReadOnlyDictionary<string, IReadOnlyList<string>> values)
    {
        foreach (var day in days)
        {
            _requests[day] = _model.NewIntVar(0, Most, "");
            _determinations[day] = _model.NewIntVar(0, Most, "");

            // Each request has at least one determination, and a determination belongs to one.
            _model.Add(_determinations[day] >= _requests[day]);
            _model.Add(_determinations[day] <= Most * _requests[day]);
            foreach (var (dimension, known) in values)
            {
                foreach (var value in known.Append(""))
                {
                    _cells[(dimension, value, day)] = _model.NewIntVar(0, Most, "");
                }

                _model.Add(LinearExpr.Sum(known.Append("").Select(value => _cells[(dimension, value, day)])) == _determinations[day]);
            }
        }
    }

    /// <summary>Learns a figure about requests.</summary>
    public void Requests(DateOnly from, DateOnly to, long count) => _model.Add(RequestsOf(from, to) == count);

    /// <summary>Learns a figure about determinations.</summary>
    public void Determinations(DateOnly from, DateOnly to, long count) => _model.Add(Sum(_determinations, from, to) == count);

    /// <summary>Learns a figure of a breakdown.</summary>
    public void Cell(string dimension, string value, DateOnly from, DateOnly to, long count) => _model.Add(CellOf(dimension, value, from, to) == count);

    /// <summary>
    /// Learns what a log shows: having run the same program with every count, the attacker knows how each looks, and which of them do not look like this.
    /// </summary>
    /// <param name="day">The day.</param>
    /// <param name="seen">What was seen of the log on that day.</param>
    /// <param name="looks">How the log looks on that day after 0, 1, 2 … requests.</param>
    public void Log<T>(DateOnly day, T seen, IReadOnlyList<T> looks)
    {
        foreach (var (count, look) in looks.Index())
        {
            if (!EqualityComparer<T>.Default.Equals(look, seen))
            {
                _model.Add(_requests[day] != count);
            }
        }
    }

    /// <summary>Learns all that is published, and what follows from the rule.</summary>
    public void Learn(PublicTally tally)
    {
        var spans = tally.Spans(TallyUnit.Day);
        foreach (var unit in Enum.GetValues<TallyUnit>())
        {
            foreach (var span in tally.Spans(unit))
            {
                Requests(span.From, span.To, span.Requests);
                Determinations(span.From, span.To, span.Determinations);
            }

            foreach (var dimension in tally.Dimensions)
            {
                foreach (var row in tally.Breakdown(dimension, unit))
                {
                    foreach (var (value, count) in row.Shown)
                    {
                        Cell(dimension, value, row.From, row.To, count);
                    }

                    if (row.Together.Count > 0)
                    {
                        _model.Add(LinearExpr.Sum(row.Together.Select(value => CellOf(dimension, value, row.From, row.To))) == row.TogetherCount);
                    }
                }
            }
        }

        // Days wait for others only while they have too few, and the first of them is not empty.
        var last = spans.Count == 0 ? _requests.Keys.Min().AddDays(-1) : spans[^1].To;
        foreach (var span in spans.Where(span => span.Days > 1))
        {
            _model.Add(_requests[span.From] >= 1);
            _model.Add(RequestsOf(span.From, span.To.AddDays(-1)) <= tally.Rules.Threshold - 1);
        }

        if (last < tally.Through)
        {
            _model.Add(_requests[last.AddDays(1)] >= 1);
            _model.Add(RequestsOf(last.AddDays(1), tally.Through) <= tally.Rules.Threshold - 1);
        }

        foreach (var dimension in tally.Dimensions)
        {
            foreach (var row in tally.Breakdown(dimension, tally.Rules.Breakdowns).Where(row => row.Together.Count > 0))
            {
                Grouping(dimension, row, tally.Rules.Threshold);
            }
        }
    }

    /// <summary>Whether a count can have no other value.</summary>
    public bool Recovers(LinearExpr count, long truth)
    {
        // What is asked holds only while it is assumed, so that the next question starts afresh.
        var (asked, above) = (_model.NewBoolVar(""), _model.NewBoolVar(""));
        _model.Add(count >= truth + 1).OnlyEnforceIf([asked, above]);
        _model.Add(count <= truth - 1).OnlyEnforceIf([asked, above.Not()]);
        _model.ClearAssumptions();
        _model.AddAssumption(asked);
        var solver = new CpSolver { StringParameters = "num_workers:1" };
        return solver.Solve(_model) switch
        {
            CpSolverStatus.Infeasible => true,
            CpSolverStatus.Optimal or CpSolverStatus.Feasible => false,
            var status => throw new InvalidOperationException($"The solver says {status}."),
        };
    }

    public LinearExpr RequestsOf(DateOnly from, DateOnly to) => Sum(_requests, from, to);

    public LinearExpr CellOf(string dimension, string value, DateOnly from, DateOnly to) =>
        LinearExpr.Sum(_cells.Where(cell => cell.Key.Dimension == dimension && cell.Key.Value == value && cell.Key.Day >= from && cell.Key.Day <= to).Select(cell => cell.Value));

    private static LinearExpr Sum(Dictionary<DateOnly, IntVar> counts, DateOnly from, DateOnly to) => LinearExpr.Sum(counts.Where(count => count.Key >= from && count.Key <= to).Select(count => count.Value));

    // Why these values are shown together: all of them are small, or all but the one that had to join them, which is no greater than any that is shown.
    private void Grouping(string dimension, TallyBreakdown row, int threshold)
    {
        var counts = row.Together.Select(value =>
        {
            var count = _model.NewIntVar(0, Most * 100, "");
            _model.Add(count == CellOf(dimension, value, row.From, row.To));
            var positive = _model.NewBoolVar("");
            _model.Add(count >= 1).OnlyEnforceIf(positive);
            _model.Add(count == 0).OnlyEnforceIf(positive.Not());
            return (Value: value, Count: count, Positive: positive);
        }).ToList();
        var cases = new List<BoolVar>();
        var all = _model.NewBoolVar("all are small");
        cases.Add(all);
        foreach (var (_, count, _) in counts)
        {
            _model.Add(count <= threshold - 1).OnlyEnforceIf(all);
        }

        if (row.Shown.Count > 0)
        {
            // Otherwise another one would have joined them.
            var less = _model.NewBoolVar("");
            var positive = LinearExpr.Sum(counts.Select(count => count.Positive)) * (threshold - 1);
            _model.Add(positive <= row.TogetherCount - 1).OnlyEnforceIf([all, less]);
            _model.Add(positive >= row.TogetherCount + 1).OnlyEnforceIf([all, less.Not()]);
        }

        foreach (var joined in counts)
        {
            var one = _model.NewBoolVar("");
            cases.Add(one);
            _model.Add(joined.Count >= threshold).OnlyEnforceIf(one);
            foreach (var (value, count) in row.Shown)
            {
                _model.Add(joined.Count <= (string.CompareOrdinal(joined.Value, value) < 0 ? count : count - 1)).OnlyEnforceIf(one);
            }

            var rest = counts.Where(count => count != joined).ToList();
            foreach (var (_, count, _) in rest)
            {
                _model.Add(count <= threshold - 1).OnlyEnforceIf(one);
            }

            var few = _model.NewBoolVar("");
            var sum = LinearExpr.Sum(rest.Select(count => count.Count));
            _model.Add(sum >= 1).OnlyEnforceIf(one);
            _model.Add(sum <= threshold - 1).OnlyEnforceIf([one, few]);
            _model.Add(sum == LinearExpr.Sum(rest.Select(count => count.Positive)) * (threshold - 1)).OnlyEnforceIf([one, few.Not()]);
        }

        _model.AddExactlyOne(cases);
    }
}
