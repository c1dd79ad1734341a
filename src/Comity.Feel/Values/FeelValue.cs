namespace Comity.Feel.Values;

/// <summary>
/// Any FEEL value (DMN 1.5 §10.3.2.3), sixteen bytes, immutable. Null, booleans, dates, and numbers whose
/// coefficient fits 64 bits are held in place and cost no allocation; everything else is a reference.
/// </summary>
/// <remarks>
/// <see cref="Equals(FeelValue)"/> is identity of meaning for use as a dictionary key (null equals null,
/// 1.0 equals 1.00). FEEL's own three-valued <c>=</c> is <see cref="FeelOperators"/>'.
/// </remarks>
public readonly partial struct FeelValue : IEquatable<FeelValue>
{
    // Null: no reference. In place: a Tag, whose payload is _bits. Otherwise the value's own object.
    private readonly object? _reference;
    private readonly long _bits;

    private FeelValue(object? reference, long bits)
    {
        _reference = reference;
        _bits = bits;
    }

    /// <summary>What kind of value this is.</summary>
    public FeelKind Kind => _reference switch
    {
        null => FeelKind.Null,
        Tag tag => tag.Kind,
        string => FeelKind.String,
        FeelObject other => other.Kind,
        _ => throw new InvalidOperationException(),
    };

    /// <summary>The null value.</summary>
    public static FeelValue Null => default;

    /// <summary>True for the null value.</summary>
    public bool IsNull => _reference is null;

    private sealed class Tag(FeelKind kind, int exponent = 0)
    {
        public readonly FeelKind Kind = kind;

        // For numbers: the value is _bits * 10^Exponent.
        public readonly int Exponent = exponent;
    }
}

/// <summary>Base of the FEEL values that are held by reference.</summary>
public abstract class FeelObject
{
    private protected FeelObject(FeelKind kind) => Kind = kind;

    /// <summary>What kind of value this is.</summary>
    public FeelKind Kind { get; }
}
