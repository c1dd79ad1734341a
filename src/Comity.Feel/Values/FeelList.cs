namespace Comity.Feel.Values;

/// <summary>An immutable FEEL list (DMN 1.5 §10.3.2.3.8).</summary>
public sealed class FeelList : FeelObject
{
    private readonly FeelValue[] _items;

    /// <summary>Takes the array over; the caller must not change it afterwards.</summary>
    private FeelList(FeelValue[] items)
        : base(FeelKind.List) => _items = items;

    /// <summary>The list without items.</summary>
    public static FeelList Empty { get; } = new([]);

    /// <summary>Number of items.</summary>
    public int Count => _items.Length;

    /// <summary>The item at a zero-based index.</summary>
    public FeelValue this[int index] => _items[index];

    /// <summary>The items in order.</summary>
    public ReadOnlySpan<FeelValue> Items => _items;

    /// <summary>A list of the given items.</summary>
    public static FeelList Of(params ReadOnlySpan<FeelValue> items) => items.IsEmpty ? Empty : new FeelList(items.ToArray());

    /// <summary>A list of the given items.</summary>
    public static FeelList Of(IEnumerable<FeelValue> items) => new([.. items]);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FeelList other && Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => "[" + string.Join(", ", _items) + "]";
}
