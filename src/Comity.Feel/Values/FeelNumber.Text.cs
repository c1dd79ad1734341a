using System.Globalization;

namespace Comity.Feel.Values;

// Reading and writing.
public readonly partial struct FeelNumber
{
    private const int LongestText = 10_000;
    private const int LongestPlainExponent = 100;

    /// <summary>Reads <c>12</c>, <c>-1.5</c>, <c>.5</c> or <c>1.2e-3</c>; false for anything else and for what is out of range.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out FeelNumber number)
    {
        number = default;
        var exponent = 0;
        var mark = text.IndexOfAny('e', 'E');
        if (mark >= 0)
        {
            if (!int.TryParse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                || Math.Abs(exponent) > LongestText)
            {
                return false;
            }

            text = text[..mark];
        }

        var negative = text.StartsWith("-");
        if (negative || text.StartsWith("+"))
        {
            text = text[1..];
        }

        if (text.IsEmpty || text.Length > LongestText || text[^1] == '.' || !TryReadDigits(text, out var magnitude, ref exponent)
            || Create(negative, magnitude, exponent) is not { } parsed)
        {
            return false;
        }

        number = parsed;
        return true;
    }

    // Keeps 36 digits; a last digit stands for everything behind them that is not zero.
    private static bool TryReadDigits(ReadOnlySpan<char> text, out UInt128 magnitude, ref int exponent)
    {
        magnitude = UInt128.Zero;
        var (more, fraction) = (false, false);
        var full = DecimalDigits.Limit * 10;
        foreach (var character in text)
        {
            if (character == '.' && !fraction)
            {
                fraction = true;
                continue;
            }

            if (!char.IsAsciiDigit(character))
            {
                return false;
            }

            if (magnitude < full)
            {
                magnitude = (magnitude * 10) + (uint)(character - '0');
                exponent -= fraction ? 1 : 0;
            }
            else
            {
                more |= character != '0';
                exponent += fraction ? 0 : 1;
            }
        }

        if (more)
        {
            magnitude = (magnitude * 10) + UInt128.One;
            exponent--;
        }

        return true;
    }

    /// <summary>Plain decimal notation; scientific only where that would take more than 100 digits.</summary>
    public override string ToString()
    {
        var digits = Magnitude.ToString(CultureInfo.InvariantCulture);
        var sign = IsNegative ? "-" : "";
        if (Exponent is > LongestPlainExponent or < -LongestPlainExponent)
        {
            return $"{sign}{digits}E{Exponent.ToString(CultureInfo.InvariantCulture)}";
        }

        if (Exponent >= 0)
        {
            return sign + digits.PadRight(digits.Length + Exponent, '0');
        }

        digits = digits.PadLeft(1 - Exponent, '0');
        return $"{sign}{digits.AsSpan(..^-Exponent)}.{digits.AsSpan(^-Exponent..)}";
    }
}
