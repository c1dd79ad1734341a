using Comity.Dmn.Compilation.Tables;
using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Values;

namespace Comity.Dmn.Linting;

/// <summary>
/// All values of a column, cut into regions: null, false, true, then for each kind that has an order a line of its constants and the gaps
/// between them, last all other values: lists, contexts, ranges, and times of other zones. Each region that has a value has a sample.
/// </summary>
internal sealed class ColumnDomain : IRegions
{
    private static readonly FeelKind[] Kinds =
    [
        FeelKind.String, FeelKind.Number, FeelKind.Date, FeelKind.Time, FeelKind.DateTime,
        FeelKind.DaysAndTimeDuration, FeelKind.YearsAndMonthsDuration,
    ];

    private static readonly FeelValue One = FeelValue.From(1);
    private static readonly FeelValue Day = FeelValue.From(DaysAndTimeDuration.OfSeconds(86_400));
    private static readonly FeelValue Month = FeelValue.From(new YearsAndMonthsDuration(1));
    private static readonly FeelDate SomeDay = FeelDate.FromDayNumber(739_000);

    private readonly FeelValue[][] _lines;
    private readonly int[] _firsts;
    private readonly FeelValue?[] _samples;
    private readonly bool _ordersStrings;
    private readonly FeelZone? _timeZone;
    private readonly FeelZone? _dateTimeZone;

    /// <summary>A domain that is cut at the constants of some entries.</summary>
    public ColumnDomain(IEnumerable<CompiledTests> entries)
    {
        var known = entries.Where(entry => entry.Constants is not null).ToList();
        _ordersStrings = known.Exists(entry => entry.OrdersStrings);
        var constants = known.SelectMany(entry => entry.Constants!).ToHashSet();
        _timeZone = SharedZone(constants.Where(value => value.Kind == FeelKind.Time));
        _dateTimeZone = SharedZone(constants.Where(value => value.Kind == FeelKind.DateTime));
        _lines = Array.ConvertAll(Kinds, kind => Line(constants.Where(value => value.Kind == kind && IsOnLine(value))));
        _firsts = new int[Kinds.Length];
        Other = 3;
        for (var line = 0; line < Kinds.Length; line++)
        {
            _firsts[line] = Other;
            Other += line == 0 && !_ordersStrings ? _lines[line].Length + 1 : (2 * _lines[line].Length) + 1;
        }

        Blocks = [0, 1, 2, .. _firsts, Other];
        _samples = [.. Enumerable.Range(0, Count).Select(Sample)];
    }

    /// <inheritdoc/>
    public int Count => Other + 1;

    /// <inheritdoc/>
    public IReadOnlyList<int> Blocks { get; }

    /// <summary>The region of all values that are on no line.</summary>
    public int Other { get; }

    /// <summary>
    /// Whether a value lies on its kind's line: times, and dates with times, of different zones do not lie on one. It is that of the zone
    /// which the constants share, or of those without a zone.
    /// </summary>
    public bool IsOnLine(FeelValue value) => value.Kind switch
    {
        FeelKind.Time => Equals(value.AsTime().Zone, _timeZone),
        FeelKind.DateTime => Equals(value.AsDateTime().Zone, _dateTimeZone),
        _ => Array.IndexOf(Kinds, value.Kind) >= 0,
    };

    /// <summary>Whether it is known which values come before a constant.</summary>
    public bool IsComparable(FeelValue constant) => constant.Kind is FeelKind.Null or FeelKind.Boolean || IsOnLine(constant);

    /// <inheritdoc/>
    public int RegionOf(FeelValue value)
    {
        if (value.IsNull)
        {
            return 0;
        }

        if (value.TryAsBoolean(out var truth))
        {
            return truth ? 2 : 1;
        }

        var line = IsOnLine(value) ? Array.IndexOf(Kinds, value.Kind) : -1;
        if (line < 0)
        {
            return Other;
        }

        var place = Array.BinarySearch(_lines[line], value, ByOrder.Instance);
        return _firsts[line] + (line == 0 && !_ordersStrings
            ? place >= 0 ? place : _lines[line].Length
            : place >= 0 ? (2 * place) + 1 : 2 * ~place);
    }

    /// <inheritdoc/>
    public bool TrySample(int region, out FeelValue sample)
    {
        sample = _samples[region] ?? FeelValue.Null;
        return _samples[region] is not null;
    }

    /// <summary>The kind of a region's values; null for the last region.</summary>
    public FeelKind? KindOf(int region) =>
        region == 0 ? FeelKind.Null : region < 3 ? FeelKind.Boolean : region == Other ? null : Kinds[LineOf(region)];

    /// <summary>The regions of a kind's line.</summary>
    public (int First, int Last) LineOf(FeelKind kind)
    {
        var line = Array.IndexOf(Kinds, kind);
        return (_firsts[line], (line + 1 < Kinds.Length ? _firsts[line + 1] : Other) - 1);
    }

