using CsCheck;

namespace Comity.Feel.Tests.Functions;

/// <summary>Range functions against what they mean for the points of a fine grid.</summary>
public class RangeFunctionTests
{
    private static readonly Gen<(bool, int, int, bool)> Ranges = Gen.Select(Gen.Bool, Gen.Int[0, 4], Gen.Int[1, 4], Gen.Bool, (from, start, length, to) => (from, start, start + length, to));

    [Fact]
    public void AgreeWithTheirPoints() => Gen.Select(Ranges, Ranges).Sample(
        (first, second) =>
        {
            // Half steps show whether an end belongs.
            var (a, b) = (Points(first), Points(second));
            Is($"before({Text(first)}, {Text(second)})", a.All(point => b.All(other => point < other)));
            Is($"after({Text(first)}, {Text(second)})", a.All(point => b.All(other => point > other)));
            Is($"overlaps({Text(first)}, {Text(second)})", a.Any(b.Contains));
            Is($"includes({Text(first)}, {Text(second)})", b.All(a.Contains));
            Is($"during({Text(first)}, {Text(second)})", a.All(b.Contains));
            Is($"coincides({Text(first)}, {Text(second)})", a.SetEquals(b));
            Is($"overlaps before({Text(first)}, {Text(second)})", a.Any(b.Contains) && a.Min() < b.Min() && a.Max() <= b.Max());
            Is($"overlaps after({Text(first)}, {Text(second)})", a.Any(b.Contains) && b.Min() < a.Min() && b.Max() <= a.Max());
            Is($"starts({Text(first)}, {Text(second)})", a.Min() == b.Min() && a.Max() <= b.Max());
            Is($"started by({Text(first)}, {Text(second)})", a.Min() == b.Min() && b.Max() <= a.Max());
            Is($"finishes({Text(first)}, {Text(second)})", a.Max() == b.Max() && a.Min() >= b.Min());
            Is($"finished by({Text(first)}, {Text(second)})", a.Max() == b.Max() && b.Min() >= a.Min());
            Is($"meets({Text(first)}, {Text(second)})", first.Item4 && second.Item1 && first.Item3 == second.Item2);
            Is($"met by({Text(first)}, {Text(second)})", second.Item4 && first.Item1 && second.Item3 == first.Item2);
        },
        iter: 300);

    [Theory]
    [InlineData("before(1, (1..10])", "true")]
    [InlineData("before((< 5), 5)", "true")]
    [InlineData("includes((> 5), [6..7])", "true")]
    [InlineData("includes([6..7], (> 5))", "false")]
    [InlineData("overlaps((< 5), (> 4))", "true")]
    [InlineData("after(\"a\", 1)", "null")]
    [InlineData("coincides(5, 5)", "true")]
    public void PointsAndOpenRanges(string text, string expected) => Assert.Equal(Feel.Evaluate(expected), Feel.Evaluate(text));

    private static void Is(string text, bool expected) => Assert.True(Feel.Evaluate(text).IsTrue == expected, text);

    private static string Text((bool From, int Start, int End, bool To) range) => $"{(range.From ? '[' : '(')}{range.Start}..{range.End}{(range.To ? ']' : ')')}";

    private static HashSet<int> Points((bool From, int Start, int End, bool To) range) =>
        [.. Enumerable.Range(0, 20).Where(point => (range.From ? point >= 2 * range.Start : point > 2 * range.Start) && (range.To ? point <= 2 * range.End : point < 2 * range.End))];
}
