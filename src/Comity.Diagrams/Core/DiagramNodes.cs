using Comity.Feel.Values;

namespace Comity.Diagrams.Core;

/// <summary>Neighboring regions of a node's variable that lead to one child; they end where the next arc begins.</summary>
/// <param name="First">The first region.</param>
/// <param name="Child">Where they lead: the place of a node, or the complement of the place of a terminal.</param>
public readonly record struct DiagramArc(int First, int Child);

/// <summary>A node by itself.</summary>
/// <param name="Level">The level of the variable that it tests.</param>
/// <param name="Arcs">Its arcs, the first from region 0 on; neighbors lead to different children.</param>
public sealed record DiagramNode(int Level, IReadOnlyList<DiagramArc> Arcs);

/// <summary>
/// The nodes that some diagrams of one space share, as a plain list: each once, children before parents, in the order in which a walk from
/// the diagrams, first regions first, leaves them. So equal functions over equal variables give equal lists.
/// </summary>
public sealed class DiagramNodes
{
    private readonly DiagramSpace _space;
    private readonly Dictionary<int, int> _places = [];
    private readonly List<FeelValue> _terminals = [];
    private readonly List<DiagramNode> _nodes = [];

    /// <summary>Lists the nodes of some diagrams.</summary>
    /// <param name="space">Their space.</param>
    /// <param name="diagrams">The diagrams.</param>
    public DiagramNodes(DiagramSpace space, IEnumerable<Diagram> diagrams)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(diagrams);
        _space = space;
        foreach (var diagram in diagrams.Prepend(space.True).Prepend(space.False))
        {
            Visit(diagram.Root);
        }
    }

    /// <summary>The values at which walks end: false, true, and then others.</summary>
    public IReadOnlyList<FeelValue> Terminals => _terminals;

    /// <summary>The nodes.</summary>
    public IReadOnlyList<DiagramNode> Nodes => _nodes;

    /// <summary>Where one of the diagrams begins: the place of a node, or the complement of the place of a terminal.</summary>
    public int PlaceOf(Diagram diagram) => _places[diagram.Root];

    private int Visit(int node)
    {
        if (!_places.TryGetValue(node, out var place))
        {
            if (node < 0)
            {
                place = ~_terminals.Count;
                _terminals.Add(_space.Terminal(node));
            }
            else
            {
                var arcs = Arcs(node);
                place = _nodes.Count;
                _nodes.Add(new DiagramNode(_space.Nodes.Level(node), arcs));
            }

            _places.Add(node, place);
        }

        return place;
    }

    private List<DiagramArc> Arcs(int node)
    {
        var list = new List<DiagramArc>();
        for (var arcs = _space.Nodes.Arcs(node); arcs.Next();)
        {
            list.Add(new DiagramArc(arcs.Start, Visit(arcs.First)));
        }

        return list;
    }
}
