using Comity.Diagrams.Core;
using Comity.Feel.Functions;
using Comity.Feel.Syntax;
using Comity.Feel.Values;

namespace Comity.Diagrams.Compilation;

/// <summary>What is done with lists item by item. Whatever is not here is done with whole lists.</summary>
internal sealed partial class LiftedFeel
{
    // Built-in functions whose answer for a list is that for the answer so far and the next item, beginning with the first.
    private static readonly HashSet<string> Folding = new(StringComparer.Ordinal) { "sum", "product", "min", "max", "all", "any" };

    private Diagram None => _space.Constant(LiftedList.None);

    /// <summary>The list of the values of some diagrams.</summary>
    public static Lifted List(DiagramSpace space, IEnumerable<Diagram> items) =>
        LiftedList.From(space.Constant(LiftedList.None), [.. items.Select(item => new LiftedItem(space.True, item))]).Simplified();

    /// <summary>What a built-in function that takes a list, as its answer so far and the next item, gives for a list.</summary>
    public Diagram Folded(FeelFunction function, LiftedList list)
    {
        // The answer so far is kept in a list, which is empty before the first item.
        var answers = list.Items.Aggregate(None, (before, item) => before.Apply(item.ToList(), Next));
        return answers.Apply(list.Other, (answer, other) => LiftedList.ItemOf(answer) ?? Invoke(function, other));

        FeelValue Next(FeelValue answer, FeelValue added) => LiftedList.ItemOf(added) is not { } next ? answer : LiftedList.Single(
            Invoke(function, LiftedList.ItemOf(answer) is { } before ? FeelValue.From(FeelList.Of(before, next)) : added));
    }

    /// <summary>How many items a list has.</summary>
    public LiftedCount Counted(FeelFunction function, LiftedList list) =>
        new(list.Other.Map(value => Invoke(function, value)), [.. list.Items.Select(item => item.When)]);

    // Where a value is not held one by one, but can be.
    private static Lifted Whole(Lifted part) => part switch
    {
        LiftedList list => new LiftedValue(list.ToDiagram()),
        LiftedCount count => new LiftedValue(count.ToDiagram()),
        _ => part,
    };

    // A value as a list, where a function makes one of any value but those that it leaves as they are.
    private LiftedList ListOf(FeelNode node, Lifted lifted, Func<FeelValue, FeelValue> toList) => lifted is LiftedList list
        ? LiftedList.From(list.Other.Map(toList), list.Items)
        : LiftedList.From(Diagram(node, lifted).Map(toList));

    // As arguments of functions are converted (DMN 1.5 §10.3.2.9.4): null stays null.
    private LiftedList ListArgument(FeelNode node, Lifted lifted) =>
        ListOf(node, lifted, value => value.IsNull ? value : FeelValue.From(FeelOperators.ToList(value)));

    // What follows from each value of an item, where the list has it.
    private Diagram EachValue(LiftedItem item, Func<FeelValue, Diagram> next) => item.Value.IsConstant
        ? lifting.Within(item.When, () => next(item.Value.Terminals()[0]))
        : lifting.Each(item.ToList(), list => LiftedList.ItemOf(list) is { } value ? next(value) : _space.False);

    // The list, or null where it cannot be made.
    private Lifted Unless(Diagram failed, LiftedList list) =>
        If(failed, new LiftedValue(_space.Constant(FeelValue.Null)), list.Simplified());

    private FeelValue Invoke(FeelFunction function, params ReadOnlySpan<FeelValue> arguments) =>
        function.Invoke(arguments, lifting.Context);

    private LiftedList Members(LiftedList list, string member)
    {
        return LiftedList.From(list.Other.Map(MemberOf), [.. list.Items.Select(item => item with { Value = item.Value.Map(MemberOf) })]);

        FeelValue MemberOf(FeelValue value) => FeelOperators.Member(value, member, lifting.Context);
    }

