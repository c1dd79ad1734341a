namespace Comity.Feel.Values;

/// <summary>An immutable FEEL list (DMN 1.5 §10.3.2.3.8).</summary>
public sealed class FeelList : FeelObject
{
    private readonly FeelValue[] _items;
    private long _size;
    private int _depth;

    // Takes the array over; the caller must not change the items afterwards.
    private FeelList(FeelValue[] items, int count)
        : base(FeelKind.List)
    {
        _items = items;
        Count = count;
    }

    /// <summary>The list without items.</summary>
    public static FeelList Empty { get; } = new([], 0);

    /// <summary>Number of items.</summary>
    public int Count { get; }

    /// <summary>The item at a zero-based index.</summary>
    public FeelValue this[int index] => Items[index];

    /// <summary>The items in order.</summary>
    public ReadOnlySpan<FeelValue> Items => _items.AsSpan(0, Count);

    /// <summary>A list of the given items.</summary>
    public static FeelList Of(params ReadOnlySpan<FeelValue> items) => items.IsEmpty ? Empty : new FeelList(items.ToArray(), items.Length);

    /// <summary>A list of the given items.</summary>
    public static FeelList Of(IEnumerable<FeelValue> items) => Taking([.. items]);

    /// <summary>A list of the first items of an array that is only written to behind them.</summary>
    internal static FeelList Taking(FeelValue[] items, int? count = null) => new(items, count ?? items.Length);

    internal override (long Size, int Depth) Measure()
    {
        if (Volatile.Read(ref _size) == 0)
        {
            (var size, _depth) = Measure(Items);
            Volatile.Write(ref _size, size);
        }

        return (_size, _depth);
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FeelList other && Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in Items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => "[" + string.Join(", ", Items.ToArray()) + "]";
}
