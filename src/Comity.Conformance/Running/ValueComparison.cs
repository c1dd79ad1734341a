using Comity.Feel.Values;

namespace Comity.Conformance.Running;

/// <summary>
/// Compares values as the kit's own runners do: numbers to within 0.00000001, because expected values are often written
/// with eight decimals; everything else exactly.
/// </summary>
internal static class ValueComparison
{
    private static readonly FeelNumber Tolerance = FeelNumber.TryParse("0.00000001", out var number) ? number : 0;

    public static bool AreSame(FeelValue expected, FeelValue actual)
    {
        if (expected.Kind != actual.Kind)
        {
            return false;
        }

        switch (expected.Kind)
        {
            case FeelKind.Number:
                return FeelNumber.Subtract(expected.AsNumber(), actual.AsNumber()) is { } difference && difference <= Tolerance && difference >= -Tolerance;
            case FeelKind.List:
                var (items, others) = (expected.AsList(), actual.AsList());
                return items.Count == others.Count && Enumerable.Range(0, items.Count).All(i => AreSame(items[i], others[i]));
            case FeelKind.Context:
                var (left, right) = (expected.AsContext(), actual.AsContext());
                return left.Keys.Count == right.Keys.Count
                    && Enumerable.Range(0, left.Keys.Count).All(i => right.TryGet(left.Keys[i], out var other) && AreSame(left.Values[i], other));
            default:
                return expected == actual;
        }
    }
}
