using Comity.Feel.Values;

namespace Comity.Feel.Functions;

/// <summary>Functions on booleans (DMN 1.5 §10.3.4.2 and the boolean part of §10.3.4.4).</summary>
internal static class BooleanFunctions
{
    public static readonly BuiltInFunction[] All =
    [
        new("not", (arguments, _) => FeelOperators.Not(arguments[0]), false, ["negand"]),
        new("all", (arguments, _) => Fold(arguments, FeelValue.True, FeelOperators.And), true, ["list"]),
        new("any", (arguments, _) => Fold(arguments, FeelValue.False, FeelOperators.Or), true, ["list"]),
        new("is defined", (arguments, _) => FeelValue.From(!arguments[0].IsNull), false, ["value"]),
    ];

    private static FeelValue Fold(ReadOnlySpan<FeelValue> arguments, FeelValue start, Func<FeelValue, FeelValue, FeelValue> combine)
    {
        if (arguments is [{ IsNull: true }])
        {
            return FeelValue.Null;
        }

        foreach (var item in ListFunctions.Items(arguments))
        {
            start = combine(start, item);
        }

        return start;
    }
}
