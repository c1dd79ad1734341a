namespace Comity.Feel.Values;

/// <summary>An immutable FEEL list (DMN 1.5 §10.3.2.3.8).</summary>
public sealed class FeelList : FeelObject
{
    private readonly FeelValue[] _items;

    // Takes the array over; the caller must not change the items afterwards.
    private FeelList(FeelValue[] items, int count, Extent extent)
        : base(FeelKind.List, extent.Size, extent.Depth)
    {
        _items = items;
        Count = count;
    }

    /// <summary>The list without items.</summary>
    public static FeelList Empty { get; } = new([], 0, new Extent().Within());

    /// <summary>Number of items.</summary>
    public int Count { get; }

    /// <summary>The item at a zero-based index.</summary>
    public FeelValue this[int index] => Items[index];

    /// <summary>The items in order.</summary>
    public ReadOnlySpan<FeelValue> Items => _items.AsSpan(0, Count);

    /// <summary>A list of the given items.</summary>
    public static FeelList Of(params ReadOnlySpan<FeelValue> items) => items.IsEmpty ? Empty : Taking(items.ToArray());

    /// <summary>A list of the given items.</summary>
    public static FeelList Of(IEnumerable<FeelValue> items) => Taking([.. items]);

    /// <summary>A list of an array's items, which is not written to afterwards.</summary>
    internal static FeelList Taking(FeelValue[] items) => new(items, items.Length, Extent.Of(items).Within());

    /// <summary>A list of the first items of an array that is only written to behind them.</summary>
    /// <param name="items">The array.</param>
    /// <param name="count">How many items.</param>
    /// <param name="extent">What these items make up.</param>
    internal static FeelList Taking(FeelValue[] items, int count, Extent extent) => new(items, count, extent.Within());

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
    public override string ToString() => ValueText.Of(FeelValue.From(this));
}
