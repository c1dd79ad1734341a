using Comity.Feel.Text;

namespace Comity.Feel.Values;

/// <summary>
/// An immutable FEEL context: names with values, in order; order does not count for equality (DMN 1.5 §10.3.2.3.7). Its keys stay as they
/// were given and are found in every spelling of the same name, see <see cref="FeelNames"/>.
/// </summary>
public sealed class FeelContext : FeelObject
{
    // From so many keys on they are looked up in a table.
    private const int ManyKeys = 8;

    private readonly string[] _keys;

    // The keys in normal form; the same array where all of them are.
    private readonly string[] _names;
    private readonly FeelValue[] _values;
    private Dictionary<string, int>? _places;

    private FeelContext(string[] keys, string[] names, FeelValue[] values, Dictionary<string, int>? places, Extent extent)
        : base(FeelKind.Context, extent.Size, extent.Depth)
    {
        _keys = keys;
        _names = names;
        _values = values;
        _places = places;
    }

    /// <summary>The keys in order.</summary>
    public IReadOnlyList<string> Keys => _keys;

    /// <summary>The values, in the order of the keys.</summary>
    public IReadOnlyList<FeelValue> Values => _values;

    /// <summary>A context of the given entries; the last of two entries with one name wins.</summary>
    public static FeelContext Of(IEnumerable<KeyValuePair<string, FeelValue>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var keys = new List<string>();
        List<string>? names = null;
        var values = new List<FeelValue>();
        Dictionary<string, int>? places = null;
        foreach (var (key, value) in entries)
        {
            var name = FeelNames.Normalise(key);
            names ??= ReferenceEquals(name, key) ? null : [.. keys];
            var known = places is null ? (names ?? keys).IndexOf(name) : places.GetValueOrDefault(name, -1);
            if (known >= 0)
            {
                values[known] = value;
                continue;
            }

            keys.Add(key);
            names?.Add(name);
            values.Add(value);
            places ??= keys.Count >= ManyKeys ? PlacesOf(names ?? keys) : null;
            places?.TryAdd(name, keys.Count - 1);
        }

        string[] written = [.. keys];
        return Create(written, names is null ? written : [.. names], [.. values], places);
    }

    /// <summary>This context with one entry changed in its place, or added behind the others.</summary>
    public FeelContext With(string key, FeelValue value)
    {
        var known = Find(key);
        if (known < 0)
        {
            return Of([.. _keys.Zip(_values, KeyValuePair.Create), KeyValuePair.Create(key, value)]);
        }

        var values = (FeelValue[])_values.Clone();
        values[known] = value;
        return Create(_keys, _names, values, _places);
    }

    /// <summary>The value of an entry.</summary>
    public bool TryGet(string key, out FeelValue value)
    {
        var known = Find(key);
        value = known >= 0 ? _values[known] : FeelValue.Null;
        return known >= 0;
    }

    private static FeelContext Create(string[] keys, string[] names, FeelValue[] values, Dictionary<string, int>? places) =>
        new(keys, names, values, places, keys.Aggregate(Extent.Of(values), (extent, key) => extent.With(key)).Within());

    private static Dictionary<string, int> PlacesOf(IEnumerable<string> names) =>
        names.Select((name, place) => (name, place)).ToDictionary(entry => entry.name, entry => entry.place, StringComparer.Ordinal);

    // As it is written in the first place: the name in normal form is worked out only where that finds nothing.
    private int Find(string key)
    {
        var known = PlaceOf(key);
        return known < 0 && FeelNames.Normalise(key) is var name && !ReferenceEquals(name, key) ? PlaceOf(name) : known;
    }

    // The place of a name in normal form, -1 for none.
    private int PlaceOf(string name) =>
        _names.Length >= ManyKeys ? (_places ??= PlacesOf(_names)).GetValueOrDefault(name, -1) : Array.IndexOf(_names, name);

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
            hash += HashCode.Combine(_names[i], _values[i]);
        }

        return hash;
    }

    /// <inheritdoc/>
    public override string ToString() => ValueText.Of(FeelValue.From(this));
}