    // A number given outside the item's scope is an index (DMN 1.5 Table 68). Where only a member of what is found is wanted, in what else
    // the items differ is left out before one is chosen.
    private Lifted Filter(FilterNode node, Names names, string? member = null)
    {
        var list = ListOf(node.Source, Evaluate(node.Source, names), value => FeelValue.From(FeelOperators.ToList(value)));
        if (!node.MayBeIndex)
        {
            return Kept(node, list, names, member);
        }

        var index = Expression(node.Filter, Outside(list, names));
        var isIndex = index.Map(value => FeelValue.From(value.Kind == FeelKind.Number));
        if (isIndex == _space.False)
        {
            return Kept(node, list, names, member);
        }

        var indexed = new LiftedValue(lifting.Each(index, (member is null ? list : Members(list, member)).ItemAt));
        return isIndex == _space.True
            ? indexed
            : If(isIndex, indexed, lifting.Within(isIndex.Not(), () => Kept(node, list, names, member)));
    }

    // The names around a filter, where those that only its items have are null.
    private Names Outside(LiftedList list, Names names)
    {
        var members = list.Items.SelectMany(item => item.Value.Terminals())
            .SelectMany(value => value.Kind == FeelKind.Context ? value.AsContext().Keys : []).Prepend("item").Distinct();
        return members.Where(key => names.Find(key) is null && !BuiltInFunctions.TryGet(key, out _))
            .Aggregate(names, (outside, key) => outside.With(key, new LiftedValue(_space.Constant(FeelValue.Null))));
    }

    private Lifted Kept(FilterNode node, LiftedList list, Names names, string? member)
    {
        var (kept, failed) = (new List<LiftedItem>(), _space.False);
        foreach (var place in list.Items)
        {
            var answers = EachValue(place, item =>
            {
                lifting.Context.Step();
                var inner = names.With("item", new LiftedValue(_space.Constant(item)));
                if (item.Kind == FeelKind.Context)
                {
                    foreach (var (key, value) in item.AsContext().Keys.Zip(item.AsContext().Values))
                    {
                        inner = inner.With(key, new LiftedValue(_space.Constant(value)));
                    }
                }

                return Expression(node.Filter, inner);
            });

            // The whole is null once an answer was neither true nor false.
            failed = failed.Or(place.When.And(answers.Map(answer => FeelValue.From(!IsAnswer(answer)))));
            kept.Add(place.Within(answers.Is(FeelValue.True)));
        }

        var result = LiftedList.From(None, kept);
        return Unless(failed, member is null ? result : Members(result, member));
    }

    private Lifted For(ForNode node, Names names)
    {
        var (results, failed) = (new List<LiftedItem>(), _space.False);
        var usesPartial = node.Return.SelfAndDescendants().Any(part => part is NameNode { Name: "partial" });
        Iterate(node.Iterators, 0, names, _space.True, false, (when, inner, isAlternative) =>
        {
            inner = usesPartial ? inner.With("partial", LiftedList.From(None, [.. results]).Simplified()) : inner;
            var result = new LiftedItem(when, lifting.Within(when, () => Expression(node.Return, inner)));
            if (isAlternative)
            {
                results[^1] = new LiftedItem(when.Or(results[^1].When), when.Choose(result.Value, results[^1].Value));
            }
            else
            {
                results.Add(result);
            }
        }, when => failed = failed.Or(when));
        return Unless(failed, LiftedList.From(None, results));
    }

    // The first answer that settles it ends it, and so does one that is neither true nor false, which makes the whole null.
    private Diagram Quantified(QuantifiedNode node, Names names)
    {
        var (settles, ends, open) = (FeelValue.From(!node.Every), new List<(Diagram Settled, Diagram Failed)>(), new List<Diagram>());
        Iterate(node.Iterators, 0, names, _space.True, false, (when, inner, _) =>
        {
            var answer = lifting.Within(when, () => Expression(node.Condition, inner));
            ends.Add((when.And(answer.Is(settles)), when.And(answer.Map(value => FeelValue.From(!IsAnswer(value))))));
            open.Add(when.And(answer.Is(FeelValue.Null)));
        }, when => ends.Add((_space.False, when)));
        var (settled, failed) = Pairwise.Join(
            ends,
            (left, right) => (left.Settled.Or(right.Settled.Minus(left.Failed)), left.Failed.Or(right.Failed.Minus(left.Settled))),
            (Settled: _space.False, Failed: _space.False));
        return settled.Choose(_space.Constant(settles), failed.Or(_space.Any(open)).Choose(
            _space.Constant(FeelValue.Null), _space.Constant(FeelValue.From(node.Every))));
    }

