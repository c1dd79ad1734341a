using System.Globalization;
using System.Numerics;
using Comity.Feel.Evaluation;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Feel.Tests.Values;

/// <summary>Numbers against exact fractions that are rounded once, as IEEE 754 says for decimal128.</summary>
public class NumberTests
{
    private const string Longest = "9999999999999999999999999999999999";

    // Short and long coefficients, runs of nines and zeros, exponents near each other and at both ends.
    private static readonly Gen<string> Digits = Gen.Frequency(
        (4, Gen.Int[0, 1_000_000].Select(value => value.ToString(CultureInfo.InvariantCulture))),
        (2, Gen.Long[1, long.MaxValue].Select(value => value.ToString(CultureInfo.InvariantCulture))),
        (3, Gen.Char["0123456789"].Array[1, 34].Select(digits => new string(digits))),
        (1, Gen.Select(Gen.Int[0, 34], Gen.Int[0, 34], (nines, zeros) => "1" + new string('0', zeros) + new string('9', nines)).Select(text => text[..Math.Min(text.Length, 34)])),
        (1, Gen.Int[1, 34].Select(length => Longest[..length])),
        (1, Gen.Int[0, 33].Select(zeros => "5" + new string('0', zeros))));

    private static readonly Gen<int> Exponents = Gen.Frequency((6, Gen.Int[-6, 3]), (3, Gen.Int[-40, 40]), (1, Gen.Int[-6176, 6111]), (1, Gen.Int[-6176, -6100]), (1, Gen.Int[6070, 6111]));

    private static readonly Gen<Sample> Numbers = Gen.Select(Gen.Bool, Digits, Exponents, (negative, digits, exponent) => new Sample((negative ? "-" : "") + digits, exponent));

    [Fact]
    public void SumsDifferencesAndProductsAreRoundedOnce() => Gen.Select(Numbers, Numbers).Sample(
        (left, right) =>
        {
            var (a, b) = (left.Number(), right.Number());
            Same(left.Exact + right.Exact, FeelNumber.Add(a, b));
            Same(left.Exact - right.Exact, FeelNumber.Subtract(a, b));
            Same(left.Exact * right.Exact, FeelNumber.Multiply(a, b));
        },
        iter: 1_000);

    [Fact]
    public void QuotientsAreRoundedOnce() => Gen.Select(Numbers, Numbers).Sample(
        (left, right) =>
        {
            var quotient = FeelNumber.Divide(left.Number(), right.Number());
            if (right.Exact.Numerator.IsZero)
            {
                Assert.Null(quotient);
            }
            else
            {
                Same(left.Exact / right.Exact, quotient);
            }
        },
        iter: 1_000);

    [Fact]
    public void PowersAreRightToTheLastDigit() => Gen.Select(Gen.Int[-9_999, 9_999], Gen.Int[-3, 0], Gen.Int[-60, 60]).Sample((coefficient, exponent, times) =>
    {
        var number = new Sample($"{coefficient}", exponent).Number();
        if (coefficient == 0 && times < 0)
        {
            Assert.Null(FeelNumber.Power(number, times));
            return;
        }

        var (exact, value) = (Fraction.Of(1, 0), Fraction.Of(coefficient, exponent));
        for (var i = 0; i < Math.Abs(times); i++)
        {
            exact = times > 0 ? exact * value : exact / value;
        }

        Same(exact, FeelNumber.Power(number, times));
    });

    [Fact]
    public void OrderEqualityAndHashFollowTheValue() => Gen.Select(Numbers, Numbers, Gen.Bool).Sample(
        (left, right, same) =>
        {
            right = same ? left : right;
            var (a, b) = (left.Number(), right.Number());
            Assert.Equal(Fraction.Compare(left.Exact, right.Exact), Math.Sign(a.CompareTo(b)));
            Assert.Equal(Fraction.Compare(left.Exact, right.Exact) == 0, a == b);
            Assert.True(a != b || a.GetHashCode() == b.GetHashCode());
            Assert.Equal(left.Exact.Numerator.Sign, a.Sign);
        },
        iter: 1_000);

    [Fact]
    public void FloorsAndWholeNumbersFollowTheValue() => Numbers.Sample(
        number =>
        {
            var floor = number.Exact.Floor();
            Same(floor, number.Number().Floor());
            var whole = Fraction.Compare(floor, number.Exact) == 0;
            Assert.Equal(whole, number.Number().IsInteger);
            var value = floor.Numerator / floor.Denominator;
            var fits = whole && value >= long.MinValue && value <= long.MaxValue;
            Assert.Equal((fits, fits ? (long)value : 0), (number.Number().TryToInt64(out var found), fits ? found : 0));
        },
        iter: 1_000);

    [Fact]
    public void AValueHoldsAnyNumber() => Gen.Select(Numbers, Numbers).Sample(
        (left, right) =>
        {
            var (a, b) = (FeelValue.From(left.Number()), FeelValue.From(right.Number()));
            Assert.Equal((FeelKind.Number, left.Number()), (a.Kind, a.AsNumber()));
            Assert.Equal(left.Number() == right.Number(), a == b);
            Assert.True(a != b || a.GetHashCode() == b.GetHashCode());
            Assert.Equal(Feel.Evaluate(a.ToString()), a);
        },
        iter: 1_000);

