using Comity.Diagrams.Core;
using Comity.Feel.Values;

namespace Comity.Diagrams.Compilation;

/// <summary>
/// A list in each situation, item by item: in every situation those items whose <see cref="DiagramListItem.When"/> is true are, in this
/// order, exactly the list's. Of independent items there are few diagrams, where there would be many lists.
/// </summary>
/// <param name="Other">The value where it is not a list; the empty list where it is one.</param>
/// <param name="Items">The items; none where the value is not a list.</param>
public sealed record DiagramList(Diagram Other, IReadOnlyList<DiagramListItem> Items)
{
    /// <summary>True where the value is a list.</summary>
    public Diagram IsList => Other.Is(LiftedList.None);

    /// <summary>The values of a diagram, item by item where they are lists.</summary>
    public static DiagramList From(Diagram values) => From(LiftedList.From(values));

    /// <summary>The values list by list: as many as there are different lists.</summary>
    public Diagram ToDiagram() => Items.Aggregate(Other, (lists, item) =>
        item.When.Choose(lists.Map(list => list.Kind == FeelKind.List ? LiftedFeel.Append(list, item.Value) : list), lists));

    /// <summary>The items in one situation; null where the value is not a list.</summary>
    /// <param name="regions">A region for each variable of the space.</param>
    public IReadOnlyList<FeelValue>? Evaluate(ReadOnlySpan<int> regions)
    {
        if (Other.Evaluate(regions) != LiftedList.None)
        {
            return null;
        }

        var items = new List<FeelValue>();
        foreach (var item in Items)
        {
            if (item.When.Evaluate(regions).IsTrue)
            {
                items.Add(item.Value);
            }
        }

        return items;
    }

    internal static DiagramList From(LiftedList list) =>
        new(list.Other, [.. list.Items.SelectMany(item => item.Cases()).Select(item => new DiagramListItem(item.Value, item.When))]);

    /// <summary>The same list with its diagrams in another space.</summary>
    internal DiagramList Moved(Func<Diagram, Diagram> move) =>
        new(move(Other), [.. Items.Select(item => item with { When = move(item.When) })]);

    /// <summary>All its diagrams.</summary>
    internal IEnumerable<Diagram> Diagrams => Items.Select(item => item.When).Prepend(Other);
}

/// <summary>One item of a list.</summary>
/// <param name="Value">The item.</param>
/// <param name="When">True where the list has it; false where the value is not a list.</param>
public readonly record struct DiagramListItem(FeelValue Value, Diagram When);