    // Goes through what is iterated over; an alternative is another item in the place of the one before.
    private void Iterate(
        NodeList<IteratorNode> iterators, int depth, Names names, Diagram when, bool isAlternative,
        Action<Diagram, Names, bool> body, Action<Diagram> fail)
    {
        if (depth == iterators.Count)
        {
            body(when, names, isAlternative);
            return;
        }

        var iterator = iterators[depth];
        var source = lifting.Within(when, () => iterator.RangeEnd is { } end
            ? LiftedList.From(Expression(iterator.Source, names).Apply(Expression(end, names), (low, high) =>
                FeelOperators.Steps(low, high, lifting.Context)))
            : ListOf(iterator.Source, Evaluate(iterator.Source, names), value => FeelOperators.Iterated(value, lifting.Context)));
        fail(when.And(source.Other.Is(FeelValue.Null)));
        foreach (var place in source.Items)
        {
            var isNext = false;
            foreach (var (item, here) in place.Within(when).Cases().Where(item => item.When != _space.False))
            {
                lifting.Context.Step();
                Iterate(iterators, depth + 1, names.With(iterator.Name, new LiftedValue(_space.Constant(item))), here, isNext, body, fail);
                isNext = depth == iterators.Count - 1;
            }
        }
    }

    // What a built-in function makes of lists item by item; null where it takes whole ones.
    private Lifted? OfLists(string name, FeelFunction function, FeelNode[] nodes, Lifted[] arguments)
    {
        switch (name, arguments)
        {
            case ("count", [LiftedList list]):
                return Counted(function, list);
            case ({ } folding, [LiftedList list]) when Folding.Contains(folding):
                return new LiftedValue(Folded(function, list));
            case ("list contains", [LiftedList list, _]):
                var element = Diagram(nodes[1], arguments[1]);
                return new LiftedValue(Contains(list, list.Other.Apply(element, (other, value) => Invoke(function, other, value)),
                    item => item.Apply(element, (held, value) => Invoke(function, LiftedList.Single(held), value))));
            case ("concatenate" or "union", _) when arguments.Any(Varies):
                var lists = arguments.Select((argument, i) => ListArgument(nodes[i], argument)).ToList();
                return Unless(NullsOf(lists), name == "union" ? Distinct(Joined(lists)) : Joined(lists));
            case ("append", [var first, _, ..]) when Varies(first):
                var start = ListArgument(nodes[0], first);
                var added = arguments.Zip(nodes).Skip(1).Select(pair => new LiftedItem(_space.True, Diagram(pair.Second, pair.First)));
                return Unless(NullsOf([start]), Joined([start, LiftedList.From(None, [.. added])]));
            case ("distinct values" or "flatten" or "reverse", [LiftedList list]):
                var given = ListArgument(nodes[0], list);
                return Unless(NullsOf([given]), name switch
                {
                    "reverse" => LiftedList.From(None, [.. given.Items.Reverse()]),
                    "flatten" => Joined(
                        [.. given.Items.Select(item => LiftedList.From(item.ToList().Map(held => Invoke(function, held))))]),
                    _ => Distinct(given),
                });
            default:
                return null;
        }
    }

    private static bool Varies(Lifted lifted) => lifted is LiftedList or LiftedValue { Diagram.IsConstant: false };

    private Diagram NullsOf(IReadOnlyList<LiftedList> lists) =>
        _space.Any(lists.Select(list => list.Other.Is(FeelValue.Null)));

