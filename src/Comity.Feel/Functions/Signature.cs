using Comity.Feel.Types;

namespace Comity.Feel.Functions;

/// <summary>Short forms in which the files of this folder declare parameters and overloads.</summary>
internal static class Signature
{
    public static readonly FeelType List = new ListType(FeelType.Any);
    public static readonly FeelType Context = new ContextType([]);
    public static readonly FeelType AnyRange = new RangeType(FeelType.Any);
    public static readonly FeelType Function = FunctionType.Every;

    public static FeelParameter Of(FeelType type, string name) => new(name, type);

    /// <summary>A parameter that any value fits, null included.</summary>
    public static FeelParameter Any(string name) => new(name, FeelType.Any, true);

    /// <summary>A parameter that may also be null.</summary>
    public static FeelParameter OrNull(FeelType type, string name) => new(name, type, true);

    /// <summary>The type of a list of the items of the first argument, itself a list or one item.</summary>
    public static FeelType ListLikeFirst(FeelType[] arguments) => new ListType(ItemOf(arguments[0]));

    /// <summary>The type of a list of the first argument's items and the other arguments.</summary>
    public static FeelType ListWithItems(FeelType[] arguments) => new ListType(arguments[1..].Aggregate(ItemOf(arguments[0]), FeelType.Join));

    /// <summary>The type of a list of the items of all arguments.</summary>
    public static FeelType ListOfAll(FeelType[] arguments) => new ListType(arguments.Select(ItemOf).Aggregate(FeelType.Null, FeelType.Join));

    /// <summary>The type of the first argument's items.</summary>
    public static FeelType ItemOfFirst(FeelType[] arguments) => ItemOf(arguments[0]);

    /// <summary>A function of a list, or of any number of items.</summary>
    public static FunctionOverload[] OverItems(FeelType result, FeelType item, BuiltInBody body) =>
    [
        new(result, [new FeelParameter("list", new ListType(item))], (arguments, context) => body(arguments[0].AsList().Items, context), resultOf: item == FeelType.Any ? ItemOfFirst : null),
        new(result, [OrNull(item, "item"), OrNull(item, "items")], body, true, item == FeelType.Any ? arguments => arguments.Aggregate(FeelType.Join) : null),
    ];

    private static FeelType ItemOf(FeelType type) => type is ListType list ? list.Item : type;
}
