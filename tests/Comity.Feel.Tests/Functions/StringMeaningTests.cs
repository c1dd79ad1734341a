using System.Globalization;
using System.Text;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Feel.Tests.Functions;

/// <summary>
/// Strings as code points: their order, their case, and the classes of regular expressions, against what .NET says of single runes.
/// </summary>
public class StringMeaningTests
{
    private static readonly Gen<string> Texts =
        Pieces("a", "b", "z", "\uD7FF", "\uE000", "\uFF5E", "\uFFFD", "\U00010000", "😀", "\U0010FFFF").Array[0, 5].Select(string.Concat);

    [Theory]
    [InlineData("\"😀\" < \"～\"", "false")]
    [InlineData("\"～\" < \"😀\"", "true")]
    [InlineData("min(\"😀\", \"～\")", "\"～\"")]
    [InlineData("max([\"😀\", \"～\"])", "\"😀\"")]
    [InlineData("sort([\"😀\", \"～\", \"a\"])", "[\"a\", \"～\", \"😀\"]")]
    [InlineData("sort([\"😀\", \"～\"], function(x, y) x < y)", "[\"～\", \"😀\"]")]
    [InlineData("\"😀\" in [\"a\"..\"～\"]", "false")]
    [InlineData("\"～\" between \"a\" and \"😀\"", "true")]
    [InlineData("[\"～\"..\"😀\"]", "[\"～\"..\"😀\"]")]
    [InlineData("before(\"～\", \"😀\")", "true")]
    public void Order(string text, string expected) => Same(text, expected);

    [Fact]
    public void StringsAreOrderedByTheirRunes() => Gen.Select(Texts, Texts).Sample((left, right) =>
    {
        var expected = left.EnumerateRunes().Select(rune => rune.Value).ToArray()
            .AsSpan().SequenceCompareTo(right.EnumerateRunes().Select(rune => rune.Value).ToArray());
        Assert.Equal(FeelValue.From(expected < 0), Feel.Evaluate("x < y", ("x", FeelValue.From(left)), ("y", FeelValue.From(right))));
    });

    [Fact]
    public void LongPartsAreFoundWhereTheyAre() =>
        Gen.Select(Pieces("a", "ab").Array[50, 80], Pieces("a", "b", "ab").Array[0, 200]).Sample((part, text) =>
    {
        var (sought, whole) = (string.Concat(part), string.Concat(text) + (text.Length % 2 == 0 ? string.Concat(part) : ""));
        var found = Feel.Evaluate("contains(x, y)", ("x", FeelValue.From(whole)), ("y", FeelValue.From(sought)));
        Assert.Equal(whole.Contains(sought, StringComparison.Ordinal), found.IsTrue);
    });

    [Theory]
    [InlineData("upper case(\"Straße\")", "\"STRASSE\"")]
    [InlineData("upper case(\"ŉ ﬁ ﬃ ﬅ ǰ\")", "\"ʼN FI FFI ST J\u030C\"")]
    [InlineData("upper case(\"և ﬓ ᾳ ᾼ ᾀ ΐ\")", "\"ԵՒ ՄՆ ΑΙ ΑΙ ἈΙ Ι\u0308\u0301\"")]
    [InlineData("upper case(\"ı ſ ς ǆ 𐐨\")", "\"I S Σ Ǆ 𐐀\"")]
    [InlineData("upper case(\"a😀ß😀b\")", "\"A😀SS😀B\"")]
    [InlineData("lower case(\"ΟΔΟΣ\")", "\"οδος\"")]
    [InlineData("lower case(\"ΟΔΟΣ ΣΟΦΟΣ, Σ ΑΣΑ ΑΣ.Α ΑΣ'\")", "\"οδος σοφος, σ ασα ασ.α ας'\"")]
    [InlineData("lower case(\"İSTANBUL\")", "\"i\u0307stanbul\"")]
    [InlineData("lower case(\"ẞ K Å 𐐀\")", "\"ß k å 𐐨\"")]
    [InlineData("lower case(\"😀Σ 𐐀Σ\")", "\"😀σ 𐐨ς\"")]
    public void Case(string text, string expected) => Same(text, expected);

