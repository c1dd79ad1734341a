using Comity.Feel.Types;

namespace Comity.Feel.Functions;

/// <summary>Short forms in which the files of this folder declare parameters and overloads.</summary>
internal static class Signature
{
    public static readonly FeelType List = new ListType(FeelType.Any);
    public static readonly FeelType Context = new ContextType([]);
    public static readonly FeelType AnyRange = new RangeType(FeelType.Any);
    public static readonly FeelType Function = FeelType.ByName("function")!;

    public static FeelParameter Of(FeelType type, string name) => new(name, type);

    /// <summary>A parameter that any value fits, null included.</summary>
    public static FeelParameter Any(string name) => new(name, FeelType.Any, true);

    /// <summary>A parameter that may also be null.</summary>
    public static FeelParameter OrNull(FeelType type, string name) => new(name, type, true);

    /// <summary>A function of a list, or of any number of items.</summary>
    public static FunctionOverload[] OverItems(FeelType result, FeelType item, BuiltInBody body) =>
    [
        new(result, [Of(List, "list")], (arguments, context) => body(arguments[0].AsList().Items, context)),
        new(result, [OrNull(item, "item"), OrNull(item, "items")], body, true),
    ];
}
