using Comity.Diagrams.Core;
using Comity.Feel.Values;

namespace Comity.Diagrams.Compilation;

/// <summary>An item that a list has in some situations.</summary>
/// <param name="When">Where the list has it.</param>
/// <param name="Value">Its value where the list has it; anything elsewhere.</param>
internal readonly record struct LiftedItem(Diagram When, Diagram Value)
{
    /// <summary>The values that it has somewhere, each with where that is.</summary>
    public IEnumerable<(FeelValue Value, Diagram When)> Cases()
    {
        if (Value.IsConstant)
        {
            return [(Value.Terminals()[0], When)];
        }

        var item = this;
        return Value.Terminals().Select(value => (Value: value, When: item.When.And(item.Value.Is(value))))
            .Where(known => known.When != item.When.Space.False);
    }

    /// <summary>The list of it where it is there, the empty list elsewhere.</summary>
    public Diagram ToList() => When.Choose(Value.Map(LiftedList.Single), When.Space.Constant(LiftedList.None));

    /// <summary>The same where a condition is true besides.</summary>
    public LiftedItem Within(Diagram condition) => this with { When = When.And(condition) };

    /// <summary>One of two, where a condition is true and where it is not.</summary>
    public static LiftedItem If(Diagram condition, LiftedItem then, LiftedItem otherwise) => new(
        condition.Choose(then.When, otherwise.When),
        then.Value == otherwise.Value ? then.Value : condition.Choose(then.Value, otherwise.Value));
}

/// <summary>
/// A list that depends on the situation, item by item: of n items that come and go independently there are 2^n lists, but n diagrams.
/// </summary>
internal sealed record LiftedList : Lifted
{
    private LiftedList(Diagram other, IReadOnlyList<LiftedItem> items) => (Other, Items) = (other, items);

    /// <summary>The value where it is not a list; the empty list where it is one.</summary>
    public Diagram Other { get; }

    /// <summary>What are its items where they are there, in this order. None is where the value is not a list.</summary>
    public IReadOnlyList<LiftedItem> Items { get; }

    /// <inheritdoc/>
    public override IEnumerable<Diagram> Diagrams => Items.SelectMany(item => new[] { item.When, item.Value }).Prepend(Other);

    /// <summary>The list without items.</summary>
    public static FeelValue None { get; } = FeelValue.From(FeelList.Empty);

    /// <summary>The list of one item.</summary>
    public static FeelValue Single(FeelValue item) => FeelValue.From(FeelList.Of(item));

    /// <summary>The item of a list of at most one; null for none.</summary>
    public static FeelValue? ItemOf(FeelValue list) => list.AsList() is { Count: 1 } single ? single[0] : null;

    /// <summary>Any values, those that are lists by their places.</summary>
    public static LiftedList From(Diagram values) => From(values, []);

    /// <summary>Any values, those that are lists by their places, followed by items.</summary>
    /// <param name="values">The values.</param>
    /// <param name="items">As in <see cref="Items"/>; not there where <paramref name="values"/> is not a list.</param>
    public static LiftedList From(Diagram values, IReadOnlyList<LiftedItem> items)
    {
        var longest = values.Terminals().Max(Count);
        if (longest == 0)
        {
            return new LiftedList(values, items);
        }

        var places = Enumerable.Range(0, longest).Select(place =>
        {
            var any = values.Terminals().First(value => Count(value) > place).AsList()[place];
            return new LiftedItem(
                values.Map(value => FeelValue.From(Count(value) > place)),
                values.Map(value => Count(value) > place ? value.AsList()[place] : any));
        });
        return new LiftedList(values.Map(value => value.Kind == FeelKind.List ? None : value), [.. places, .. items]);

        static int Count(FeelValue value) => value.Kind == FeelKind.List ? value.AsList().Count : 0;
    }

    /// <summary>One of two lists, where a condition is true and where it is not. Places that both have at either end are kept.</summary>
    public static LiftedList If(Diagram condition, LiftedList then, LiftedList otherwise)
    {
        var (yes, no) = (then.Items, otherwise.Items);
        var shorter = Math.Min(yes.Count, no.Count);
        var start = 0;
        while (start < shorter && IsAlike(yes[start], no[start]))
        {
            start++;
        }

        var end = 0;
        while (end < shorter - start && IsAlike(yes[^(end + 1)], no[^(end + 1)]))
        {
            end++;
        }

        return new LiftedList(condition.Choose(then.Other, otherwise.Other),
        [
            .. Enumerable.Range(0, start).Select(i => LiftedItem.If(condition, yes[i], no[i])),
            .. yes.Skip(start).SkipLast(end).Select(item => item.Within(condition)),
            .. no.Skip(start).SkipLast(end).Select(item => item.Within(condition.Not())),
            .. Enumerable.Range(-end, end).Select(i => LiftedItem.If(condition, yes[yes.Count + i], no[no.Count + i])),
        ]);
    }