    [Theory]
    [InlineData("matches(\"\\u00A0\", \"\\\\s\")", "false")]
    [InlineData("matches(\"\\u3000\", \"\\\\s\")", "false")]
    [InlineData("matches(\"\\u000B\", \"[\\\\s]\")", "false")]
    [InlineData("matches(\"\\u00A0\", \"\\\\S\")", "true")]
    [InlineData("matches(\"𠮷\", \"^\\\\p{L}$\")", "true")]
    [InlineData("matches(\"𠮷\", \"^\\\\p{Lo}$\")", "true")]
    [InlineData("matches(\"𠮷\", \"^\\\\P{L}$\")", "false")]
    [InlineData("matches(\"😀\", \"^\\\\P{L}$\")", "true")]
    [InlineData("matches(\"𠮷\", \"^[\\\\p{L}]$\")", "true")]
    [InlineData("matches(\"𠮷\", \"^[^\\\\p{L}]$\")", "false")]
    [InlineData("matches(\"𠮷\", \"^\\\\w$\")", "true")]
    [InlineData("matches(\"𠮷\", \"^\\\\W$\")", "false")]
    [InlineData("matches(\"𠮷𠮷\", \"^𠮷{2}$\")", "true")]
    [InlineData("matches(\"𠮷𠮷\", \"^.{2}$\")", "true")]
    [InlineData("matches(\"𠮷\", \"^..$\")", "false")]
    [InlineData("matches(\"😀\", \"^[😀-😎]+$\")", "true")]
    [InlineData("matches(\"𝟗\", \"^\\\\d$\")", "true")]
    [InlineData("matches(\"😀\", \"^[\\\\p{S}-[😀]]$\")", "false")]
    [InlineData("matches(\"😁\", \"^[\\\\p{S}-[😀]]$\")", "true")]
    [InlineData("matches(\"\\U01D11E\", \"^\\\\p{IsMusicalSymbols}$\")", "true")]
    [InlineData("matches(\"α\", \"^\\\\p{IsGreekandCoptic}$\")", "true")]
    [InlineData("matches(\"a\", \"\\\\p{Cs}\")", "null")]
    [InlineData("replace(\"a𠮷b\", \"[^a]\", \"-\")", "\"a--\"")]
    [InlineData("replace(\"😀😁\", \".\", \"[$0]\")", "\"[😀][😁]\"")]
    [InlineData("split(\"a𠮷b\", \"𠮷\")", "[\"a\", \"b\"]")]
    [InlineData("split(\"a😀b\", \"[^ab]\")", "[\"a\", \"b\"]")]
    [InlineData("replace(\"abc\", \"b\", \"$1\", \"q\")", "\"a$1c\"")]
    [InlineData("replace(\"abc\", \"b\", \"\\\\\", \"q\")", "\"a\\\\c\"")]
    [InlineData("replace(\"a.c\", \".\", \"$\", \"q\")", "\"a$c\"")]
    [InlineData("replace(\"aBc\", \"b\", \"$0\", \"qi\")", "\"a$0c\"")]
    [InlineData("matches(\"Σ\", \"ς\", \"i\")", "true")]
    [InlineData("matches(\"ς\", \"σ\", \"i\")", "true")]
    [InlineData("matches(\"ſ\", \"s\", \"i\")", "true")]
    [InlineData("matches(\"K\", \"[ſ]\", \"i\")", "false")]
    [InlineData("matches(\"\\u212A\", \"k\", \"i\")", "true")]
    [InlineData("matches(\"k\", \"[\\u212A]\", \"i\")", "true")]
    [InlineData("matches(\"ẞ\", \"ß\", \"i\")", "true")]
    [InlineData("matches(\"𐐨\", \"𐐀\", \"i\")", "true")]
    [InlineData("matches(\"s\", \"[^ſ]\", \"i\")", "false")]
    [InlineData("matches(\"o\", \"[A-Z-[OI]]\", \"i\")", "false")]
    [InlineData("matches(\"a\", \"\\\\p{Lu}\", \"i\")", "false")]
    [InlineData("matches(\"aA\", \"(a)\\\\1\", \"i\")", "true")]
    [InlineData("matches(\"S\", \"s\", \"qi\")", "true")]
    [InlineData("matches(\"a]\", \"a]\")", "null")]
    [InlineData("matches(\"a}\", \"a}\")", "null")]
    [InlineData("matches(\"a]\", \"a\\\\]\")", "true")]
    [InlineData("matches(\"aa\", \"a{2}\")", "true")]
    [InlineData("matches(\"a\", \"a{,2}\")", "null")]
    [InlineData("matches(\"a\", \"a{3,2}\")", "null")]
    [InlineData("matches(\"a\", \"[z-a]\")", "null")]
    [InlineData("matches(\"-\", \"[a-]\")", "true")]
    [InlineData("matches(\"a b\", \"a\\\\sb\", \"x\")", "true")]
    [InlineData("matches(\"ab\", \" ( ?: a ) b \", \"x\")", "true")]
    [InlineData("matches(\" \", \"[ ]\", \"x\")", "true")]
    [InlineData("matches(\"a\", \"((a{1000}){1000}){1000}\")", "null")]
    [InlineData("matches(\"xml:a\", \"^\\\\i\\\\c*$\")", "true")]
    public void RegularExpressions(string text, string expected) => Same(text, expected);

    [Theory]
    [InlineData("\\s", "")]
    [InlineData("\\p{L}", "Lu Ll Lt Lm Lo")]
    [InlineData("\\p{Lu}", "Lu")]
    [InlineData("\\d", "Nd")]
    [InlineData("\\p{M}", "Mn Mc Me")]
    [InlineData("\\p{Cn}", "Cn")]
    [InlineData("\\p{P}", "Pc Pd Ps Pe Pi Pf Po")]
    [InlineData("\\p{S}", "Sm Sc Sk So")]
    [InlineData("\\w", "Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Sm Sc Sk So")]
    public void ClassesHoldTheRunesOfTheirCategories(string pattern, string categories)
    {
        string[] names =
        [
            "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd",
                "Ps", "Pe", "Pi", "Pf", "Po",
            "Sm", "Sc", "Sk", "So", "Cn",
        ];
        var wanted = categories.Split(' ');
        foreach (var runes in Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(point => new Rune(point)).Chunk(0x4000))
        {
            var expected = runes.Where(rune => categories.Length == 0
                ? rune.Value is 9 or 10 or 13 or 32
                : wanted.Contains(names[(int)CharUnicodeInfo.GetUnicodeCategory(rune.Value)]));
            var found = Feel.Evaluate("replace(text, pattern, \"\")", ("text", FeelValue.From(Joined(runes))),
                ("pattern", FeelValue.From($"[^{pattern}]+")));
            Assert.Equal(Joined(expected), found.AsString());
        }
    }

    private static string Joined(IEnumerable<Rune> runes) => string.Concat(runes.Select(rune => rune.ToString()));

    private static Gen<string> Pieces(params string[] pieces) => Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]);

    private static void Same(string text, string expected) =>
        Assert.Equal(Feel.Evaluate(expected).ToString(), Feel.Evaluate(text).ToString());
}
