using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Values;
using static Comity.Feel.Functions.Signature;

namespace Comity.Feel.Functions;

/// <summary>Functions on contexts (DMN 1.5 §10.3.4.10, Table 81).</summary>
internal static class ContextFunctions
{
    private const string Section = "10.3.4.10";

    public static readonly BuiltInFunction[] All =
    [
        new("get value", Section, new FunctionOverload(FeelType.Any, [Of(Context, "m"), Of(FeelType.Text, "key")], GetValue)),
        new("get entries", Section, new FunctionOverload(List, [Of(Context, "m")], (arguments, _) => GetEntries(arguments[0].AsContext()))),
        new("context", Section, new FunctionOverload(Context, [Of(List, "entries")], OfEntries)),
        new("context put", Section,
            new FunctionOverload(Context, [Of(Context, "context"), Of(FeelType.Text, "key"), Any("value")], (arguments, _) =>
                FeelValue.From(arguments[0].AsContext().With(arguments[1].AsString(), arguments[2]))),
            new FunctionOverload(Context, [Of(Context, "context"), Of(List, "keys"), Any("value")], (arguments, _) =>
                Put(arguments[0], arguments[1].AsList().Items, arguments[2]))),
        new("context merge", Section, new FunctionOverload(Context, [Of(List, "contexts")], Merge)),
    ];

    private static FeelValue GetValue(ReadOnlySpan<FeelValue> arguments, EvaluationContext context)
    {
        if (arguments[0].AsContext().TryGet(arguments[1].AsString(), out var value))
        {
            return value;
        }

        if (context.Reports)
        {
            context.Report("FEEL0204", $"The context has no entry {arguments[1]}.");
        }

        return FeelValue.Null;
    }

    private static FeelValue GetEntries(FeelContext context) =>
        FeelValue.From(FeelList.Of(context.Keys.Select((key, i) => FeelValue.From(FeelContext.Of(
        [
            new("key", FeelValue.From(key)),
            new("value", context.Values[i]),
        ])))));

    private static FeelValue OfEntries(ReadOnlySpan<FeelValue> arguments, EvaluationContext context)
    {
        var entries = new Dictionary<string, FeelValue>(FeelNames.Comparer);
        foreach (var entry in arguments[0].AsList().Items)
        {
            if (entry.Kind != FeelKind.Context || !entry.AsContext().TryGet("key", out var key) || key.Kind != FeelKind.String
                || !entry.AsContext().TryGet("value", out var value))
            {
                context.Report("FEEL0301", "Each entry must be a context with 'key', a string, and 'value'.");
                return FeelValue.Null;
            }

            if (!entries.TryAdd(key.AsString(), value))
            {
                context.Report("FEEL0301", $"The key {key} is given twice.");
                return FeelValue.Null;
            }
        }

        return FeelValue.From(FeelContext.Of(entries));
    }

    private static FeelValue Put(FeelValue context, ReadOnlySpan<FeelValue> keys, FeelValue value)
    {
        if (keys.IsEmpty || keys[0].Kind != FeelKind.String || context.Kind != FeelKind.Context)
        {
            return FeelValue.Null;
        }

        var key = keys[0].AsString();
        if (keys.Length > 1)
        {
            value = context.AsContext().TryGet(key, out var inner) ? Put(inner, keys[1..], value) : FeelValue.Null;
            if (value.IsNull)
            {
                return value;
            }
        }

        return FeelValue.From(context.AsContext().With(key, value));
    }

    private static FeelValue Merge(ReadOnlySpan<FeelValue> arguments, EvaluationContext context)
    {
        var entries = new List<KeyValuePair<string, FeelValue>>();
        foreach (var item in arguments[0].AsList().Items)
        {
            if (item.Kind != FeelKind.Context)
            {
                context.Report("FEEL0301", "Only contexts can be merged.");
                return FeelValue.Null;
            }

            entries.AddRange(item.AsContext().Keys.Zip(item.AsContext().Values, KeyValuePair.Create));
        }

        return FeelValue.From(FeelContext.Of(entries));
    }
}