    // Lists one after the other; where one is null, so that the whole is, there is no item that counts.
    private LiftedList Joined(IReadOnlyList<LiftedList> lists)
    {
        var nulls = NullsOf(lists);
        var items = lists.SelectMany(list => list.Items).ToList();
        lifting.Context.Count(items.Count);
        return LiftedList.From(None, nulls == _space.False ? items : [.. items.Select(item => item.Within(nulls.Not()))]);
    }

    private LiftedList Distinct(LiftedList list)
    {
        // Two times can be one without being the same value.
        var values = list.Items.SelectMany(item => item.Value.Terminals()).Distinct().ToArray();
        BuiltInFunctions.TryGet("distinct values", out var function);
        if (Invoke(function!, FeelValue.From(FeelList.Of(values))).AsList().Count < values.Length)
        {
            return LiftedList.From(list.ToDiagram().Map(value => value.Kind == FeelKind.List ? Invoke(function!, value) : value));
        }

        var (seen, items) = (new Dictionary<FeelValue, Diagram>(), new List<LiftedItem>());
        foreach (var item in list.Items)
        {
            var first = item.When;
            foreach (var (value, here) in item.Cases())
            {
                var before = seen.GetValueOrDefault(value, _space.False);
                first = first.Minus(here.And(before));
                seen[value] = before.Or(here);
            }

            items.Add(item with { When = first });
        }

        return LiftedList.From(list.Other, items);
    }

    // Whether an input passes a test that is a list: it is the list, or one of its items passes alone.
    private Diagram IsOneOf(UnaryTestNode test, Lifted input, LiftedList list)
    {
        if (input is LiftedCurve or LiftedText)
        {
            return Contains(list, lifting.Each(list.Other, constant => Matched(input, constant)), item =>
                lifting.Each(item, held => Matched(input, LiftedList.Single(held))));
        }

        var values = Diagram(test, input);
        return values.Terminals().Any(value => value.Kind == FeelKind.List)
            ? values.Apply(list.ToDiagram(), FeelOperators.Matches)
            : Contains(list, values.Apply(list.Other, FeelOperators.Matches), item => values.Apply(item, (value, held) =>
                FeelOperators.Matches(value, LiftedList.Single(held))));
    }

    // A list compared with null or with the empty list: all that counts is whether it has items.
    private Diagram Compared(BinaryOperator operation, LiftedList list, Diagram nothing)
    {
        var example = LiftedList.Single(FeelValue.Null);
        return list.HasItems().Choose(nothing.Map(value => Answer(example, value)), list.Other.Apply(nothing, Answer));

        FeelValue Answer(FeelValue left, FeelValue right) => FeelOperators.Binary(operation, left, right, lifting.Context);
    }

    // The items without those of the others that are there in the same situations: what two lists have in common makes no difference
    // between their counts.
    private static List<Diagram> Without(IReadOnlyList<Diagram> items, IReadOnlyList<Diagram> others)
    {
        var common = others.CountBy(here => here).ToDictionary();
        return [.. items.Where(here => (common[here] = common.GetValueOrDefault(here) - 1) < 0)];
    }

    private static bool IsNothing(Diagram values) =>
        values.IsConstant && values.Terminals()[0] is var value && (value.IsNull || value == LiftedList.None);

    // The least number from which on all stand in the same way to each of the limits.
    private static long FirstBeyond(LiftedCount count, Diagram limits)
    {
        var numbers = limits.Terminals().Where(value => value.Kind == FeelKind.Number).ToList();
        var first = 0L;
        while (first <= count.Items.Count && !numbers.TrueForAll(IsPassed))
        {
            first++;
        }

        return first;

        bool IsPassed(FeelValue number) => FeelOperators.Compare(Ordering.Greater, FeelValue.From(first), number).IsTrue;
    }

    // Where one of the items meets a test; elsewhere what the test says of the rest.
    private Diagram Contains(LiftedList list, Diagram otherwise, Func<Diagram, Diagram> test) => _space.Any(
        list.Items.Select(item => test(item.Value).Is(FeelValue.True).And(item.When)))
        .Choose(_space.True, otherwise);
}
