using System.Numerics;

namespace Comity.Feel.Values;

// Each operation computes the exact result, or enough digits of it, and rounds once.
public readonly partial struct FeelNumber
{
    private const int PowerPrecision = 70;
    private const int HighestPower = 999_999;

    /// <summary>Sum; null when it is out of range.</summary>
    public static FeelNumber? Add(FeelNumber left, FeelNumber right)
    {
        if (left.IsZero || right.IsZero)
        {
            return left.IsZero ? right : left;
        }

        var gap = left.Exponent - right.Exponent;
        if (gap < 0)
        {
            (left, right, gap) = (right, left, -gap);
        }

        if (DecimalDigits.Count(left.Magnitude) + gap > 37)
        {
            return AddFar(left, right, gap);
        }

        var a = gap == 0 ? left.Magnitude : left.Magnitude * DecimalDigits.PowerOfTen(gap);
        var b = right.Magnitude;
        return left.IsNegative == right.IsNegative ? Create(left.IsNegative, a + b, right.Exponent)
            : a >= b ? Create(left.IsNegative, a - b, right.Exponent)
            : Create(right.IsNegative, b - a, right.Exponent);
    }

    // The right operand lies so far below the left one that what counts of it beyond its place is only that it is not zero.
    private static FeelNumber? AddFar(FeelNumber left, FeelNumber right, int gap)
    {
        if (gap <= 3 * Precision)
        {
            return Create((left.Coefficient * BigInteger.Pow(10, gap)) + right.Coefficient, right.Exponent);
        }

        var shift = 2 * Precision;
        return Create((left.Coefficient * BigInteger.Pow(10, shift)) + right.Sign, left.Exponent - shift);
    }

    /// <summary>Difference; null when it is out of range.</summary>
    public static FeelNumber? Subtract(FeelNumber left, FeelNumber right) => Add(left, -right);

    /// <summary>Product; null when it is out of range.</summary>
    public static FeelNumber? Multiply(FeelNumber left, FeelNumber right)
    {
        var (a, b) = (left.Magnitude, right.Magnitude);
        return a <= ulong.MaxValue && b <= ulong.MaxValue
            ? Create(left.IsNegative != right.IsNegative, Math.BigMul((ulong)a, (ulong)b), left.Exponent + right.Exponent)
            : Create(left.Coefficient * right.Coefficient, left.Exponent + right.Exponent);
    }

    /// <summary>Quotient; null for a division by zero or when it is out of range.</summary>
    public static FeelNumber? Divide(FeelNumber left, FeelNumber right)
    {
        if (right.IsZero)
        {
            return null;
        }

        var (a, b) = (left.Magnitude, right.Magnitude);
        var exponent = left.Exponent - right.Exponent;
        if (a <= ulong.MaxValue && b <= ulong.MaxValue)
        {
            return DivideShort(left.IsNegative != right.IsNegative, (ulong)a, (ulong)b, exponent);
        }

        var shift = Math.Max(0, Precision + 2 + DecimalDigits.Count(b) - DecimalDigits.Count(a));
        var quotient = BigInteger.DivRem(left.Coefficient * BigInteger.Pow(10, shift), right.Coefficient, out var rest);
        return rest.IsZero
            ? Create(quotient, exponent - shift)
            : Create((quotient * 10) + (left.Sign * right.Sign), exponent - shift - 1);
    }

    // Long division, nineteen decimal digits at a step, until there are at least 36 digits or nothing is left.
    private static FeelNumber? DivideShort(bool negative, ulong a, ulong b, int exponent)
    {
        const int Step = 19;
        var (whole, rest) = Math.DivRem(a, b);
        UInt128 quotient = whole;
        while (rest != 0 && quotient < DecimalDigits.Limit * 100)
        {
            var digits = Math.Min(Step, 38 - DecimalDigits.Count(quotient));
            var scaled = Math.BigMul(rest, (ulong)DecimalDigits.PowerOfTen(digits));
            var next = scaled / b;
            rest = (ulong)(scaled - (next * b));
            quotient = (quotient * DecimalDigits.PowerOfTen(digits)) + next;
            exponent -= digits;
        }

        // The last digit stands for everything that was cut off.
        return rest == 0 ? Create(negative, quotient, exponent) : Create(negative, (quotient / 10 * 10) + 1, exponent);
    }

    /// <summary>A power; null when it is out of range, and where there is no real one.</summary>
    public static FeelNumber? Power(FeelNumber value, FeelNumber exponent)
    {
        if (value.IsZero)
        {
            return exponent.Sign > 0 ? value : exponent.IsZero ? 1L : null;
        }

        if (!exponent.TryToInt64(out var times) || Math.Abs(times) > HighestPower)
        {
            return RealPower(value, exponent);
        }

        // Repeated squaring with enough further digits that a million factors do not reach the 34th.
        var (result, resultExponent) = (BigInteger.One, 0L);
        var (square, squareExponent) = (value.Coefficient, (long)value.Exponent);
        for (var left = Math.Abs(times); left > 0; left >>= 1)
        {
            if ((left & 1) == 1)
            {
                (result, resultExponent) = Cut(result * square, resultExponent + squareExponent);
            }

            (square, squareExponent) = Cut(square * square, 2 * squareExponent);
        }

        if (times < 0)
        {
            var shift = DecimalDigits.Count(BigInteger.Abs(result)) + PowerPrecision;
            (result, resultExponent) = (BigInteger.Pow(10, shift) / result, -resultExponent - shift);
        }

        return resultExponent switch
        {
            > HighestMagnitude => null,
            < 2 * LowestExponent => default(FeelNumber),
            _ => Create(result, (int)resultExponent),
        };
    }

    private static (BigInteger Coefficient, long Exponent) Cut(BigInteger coefficient, long exponent)
    {
        var surplus = DecimalDigits.Count(BigInteger.Abs(coefficient)) - PowerPrecision;
        return surplus <= 0 ? (coefficient, exponent) : (coefficient / BigInteger.Pow(10, surplus), exponent + surplus);
    }

    /// <summary>The largest whole number that is not greater.</summary>
    public FeelNumber Floor()
    {
        if (IsInteger)
        {
            return this;
        }

        if (-Exponent > Precision)
        {
            return IsNegative ? -1L : 0L;
        }

        var whole = Magnitude / DecimalDigits.PowerOfTen(-Exponent);
        return Create(IsNegative, IsNegative ? whole + UInt128.One : whole, 0)!.Value;
    }

    /// <summary>Negation.</summary>
    public static FeelNumber operator -(FeelNumber value) =>
        value.IsZero ? value : new FeelNumber(!value.IsNegative, value.Magnitude, value.Exponent);
}
