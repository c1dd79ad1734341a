using Comity.Feel.Values;

namespace Comity.Feel.Functions;

/// <summary>Functions on lists (DMN 1.5 §10.3.4.4).</summary>
internal static class ListFunctions
{
    public static readonly BuiltInFunction[] All =
    [
        new("count", (arguments, _) => arguments[0].IsNull ? FeelValue.Null : FeelValue.From(FeelOperators.ToList(arguments[0]).Count), false, ["list"]),
        new("list contains", (arguments, _) => arguments[0].IsNull ? FeelValue.Null : FeelValue.From(IndexOf(FeelOperators.ToList(arguments[0]), arguments[1]) >= 0), false, ["list", "element"]),
        new("index of", (arguments, _) => arguments[0].IsNull ? FeelValue.Null : IndexesOf(FeelOperators.ToList(arguments[0]), arguments[1]), false, ["list", "match"]),
        new("append", (arguments, _) => FeelValue.From(FeelList.Of([.. FeelOperators.ToList(arguments[0]).Items, .. arguments[1..]])), true, ["list", "item"]),
        new("concatenate", (arguments, _) => FeelValue.From(FeelList.Of(Concatenate(arguments))), true, ["list"]),
        new("union", (arguments, _) => FeelValue.From(Distinct(Concatenate(arguments))), true, ["list"]),
        new("distinct values", (arguments, _) => FeelValue.From(Distinct(FeelOperators.ToList(arguments[0]).Items.ToArray())), false, ["list"]),
        new("flatten", (arguments, _) => FeelValue.From(FeelList.Of(Flatten(arguments[0]))), false, ["list"]),
        new("reverse", (arguments, _) => FeelValue.From(FeelList.Of(FeelOperators.ToList(arguments[0]).Items.ToArray().Reverse())), false, ["list"]),
    ];

    /// <summary>What a function of "a list, or any number of items" was given.</summary>
    public static ReadOnlySpan<FeelValue> Items(ReadOnlySpan<FeelValue> arguments) =>
        arguments is [{ Kind: FeelKind.List } list] ? list.AsList().Items : arguments;

    private static int IndexOf(FeelList list, FeelValue element)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (FeelOperators.Equal(list[i], element).IsTrue)
            {
                return i;
            }
        }

        return -1;
    }

    private static FeelValue IndexesOf(FeelList list, FeelValue element) =>
        FeelValue.From(FeelList.Of(Enumerable.Range(0, list.Count)
            .Where(i => FeelOperators.Equal(list[i], element).IsTrue)
            .Select(i => FeelValue.From(i + 1))));

    private static List<FeelValue> Concatenate(ReadOnlySpan<FeelValue> lists)
    {
        var result = new List<FeelValue>();
        foreach (var list in lists)
        {
            result.AddRange(FeelOperators.ToList(list).Items);
        }

        return result;
    }

    private static FeelList Distinct(IEnumerable<FeelValue> items) => FeelList.Of(items.Distinct());

    private static IEnumerable<FeelValue> Flatten(FeelValue value) =>
        value.Kind == FeelKind.List ? value.AsList().Items.ToArray().SelectMany(Flatten) : [value];
}
