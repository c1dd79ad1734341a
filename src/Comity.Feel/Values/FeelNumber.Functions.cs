using System.Numerics;

namespace Comity.Feel.Values;

// What built-in functions and durations need of numbers.
public readonly partial struct FeelNumber
{
    /// <summary>A whole number, rounded where it has more than 34 digits.</summary>
    internal static FeelNumber FromInt128(Int128 value) => Create((BigInteger)value, 0)!.Value;

    /// <summary>The whole part, towards zero; false where it has more than 38 digits.</summary>
    internal bool TryTruncate(out Int128 whole)
    {
        whole = 0;
        if (Exponent > 38)
        {
            return false;
        }

        var value = Exponent >= 0 ? Coefficient * BigInteger.Pow(10, Exponent)
            : Exponent < -Precision ? BigInteger.Zero
            : BigInteger.Divide(Coefficient, BigInteger.Pow(10, -Exponent));
        if (value > (BigInteger)Int128.MaxValue || value < (BigInteger)Int128.MinValue)
        {
            return false;
        }

        whole = (Int128)value;
        return true;
    }
}