    /// <summary>The values, list by list where that is no more than item by item: there is no item, or one list everywhere.</summary>
    public Lifted Simplified()
    {
        var list = new LiftedList(Other, [.. Items.Where(item => item.When != Other.Space.False)]);
        return list.Items.Count == 0 || list.IsFixed ? new LiftedValue(list.ToDiagram()) : list;
    }

    /// <summary>The values list by list.</summary>
    public Diagram ToDiagram() => IsFixed
        ? Other.Space.Constant(FeelValue.From(FeelList.Of(Items.Select(item => item.Value.Terminals()[0]))))
        : Items.Aggregate(Other, (lists, item) => lists.Apply(item.ToList(), (list, added) =>
            ItemOf(added) is { } one ? LiftedFeel.Append(list, one) : list));

    /// <summary>Where it is a list.</summary>
    public Diagram IsList => Other.Is(None);

    /// <summary>Where it has an item.</summary>
    public Diagram HasItems() => Other.Space.Any(Items.Select(item => item.When));

    /// <summary>The item at a FEEL index in each situation; null where there is none.</summary>
    public Diagram ItemAt(FeelValue index)
    {
        var nothing = Other.Space.Constant(FeelValue.Null);
        if (!index.TryAsInt64(out var position) || position == 0 || position < -Items.Count || position > Items.Count)
        {
            return nothing;
        }

        if (Math.Abs(position) == 1)
        {
            var (when, value) = Pairwise.Join(Items, (left, right) => position > 0 ? FirstOf(left, right) : FirstOf(right, left), default);
            return when.Choose(value, nothing);
        }

        // By how many items are still to be passed; those on the other side of the item do not count.
        var found = new Diagram[Math.Abs(position)];
        Array.Fill(found, nothing);
        foreach (var item in position > 0 ? Items.Reverse() : Items)
        {
            for (var passed = found.Length - 1; passed >= 0; passed--)
            {
                found[passed] = item.When.Choose(passed == 0 ? item.Value : found[passed - 1], found[passed]);
            }
        }

        return found[^1];

        static LiftedItem FirstOf(LiftedItem first, LiftedItem second) => new(
            first.When.Or(second.When), first.Value == second.Value ? first.Value : first.When.Choose(first.Value, second.Value));
    }

    // One list in every situation.
    private bool IsFixed =>
        Other == Other.Space.Constant(None) && Items.All(item => item.When == Other.Space.True && item.Value.IsConstant);

    private static bool IsAlike(LiftedItem left, LiftedItem right) => left.Value == right.Value;
}

/// <summary>How many items a list has. It is counted only as far as is asked.</summary>
/// <param name="Start">The value where it is not a list that is counted; 0 where it is one.</param>
/// <param name="Items">For each item, where the list has it; false where it is not a list that is counted.</param>
internal sealed record LiftedCount(Diagram Start, IReadOnlyList<Diagram> Items) : Lifted
{
    /// <inheritdoc/>
    public override IEnumerable<Diagram> Diagrams => Items.Prepend(Start);

    /// <summary>The number in each situation.</summary>
    /// <param name="most">What stands for every larger number as well.</param>
    public Diagram ToDiagram(long most = long.MaxValue)
    {
        // What is counted no further than to one is a set.
        IEnumerable<Diagram> items = most > 1 ? Items : [Start.Space.Any(Items)];
        var counts = items.Select(when => when.Map(here => FeelValue.From(here.IsTrue ? 1 : 0))).Prepend(Start);
        return Pairwise.Join([.. counts], (left, right) => left.Apply(right, Sum), Start).Map(number => Sum(number, FeelValue.From(0)));

        FeelValue Sum(FeelValue left, FeelValue right) =>
            left.TryAsInt64(out var a) && right.TryAsInt64(out var b) ? FeelValue.From(Math.Min(a + b, most)) : FeelValue.Null;
    }
}
