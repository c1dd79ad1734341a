using System.Runtime.CompilerServices;
using Comity.Feel.Values;

namespace Comity.Dmn.Compilation.Tables;

/// <summary>
/// The values of one input of a table, cut into regions by the constants that its entries compare with: null, false, true, each string
/// and all others, each number and each gap between two, the same for dates. Within a region every entry gives one answer.
/// </summary>
internal sealed class ColumnRegions : IRegions
{
    // Whole numbers and dates that lie closer together than this are looked up in an array instead of being searched.
    private const int WidestArray = 1 << 16;

    private const int FirstBoolean = 1;
    private const int FirstString = FirstBoolean + 2;

    private readonly string[] _strings;
    private readonly StringPlaces _stringPlaces;
    private readonly FeelNumber[] _numbers;
    private readonly long[]? _wholes;
    private readonly Line _dates;
    private readonly Line _wholeLine;
    private readonly int _firstNumber;
    private readonly int _firstDate;

    private ColumnRegions(string[] strings, FeelNumber[] numbers, long[] dates)
    {
        _strings = strings;
        _stringPlaces = new StringPlaces(strings);
        _numbers = numbers;
        _wholes = Array.TrueForAll(numbers, number => number.TryToInt64(out _)) ? Array.ConvertAll(numbers, number => number.TryToInt64(out var whole) ? whole : 0) : null;
        _wholeLine = new Line(_wholes ?? []);
        _dates = new Line(dates);
        _firstNumber = FirstString + strings.Length + 1;
        _firstDate = _firstNumber + (2 * numbers.Length) + 1;
        Count = _firstDate + (2 * dates.Length) + 1;
        Blocks = [0, FirstBoolean, FirstBoolean + 1, FirstString, _firstNumber, _firstDate];
    }

    /// <summary>How many regions there are.</summary>
    public int Count { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> Blocks { get; }

    /// <summary>Regions for entries that compare with these constants and nothing else.</summary>
    public static ColumnRegions Of(IEnumerable<FeelValue> constants)
    {
        var distinct = constants.ToHashSet();
        return new ColumnRegions(
            [.. distinct.Where(value => value.Kind == FeelKind.String).Select(value => value.AsString())],
            [.. distinct.Where(value => value.Kind == FeelKind.Number).Select(value => value.AsNumber()).Order()],
            [.. distinct.Where(value => value.Kind == FeelKind.Date).Select(value => value.AsDate().DayNumber).Order()]);
    }

    /// <summary>The region of a value; -1 for a value of another kind, about which the regions say nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int RegionOf(FeelValue value) =>
        value.TryAsBoolean(out var truth) ? FirstBoolean + (truth ? 1 : 0)
        : value.TryAsString(out var text) ? FirstString + _stringPlaces.PlaceOf(text)
        : RegionOfOther(value);

    /// <summary>A value of the region, or any value for a region that has none; false where arithmetic does not reach into it.</summary>
    public bool TrySample(int region, out FeelValue sample)
    {
        sample = FeelValue.Null;
        if (region < FirstString)
        {
            sample = region < FirstBoolean ? FeelValue.Null : FeelValue.From(region > FirstBoolean);
            return true;
        }

        if (region < _firstNumber)
        {
            var place = region - FirstString;
            sample = FeelValue.From(place < _strings.Length ? _strings[place] : string.Concat(_strings) + "?");
            return true;
        }

        if (region < _firstDate)
        {
            var number = SampleNumber(region - _firstNumber);
            sample = FeelValue.From(number);
            return number is not null;
        }

        sample = FeelValue.From(FeelDate.FromDayNumber(_dates.Sample(region - _firstDate)));
        return true;
    }

    private int RegionOfOther(FeelValue value)
    {
        if (value.TryAsInt64(out var whole))
        {
            return _firstNumber + (_wholes is not null ? _wholeLine.Place(whole) : Place(value.AsNumber()));
        }

        return value.Kind switch
        {
            FeelKind.Null => 0,
            FeelKind.Number => _firstNumber + Place(value.AsNumber()),
            FeelKind.Date => _firstDate + _dates.Place(value.AsDate().DayNumber),
            _ => -1,
        };
    }

    // Gap, constant, gap, constant, …, gap.
    private int Place(FeelNumber number)
    {
        var found = Array.BinarySearch(_numbers, number);
        return found >= 0 ? (2 * found) + 1 : 2 * ~found;
    }

    private FeelNumber? SampleNumber(int place)
    {
        if (place % 2 == 1)
        {
            return _numbers[place / 2];
        }

        if (_numbers.Length == 0)
        {
            return 0L;
        }

        var (above, below) = (place / 2, (place / 2) - 1);
        return below < 0 ? Beyond(_numbers[0], -1)
            : above == _numbers.Length ? Beyond(_numbers[^1], 1)
            : FeelNumber.Add(_numbers[below], _numbers[above]) is { } sum ? FeelNumber.Divide(sum, 2) : null;
    }

    private static FeelNumber? Beyond(FeelNumber end, long direction)
    {
        var size = end.Sign < 0 ? -end : end;
        return FeelNumber.Add(size, 1L) is { } step && FeelNumber.Multiply(step, direction) is { } way ? FeelNumber.Add(end, way) : null;
    }

    /// <summary>Whole numbers with cuts at some of them: gap, cut, gap, cut, …, gap.</summary>
    private sealed class Line
    {
        private readonly long[] _cuts;
        private readonly ushort[]? _places;

        public Line(long[] cuts)
        {
            _cuts = cuts;
            if (cuts.Length is 0 or > short.MaxValue || (Int128)cuts[^1] - cuts[0] >= WidestArray)
            {
                return;
            }

            _places = new ushort[cuts[^1] - cuts[0] + 1];
            for (var i = 0; i < _places.Length; i++)
            {
                _places[i] = (ushort)Search(cuts[0] + i);
            }
        }

        public int Place(long value)
        {
            return _places is null ? Search(value)
                : value < _cuts[0] ? 0
                : value > _cuts[^1] ? 2 * _cuts.Length
                : _places[value - _cuts[0]];
        }

        // A gap between two days that follow each other has no value; its sample is then the later one, which does no harm.
        public long Sample(int place) =>
            _cuts.Length == 0 ? 0
            : place % 2 == 1 ? _cuts[place / 2]
            : place == 0 ? _cuts[0] - 1
            : _cuts[(place / 2) - 1] + 1;

        private int Search(long value)
        {
            var found = Array.BinarySearch(_cuts, value);
            return found >= 0 ? (2 * found) + 1 : 2 * ~found;
        }
    }
}
