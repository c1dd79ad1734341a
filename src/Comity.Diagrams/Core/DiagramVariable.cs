using Comity.Feel.Values;

namespace Comity.Diagrams.Core;

/// <summary>A variable of a space: its domain is cut into regions, which are numbered from 0.</summary>
public abstract class DiagramVariable
{
    private protected DiagramVariable(string name) => Name = name;

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its place among the variables as people list them, whatever the order is in which diagrams test them.</summary>
    public int Place { get; init; }

    /// <summary>How many regions there are.</summary>
    public abstract int RegionCount { get; }

    /// <summary>The region a value lies in; -1 for none.</summary>
    public abstract int RegionOf(FeelValue value);

    /// <summary>A value that lies in a region.</summary>
    public abstract FeelValue Sample(int region);
}

/// <summary>A variable with finitely many values, each a region of its own.</summary>
/// <param name="name">Its name.</param>
/// <param name="values">Its values; null may be one of them.</param>
public sealed class FiniteVariable(string name, IReadOnlyList<FeelValue> values) : DiagramVariable(name)
{
    private readonly Dictionary<FeelValue, int> _regions = values.Select((value, region) => (value, region)).ToDictionary(pair => pair.value, pair => pair.region);

    /// <summary>The values by region.</summary>
    public IReadOnlyList<FeelValue> Values => values;

    /// <inheritdoc/>
    public override int RegionCount => values.Count;

    /// <inheritdoc/>
    public override int RegionOf(FeelValue value) => _regions.GetValueOrDefault(value, -1);

    /// <inheritdoc/>
    public override FeelValue Sample(int region) => values[region];
}

/// <summary>
/// A number or a date, cut into runs of neighbouring values: a region begins at a start and ends before the next. None is empty.
/// Where null is a value too, it is the last region.
/// </summary>
public sealed class ContinuousVariable : DiagramVariable
{
    // Where each region but the null region begins.
    private readonly Int128[] _starts;

    /// <summary>A variable cut at the given points.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="grid">Its values.</param>
    /// <param name="starts">Points of the grid at which a region begins, in any order; those outside its ends and its first point are passed over.</param>
    /// <param name="mayBeNull">Whether null is a value.</param>
    public ContinuousVariable(string name, Grid grid, IEnumerable<Int128> starts, bool mayBeNull = false)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(starts);
        Grid = grid;
        MayBeNull = mayBeNull;
        var (first, last) = (grid.First, grid.Last);
        var inside = new HashSet<Int128> { first };
        foreach (var start in starts)
        {
            if (start > first && start <= last)
            {
                inside.Add(start);
            }
        }

        _starts = new Int128[inside.Count];
        inside.CopyTo(_starts);
        Array.Sort(_starts);
    }

    /// <summary>Its values.</summary>
    public Grid Grid { get; }

    /// <summary>Whether null is a value.</summary>
    public bool MayBeNull { get; }

    /// <inheritdoc/>
    public override int RegionCount => _starts.Length + (MayBeNull ? 1 : 0);

    /// <summary>Whether a region is that of null.</summary>
    public bool IsNull(int region) => region == _starts.Length;

    /// <summary>The first and the last value of a region; null where it is that of null.</summary>
    public (FeelValue First, FeelValue Last)? Bounds(int region) =>
        IsNull(region) ? null : (Grid.ValueAt(_starts[region]), Grid.ValueAt(region + 1 < _starts.Length ? _starts[region + 1] - 1 : Grid.Last));

    /// <inheritdoc/>
    public override int RegionOf(FeelValue value)
    {
        if (value.IsNull)
        {
            return MayBeNull ? _starts.Length : -1;
        }

        if (Grid.PointOf(value) is not { } point || point < _starts[0] || point > Grid.Last)
        {
            return -1;
        }

        var found = Array.BinarySearch(_starts, point);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>The last region, but for that of null, that begins before a point; -1 for none.</summary>
    internal int RegionBefore(Int128 point)
    {
        var found = Array.BinarySearch(_starts, point);
        return (found >= 0 ? found : ~found) - 1;
    }

    /// <inheritdoc/>
    /// <remarks>The one with the fewest digits behind the point, then the one nearest to where the region begins; or ends, where only its end was cut.</remarks>
    public override FeelValue Sample(int region)
    {
        if (IsNull(region))
        {
            return FeelValue.Null;
        }

        var (first, last) = (_starts[region], region + 1 < _starts.Length ? _starts[region + 1] - 1 : Grid.Last);
        var fromEnd = region == 0 && Grid.Min is null && _starts.Length > 1;
        for (var digits = 0; digits < Grid.Decimals; digits++)
        {
            var unit = Grid.UnitOf(digits);
            var candidate = fromEnd ? Floor(last, unit) : -Floor(-first, unit);
            if (candidate >= first && candidate <= last)
            {
                return Grid.ValueAt(candidate);
            }
        }

        return Grid.ValueAt(fromEnd ? last : first);
    }

    private static Int128 Floor(Int128 point, Int128 unit) => point - (((point % unit) + unit) % unit);
}

/// <summary>
/// A text of which the logic only asks whether it is one of some constants: a region for each of them, then one for any other text, then,
/// where null is a value too, one for null.
/// </summary>
/// <param name="name">Its name.</param>
/// <param name="constants">The constants.</param>
/// <param name="mayBeNull">Whether null is a value.</param>
public sealed class TextVariable(string name, IReadOnlyList<string> constants, bool mayBeNull = false) : DiagramVariable(name)
{
    private readonly Dictionary<string, int> _regions = constants.Select((text, region) => (text, region)).ToDictionary(pair => pair.text, pair => pair.region, StringComparer.Ordinal);
    private readonly FeelValue _other = FeelValue.From(Enumerable.Range(0, int.MaxValue).Select(i => i == 0 ? "any other" : $"any other {i}").First(text => !constants.Contains(text)));

    /// <summary>The constants by region.</summary>
    public IReadOnlyList<string> Constants => constants;

    /// <summary>Whether null is a value.</summary>
    public bool MayBeNull => mayBeNull;

    /// <summary>The region of any other text.</summary>
    public int Other => constants.Count;

    /// <inheritdoc/>
    public override int RegionCount => constants.Count + (mayBeNull ? 2 : 1);

    /// <inheritdoc/>
    public override int RegionOf(FeelValue value) => value.Kind switch
    {
        FeelKind.String => _regions.GetValueOrDefault(value.AsString(), Other),
        FeelKind.Null when mayBeNull => Other + 1,
        _ => -1,
    };

    /// <inheritdoc/>
    public override FeelValue Sample(int region) => region < Other ? FeelValue.From(constants[region]) : region == Other ? _other : FeelValue.Null;
}
