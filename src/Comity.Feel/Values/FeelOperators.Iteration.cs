using Comity.Feel.Evaluation;

namespace Comity.Feel.Values;

// Ranges, and what iterations go over.
public static partial class FeelOperators
{
    /// <summary>A range between two values; null unless they can be compared, or one end is open.</summary>
    public static FeelValue Range(bool startIncluded, FeelValue start, FeelValue end, bool endIncluded) =>
        start.IsNull && end.IsNull ? FeelValue.Null
        : start.IsNull || end.IsNull || !Compare(Ordering.Less, start, end).IsNull
            ? FeelValue.From(new FeelRange(startIncluded && !start.IsNull, start, end, endIncluded && !end.IsNull))
            : FeelValue.Null;

    /// <summary>The whole numbers from one to another, upwards or downwards; null unless both are whole numbers.</summary>
    public static FeelValue Steps(FeelValue start, FeelValue end, EvaluationContext context)
    {
        if (!start.TryAsInt64(out var from) || !end.TryAsInt64(out var to))
        {
            context.Report("FEEL0205", "An iteration from .. to needs two whole numbers.");
            return FeelValue.Null;
        }

        var steps = new List<FeelValue>();
        for (var i = from; from <= to ? i <= to : i >= to; i += from <= to ? 1 : -1)
        {
            context.Step();
            steps.Add(FeelValue.From(i));
        }

        return FeelValue.From(FeelList.Of(steps));
    }

    /// <summary>What an iteration goes over: a list, the whole numbers of a range, or a single value; null for null.</summary>
    public static FeelValue Iterated(FeelValue value, EvaluationContext context)
    {
        if (value.Kind != FeelKind.Range)
        {
            return value.IsNull ? value : FeelValue.From(ToList(value));
        }

        var range = value.AsRange();
        var items = Steps(range.Start, range.End, context);
        if (items.IsNull)
        {
            return items;
        }

        var all = items.AsList().Items;
        var first = range.StartIncluded ? 0 : 1;
        var count = all.Length - first - (range.EndIncluded ? 0 : 1);
        return FeelValue.From(count <= 0 ? FeelList.Empty : FeelList.Of(all.Slice(first, count)));
    }
}
