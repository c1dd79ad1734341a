using Comity.Feel.Evaluation;

namespace Comity.Feel.Values;

// Ranges, and what iterations go over.
public static partial class FeelOperators
{
    /// <summary>An interval between two values; null unless they can be compared and the start is not after the end.</summary>
    public static FeelValue Range(bool startIncluded, FeelValue start, FeelValue end, bool endIncluded) =>
        Compare(Ordering.LessOrEqual, start, end).IsTrue ? FeelValue.From(new FeelRange(startIncluded, start, end, endIncluded)) : FeelValue.Null;

    /// <summary>A range with one end; null where the end has no order.</summary>
    /// <param name="ordering">How its values lie to the end.</param>
    /// <param name="end">The end.</param>
    internal static FeelValue OpenRange(Ordering ordering, FeelValue end)
    {
        if (Compare(Ordering.LessOrEqual, end, end).IsNull)
        {
            return FeelValue.Null;
        }

        return FeelValue.From(ordering is Ordering.Less or Ordering.LessOrEqual
            ? new FeelRange(false, FeelValue.Null, end, ordering == Ordering.LessOrEqual)
            : new FeelRange(ordering == Ordering.GreaterOrEqual, end, FeelValue.Null, false));
    }

    /// <summary>The whole numbers or the dates from one to another, upwards or downwards; null for anything else.</summary>
    public static FeelValue Steps(FeelValue start, FeelValue end, EvaluationContext context)
    {
        var dates = start.Kind == FeelKind.Date && end.Kind == FeelKind.Date;
        long from, to;
        if (dates)
        {
            (from, to) = (start.AsDate().DayNumber, end.AsDate().DayNumber);
        }
        else if (!start.TryAsInt64(out from) | !end.TryAsInt64(out to))
        {
            context.Report("FEEL0205", "An iteration from .. to needs two whole numbers or two dates.");
            return FeelValue.Null;
        }

        context.CheckSize((long)Int128.Min(long.MaxValue, Int128.Abs((Int128)to - from) + 1));
        var steps = new FeelValue[Math.Abs(to - from) + 1];
        for (var i = 0; i < steps.Length; i++)
        {
            context.Step();
            var step = from <= to ? from + i : from - i;
            steps[i] = dates ? FeelValue.From(FeelDate.FromDayNumber(step)) : FeelValue.From(step);
        }

        return FeelValue.From(FeelList.Of(steps));
    }

    /// <summary>What an iteration goes over: a list, the whole numbers or dates of a range, or a single value; null for null.</summary>
    public static FeelValue Iterated(FeelValue value, EvaluationContext context)
    {
        if (value.IsNull)
        {
            context.Report("FEEL0205", "Null cannot be iterated over.");
            return value;
        }

        if (value.Kind != FeelKind.Range)
        {
            return FeelValue.From(ToList(value));
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