    // More digits than a number keeps, with exponents of their own.
    [Fact]
    public void LongTextsAreRoundedOnce() => Gen.Select(Gen.Char["0123456789"].Array[1, 60], Gen.Char["05"].Array[0, 30], Gen.Int[0, 60], Exponents).Sample(
        (digits, tail, fraction, exponent) =>
        {
            var text = new string([.. digits, .. tail]);
            fraction = Math.Min(fraction, text.Length);
            Assert.Equal(Rounded(Fraction.Of(BigInteger.Parse(text, CultureInfo.InvariantCulture), exponent - fraction)) is not null, FeelNumber.TryParse(Written(), out var number));
            Same(Fraction.Of(BigInteger.Parse(text, CultureInfo.InvariantCulture), exponent - fraction), FeelNumber.TryParse(Written(), out number) ? number : null);

            string Written() => $"{text[..^fraction]}.{text[^fraction..]}".TrimEnd('.') + $"e{exponent}";
        },
        iter: 1_000);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("1.")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("1e")]
    [InlineData("1e99999")]
    [InlineData("1e6145")]
    [InlineData(" 1")]
    [InlineData("1,000")]
    public void WhatIsNoNumberIsRefused(string text) => Assert.False(FeelNumber.TryParse(text, out _));

    [Theory]
    [InlineData("9.999999999999999999999999999999999e6144", "9999999999999999999999999999999999E6111")]
    [InlineData("1e-6176", "1E-6176")]
    [InlineData("5e-6177", "0")]
    [InlineData("6e-6177", "1E-6176")]
    [InlineData("-0", "0")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("1e34", "10000000000000000000000000000000000")]
    public void TheEndsOfTheRange(string text, string expected)
    {
        Assert.True(FeelNumber.TryParse(text, out var number));
        Assert.Equal(expected, number.ToString());
    }

    [Fact]
    public void OperationsOnShortNumbersAllocateNothing()
    {
        FeelValue[] values = [FeelValue.From(12), Feel.Evaluate("0.75"), Feel.Evaluate("-123456.789"), Feel.Evaluate("3e-9")];
        Sum(values);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Sum(values);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Sum(FeelValue[] values)
        {
            foreach (var left in values)
            {
                foreach (var right in values)
                {
                    for (var operation = Arithmetic.Add; operation <= Arithmetic.Multiply; operation++)
                    {
                        _ = FeelOperators.Arithmetic(operation, left, right, EvaluationContext.Silent);
                    }

                    _ = FeelOperators.Compare(Ordering.Less, left, right);
                    _ = FeelNumber.Divide(left.AsNumber(), right.AsNumber());
                }
            }
        }
    }

    private static void Same(Fraction exact, FeelNumber? number)
    {
        var expected = Rounded(exact);
        Assert.Equal(expected is null, number is null);
        Assert.True(expected is null || Fraction.Compare(expected, Read(number!.Value.ToString())) == 0, $"{number} is not {expected}");
    }

    // Rounds to 34 digits and a multiple of 10^-6176, half to even; null from 10^6145 on.
    private static Fraction? Rounded(Fraction value)
    {
        if (value.Numerator.IsZero)
        {
            return Fraction.Of(0, 0);
        }

        var exponent = (int)((BigInteger.Abs(value.Numerator).GetBitLength() - value.Denominator.GetBitLength()) * 0.301) - 40;
        while (Fraction.Compare(value.Absolute(), Fraction.Of(BigInteger.Pow(10, 34), exponent)) >= 0)
        {
            exponent++;
        }

        exponent = Math.Max(exponent, -6176);
        var scaled = value / Fraction.Of(1, exponent);
        var whole = scaled.Floor();
        var beyond = Fraction.Compare(scaled - whole, Fraction.Of(5, -1));
        var rounded = beyond > 0 || (beyond == 0 && !whole.Numerator.IsEven) ? whole + Fraction.Of(1, 0) : whole;
        var result = rounded * Fraction.Of(1, exponent);
        return Fraction.Compare(result.Absolute(), Fraction.Of(1, 6145)) >= 0 ? null : result;
    }

    private static Fraction Read(string text)
    {
        var parts = text.Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var fraction = point < 0 ? 0 : parts[0].Length - point - 1;
        return Fraction.Of(
            BigInteger.Parse(parts[0].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture),
            (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0) - fraction);
    }

    /// <summary>A number of at most 34 digits, as text and exactly.</summary>
    private sealed record Sample(string Digits, int Exponent)
    {
        public Fraction Exact { get; } = Fraction.Of(BigInteger.Parse(Digits, CultureInfo.InvariantCulture), Exponent);

        public FeelNumber Number()
        {
            Assert.True(FeelNumber.TryParse($"{Digits}e{Exponent}", out var number), $"{Digits}e{Exponent}");
            return number;
        }
    }

    /// <summary>An exact fraction, its denominator positive; it need not be in lowest terms.</summary>
    private sealed record Fraction(BigInteger Numerator, BigInteger Denominator)
    {
        public static Fraction Of(BigInteger coefficient, int exponent) => exponent < 0
            ? new Fraction(coefficient, BigInteger.Pow(10, -exponent))
            : new Fraction(coefficient * BigInteger.Pow(10, exponent), BigInteger.One);

        public static Fraction operator +(Fraction a, Fraction b) => new((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

        public static Fraction operator -(Fraction a, Fraction b) => new((a.Numerator * b.Denominator) - (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

        public static Fraction operator *(Fraction a, Fraction b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

        public static Fraction operator /(Fraction a, Fraction b) => new(a.Numerator * b.Denominator * b.Numerator.Sign, a.Denominator * BigInteger.Abs(b.Numerator));

        public static int Compare(Fraction a, Fraction b) => (a.Numerator * b.Denominator).CompareTo(b.Numerator * a.Denominator);

        public Fraction Absolute() => new(BigInteger.Abs(Numerator), Denominator);

        public Fraction Floor() => new(BigInteger.DivRem(Numerator, Denominator, out var rest) - (rest.Sign < 0 ? 1 : 0), BigInteger.One);
    }
}
