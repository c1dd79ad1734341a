using Comity.Diagrams.Core;
using Comity.Feel.Values;

namespace Comity.Diagrams.Compilation;

/// <summary>An item of a list that depends on the situation.</summary>
public readonly record struct DiagramListItem(FeelValue Value, Diagram When);

/// <summary>A list in each situation, item by item.</summary>
public sealed record DiagramList(Diagram IsList, Diagram Other, IReadOnlyList<DiagramListItem> Items)
{
    /// <summary>From whole lists.</summary>
    public static DiagramList From(Diagram diagram)
    {
        var lists = diagram.Terminals().Where(value => value.Kind == FeelKind.List).ToList();
        var items = new List<DiagramListItem>();
        for (var i = 0; i < lists.Select(list => list.AsList().Count).DefaultIfEmpty(0).Max(); i++)
        {
            foreach (var item in lists.Where(list => list.AsList().Count > i).Select(list => list.AsList()[i]).Distinct())
            {
                items.Add(new(item, diagram.Map(value => FeelValue.From(value.Kind == FeelKind.List && value.AsList().Count > i && value.AsList()[i] == item))));
            }
        }

        return new(diagram.Map(value => FeelValue.From(value.Kind == FeelKind.List)), diagram.Map(value => value.Kind == FeelKind.List ? FeelValue.Null : value), items);
    }
}
