using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Values;

namespace Comity.Feel.Compilation;

// Filters, for, some and every.
public sealed partial class FeelCompiler
{
    // A number given outside the item's scope is an index (Table 68); there, the filter's item is that of the filter around it, if any.
    private Code Filter(FilterNode node)
    {
        var source = Expression(node.Source);
        var around = _filteredItems.TryPeek(out var outer) ? outer : -1;
        var item = NewLocal("item");
        _filteredItems.Push(item);
        var filter = Expression(node.Filter);
        _filteredItems.Pop();
        Forget(1);
        return (frame, context) =>
        {
            var list = FeelOperators.ToList(source(frame, context));
            if (node.MayBeIndex)
            {
                var before = context.Notes.Count;
                frame[item] = around >= 0 ? frame[around] : FeelValue.Null;
                var index = filter(frame, context);
                if (index.Kind == FeelKind.Number)
                {
                    var found = FeelOperators.ItemAt(list, index);
                    return found.IsNull && context.Reports && !FeelOperators.HasItemAt(list, index)
                        ? Reported(found, node, context, "FEEL0307", $"The list has {list.Count} items, and none at {index}.")
                        : found;
                }

                context.Forget(before);
            }

            var kept = new List<FeelValue>();
            for (var i = 0; i < list.Count; i++)
            {
                context.Step();
                frame[item] = list[i];
                var value = filter(frame, context);
                if (value.IsTrue)
                {
                    kept.Add(list[i]);
                }
                else if (!IsAnswer(value))
                {
                    return Reported(FeelValue.Null, node.Filter, context, "FEEL0308", "A filter is neither a number nor true or false.");
                }
            }

            return FeelValue.From(FeelList.Of(kept));
        };
    }

    private Code For(ForNode node)
    {
        var loops = Loops(node.Iterators);
        var partial = NewLocal("partial");
        var result = Expression(node.Return);
        Forget(loops.Length + 1);
        var usesPartial = node.Return.SelfAndDescendants().Any(part => part is NameNode { Name: "partial" });
        return (frame, context) =>
        {
            var results = new FeelValue[4];
            var count = 0;
            var extent = default(Extent);
            var end = Run(loops, 0, frame, context, () =>
            {
                if (count == results.Length)
                {
                    context.CheckGrowth(2L * count);
                    Array.Resize(ref results, 2 * count);
                }

                if (usesPartial)
                {
                    frame[partial] = FeelValue.From(FeelList.Taking(results, count, extent));
                }

                results[count] = result(frame, context);
                extent = extent.With(results[count]);
                context.CheckGrowth(extent.Size);
                count++;
                return End.Reached;
            });
            return end == End.Failed ? FeelValue.Null : context.Limited(FeelValue.From(FeelList.Taking(results, count, extent)));
        };
    }

    private Code Quantified(QuantifiedNode node)
    {
        var loops = Loops(node.Iterators);
        var condition = Expression(node.Condition);
        Forget(loops.Length);
        return (frame, context) =>
        {
            var answer = FeelValue.From(node.Every);
            var end = Run(loops, 0, frame, context, () =>
            {
                var value = condition(frame, context);
                if (!IsAnswer(value))
                {
                    Reported(FeelValue.Null, node.Condition, context, "FEEL0308", "What is to be satisfied is neither true nor false.");
                    return End.Failed;
                }

                answer = node.Every ? FeelOperators.And(answer, value) : FeelOperators.Or(answer, value);
                return (node.Every ? answer.IsFalse : answer.IsTrue) ? End.Stopped : End.Reached;
            });
            return end == End.Failed ? FeelValue.Null : answer;
        };
    }

    private static bool IsAnswer(FeelValue value) => value.Kind is FeelKind.Boolean or FeelKind.Null;

    private (int Slot, Code Items)[] Loops(NodeList<IteratorNode> iterators)
    {
        var loops = new (int, Code)[iterators.Count];
        for (var i = 0; i < loops.Length; i++)
        {
            var source = Expression(iterators[i].Source);
            if (iterators[i].RangeEnd is { } rangeEnd)
            {
                var (start, end) = (source, Expression(rangeEnd));
                source = (frame, context) => Placed(FeelOperators.Steps(start(frame, context), end(frame, context), context), rangeEnd, context);
            }
            else
            {
                var (given, place) = (source, iterators[i].Source);
                source = (frame, context) => Placed(FeelOperators.Iterated(given(frame, context), context), place, context);
            }

            loops[i] = (NewLocal(iterators[i].Name), source);
        }

        return loops;
    }

    /// <summary>How an iteration ended.</summary>
    private enum End
    {
        /// <summary>Everything was gone through.</summary>
        Reached,

        /// <summary>The answer is known before.</summary>
        Stopped,

        /// <summary>Something that should be iterated over cannot be, or what is asked of an item has no answer.</summary>
        Failed,
    }

    private static End Run((int Slot, Code Items)[] loops, int depth, FeelValue[] frame, EvaluationContext context, Func<End> body)
    {
        if (depth == loops.Length)
        {
            context.Step();
            return body();
        }

        var items = loops[depth].Items(frame, context);
        if (items.IsNull)
        {
            return End.Failed;
        }

        var list = items.AsList();
        for (var i = 0; i < list.Count; i++)
        {
            frame[loops[depth].Slot] = list[i];
            if (Run(loops, depth + 1, frame, context, body) is not End.Reached and var end)
            {
                return end;
            }
        }

        return End.Reached;
    }
}
