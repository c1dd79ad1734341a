using Comity.Feel.Types;
using Comity.Feel.Values;
using static Comity.Feel.Functions.Signature;

namespace Comity.Feel.Functions;

/// <summary>Functions on booleans (DMN 1.5 §10.3.4.2, Table 73, and the boolean part of Table 75).</summary>
internal static class BooleanFunctions
{
    public static readonly BuiltInFunction[] All =
    [
        new("not", "10.3.4.2", new FunctionOverload(FeelType.Boolean, [OrNull(FeelType.Boolean, "negand")], (arguments, _) => FeelOperators.Not(arguments[0]))),
        new("all", "10.3.4.4", OverItems(FeelType.Boolean, FeelType.Boolean, (items, _) => Fold(items, FeelValue.True, FeelOperators.And))),
        new("any", "10.3.4.4", OverItems(FeelType.Boolean, FeelType.Boolean, (items, _) => Fold(items, FeelValue.False, FeelOperators.Or))),
    ];

    private static FeelValue Fold(ReadOnlySpan<FeelValue> items, FeelValue start, Func<FeelValue, FeelValue, FeelValue> combine)
    {
        foreach (var item in items)
        {
            start = combine(start, item);
        }

        return start;
    }
}
