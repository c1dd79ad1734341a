using System.Globalization;
using System.Numerics;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Feel.Tests.Values;

/// <summary>Functions of numbers against <see cref="decimal"/>, exact whole numbers, and each other.</summary>
public class NumberFunctionTests
{
    private static readonly Gen<decimal> Decimals = Gen.Select(Gen.Long[-1_000_000_000_000, 1_000_000_000_000], Gen.Int[0, 8], (digits, scale) => digits / (decimal)BigInteger.Pow(10, scale));
    private static readonly Gen<FeelNumber> Positive = Gen.Select(Gen.Long[1, long.MaxValue], Gen.Int[-60, 40], (digits, exponent) => Number($"{digits}e{exponent}"));

    [Fact]
    public void RoundingAgreesWithDecimal() => Gen.Select(Decimals, Gen.Int[0, 8]).Sample((value, scale) =>
    {
        foreach (var (rounding, theirs) in new[]
        {
            (FeelRounding.Floor, MidpointRounding.ToNegativeInfinity), (FeelRounding.Ceiling, MidpointRounding.ToPositiveInfinity), (FeelRounding.Down, MidpointRounding.ToZero),
            (FeelRounding.HalfUp, MidpointRounding.AwayFromZero), (FeelRounding.HalfEven, MidpointRounding.ToEven),
        })
        {
            Assert.Equal(Of(decimal.Round(value, scale, theirs)), Of(value).Round(scale, rounding));
        }

        var (down, up) = (decimal.Round(value, scale, MidpointRounding.ToZero), value < 0 ? decimal.Round(value, scale, MidpointRounding.ToNegativeInfinity) : decimal.Round(value, scale, MidpointRounding.ToPositiveInfinity));
        Assert.Equal(Of(up), Of(value).Round(scale, FeelRounding.Up));
        Assert.Equal(Of(Math.Abs(value - down) <= Math.Abs(up - value) ? down : up), Of(value).Round(scale, FeelRounding.HalfDown));
    });

    [Fact]
    public void TheRestHasTheSignOfTheDivisor() => Gen.Select(Decimals, Decimals.Where(divisor => divisor != 0)).Sample((dividend, divisor) =>
    {
        var rest = dividend % divisor;
        Assert.Equal(Of(rest != 0 && (rest < 0) != (divisor < 0) ? rest + divisor : rest), FeelNumber.Modulo(Of(dividend), Of(divisor)));
    });

    [Fact]
    public void ASquareRootIsTheNearestNumber() => Positive.Sample(number =>
    {
        var root = number.Sqrt()!.Value;
        var (coefficient, exponent) = Parts(root);
        while (coefficient < BigInteger.Pow(10, 33))
        {
            (coefficient, exponent) = (coefficient * 10, exponent - 1);
        }

        // (root - half a unit)² ≤ number ≤ (root + half a unit)², in quarters of a squared unit.
        var (digits, scale) = Parts(number);
        var low = Math.Min(scale, 2 * exponent);
        var exact = 4 * digits * BigInteger.Pow(10, scale - low);
        var unit = BigInteger.Pow(10, (2 * exponent) - low);
        Assert.True(BigInteger.Pow((2 * coefficient) - 1, 2) * unit <= exact, number.ToString());
        Assert.True(exact <= BigInteger.Pow((2 * coefficient) + 1, 2) * unit, number.ToString());
    });

    [Fact]
    public void LogarithmsAndPowersUndoEachOther() => Positive.Sample(number =>
    {
        var log = number.Log()!.Value;
        Assert.Equal(Math.Log(double.Parse(number.ToString(), CultureInfo.InvariantCulture)), double.Parse(log.ToString(), CultureInfo.InvariantCulture), 1e-11);
        Near(number, log.Exp()!.Value, "2e-31");
        Assert.Equal(number.Sqrt(), FeelNumber.Power(number, Number("0.5")));
        Near(FeelNumber.Power(number, 3)!.Value, FeelNumber.Multiply(FeelNumber.Power(number, Number("1.7"))!.Value, FeelNumber.Power(number, Number("1.3"))!.Value)!.Value, "3e-33");
    });

    [Fact]
    public void TheDeviationIsThatOfExactFractions() => Gen.Int[-1000, 1000].Array[2, 8].Sample(values =>
    {
        var (n, sum, squares) = (values.Length, values.Sum(value => (long)value), values.Sum(value => (long)value * value));
        var variance = FeelNumber.Divide((n * squares) - (sum * sum), n * (n - 1))!.Value;
        Near(variance, FeelNumber.Power(FeelNumber.StandardDeviation([.. values.Select(value => (FeelNumber)value)])!.Value, 2)!.Value, "3e-33");
    });

    private static void Near(FeelNumber expected, FeelNumber actual, string tolerance)
    {
        var difference = FeelNumber.Subtract(expected, actual)!.Value;
        var allowed = FeelNumber.Multiply(expected, Number(tolerance))!.Value;
        Assert.True((difference.Sign < 0 ? -difference : difference) <= allowed, $"{actual}, not {expected}");
    }

    private static (BigInteger Coefficient, int Exponent) Parts(FeelNumber number)
    {
        // Independent of the number's own parts: from its text.
        var text = number.ToString();
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = mark < 0 ? 0 : int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        text = mark < 0 ? text : text[..mark];
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return (BigInteger.Parse(text.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture), exponent - (point < 0 ? 0 : text.Length - point - 1));
    }

    private static FeelNumber Of(decimal value) => Number(value.ToString(CultureInfo.InvariantCulture));

    private static FeelNumber Number(string text) => FeelNumber.TryParse(text, out var number) ? number : throw new InvalidOperationException(text);
}
