using System.Numerics;

namespace Comity.Feel.Values;

/// <summary>Which of two neighbours a number is rounded to (DMN 1.5 §10.3.4.5).</summary>
public enum FeelRounding
{
    /// <summary>Towards negative infinity.</summary>
    Floor,

    /// <summary>Towards positive infinity.</summary>
    Ceiling,

    /// <summary>Away from zero.</summary>
    Up,

    /// <summary>Towards zero.</summary>
    Down,

    /// <summary>To the nearest; away from zero when both are as near.</summary>
    HalfUp,

    /// <summary>To the nearest; towards zero when both are as near.</summary>
    HalfDown,

    /// <summary>To the nearest; to the even digit when both are as near.</summary>
    HalfEven,
}

// What built-in functions and durations need of numbers.
public readonly partial struct FeelNumber
{
    /// <summary>Lowest scale of the rounding functions.</summary>
    public const int LowestScale = -6111;

    /// <summary>Highest scale of the rounding functions.</summary>
    public const int HighestScale = 6176;

    /// <summary>The number with so many digits behind the point (a negative scale rounds to tens, hundreds…); null for a scale out of range.</summary>
    public FeelNumber? Round(long scale, FeelRounding rounding)
    {
        if (scale is < LowestScale or > HighestScale)
        {
            return null;
        }

        if (Exponent >= -scale)
        {
            return this;
        }

        var (quotient, remainder) = BigInteger.DivRem(Coefficient, BigInteger.Pow(10, (int)(-scale - Exponent)));
        if (!remainder.IsZero)
        {
            var half = (BigInteger.Abs(remainder) * 2).CompareTo(BigInteger.Pow(10, (int)(-scale - Exponent)));
            var away = rounding switch
            {
                FeelRounding.Floor => Sign < 0,
                FeelRounding.Ceiling => Sign > 0,
                FeelRounding.Up => true,
                FeelRounding.Down => false,
                FeelRounding.HalfUp => half >= 0,
                FeelRounding.HalfDown => half > 0,
                _ => half > 0 || (half == 0 && !quotient.IsEven),
            };
            quotient += away ? Sign : 0;
        }

        return Create(quotient, (int)-scale);
    }

    /// <summary>True for a whole number that two divides.</summary>
    internal bool IsEven => Exponent > 0 || (Exponent == 0 && Coefficient.IsEven);

    /// <summary>dividend - divisor × floor(dividend / divisor), exactly, then rounded to 34 digits; null for a divisor of zero.</summary>
    public static FeelNumber? Modulo(FeelNumber dividend, FeelNumber divisor)
    {
        if (divisor.Sign == 0)
        {
            return null;
        }

        var low = Math.Min(dividend.Exponent, divisor.Exponent);
        var scaledDivisor = divisor.Coefficient * BigInteger.Pow(10, divisor.Exponent - low);
        var rest = BigInteger.Remainder(dividend.Coefficient * BigInteger.Pow(10, dividend.Exponent - low), scaledDivisor);
        return Create(rest.Sign * divisor.Sign < 0 ? rest + scaledDivisor : rest, low);
    }

    /// <summary>The square root to 34 digits; null of a negative number.</summary>
    public FeelNumber? Sqrt()
    {
        if (Sign < 0)
        {
            return null;
        }

        // An even exponent and twice the digits, then a sticky digit that keeps the one rounding in Create correct.
        var shift = (2 * Precision) + 4 + (Exponent & 1);
        var radicand = Coefficient * BigInteger.Pow(10, shift);
        var root = IntegerRoot(radicand);
        var exact = root * root == radicand;
        return Create(exact ? root : (root * 10) + 1, ((Exponent - shift) / 2) - (exact ? 0 : 1));
    }

    /// <summary>The natural logarithm to 34 digits; null unless the number is positive.</summary>
    public FeelNumber? Log() => Sign <= 0 ? null : Transcendental.ToNumber(Transcendental.Ln(this), 0);

    /// <summary>e to the power of the number, to 34 digits; null when it is out of range.</summary>
    public FeelNumber? Exp() => Transcendental.Exp(Transcendental.FromNumber(this));

    /// <summary>The sample standard deviation to 34 digits; null of fewer than two numbers.</summary>
    public static FeelNumber? StandardDeviation(ReadOnlySpan<FeelNumber> numbers)
    {
        if (numbers.Length < 2)
        {
            return null;
        }

        var low = int.MaxValue;
        foreach (var number in numbers)
        {
            low = Math.Min(low, number.Exponent);
        }

        // n Σx² - (Σx)², exactly.
        BigInteger sum = 0, squares = 0;
        foreach (var number in numbers)
        {
            var scaled = number.Coefficient * BigInteger.Pow(10, number.Exponent - low);
            sum += scaled;
            squares += scaled * scaled;
        }

        BigInteger count = numbers.Length;
        var spread = (count * squares) - (sum * sum);
        const int guard = 2 * (Precision + 4);
        var variance = spread * BigInteger.Pow(10, 2 * guard) / (count * (count - 1));
        return Create(IntegerRoot(variance), low - guard);
    }

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

    // By logarithms; of a negative number only for a whole exponent.
    private static FeelNumber? RealPower(FeelNumber value, FeelNumber exponent)
    {
        if (value.Sign < 0 && !exponent.IsInteger)
        {
            return null;
        }

        var magnitude = value.Sign < 0 ? -value : value;
        var result = Transcendental.Exp(Transcendental.Times(Transcendental.Ln(magnitude), exponent));
        return value.Sign < 0 && !exponent.IsEven && result is { } positive ? -positive : result;
    }

    // The largest whole number whose square is not greater, by Newton's method from above.
    private static BigInteger IntegerRoot(BigInteger value)
    {
        if (value.IsZero)
        {
            return value;
        }

        var root = BigInteger.One << (int)((value.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (root + (value / root)) >> 1;
            if (next >= root)
            {
                return root;
            }

            root = next;
        }
    }

    /// <summary>Fixed-point arithmetic with 320 bits behind the point: enough for 34 digits of logarithms of numbers near 1 and of powers near the range's ends.</summary>
    private static class Transcendental
    {
        private const int Bits = 320;
        private static readonly BigInteger One = BigInteger.One << Bits;
        private static readonly BigInteger Ln10 = (46 * Atanh(31)) + (34 * Atanh(49)) + (20 * Atanh(161));

        public static BigInteger FromNumber(FeelNumber number) => Times(One, number);

        public static BigInteger Times(BigInteger value, FeelNumber number)
        {
            // Beyond this no power is within range, and below nothing is left of it.
            var exponent = Math.Clamp(number.Exponent, -200, 40);
            var product = value * number.Coefficient;
            return exponent >= 0 ? product * BigInteger.Pow(10, exponent)
                : exponent != number.Exponent ? BigInteger.Zero
                : product / BigInteger.Pow(10, -exponent);
        }

        public static BigInteger Ln(FeelNumber number)
        {
            // number = m × 10^places with m in [0.1, 1); Halley's method triples the digits of the first guess.
            var places = DecimalDigits.Count(number.Coefficient);
            var m = (number.Coefficient << Bits) / BigInteger.Pow(10, places);
            var guess = new BigInteger(Math.Log((double)(m >> (Bits - 64)) / Math.Pow(2, 64)) * Math.Pow(2, 52)) << (Bits - 52);
            for (var i = 0; i < 2; i++)
            {
                var power = ExpNearZero(guess);
                guess += 2 * (((m - power) << Bits) / (m + power));
            }

            return guess + ((number.Exponent + places) * Ln10);
        }

        public static FeelNumber? Exp(BigInteger value)
        {
            // e^value = 10^k × e^rest with |rest| ≤ ln 10.
            var k = BigInteger.DivRem(value, Ln10, out var rest);
            return BigInteger.Abs(k) > 7000 ? (value.Sign < 0 ? default(FeelNumber) : null) : ToNumber(ExpNearZero(rest), (int)k);
        }

        public static FeelNumber? ToNumber(BigInteger value, int exponent)
        {
            const int digits = 90;
            return Create((value * BigInteger.Pow(10, digits)) >> Bits, exponent - digits);
        }

        private static BigInteger ExpNearZero(BigInteger value)
        {
            const int halvings = 12;
            var small = value >> halvings;
            BigInteger sum = One, term = One;
            for (var i = 1; !term.IsZero && term != BigInteger.MinusOne; i++)
            {
                term = ((term * small) >> Bits) / i;
                sum += term;
            }

            for (var i = 0; i < halvings; i++)
            {
                sum = (sum * sum) >> Bits;
            }

            return sum;
        }

        private static BigInteger Atanh(int reciprocal)
        {
            var power = One / reciprocal;
            var sum = power;
            for (var i = 3; !power.IsZero; i += 2)
            {
                power /= reciprocal * reciprocal;
                sum += power / i;
            }

            return sum;
        }
    }
}
