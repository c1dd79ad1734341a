using Comity.Feel.Values;

namespace Comity.Feel.Functions;

/// <summary>Functions on contexts (DMN 1.5 §10.3.4.8).</summary>
internal static class ContextFunctions
{
    public static readonly BuiltInFunction[] All =
    [
        new("get value", (arguments, _) => GetValue(arguments[0], arguments[1]), false, ["m", "key"]),
        new("get entries", (arguments, _) => GetEntries(arguments[0]), false, ["m"]),
    ];

    private static FeelValue GetValue(FeelValue context, FeelValue key) =>
        context.Kind == FeelKind.Context && key.Kind == FeelKind.String && context.AsContext().TryGet(key.AsString(), out var value)
            ? value
            : FeelValue.Null;

    private static FeelValue GetEntries(FeelValue value)
    {
        if (value.Kind != FeelKind.Context)
        {
            return FeelValue.Null;
        }

        var context = value.AsContext();
        return FeelValue.From(FeelList.Of(context.Keys.Select((key, i) => FeelValue.From(FeelContext.Of(
        [
            new("key", FeelValue.From(key)),
            new("value", context.Values[i]),
        ])))));
    }
}