    /// <summary>
    /// Whether a region's values are told apart from the others of their kind by a constant, and it is not that of all other strings.
    /// </summary>
    public bool IsNamed(int region)
    {
        if (region < 3 || region == Other)
        {
            return region is 1 or 2;
        }

        var (line, place) = (LineOf(region), region - _firsts[LineOf(region)]);
        return _lines[line].Length > 0 && (line > 0 || (_ordersStrings ? place % 2 == 1 : place < _lines[0].Length));
    }

    private int LineOf(int region)
    {
        var found = Array.BinarySearch(_firsts, region);
        return found >= 0 ? found : ~found - 1;
    }

    private static FeelZone? SharedZone(IEnumerable<FeelValue> values)
    {
        var zones = values.Select(value => value.Kind == FeelKind.Time ? value.AsTime().Zone : value.AsDateTime().Zone).Distinct().ToList();
        return zones.Count == 1 ? zones[0] : null;
    }

    private static FeelValue[] Line(IEnumerable<FeelValue> constants)
    {
        var line = new List<FeelValue>();
        foreach (var value in constants.Order(ByOrder.Instance))
        {
            if (line.Count == 0 || ByOrder.Instance.Compare(line[^1], value) < 0)
            {
                line.Add(value);
            }
        }

        return [.. line];
    }

    private FeelValue? Sample(int region)
    {
        if (region < 3 || region == Other)
        {
            return region == 0 ? FeelValue.Null : region == Other ? FeelValue.From(FeelContext.Of([])) : FeelValue.From(region == 2);
        }

        var line = LineOf(region);
        var (cuts, place) = (_lines[line], region - _firsts[line]);
        if (line == 0 && !_ordersStrings)
        {
            return place < cuts.Length ? cuts[place] : OtherString(cuts);
        }

        if (place % 2 == 1)
        {
            return cuts[place / 2];
        }

        FeelValue? below = place > 0 ? cuts[(place / 2) - 1] : null;
        FeelValue? above = place / 2 < cuts.Length ? cuts[place / 2] : null;
        foreach (var candidate in Candidates(Kinds[line], below, above))
        {
            if (candidate.Kind == Kinds[line]
                && (below is not { } low || Comes(low, candidate))
                && (above is not { } high || Comes(candidate, high)))
            {
                return candidate;
            }
        }

        return null;
    }

    private static FeelValue OtherString(FeelValue[] known)
    {
        var text = "another";
        while (Array.BinarySearch(known, FeelValue.From(text), ByOrder.Instance) >= 0)
        {
            text += "?";
        }

        return FeelValue.From(text);
    }

    // Values that lie in the gap if anything does: those in its middle, or one unit off its end.
    private IEnumerable<FeelValue> Candidates(FeelKind kind, FeelValue? below, FeelValue? above)
    {
        if (kind == FeelKind.String)
        {
            return below is { } text
                ? [FeelValue.From(text.AsString() + "a"), FeelValue.From(text.AsString() + "\0")]
                : [FeelValue.From("")];
        }

        if (below is { } from && above is { } to)
        {
            var half = Calculated(Arithmetic.Divide, Calculated(Arithmetic.Subtract, to, from), FeelValue.From(2));
            return [Calculated(Arithmetic.Add, from, half)];
        }

        return kind switch
        {
            FeelKind.Number => below is { } low
                ? [Off(below, above, One)!.Value, One, Calculated(Arithmetic.Multiply, low, FeelValue.From(2))]
                : above is { } high
                    ? [Off(below, above, One)!.Value, FeelValue.From(-1), Calculated(Arithmetic.Multiply, high, FeelValue.From(2))]
                    : [FeelValue.From(0)],
            FeelKind.Time => [TimeAt(0), TimeAt(86_399)],
            FeelKind.Date => [Off(below, above, Day) ?? FeelValue.From(SomeDay)],
            FeelKind.DateTime => [Off(below, above, Day) ?? FeelValue.From(new FeelDateTime(SomeDay, default))],
            FeelKind.DaysAndTimeDuration => [Off(below, above, Day) ?? Day],
            _ => [Off(below, above, Month) ?? Month],
        };
    }

    private FeelValue TimeAt(long second) =>
        FeelTime.TryCreate(second / 3_600, second / 60 % 60, second % 60, 0, _timeZone, out var time)
            ? FeelValue.From(time)
            : FeelValue.Null;

    private static FeelValue? Off(FeelValue? below, FeelValue? above, FeelValue unit) =>
        below is { } low ? Calculated(Arithmetic.Add, low, unit)
        : above is { } high ? Calculated(Arithmetic.Subtract, high, unit)
        : null;

    private static FeelValue Calculated(Arithmetic operation, FeelValue left, FeelValue right) =>
        FeelOperators.Arithmetic(operation, left, right, EvaluationContext.Silent);

    private static bool Comes(FeelValue first, FeelValue second) => FeelOperators.Compare(Ordering.Less, first, second).IsTrue;

    private sealed class ByOrder : IComparer<FeelValue>
    {
        public static ByOrder Instance { get; } = new();

        public int Compare(FeelValue left, FeelValue right) => Comes(left, right) ? -1 : Comes(right, left) ? 1 : 0;
    }
}
