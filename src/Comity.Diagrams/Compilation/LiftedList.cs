using Comity.Diagrams.Core;
using Comity.Feel.Values;

namespace Comity.Diagrams.Compilation;

/// <summary>
/// A list that depends on the situation, item by item: of n items that come and go independently there are 2^n lists, but n diagrams.
/// </summary>
internal sealed record LiftedList : Lifted
{
    private LiftedList(Diagram other, IReadOnlyList<Diagram> items) => (Other, Items) = (other, items);

    /// <summary>The value where it is not a list; the empty list where it is one.</summary>
    public Diagram Other { get; }

    /// <summary>
    /// Diagrams of lists of at most one item: put together in this order they are the list. Each is empty where the value is not a list.
    /// </summary>
    public IReadOnlyList<Diagram> Items { get; }

    /// <summary>The list without items.</summary>
    public static FeelValue None { get; } = FeelValue.From(FeelList.Empty);

    /// <summary>The list of one item.</summary>
    public static FeelValue Single(FeelValue item) => FeelValue.From(FeelList.Of(item));

    /// <summary>The item of a list of at most one; null for none.</summary>
    public static FeelValue? ItemOf(FeelValue list) => list.AsList() is { Count: 1 } single ? single[0] : null;

    /// <summary>Where there is an item.</summary>
    public static Diagram IsPresent(Diagram item) => item.Map(list => FeelValue.From(ItemOf(list) is not null));

    /// <summary>Any values, those that are lists by their places.</summary>
    public static LiftedList From(Diagram values) => From(values, []);

    /// <summary>Any values, those that are lists by their places, followed by items.</summary>
    /// <param name="values">The values.</param>
    /// <param name="items">As in <see cref="Items"/>; empty where <paramref name="values"/> is not a list.</param>
    public static LiftedList From(Diagram values, IReadOnlyList<Diagram> items)
    {
        var longest = values.Terminals().Max(value => value.Kind == FeelKind.List ? value.AsList().Count : 0);
        if (longest == 0)
        {
            return new LiftedList(values, items);
        }

        var places = Enumerable.Range(0, longest).Select(place => values.Map(value =>
            value.Kind == FeelKind.List && value.AsList().Count > place ? Single(value.AsList()[place]) : None));
        return new LiftedList(values.Map(value => value.Kind == FeelKind.List ? None : value), [.. places, .. items]);
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

        var none = condition.Space.Constant(None);
        return new LiftedList(condition.Choose(then.Other, otherwise.Other),
        [
            .. Enumerable.Range(0, start).Select(i => condition.Choose(yes[i], no[i])),
            .. yes.Skip(start).SkipLast(end).Select(item => condition.Choose(item, none)),
            .. no.Skip(start).SkipLast(end).Select(item => condition.Choose(none, item)),
            .. Enumerable.Range(-end, end).Select(i => condition.Choose(yes[yes.Count + i], no[no.Count + i])),
        ]);
    }

    /// <summary>The values, list by list where that is no more than it is item by item: where there is no item, or always the same.</summary>
    public Lifted Simplified()
    {
        var none = Other.Space.Constant(None);
        var list = new LiftedList(Other, [.. Items.Where(item => item != none)]);
        return list.Items.Count == 0 || list.IsFixed ? new LiftedValue(list.ToDiagram()) : list;
    }

    /// <summary>The values list by list.</summary>
    public Diagram ToDiagram() => IsFixed
        ? Other.Space.Constant(FeelValue.From(FeelList.Of(Items.SelectMany(item => item.Terminals()[0].AsList().Items.ToArray()))))
        : Items.Aggregate(Other, (lists, item) => lists.Apply(item, (list, added) => ItemOf(added) is { } one ? LiftedFeel.Append(list, one) : list));

    /// <summary>Where it is a list.</summary>
    public Diagram IsList => Other.Is(None);

    /// <summary>Where it has an item.</summary>
    public Diagram HasItems() => Any(Other.Space, Items.Select(IsPresent));

    /// <summary>Where one of some conditions is true.</summary>
    public static Diagram Any(DiagramSpace space, IEnumerable<Diagram> conditions) =>
        Joined([.. conditions], (left, right) => left.Or(right), space.False);

    /// <summary>
    /// Neighbours joined, and what comes of it again, until one is left: most of what is made on the way is small, where joining one after the
    /// other to the first would make as much each time as there is at the end.
    /// </summary>
    /// <param name="parts">What is joined.</param>
    /// <param name="join">How two neighbours are joined; by which one is begun must make no difference.</param>
    /// <param name="none">What no parts give.</param>
    public static T Joined<T>(IReadOnlyList<T> parts, Func<T, T, T> join, T none)
    {
        while (parts.Count > 1)
        {
            parts = [.. parts.Chunk(2).Select(pair => pair.Length == 2 ? join(pair[0], pair[1]) : pair[0])];
        }

        return parts.Count == 1 ? parts[0] : none;
    }

    /// <summary>The item at a FEEL index in each situation; null where there is none.</summary>
    public Diagram ItemAt(FeelValue index)
    {
        var nothing = Other.Space.Constant(FeelValue.Null);
        if (!index.TryAsInt64(out var position) || position == 0 || position < -Items.Count || position > Items.Count)
        {
            return nothing;
        }

        if (position == 1)
        {
            return Joined(
                [.. Items.Select(item => (Present: IsPresent(item), Value: item.Map(list => ItemOf(list) ?? FeelValue.Null)))],
                (left, right) => (left.Present.Or(right.Present), left.Present.Choose(left.Value, right.Value)),
                (Present: Other.Space.False, Value: nothing)).Value;
        }

        // By how many items are still to be passed; those on the other side of the item do not count.
        var found = new Diagram[Math.Abs(position)];
        Array.Fill(found, nothing);
        foreach (var item in position > 0 ? Items.Reverse() : Items)
        {
            var (here, value) = (IsPresent(item), item.Map(list => ItemOf(list) ?? FeelValue.Null));
            for (var passed = found.Length - 1; passed >= 0; passed--)
            {
                found[passed] = here.Choose(passed == 0 ? value : found[passed - 1], found[passed]);
            }
        }

        return found[^1];
    }

    // One list in every situation.
    private bool IsFixed => Other == Other.Space.Constant(None) && Items.All(item => item.IsConstant);

    // Can hold the same items.
    private static bool IsAlike(Diagram left, Diagram right) =>
        left == right || left.Terminals().Where(Holds).ToHashSet().SetEquals(right.Terminals().Where(Holds));

    private static bool Holds(FeelValue list) => ItemOf(list) is not null;
}

/// <summary>How many items a list has. It is counted only as far as is asked.</summary>
/// <param name="Start">The value where it is not a list that is counted; 0 where it is one.</param>
/// <param name="Items">The items as in <see cref="LiftedList.Items"/>.</param>
internal sealed record LiftedCount(Diagram Start, IReadOnlyList<Diagram> Items) : Lifted
{
    /// <summary>The number in each situation.</summary>
    /// <param name="most">What stands for every larger number as well.</param>
    public Diagram ToDiagram(long most = long.MaxValue)
    {
        var counts = Items.Select(item => item.Map(list => FeelValue.From(Math.Min(list.AsList().Count, most)))).Prepend(Start);
        return LiftedList.Joined([.. counts], (left, right) => left.Apply(right, Sum), Start).Map(number => Sum(number, FeelValue.From(0)));

        FeelValue Sum(FeelValue left, FeelValue right) =>
            left.TryAsInt64(out var a) && right.TryAsInt64(out var b) ? FeelValue.From(Math.Min(a + b, most)) : FeelValue.Null;
    }
}
