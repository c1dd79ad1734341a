using System.Numerics;

namespace Comity.Feel.Values;

/// <summary>
/// A FEEL number (DMN 1.5 §10.3.2.3.1): a decimal of at most 34 significant digits with the meaning of IEEE 754-2008
/// decimal128, rounded half to even, sixteen bytes. Magnitudes reach from 10^-6176 to just below 10^6145; what is smaller is rounded
/// to a multiple of 10^-6176, what is larger is no number.
/// </summary>
/// <remarks>Operations on numbers of up to about 19 digits allocate nothing; longer ones may pass through <see cref="BigInteger"/>.</remarks>
public readonly partial struct FeelNumber : IEquatable<FeelNumber>, IComparable<FeelNumber>
{
    /// <summary>Significant digits that a number keeps.</summary>
    public const int Precision = 34;

    private const int LowestExponent = -6176;
    private const int HighestMagnitude = 6145;
    private const int CoefficientBits = 49;
    private const int ExponentBits = 14;

    // The coefficient is below 10^34 and so takes 113 bits: _low, and the lowest 49 of _high. Above them stand 14 bits of exponent in
    // two's complement and the sign. Every value has one form, so that equal values have equal fields: zero is all zeros, a whole
    // number below 10^34 has exponent 0, any other number has no trailing zero.
    private readonly ulong _low;
    private readonly ulong _high;

    private FeelNumber(bool negative, UInt128 coefficient, int exponent)
    {
        _low = (ulong)coefficient;
        _high = (ulong)(coefficient >> 64)
            | (((ulong)exponent & ((1UL << ExponentBits) - 1)) << CoefficientBits)
            | (negative ? 1UL << 63 : 0);
    }

    /// <summary>The decimal digits with their sign; the value is coefficient × 10^exponent.</summary>
    internal BigInteger Coefficient => IsNegative ? -(BigInteger)Magnitude : Magnitude;

    /// <summary>The power of ten; 0 for whole numbers below 10^34.</summary>
    internal int Exponent => (int)((long)(_high << 1) >> (CoefficientBits + 1));

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => IsNegative ? -1 : IsZero ? 0 : 1;

    /// <summary>True when there is no fraction.</summary>
    public bool IsInteger => Exponent >= 0;

    private bool IsNegative => (long)_high < 0;

    private bool IsZero => (_low | _high) == 0;

    private UInt128 Magnitude => new(_high & ((1UL << CoefficientBits) - 1), _low);

    /// <summary>A whole number.</summary>
    public static implicit operator FeelNumber(long value) =>
        new(value < 0, value < 0 ? unchecked((ulong)-value) : (ulong)value, 0);

    /// <summary>coefficient × 10^exponent rounded to 34 digits; null when it is out of range.</summary>
    internal static FeelNumber? Create(BigInteger coefficient, int exponent)
    {
        var magnitude = BigInteger.Abs(coefficient);
        var surplus = DecimalDigits.Count(magnitude) - Precision - 2;
        if (surplus > 0)
        {
            // Two guard digits and a digit for what is cut off keep the one rounding below right.
            magnitude = BigInteger.DivRem(magnitude, BigInteger.Pow(10, surplus), out var rest);
            (magnitude, exponent) = rest.IsZero ? (magnitude, exponent + surplus) : ((magnitude * 10) + 1, exponent + surplus - 1);
        }

        return Create(coefficient.Sign < 0, (UInt128)magnitude, exponent);
    }

    /// <summary>magnitude × 10^exponent rounded to 34 digits; null when it is out of range.</summary>
    private static FeelNumber? Create(bool negative, UInt128 magnitude, int exponent)
    {
        if (magnitude < DecimalDigits.Limit && exponent == 0)
        {
            return new FeelNumber(negative && magnitude != UInt128.Zero, magnitude, 0);
        }

        var digits = DecimalDigits.Count(magnitude);
        var surplus = Math.Max(digits - Precision, LowestExponent - exponent);
        if (surplus > 0)
        {
            magnitude = DecimalDigits.RoundAway(magnitude, surplus);
            exponent += surplus;
        }

        if (magnitude == UInt128.Zero)
        {
            return default(FeelNumber);
        }

        if (exponent > 0 && digits + exponent <= Precision)
        {
            return new FeelNumber(negative, magnitude * DecimalDigits.PowerOfTen(exponent), 0);
        }

        DecimalDigits.StripZeros(ref magnitude, ref exponent, exponent < 0 ? -exponent : int.MaxValue);
        return DecimalDigits.Count(magnitude) + exponent > HighestMagnitude ? null : new FeelNumber(negative, magnitude, exponent);
    }

    /// <summary>A number from the parts that <see cref="TryGetParts"/> gave.</summary>
    internal static FeelNumber FromParts(long coefficient, int exponent) =>
        new(coefficient < 0, coefficient < 0 ? unchecked((ulong)-coefficient) : (ulong)coefficient, exponent);

    /// <summary>The number as a 64-bit coefficient and an exponent, where the coefficient is so short.</summary>
    internal bool TryGetParts(out long coefficient, out int exponent)
    {
        exponent = Exponent;
        coefficient = IsNegative ? unchecked((long)(0 - _low)) : (long)_low;
        return (_high & ((1UL << CoefficientBits) - 1)) == 0 && (IsNegative ? coefficient < 0 : coefficient >= 0);
    }

    /// <summary>The value as a 64-bit integer, where it is one.</summary>
    public bool TryToInt64(out long value) => TryGetParts(out value, out var exponent) & exponent == 0;

    /// <inheritdoc/>
    public int CompareTo(FeelNumber other)
    {
        if (Sign != other.Sign)
        {
            return Sign.CompareTo(other.Sign);
        }

        if (Exponent == other.Exponent)
        {
            return Magnitude.CompareTo(other.Magnitude) * Sign;
        }

        var size = DecimalDigits.Count(Magnitude) + Exponent;
        var otherSize = DecimalDigits.Count(other.Magnitude) + other.Exponent;
        if (size != otherSize)
        {
            return size.CompareTo(otherSize) * Sign;
        }

        // Of numbers with as many digits before the point, the one with the higher exponent has the fewer digits: it gets zeros.
        var gap = Exponent - other.Exponent;
        return (gap > 0
            ? (Magnitude * DecimalDigits.PowerOfTen(gap)).CompareTo(other.Magnitude)
            : Magnitude.CompareTo(other.Magnitude * DecimalDigits.PowerOfTen(-gap))) * Sign;
    }

    /// <inheritdoc/>
    public bool Equals(FeelNumber other) => _low == other._low && _high == other._high;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FeelNumber other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_low, _high);

    /// <summary>Same value.</summary>
    public static bool operator ==(FeelNumber left, FeelNumber right) => left.Equals(right);

    /// <summary>Another value.</summary>
    public static bool operator !=(FeelNumber left, FeelNumber right) => !left.Equals(right);

    /// <summary>Less.</summary>
    public static bool operator <(FeelNumber left, FeelNumber right) => left.CompareTo(right) < 0;

    /// <summary>Greater.</summary>
    public static bool operator >(FeelNumber left, FeelNumber right) => left.CompareTo(right) > 0;

    /// <summary>Less or equal.</summary>
    public static bool operator <=(FeelNumber left, FeelNumber right) => left.CompareTo(right) <= 0;

    /// <summary>Greater or equal.</summary>
    public static bool operator >=(FeelNumber left, FeelNumber right) => left.CompareTo(right) >= 0;
}
