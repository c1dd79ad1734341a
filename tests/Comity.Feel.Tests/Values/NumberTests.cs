using System.Numerics;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Feel.Tests.Values;

public class NumberTests
{
    private static readonly Gen<decimal> Decimals = Gen.Select(Gen.Int[-1_000_000_000, 1_000_000_000], Gen.Int[0, 6], (digits, scale) => digits / (decimal)Math.Pow(10, scale));

    [Fact]
    public void AgreesWithDecimalWhereDecimalIsExact() => Gen.Select(Decimals, Decimals).Sample((left, right) =>
    {
        var (a, b) = (Of(left), Of(right));
        Assert.Equal(Of(left + right), FeelNumber.Add(a, b));
        Assert.Equal(Of(left - right), FeelNumber.Subtract(a, b));
        Assert.Equal(Of(left * right), FeelNumber.Multiply(a, b));
        Assert.Equal(left.CompareTo(right), Math.Sign(a.CompareTo(b)));
    });

    [Fact]
    public void ADivisionIsRightToThirtyFourDigits() => Gen.Select(Gen.Long[1, 1_000_000], Gen.Long[1, 1_000_000]).Sample((a, b) =>
    {
        var quotient = FeelNumber.Divide(a, b)!.Value;
        var text = quotient.ToString();
        Assert.True(text.Replace(".", "", StringComparison.Ordinal).TrimStart('0').Length <= 34, text);

        // Independent: the error of quotient * b against a, in units of the 33rd digit.
        var scale = BigInteger.Pow(10, 60);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : text.Length - point - 1;
        var exact = BigInteger.Parse(text.Replace(".", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture) * scale / BigInteger.Pow(10, decimals);
        Assert.True(BigInteger.Abs((exact * b) - (a * scale)) * BigInteger.Pow(10, 33) <= a * scale);
    });

    private static FeelNumber Of(decimal value)
    {
        Assert.True(FeelNumber.TryParse(value.ToString(System.Globalization.CultureInfo.InvariantCulture), out var number));
        return number;
    }
}
