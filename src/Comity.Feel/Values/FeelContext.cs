namespace Comity.Feel.Values;

/// <summary>An immutable FEEL context: names with values, in order; order does not count for equality (DMN 1.5 §10.3.2.3.7).</summary>
public sealed class FeelContext : FeelObject
{
    private readonly string[] _keys;
    private readonly FeelValue[] _values;
    private long _size;
    private int _depth;

    private FeelContext(string[] keys, FeelValue[] values)
        : base(FeelKind.Context)
    {
        _keys = keys;
        _values = values;
    }

    /// <summary>The keys in order.</summary>
    public IReadOnlyList<string> Keys => _keys;

    /// <summary>The values, in the order of the keys.</summary>
    public IReadOnlyList<FeelValue> Values => _values;

    /// <summary>A context of the given entries; the last of two entries with one key wins.</summary>
    public static FeelContext Of(IEnumerable<KeyValuePair<string, FeelValue>> entries)
    {
        var keys = new List<string>();
        var values = new List<FeelValue>();
        foreach (var (key, value) in entries)
        {
            var known = keys.IndexOf(key);
            if (known >= 0)
            {
                values[known] = value;
            }
            else
            {
                keys.Add(key);
                values.Add(value);
            }
        }

        return new FeelContext([.. keys], [.. values]);
    }

    /// <summary>This context with one entry changed in its place, or added behind the others.</summary>
    public FeelContext With(string key, FeelValue value)
    {
        var known = Array.IndexOf(_keys, key);
        var values = known >= 0 ? (FeelValue[])_values.Clone() : [.. _values, value];
        values[known >= 0 ? known : ^1] = value;
        return new FeelContext(known >= 0 ? _keys : [.. _keys, key], values);
    }

    /// <summary>The value of an entry.</summary>
    public bool TryGet(string key, out FeelValue value)
    {
        for (var i = 0; i < _keys.Length; i++)
        {
            if (string.Equals(_keys[i], key, StringComparison.Ordinal))
            {
                value = _values[i];
                return true;
            }
        }

        value = FeelValue.Null;
        return false;
    }

    internal override (long Size, int Depth) Measure()
    {
        if (Volatile.Read(ref _size) == 0)
        {
            (var size, _depth) = Measure(_values);
            Volatile.Write(ref _size, size);
        }

        return (_size, _depth);
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
    public override string ToString() =>
        "{" + string.Join(", ", _keys.Select((key, i) => $"{FeelValue.Quote(key)}: {_values[i]}")) + "}";
}
