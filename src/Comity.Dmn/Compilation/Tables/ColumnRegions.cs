using System.Runtime.CompilerServices;
using Comity.Feel.Values;

namespace Comity.Dmn.Compilation.Tables;

/// <summary>
/// The values of one input of a table, cut into regions by the constants that its entries compare with: null, false, true, each string
/// and all others, each number and each gap between two, the same for dates. Within a region every entry gives one answer.
/// </summary>
internal sealed class ColumnRegions : IRegions
{
    // Numbers with at most so many decimals are looked up as whole ones: cents.
    private const int MostDecimals = 9;

    private const int HighestPower = 18;
    private static readonly Int128[] Powers = [.. Enumerable.Range(0, HighestPower + 1).Select(power => (Int128)Math.Pow(10, power))];

    private const int FirstBoolean = 1;
    private const int FirstString = FirstBoolean + 2;

    private readonly string[] _strings;
    private readonly StringPlaces _stringPlaces;
    private readonly string _otherString;
    private readonly FeelNumber[] _numbers;

    // The numbers without their decimals; null where one has too many, or too many digits.
    private readonly NumberLine? _scaled;
    private readonly int _decimals;
    private readonly NumberLine _dates;
    private readonly int _firstNumber;
    private readonly int _firstDate;

    private ColumnRegions(string[] strings, FeelNumber[] numbers, long[] dates)
    {
        _strings = strings;
        _stringPlaces = new StringPlaces(strings);
        _otherString = (strings.MaxBy(text => text.Length) ?? "") + "?";
        _numbers = numbers;
        var values = Array.ConvertAll(numbers, FeelValue.From);
        _decimals = values.Length == 0 ? 0
            : values.Max(value => value.TryAsDecimal(out _, out var exponent) ? Math.Max(-exponent, 0) : int.MaxValue);
        if (_decimals <= MostDecimals)
        {
            var scaled = Array.ConvertAll(values, value => Scaled(value).Whole);
            if (Array.TrueForAll(scaled, whole => whole >= long.MinValue && whole <= long.MaxValue))
            {
                _scaled = new NumberLine(Array.ConvertAll(scaled, whole => (long)whole));
            }
        }

        _dates = new NumberLine(dates);
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
        : value.TryAsInt64(out var whole) && _decimals == 0 && _scaled is not null ? _firstNumber + _scaled.Place(whole)
        : RegionOfOther(value);

    /// <summary>The regions of the values of a kind; none for a kind about whose values the regions say nothing.</summary>
    public (int First, int Last) RegionsOf(FeelKind kind) => kind switch
    {
        FeelKind.Null => (0, 0),
        FeelKind.Boolean => (FirstBoolean, FirstString - 1),
        FeelKind.String => (FirstString, _firstNumber - 1),
        FeelKind.Number => (_firstNumber, _firstDate - 1),
        FeelKind.Date => (_firstDate, Count - 1),
        _ => (0, -1),
    };

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
            sample = FeelValue.From(place < _strings.Length ? _strings[place] : _otherString);
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

    private int RegionOfOther(FeelValue value) => value.Kind switch
    {
        FeelKind.Null => 0,
        FeelKind.Number => _firstNumber + PlaceOf(value),
        FeelKind.Date => _firstDate + _dates.Place(value.AsDate().DayNumber),
        _ => -1,
    };

    // Gap, constant, gap, constant, …, gap.
    private int PlaceOf(FeelValue number)
    {
        if (_scaled is null || !number.TryAsDecimal(out _, out _))
        {
            var found = Array.BinarySearch(_numbers, number.AsNumber());
            return found >= 0 ? (2 * found) + 1 : 2 * ~found;
        }

        var (whole, isExact) = Scaled(number);
        var place = whole < long.MinValue ? 0 : whole > long.MaxValue ? 2 * _numbers.Length : _scaled.Place((long)whole);

        // What lies between two whole numbers lies in the gap behind the lower one.
        return isExact || place % 2 == 0 ? place : place + 1;
    }

    // The number in units of the last decimal, rounded down.
    private (Int128 Whole, bool IsExact) Scaled(FeelValue number)
    {
        number.TryAsDecimal(out var coefficient, out var exponent);
        exponent += _decimals;
        if (exponent >= 0)
        {
            return exponent <= HighestPower ? (coefficient * Powers[exponent], true)
                : (coefficient < 0 ? Int128.MinValue : Int128.MaxValue, true);
        }

        if (exponent < -HighestPower)
        {
            return (coefficient < 0 ? -1 : 0, false);
        }

        var (quotient, rest) = Int128.DivRem(coefficient, Powers[-exponent]);
        return (rest < 0 ? quotient - 1 : quotient, rest == 0);
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
}
