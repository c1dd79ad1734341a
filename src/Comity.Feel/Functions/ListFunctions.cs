using Comity.Feel.Evaluation;
using Comity.Feel.Types;
using Comity.Feel.Values;
using static Comity.Feel.Functions.Signature;

namespace Comity.Feel.Functions;

/// <summary>Functions that look into lists or make lists of lists (DMN 1.5 §10.3.4.4, Table 75, and §10.3.4.9).</summary>
internal static class ListFunctions
{
    private const string Section = "10.3.4.4";
    private static readonly FeelParameter ListParameter = Of(List, "list");
    private static readonly FeelParameter Position = Of(FeelType.Number, "position");

    public static readonly BuiltInFunction[] All =
    [
        new("count", Section, new FunctionOverload(FeelType.Number, [ListParameter], (arguments, _) => FeelValue.From(arguments[0].AsList().Count))),
        new("list contains", Section, new FunctionOverload(FeelType.Boolean, [ListParameter, Any("element")], (arguments, context) =>
            FeelValue.From(Contains(arguments[0].AsList().Items, arguments[1], context)))),
        new("index of", Section, new FunctionOverload(new ListType(FeelType.Number), [ListParameter, Any("match")], (arguments, context) =>
            IndexesOf(arguments[0].AsList(), arguments[1], context))),
        new("sublist", Section,
            Keeping([ListParameter, Of(FeelType.Number, "start position")], (arguments, _) =>
                IndexOf(arguments[1], arguments[0].AsList()) is { } start ? Made(arguments[0].AsList().Items[start..]) : FeelValue.Null),
            Keeping([ListParameter, Of(FeelType.Number, "start position"), Of(FeelType.Number, "length")], (arguments, _) =>
                IndexOf(arguments[1], arguments[0].AsList()) is { } start && Whole(arguments[2]) is { } length && length >= 1 && length <= arguments[0].AsList().Count - start
                    ? Made(arguments[0].AsList().Items.Slice(start, (int)length))
                    : FeelValue.Null)),
        new("append", Section, new FunctionOverload(List, [ListParameter, Any("item")], (arguments, _) =>
            Made([.. arguments[0].AsList().Items, .. arguments[1..]]), true, ListWithItems)),
        new("concatenate", Section, new FunctionOverload(List, [ListParameter],
            (arguments, context) => Made(Concatenated(arguments, context)), true, ListOfAll)),
        new("insert before", Section, Adding([ListParameter, Position, Any("newItem")], (arguments, _) =>
            IndexOf(arguments[1], arguments[0].AsList()) is { } index
                ? Made([.. arguments[0].AsList().Items[..index], arguments[2], .. arguments[0].AsList().Items[index..]])
                : FeelValue.Null)),
        new("remove", Section, Keeping([ListParameter, Position], (arguments, _) =>
            IndexOf(arguments[1], arguments[0].AsList()) is { } index
                ? Made([.. arguments[0].AsList().Items[..index], .. arguments[0].AsList().Items[(index + 1)..]])
                : FeelValue.Null)),
        new("list replace", Section,
            Adding([ListParameter, Position, Any("newItem")], (arguments, _) =>
                IndexOf(arguments[1], arguments[0].AsList()) is { } index
                    ? Made([.. arguments[0].AsList().Items[..index], arguments[2], .. arguments[0].AsList().Items[(index + 1)..]])
                    : FeelValue.Null),
            Adding([ListParameter, Of(Function, "match"), Any("newItem")], ReplaceMatches)),
        new("reverse", Section, Keeping([ListParameter], (arguments, _) => Reversed(arguments[0].AsList()))),
        new("union", Section, new FunctionOverload(List, [ListParameter],
            (arguments, context) => Distinct(Concatenated(arguments, context), context), true, ListOfAll)),
        new("distinct values", Section, Keeping([ListParameter],
            (arguments, context) => Distinct(arguments[0].AsList().Items.ToArray(), context))),
        new("duplicate values", Section, Keeping([ListParameter], (arguments, _) => Duplicates(arguments[0].AsList()))),
        new("flatten", Section, new FunctionOverload(List, [ListParameter],
            (arguments, context) => Flattened(arguments[0].AsList(), context))),
        new("sort", "10.3.4.9",
            Keeping([ListParameter, Of(Function, "precedes")], (arguments, context) => Sort(arguments[0].AsList(), arguments[1].AsFunction(), context)),
            Keeping([ListParameter], Sort)),
    ];

    private static FunctionOverload Keeping(FeelParameter[] parameters, BuiltInBody body) => new(List, parameters, body, resultOf: ListLikeFirst);

    private static FunctionOverload Adding(FeelParameter[] parameters, BuiltInBody body) => new(List, parameters, body, resultOf: arguments => ListWithItems([arguments[0], arguments[2]]));

    // A number towards zero to a whole one.
    private static long? Whole(FeelValue number) =>
        number.AsNumber().TryTruncate(out var whole) && Int128.Abs(whole) < int.MaxValue ? (long)whole : null;

    // From 1, or from the end when negative; null for none.
    private static int? IndexOf(FeelValue position, FeelList list) =>
        Whole(position) is { } whole && whole != 0 && Math.Abs(whole) <= list.Count ? (int)(whole > 0 ? whole - 1 : list.Count + whole) : null;

    private static FeelValue Made(ReadOnlySpan<FeelValue> items) => FeelValue.From(FeelList.Of(items));

