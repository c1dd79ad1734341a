using System.Numerics;

namespace Comity.Feel.Values;

/// <summary>Decimal digits of unsigned integers of 128 bits.</summary>
internal static class DecimalDigits
{
    private static readonly UInt128[] Powers = PowersOfTen();

    /// <summary>10^34, the first coefficient that is too long.</summary>
    public static readonly UInt128 Limit = Powers[FeelNumber.Precision];

    private static UInt128[] PowersOfTen()
    {
        var powers = new UInt128[39];
        powers[0] = 1;
        for (var exponent = 1; exponent < powers.Length; exponent++)
        {
            powers[exponent] = powers[exponent - 1] * 10;
        }

        return powers;
    }

    /// <summary>10^exponent, for exponents from 0 to 38.</summary>
    public static UInt128 PowerOfTen(int exponent) => Powers[exponent];

    /// <summary>How many decimal digits a value has; 1 for zero.</summary>
    public static int Count(UInt128 value)
    {
        // 1233 / 4096 is the logarithm of 2 to the base 10, close enough for 128 bits.
        var estimate = (128 - (int)UInt128.LeadingZeroCount(value)) * 1233 >> 12;
        return estimate < Powers.Length && value >= Powers[estimate] ? estimate + 1 : Math.Max(estimate, 1);
    }

    /// <summary>How many decimal digits a value of no particular size has; 1 for zero.</summary>
    public static int Count(BigInteger value)
    {
        if (value.IsZero)
        {
            return 1;
        }

        // The estimate may be one too low or too high.
        var estimate = Math.Max((int)(value.GetBitLength() * 0.30102999566398119521) - 1, 0);
        for (var power = BigInteger.Pow(10, estimate); value >= power; power *= 10)
        {
            estimate++;
        }

        return estimate;
    }

    /// <summary>The value without its last digits, rounded half to even.</summary>
    public static UInt128 RoundAway(UInt128 value, int digits)
    {
        if (digits >= Powers.Length)
        {
            return UInt128.Zero;
        }

        var (quotient, rest) = UInt128.DivRem(value, Powers[digits]);
        var beyond = Powers[digits] - rest;
        return rest > beyond || (rest == beyond && UInt128.IsOddInteger(quotient)) ? quotient + UInt128.One : quotient;
    }

    /// <summary>Takes trailing zeros off a value that is not zero, at most so many.</summary>
    public static void StripZeros(ref UInt128 value, ref int exponent, int most)
    {
        for (var step = 16; step > 0; step >>= 1)
        {
            while (most >= step && value >= Powers[step] && !Shortened(ref value, step))
            {
                exponent += step;
                most -= step;
            }
        }
    }

    private static bool Shortened(ref UInt128 value, int step)
    {
        // Only multiples of 2^step can be multiples of 10^step.
        if (((ulong)value & ((1UL << step) - 1)) != 0)
        {
            return true;
        }

        var (quotient, rest) = UInt128.DivRem(value, Powers[step]);
        if (rest != UInt128.Zero)
        {
            return true;
        }

        value = quotient;
        return false;
    }
}
