namespace Comity.Feel.Values;

/// <summary>An immutable FEEL context: names with values, in order; order does not count for equality (DMN 1.5 §10.3.2.3.7).</summary>
public sealed class FeelContext : FeelObject
{
    // From so many keys on they are looked up in a table.
    private const int ManyKeys = 8;

    private readonly string[] _keys;
    private readonly FeelValue[] _values;
    private Dictionary<string, int>? _places;

    private FeelContext(string[] keys, FeelValue[] values, Dictionary<string, int>? places, Extent extent)
        : base(FeelKind.Context, extent.Size, extent.Depth)
    {
        _keys = keys;
        _values = values;
        _places = places;
    }

    /// <summary>The keys in order.</summary>
    public IReadOnlyList<string> Keys => _keys;

    /// <summary>The values, in the order of the keys.</summary>
    public IReadOnlyList<FeelValue> Values => _values;

    /// <summary>A context of the given entries; the last of two entries with one key wins.</summary>
    public static FeelContext Of(IEnumerable<KeyValuePair<string, FeelValue>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var keys = new List<string>();
        var values = new List<FeelValue>();
        Dictionary<string, int>? places = null;
        foreach (var (key, value) in entries)
        {
            var known = places is null ? keys.IndexOf(key) : places.GetValueOrDefault(key, -1);
            if (known >= 0)
            {
                values[known] = value;
                continue;
            }

            keys.Add(key);
            values.Add(value);
            places ??= keys.Count >= ManyKeys ? PlacesOf(keys) : null;
            places?.TryAdd(key, keys.Count - 1);
        }

        return Made([.. keys], [.. values], places);
    }

    /// <summary>This context with one entry changed in its place, or added behind the others.</summary>
    public FeelContext With(string key, FeelValue value)
    {
        var known = PlaceOf(key);
        var values = known >= 0 ? (FeelValue[])_values.Clone() : [.. _values, value];
        values[known >= 0 ? known : ^1] = value;
        return known >= 0 ? Made(_keys, values, _places) : Made([.. _keys, key], values, null);
    }

    /// <summary>The value of an entry.</summary>
    public bool TryGet(string key, out FeelValue value)
    {
        var place = PlaceOf(key);
        value = place >= 0 ? _values[place] : FeelValue.Null;
        return place >= 0;
    }

    private static FeelContext Made(string[] keys, FeelValue[] values, Dictionary<string, int>? places) =>
        new(keys, values, places, keys.Aggregate(Extent.Of(values), (extent, key) => extent.With(key)).Within());

    private static Dictionary<string, int> PlacesOf(IEnumerable<string> keys) =>
        keys.Select((key, place) => (key, place)).ToDictionary(entry => entry.key, entry => entry.place, StringComparer.Ordinal);

    // -1 for no such key.
    private int PlaceOf(string key)
    {
        if (_keys.Length >= ManyKeys)
        {
            return (_places ??= PlacesOf(_keys)).GetValueOrDefault(key, -1);
        }

        for (var i = 0; i < _keys.Length; i++)
        {
            if (string.Equals(_keys[i], key, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj)
    {
        if (obj is not FeelContext other || other._keys.Length != _keys.Length)
        {
            return false;
        }

        for (var i = 0; i < _keys.Length; i++)
        {
            if (!other.TryGet(_keys[i], out var value) || value != _values[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = _keys.Length;
        for (var i = 0; i < _keys.Length; i++)
        {
            hash += HashCode.Combine(_keys[i], _values[i]);
        }

        return hash;
    }

    /// <inheritdoc/>
    public override string ToString() => ValueText.Of(FeelValue.From(this));
}