    private static bool Contains(ReadOnlySpan<FeelValue> items, FeelValue element, EvaluationContext context)
    {
        foreach (var item in items)
        {
            if (AreEqual(item, element, context))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AreEqual(FeelValue left, FeelValue right, EvaluationContext context)
    {
        context.Step();
        context.CountParts(Math.Min(left.Size, right.Size));
        return FeelOperators.Equal(left, right).IsTrue;
    }

    private static FeelValue IndexesOf(FeelList list, FeelValue element, EvaluationContext context)
    {
        var found = new List<FeelValue>();
        for (var i = 0; i < list.Count; i++)
        {
            if (AreEqual(list[i], element, context))
            {
                found.Add(FeelValue.From(i + 1));
            }
        }

        return FeelValue.From(FeelList.Of(found));
    }

    private static FeelValue[] Concatenated(ReadOnlySpan<FeelValue> lists, EvaluationContext context)
    {
        var result = new List<FeelValue>();
        foreach (var list in lists)
        {
            context.CheckGrowth((long)result.Count + list.AsList().Count);
            result.AddRange(list.AsList().Items);
        }

        return [.. result];
    }

    private static FeelValue Reversed(FeelList list)
    {
        var items = list.Items.ToArray();
        Array.Reverse(items);
        return Made(items);
    }

    private static FeelValue ReplaceMatches(ReadOnlySpan<FeelValue> arguments, EvaluationContext context)
    {
        var (items, match, replacement) = (arguments[0].AsList().Items.ToArray(), arguments[1].AsFunction(), arguments[2]);
        for (var i = 0; i < items.Length; i++)
        {
            var matches = match.Invoke([items[i], replacement], context);
            if (matches.Kind != FeelKind.Boolean)
            {
                context.Report("FEEL0301", "The function that matches must answer true or false for each item and the new item.");
                return FeelValue.Null;
            }

            items[i] = matches.IsTrue ? replacement : items[i];
        }

        return Made(items);
    }

    // Values of one meaning are one; times can be equal without that: where their fractions of a second differ, or their zones.
    private static FeelValue Distinct(FeelValue[] items, EvaluationContext context)
    {
        var known = new HashSet<FeelValue>();
        var kept = new List<FeelValue>();
        var times = new DistinctTimes();
        var withTimes = new List<FeelValue>();
        foreach (var item in items)
        {
            context.Step();
            if (!known.Add(item))
            {
                continue;
            }

            if (item.Kind is FeelKind.Time or FeelKind.DateTime)
            {
                if (!times.Add(item))
                {
                    continue;
                }
            }
            else if (HoldsTime(item))
            {
                if (withTimes.Exists(other => AreEqual(other, item, context)))
                {
                    continue;
                }

                withTimes.Add(item);
            }

            kept.Add(item);
        }

        return FeelValue.From(FeelList.Of(kept));
    }

    private static bool HoldsTime(FeelValue value)
    {
        switch (value.Kind)
        {
            case FeelKind.Time or FeelKind.DateTime:
                return true;
            case FeelKind.List:
                foreach (var item in value.AsList().Items)
                {
                    if (HoldsTime(item))
                    {
                        return true;
                    }
                }

                return false;
            case FeelKind.Context:
                return value.AsContext().Values.Any(HoldsTime);
            case FeelKind.Range:
                return HoldsTime(value.AsRange().Start) || HoldsTime(value.AsRange().End);
            default:
                return false;
        }
    }

    private static FeelValue Duplicates(FeelList list)
    {
        var repeated = new List<FeelValue>();
        var counts = list.Items.ToArray().CountBy(item => item);
        foreach (var (item, count) in counts)
        {
            if (count > 1)
            {
                repeated.Add(item);
            }
        }

        return FeelValue.From(FeelList.Of(repeated));
    }

    private static FeelValue Flattened(FeelList list, EvaluationContext context)
    {
        var flat = new List<FeelValue>();
        void Add(FeelList items)
        {
            foreach (var item in items.Items)
            {
                context.Step();
                if (item.Kind == FeelKind.List)
                {
                    Add(item.AsList());
                }
                else
                {
                    flat.Add(item);
                }
            }
        }

        Add(list);
        return FeelValue.From(FeelList.Of(flat));
    }

    // Merging asks "does the right one come first?" only, keeps the order of equals, ends whatever the answers are, and lets exceptions through,
    // which the sorts of the framework wrap.
    private static FeelValue[] Merged(FeelValue[] items, Func<FeelValue, FeelValue, bool> before)
    {
        if (items.Length < 2)
        {
            return items;
        }

        var (left, right) = (Merged(items[..(items.Length / 2)], before), Merged(items[(items.Length / 2)..], before));
        var (i, j) = (0, 0);
        for (var place = 0; place < items.Length; place++)
        {
            items[place] = j == right.Length || (i < left.Length && !before(right[j], left[i])) ? left[i++] : right[j++];
        }

        return items;
    }

    private static FeelValue Sort(FeelList list, FeelFunction precedes, EvaluationContext context)
    {
        var answered = true;
        bool Before(FeelValue left, FeelValue right)
        {
            var answer = precedes.Invoke([left, right], context);
            answered &= answer.Kind == FeelKind.Boolean;
            return answer.IsTrue;
        }

        var sorted = Merged(list.Items.ToArray(), Before);
        if (!answered)
        {
            context.Report("FEEL0301", "The function that orders must answer true or false for every two items.");
        }

        return answered ? Made(sorted) : FeelValue.Null;
    }

    private static FeelValue Sort(ReadOnlySpan<FeelValue> arguments, EvaluationContext context)
    {
        var items = arguments[0].AsList().Items.ToArray();
        var comparable = Array.TrueForAll(items, item => !FeelOperators.Compare(Ordering.Less, item, items[0]).IsNull);
        return comparable
            ? Made(Merged(items, (left, right) =>
            {
                context.Step();
                context.CountParts(Math.Min(left.Size, right.Size));
                return FeelOperators.Compare(Ordering.Less, left, right).IsTrue;
            }))
            : FeelValue.Null;
    }
}
