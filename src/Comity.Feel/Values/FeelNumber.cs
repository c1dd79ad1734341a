using System.Globalization;
using System.Numerics;

namespace Comity.Feel.Values;

/// <summary>
/// A FEEL number (DMN 1.5 §10.3.2.3.1): a decimal of at most 34 significant digits with the meaning of IEEE 754-2008
/// decimal128, rounded half to even. Exponents range from -6176 to 6111.
/// </summary>
public readonly struct FeelNumber : IEquatable<FeelNumber>, IComparable<FeelNumber>
{
    /// <summary>Significant digits that a number keeps.</summary>
    public const int Precision = 34;

    private const int LowestExponent = -6176;
    private const int HighestExponent = 6111;
    private static readonly BigInteger Limit = BigInteger.Pow(10, Precision);

    // Normalised: no trailing zero in the coefficient, zero has exponent 0. Equal values are therefore equal fields.
    private readonly BigInteger _coefficient;
    private readonly int _exponent;

    private FeelNumber(BigInteger coefficient, int exponent)
    {
        _coefficient = coefficient;
        _exponent = exponent;
    }

    /// <summary>The decimal digits with their sign; the value is coefficient × 10^exponent.</summary>
    internal BigInteger Coefficient => _coefficient;

    /// <summary>The power of ten.</summary>
    internal int Exponent => _exponent;

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => _coefficient.Sign;

    /// <summary>True when there is no fraction.</summary>
    public bool IsInteger => _exponent >= 0;

    /// <summary>A whole number.</summary>
    public static implicit operator FeelNumber(long value) => Create(value, 0)!.Value;

    /// <summary>coefficient × 10^exponent rounded to 34 digits; null when it is out of range.</summary>
    internal static FeelNumber? Create(BigInteger coefficient, int exponent)
    {
        if (BigInteger.Abs(coefficient) >= Limit)
        {
            var surplus = DigitCount(coefficient) - Precision;
            coefficient = DivideHalfEven(coefficient, BigInteger.Pow(10, surplus));
            exponent += surplus;
        }

        if (coefficient.IsZero)
        {
            return default(FeelNumber);
        }

        while (true)
        {
            var quotient = BigInteger.DivRem(coefficient, 10, out var remainder);
            if (!remainder.IsZero)
            {
                break;
            }

            coefficient = quotient;
            exponent++;
        }

        return exponent < LowestExponent || exponent > HighestExponent + Precision ? null : new FeelNumber(coefficient, exponent);
    }

    /// <summary>Reads <c>12</c>, <c>-1.5</c>, <c>.5</c> or <c>1.2e-3</c>; false for anything else and for what is out of range.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out FeelNumber number)
    {
        number = default;
        var exponent = 0;
        var mark = text.IndexOfAny('e', 'E');
        if (mark >= 0)
        {
            if (!int.TryParse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                || Math.Abs(exponent) > 10_000)
            {
                return false;
            }

            text = text[..mark];
        }

        var point = text.IndexOf('.');
        var digits = text.ToString();
        if (point >= 0)
        {
            var fraction = text.Length - point - 1;
            if (fraction == 0)
            {
                return false;
            }

            exponent -= fraction;
            digits = digits.Remove(point, 1);
        }

        if (digits.Length > 10_000
            || !BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var coefficient)
            || Create(coefficient, exponent) is not { } parsed)
        {
            return false;
        }

        number = parsed;
        return true;
    }

    /// <summary>Sum; null when it is out of range.</summary>
    public static FeelNumber? Add(FeelNumber left, FeelNumber right)
    {
        // Digits that lie more than 34 places below the larger operand cannot matter beyond rounding.
        var low = Math.Min(left._exponent, right._exponent);
        var high = Math.Max(left._exponent, right._exponent);
        if (high - low > 4 * Precision)
        {
            return left._exponent > right._exponent ? (left.Sign == 0 ? right : left) : (right.Sign == 0 ? left : right);
        }

        return Create(left.Scaled(low) + right.Scaled(low), low);
    }

    /// <summary>Difference; null when it is out of range.</summary>
    public static FeelNumber? Subtract(FeelNumber left, FeelNumber right) => Add(left, -right);

    /// <summary>Product; null when it is out of range.</summary>
    public static FeelNumber? Multiply(FeelNumber left, FeelNumber right) =>
        Create(left._coefficient * right._coefficient, left._exponent + right._exponent);

    /// <summary>Quotient; null for a division by zero or when it is out of range.</summary>
    public static FeelNumber? Divide(FeelNumber left, FeelNumber right)
    {
        if (right.Sign == 0)
        {
            return null;
        }

        // Two guard digits and a sticky digit make the one rounding in Create correct.
        var shift = Math.Max(0, Precision + 2 + DigitCount(right._coefficient) - DigitCount(left._coefficient));
        var quotient = BigInteger.DivRem(left._coefficient * BigInteger.Pow(10, shift), right._coefficient, out var remainder);
        var exponent = left._exponent - right._exponent - shift;
        if (!remainder.IsZero)
        {
            quotient = (quotient * 10) + (left.Sign * right.Sign);
            exponent--;
        }

        return Create(quotient, exponent);
    }

    /// <summary>Whole power by repeated squaring; null when it is out of range or the exponent is not a whole number within ±999,999.</summary>
    public static FeelNumber? Power(FeelNumber value, FeelNumber exponent)
    {
        if (!exponent.TryToInt64(out var times) || Math.Abs(times) > 999_999)
        {
            return null;
        }

        FeelNumber? result = 1L, square = value;
        for (var left = Math.Abs(times); left > 0 && result is not null; left >>= 1)
        {
            if ((left & 1) == 1)
            {
                result = square is null ? null : Multiply(result.Value, square.Value);
            }

            square = square is null ? null : Multiply(square.Value, square.Value);
        }

        return times < 0 && result is not null ? Divide(1L, result.Value) : result;
    }

    /// <summary>The largest whole number that is not greater.</summary>
    public FeelNumber Floor()
    {
        if (IsInteger)
        {
            return this;
        }

        var quotient = BigInteger.DivRem(_coefficient, BigInteger.Pow(10, -_exponent), out _);
        return Create(_coefficient.Sign < 0 ? quotient - 1 : quotient, 0)!.Value;
    }

    /// <summary>Negation.</summary>
    public static FeelNumber operator -(FeelNumber value) => new(-value._coefficient, value._exponent);

    /// <summary>The value as a 64-bit integer, where it is one.</summary>
    public bool TryToInt64(out long value)
    {
        value = 0;
        if (_exponent < 0 || _exponent > 19)
        {
            return false;
        }

        var whole = Scaled(0);
        if (whole < long.MinValue || whole > long.MaxValue)
        {
            return false;
        }

        value = (long)whole;
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(FeelNumber other)
    {
        if (Sign != other.Sign)
        {
            return Sign.CompareTo(other.Sign);
        }

        var magnitude = DigitCount(_coefficient) + _exponent;
        var otherMagnitude = DigitCount(other._coefficient) + other._exponent;
        if (magnitude != otherMagnitude)
        {
            return magnitude.CompareTo(otherMagnitude) * Sign;
        }

        var low = Math.Min(_exponent, other._exponent);
        return Scaled(low).CompareTo(other.Scaled(low));
    }

    /// <inheritdoc/>
    public bool Equals(FeelNumber other) => _exponent == other._exponent && _coefficient == other._coefficient;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FeelNumber other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_coefficient, _exponent);

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

    /// <summary>Plain decimal notation; scientific only where that would take more than 100 digits.</summary>
    public override string ToString()
    {
        if (_exponent is > 100 or < -100)
        {
            return _coefficient.ToString(CultureInfo.InvariantCulture) + "E" + _exponent.ToString(CultureInfo.InvariantCulture);
        }

        if (_exponent >= 0)
        {
            return Scaled(0).ToString(CultureInfo.InvariantCulture);
        }

        var digits = BigInteger.Abs(_coefficient).ToString(CultureInfo.InvariantCulture).PadLeft(1 - _exponent, '0');
        return (Sign < 0 ? "-" : "") + digits[..^-_exponent] + "." + digits[^-_exponent..];
    }

    private BigInteger Scaled(int exponent) => _coefficient * BigInteger.Pow(10, _exponent - exponent);

    private static int DigitCount(BigInteger value)
    {
        value = BigInteger.Abs(value);
        if (value.IsZero)
        {
            return 1;
        }

        var estimate = (int)(value.GetBitLength() * 0.30102999566398119521);
        return value >= BigInteger.Pow(10, estimate) ? estimate + 1 : estimate;
    }

    private static BigInteger DivideHalfEven(BigInteger value, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(value, divisor, out var remainder);
        var twice = BigInteger.Abs(remainder) * 2;
        return twice > divisor || (twice == divisor && !quotient.IsEven) ? quotient + value.Sign : quotient;
    }
}
