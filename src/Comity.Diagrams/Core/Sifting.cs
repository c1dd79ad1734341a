namespace Comity.Diagrams.Core;

/// <summary>
/// Improves the order of a space's variables (Rudell, ICCAD 1993): each variable in turn, the one with most nodes first, is moved past all others, by
/// exchanging neighbours in place, and left where the diagrams are smallest. Then the diagrams are built anew in a space of that order.
/// </summary>
internal sealed class Sifting
{
    // A variable is not moved further where the diagrams have grown so much.
    private const double MostGrowth = 1.5;

    private readonly DiagramSpace _space;
    private readonly Dictionary<int, Node> _known = [];
    private readonly Dictionary<Key, Node>[] _byVariable;
    private readonly List<int> _order;
    private int _count;
    private int _nextId;
    private long _work;

    private Sifting(DiagramSpace space, IEnumerable<Diagram> roots, long work)
    {
        _space = space;
        _work = work;
        _byVariable = [.. space.Variables.Select(_ => new Dictionary<Key, Node>())];
        _order = [.. Enumerable.Range(0, space.Variables.Count)];
        foreach (var root in roots)
        {
            Copy(root.Root).References++;
        }
    }

    /// <summary>A space in a better order, and what brings each of the diagrams into it.</summary>
    /// <param name="space">The space.</param>
    /// <param name="roots">All diagrams that are still needed.</param>
    /// <param name="work">How many nodes may be touched.</param>
    public static (DiagramSpace Space, Func<Diagram, Diagram> Move) Improve(DiagramSpace space, IReadOnlyList<Diagram> roots, long work)
    {
        var sifting = new Sifting(space, roots, work);
        foreach (var variable in sifting._order.OrderByDescending(variable => sifting._byVariable[variable].Count).ToList())
        {
            if (sifting._work > 0 && sifting._byVariable[variable].Count > 0)
            {
                sifting.Place(variable);
            }
        }

        return sifting.Build();
    }

    private Node Copy(int id)
    {
        if (!_known.TryGetValue(id, out var node))
        {
            node = id < 0 ? new Node(_nextId++, -1, []) : Find(_space.Nodes.Level(id), Array.ConvertAll(_space.Nodes.Children(id).ToArray(), Copy));
            _known.Add(id, node);
        }

        return node;
    }

    private Node Find(int variable, Node[] children)
    {
        if (Alike(children))
        {
            return children[0];
        }

        var key = new Key(children);
        if (!_byVariable[variable].TryGetValue(key, out var node))
        {
            node = new Node(_nextId++, variable, children);
            _byVariable[variable].Add(key, node);
            _count++;
            foreach (var child in children)
            {
                child.References++;
            }
        }

        return node;
    }

    private void Release(Node node)
    {
        if (--node.References > 0 || node.Variable < 0)
        {
            return;
        }

        _byVariable[node.Variable].Remove(new Key(node.Children));
        _count--;
        foreach (var child in node.Children)
        {
            Release(child);
        }
    }

    private void Place(int variable)
    {
        var start = _order.IndexOf(variable);
        var (at, best, least, limit) = (start, start, _count, _count * MostGrowth);

        // The nearer end first.
        int[] ends = start < _order.Count / 2 ? [0, _order.Count - 1] : [_order.Count - 1, 0];
        foreach (var end in ends)
        {
            while (at != end && _work > 0 && _count <= limit)
            {
                at = Step(at, Math.Sign(end - at));
                if (_count < least)
                {
                    (best, least) = (at, _count);
                }
            }
        }

        while (at != best)
        {
            at = Step(at, Math.Sign(best - at));
        }
    }

    private int Step(int at, int direction)
    {
        Exchange(Math.Min(at, at + direction));
        return at + direction;
    }

    // Exchanges the variables of a level and the next. A node keeps its meaning, so that nothing above it changes.
    private void Exchange(int level)
    {
        var (upper, lower) = (_order[level], _order[level + 1]);
        (_order[level], _order[level + 1]) = (lower, upper);
        foreach (var node in _byVariable[upper].Values.ToList())
        {
            _work -= node.Children.Length;
            if (!Reads(node, lower))
            {
                continue;
            }

            var before = node.Children;
            _byVariable[upper].Remove(new Key(before));
            var after = new Node[_space.Variables[lower].RegionCount];
            for (var region = 0; region < after.Length; region++)
            {
                after[region] = Find(upper, At(before, lower, region));
                after[region].References++;
            }

            (node.Variable, node.Children) = (lower, after);
            _byVariable[lower].Add(new Key(after), node);
            foreach (var child in before)
            {
                Release(child);
            }
        }
    }

    // These run for every node of every exchange, and so without closures.
    private static bool Alike(Node[] children)
    {
        foreach (var child in children)
        {
            if (child != children[0])
            {
                return false;
            }
        }

        return true;
    }

    private static bool Reads(Node node, int variable)
    {
        foreach (var child in node.Children)
        {
            if (child.Variable == variable)
            {
                return true;
            }
        }

        return false;
    }

    private static Node[] At(Node[] children, int variable, int region)
    {
        var result = new Node[children.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = children[i].Variable == variable ? children[i].Children[region] : children[i];
        }

        return result;
    }

    private (DiagramSpace Space, Func<Diagram, Diagram> Move) Build()
    {
        var space = new DiagramSpace([.. _order.Select(variable => _space.Variables[variable])], _space.Budget, _space.Work);
        var (levels, built) = (_order.Index().ToDictionary(pair => pair.Item, pair => pair.Index), new Dictionary<Node, int>(ReferenceEqualityComparer.Instance));
        foreach (var (id, node) in _known.Where(pair => pair.Key < 0))
        {
            built[node] = space.TerminalOf(_space.Terminal(id));
        }

        return (space, diagram => new Diagram(space, Visit(_known[diagram.Root])));

        int Visit(Node node)
        {
            if (!built.TryGetValue(node, out var id))
            {
                id = space.Nodes.Node(levels[node.Variable], [.. node.Children.Select(Visit)]);
                built.Add(node, id);
            }

            return id;
        }
    }

    private sealed class Node(int id, int variable, Node[] children)
    {
        public int Id => id;

        public int Variable { get; set; } = variable;

        public Node[] Children { get; set; } = children;

        public int References { get; set; }
    }

    private readonly struct Key(Node[] children) : IEquatable<Key>
    {
        private readonly Node[] _children = children;

        public bool Equals(Key other) => _children.AsSpan().SequenceEqual(other._children);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            foreach (var child in _children)
            {
                hash.Add(child.Id);
            }

            return hash.ToHashCode();
        }
    }
}
