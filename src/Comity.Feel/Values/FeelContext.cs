using Comity.Feel.Text;

namespace Comity.Feel.Values;

/// <summary>
/// An immutable FEEL context: names with values, in order; order does not count for equality (DMN 1.5 §10.3.2.3.7). Its keys stay as they were
/// given and are found in every spelling of the same name, see <see cref="FeelNames"/>.
/// </summary>
public sealed class FeelContext : FeelObject
{
    private readonly string[] _keys;

    // The keys in normal form; the same array where all of them are.
    private readonly string[] _names;
    private readonly FeelValue[] _values;

    private FeelContext(string[] keys, string[] names, FeelValue[] values)
        : base(FeelKind.Context)
    {
        _keys = keys;
        _names = names;
        _values = values;
    }

    /// <summary>The keys in order.</summary>
    public IReadOnlyList<string> Keys => _keys;

    /// <summary>The values, in the order of the keys.</summary>
    public IReadOnlyList<FeelValue> Values => _values;

    /// <summary>A context of the given entries; the last of two entries with one name wins.</summary>
    public static FeelContext Of(IEnumerable<KeyValuePair<string, FeelValue>> entries)
    {
        var keys = new List<string>();
        List<string>? names = null;
        var values = new List<FeelValue>();
        foreach (var (key, value) in entries)
        {
            var name = FeelNames.Normalise(key);
            names ??= ReferenceEquals(name, key) ? null : [.. keys];
            var known = (names ?? keys).IndexOf(name);
            if (known >= 0)
            {
                values[known] = value;
            }
            else
            {
                keys.Add(key);
                names?.Add(name);
                values.Add(value);
            }
        }

        string[] written = [.. keys];
        return new FeelContext(written, names is null ? written : [.. names], [.. values]);
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
        return new FeelContext(_keys, _names, values);
    }

    /// <summary>The value of an entry.</summary>
    public bool TryGet(string key, out FeelValue value)
    {
        var known = Find(key);
        value = known >= 0 ? _values[known] : FeelValue.Null;
        return known >= 0;
    }

    // As it is written in the first place: the name in normal form is worked out only where that finds nothing.
    private int Find(string key)
    {
        var known = Array.IndexOf(_keys, key);
        return known < 0 && FeelNames.Normalise(key) is var name && !(ReferenceEquals(name, key) && ReferenceEquals(_names, _keys)) ? Array.IndexOf(_names, name) : known;
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
            hash += HashCode.Combine(_names[i], _values[i]);
        }

        return hash;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        "{" + string.Join(", ", _keys.Select((key, i) => $"{FeelValue.Quote(key)}: {_values[i]}")) + "}";
}
