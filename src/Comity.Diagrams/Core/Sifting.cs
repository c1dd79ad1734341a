using System.Runtime.InteropServices;

namespace Comity.Diagrams.Core;

/// <summary>
/// Improves the order of a space's variables (Rudell, ICCAD 1993): each variable in turn, the one with most nodes first, is moved past all
/// others, by exchanging neighbors in place, and left where the diagrams are smallest. Then the diagrams are built anew in a space of that
/// order.
/// </summary>
/// <remarks>
/// A node is a place in <see cref="_nodes"/>; its arcs lie in <see cref="_cells"/>, each as the region before which it ends and the child.
/// A terminal keeps its negative id. Each variable has a list of its nodes and a hash table, chained through them.
/// </remarks>
internal sealed class Sifting
{
    // A variable is not moved further where the diagrams have grown so many times, and by so many nodes.
    private const double MostGrowth = 1.2;
    private const int FreeGrowth = 1_000;

    // Of large diagrams, it ends when so many variables in a row have made them hardly smaller.
    private const int Large = 10_000;
    private const int MostIdle = 5;
    private const double SmallGain = 0.99;

    // So many times its arcs are looked at, at most, but never fewer than so many.
    private const int WorkForArc = 50;
    private const int LeastWork = 2_000_000;

    private readonly DiagramSpace _space;
    private readonly Dictionary<int, int> _known = [];
    private readonly Table[] _tables;
    private readonly List<int> _order;
    private readonly List<int> _ahead = [];
    private Node[] _nodes = new Node[256];
    private int _used;
    private int _free = -1;
    private int _count;
    private int[] _cells = new int[1024];
    private int _cellsUsed;
    private int _cellsWasted;
    private int[] _open = new int[256];
    private int _openCount;
    private long _work;

    private Sifting(DiagramSpace space, IEnumerable<Diagram> roots)
    {
        _space = space;
        _tables = [.. space.Variables.Select(_ => new Table())];
        _order = [.. Enumerable.Range(0, space.Variables.Count)];
        foreach (var root in roots)
        {
            Refer(Copy(root.Root));
        }
    }

    /// <summary>How large the diagrams are together.</summary>
    public int Count => _count;

    /// <summary>The variables of the space, by their present level.</summary>
    public IReadOnlyList<int> Order => _order;

    /// <summary>A space in a better order, and what brings each of the diagrams into it.</summary>
    /// <param name="space">The space.</param>
    /// <param name="roots">All diagrams that are still needed.</param>
    /// <param name="work">How many arcs may be looked at; null for what is fit for their size.</param>
    public static (DiagramSpace Space, Func<Diagram, Diagram> Move) Improve(
        DiagramSpace space, IReadOnlyList<Diagram> roots, long? work = null)
    {
        var sifting = new Sifting(space, roots);
        sifting.Run(work);
        return sifting.Build();
    }

    /// <summary>The diagrams of a space, to be sifted.</summary>
    /// <param name="space">The space.</param>
    /// <param name="roots">All diagrams that are still needed.</param>
    public static Sifting Of(DiagramSpace space, IEnumerable<Diagram> roots) => new(space, roots);

    /// <summary>Moves each variable once, as long as it is worth it. Takes no more than half of what is left of the space's work.</summary>
    /// <param name="work">How many arcs may be looked at; null for what is fit for the size.</param>
    public void Run(long? work = null)
    {
        _work = work ?? Math.Max(LeastWork, WorkForArc * (_cellsUsed - _cellsWasted) / 2L);
        if (_space.Work is { } budget)
        {
            _work = Math.Min(_work, (budget.Limits.MaximumSteps - budget.Steps) / 2);
        }

        var idle = 0;
        foreach (var variable in _order.OrderByDescending(variable => _tables[variable].Members.Count).ToList())
        {
            if (_work <= 0 || (idle >= MostIdle && _count > Large) || _tables[variable].Members.Count == 0)
            {
                return;
            }

            var before = _count;
            Place(variable);
            idle = _count < before * SmallGain ? 0 : idle + 1;
        }
    }

    private int Copy(int id)
    {
        if (id < 0)
        {
            return id;
        }

        if (!_known.TryGetValue(id, out var node))
        {
            var mark = _openCount;
            for (var arcs = _space.Nodes.Arcs(id); arcs.Next();)
            {
                Add(mark, arcs.End, Copy(arcs.First));
            }

            node = Find(_space.Nodes.Level(id), mark);
            _known.Add(id, node);
        }

        return node;
    }

    private void Place(int variable)
    {
        var start = _order.IndexOf(variable);
        var (at, best, least, limit) = (start, start, _count, (_count * MostGrowth) + FreeGrowth);

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
        var before = _work;
        Exchange(Math.Min(at, at + direction));
        _space.Work?.Spend(before - _work, 0);
        return at + direction;
    }

    // Exchanges the variables of a level and the next. A node keeps its meaning, so that nothing above it changes.
    private void Exchange(int level)
    {
        var (upper, lower) = (_order[level], _order[level + 1]);
        (_order[level], _order[level + 1]) = (lower, upper);
        _ahead.Clear();
        TakeOut(upper, lower);
        foreach (var node in CollectionsMarshal.AsSpan(_ahead))
        {
            Exchange(node, upper, lower);
        }

        if (_cellsWasted > _cellsUsed / 2)
        {
            Compact();
        }
    }

    // Takes the nodes of one variable that read another out of its table.
    private void TakeOut(int upper, int lower)
    {
        var members = _tables[upper].Members;
        for (var place = members.Count - 1; place >= 0; place--)
        {
            ref var node = ref _nodes[members[place]];
            _work -= node.Arcs;
            if (Reads(node, lower))
            {
                _ahead.Add(members[place]);
                Unlink(members[place]);
            }
        }
    }

    private void Exchange(int node, int upper, int lower)
    {
        // How far each child that reads the lower variable was read: its next arc, and the region behind the present one.
        var (first, arcs) = (_nodes[node].At, _nodes[node].Arcs);
        var mark = _openCount;
        Reserve(arcs * 2);
        _openCount += arcs * 2;
        for (var arc = 0; arc < arcs; arc++)
        {
            var child = _cells[first + (2 * arc) + 1];
            var reads = child >= 0 && _nodes[child].Variable == lower;
            _open[mark + (2 * arc)] = reads ? _nodes[child].At : -1;
            _open[mark + (2 * arc) + 1] = child;
        }

        var (made, end) = (_openCount, 0);
        for (var width = _space.Nodes.Width(lower); end < width;)
        {
            end = width;
            for (var arc = 0; arc < arcs; arc++)
            {
                if (_open[mark + (2 * arc)] is >= 0 and var cell)
                {
                    end = Math.Min(end, _cells[cell]);
                }
            }

            var inner = _openCount;
            _work -= arcs;
            for (var arc = 0; arc < arcs; arc++)
            {
                var child = _open[mark + (2 * arc) + 1];
                if (_open[mark + (2 * arc)] is >= 0 and var cell)
                {
                    child = _cells[cell + 1];
                    _open[mark + (2 * arc)] = _cells[cell] == end ? cell + 2 : cell;
                }

                Add(inner, _cells[first + (2 * arc)], child);
            }

            Add(made, end, Find(upper, inner));
        }

        // What the node leads to is held before what it led to is let go.
        var (after, count) = (Store(made), (_openCount - made) / 2);
        (_nodes[node].Variable, _nodes[node].At, _nodes[node].Arcs) = (lower, after, count);
        for (var arc = 0; arc < count; arc++)
        {
            Refer(_cells[after + (2 * arc) + 1]);
        }

        Insert(lower, node, Hash(Arcs(node)));
        for (var arc = 0; arc < arcs; arc++)
        {
            Release(_open[mark + (2 * arc) + 1]);
        }

        _cellsWasted += arcs * 2;
        _openCount = mark;
    }

    // Adds the next arc of a node that is being put together.
    private void Add(int mark, int end, int child)
    {
        if (_openCount > mark && _open[_openCount - 1] == child)
        {
            _open[_openCount - 2] = end;
            return;
        }

        Reserve(2);
        (_open[_openCount], _open[_openCount + 1]) = (end, child);
        _openCount += 2;
    }

    private void Reserve(int count)
    {
        if (_openCount + count > _open.Length)
        {
            Array.Resize(ref _open, Math.Max(_open.Length * 2, _openCount + count));
        }
    }

    // The node whose arcs were added, made if need be.
    private int Find(int variable, int mark)
    {
        var arcs = _open.AsSpan(mark, _openCount - mark);
        _openCount = mark;
        if (arcs.Length == 2)
        {
            return arcs[1];
        }

        var hash = Hash(arcs);
        var buckets = _tables[variable].Buckets;
        for (var node = buckets[hash & (buckets.Length - 1)]; node >= 0; node = _nodes[node].Next)
        {
            if (Arcs(node).SequenceEqual(arcs))
            {
                return node;
            }
        }

        _openCount = mark + arcs.Length;
        var (at, id) = (Store(mark), _free);
        _openCount = mark;
        if (id >= 0)
        {
            _free = _nodes[id].Next;
        }
        else
        {
            id = _used++;
            if (id == _nodes.Length)
            {
                Array.Resize(ref _nodes, id * 2);
            }
        }

        _nodes[id] = new Node { Variable = variable, At = at, Arcs = arcs.Length / 2 };
        Insert(variable, id, hash);
        _count++;
        for (var arc = 1; arc < arcs.Length; arc += 2)
        {
            Refer(arcs[arc]);
        }

        return id;
    }

    private void Insert(int variable, int node, int hash)
    {
        var table = _tables[variable];
        if (table.Members.Count == table.Buckets.Length)
        {
            table.Buckets = new int[table.Buckets.Length * 2];
            Array.Fill(table.Buckets, -1);
            foreach (var member in table.Members)
            {
                Link(table, member, Hash(Arcs(member)));
            }
        }

        Link(table, node, hash);
        _nodes[node].Place = table.Members.Count;
        table.Members.Add(node);
    }

    private void Link(Table table, int node, int hash)
    {
        ref var bucket = ref table.Buckets[hash & (table.Buckets.Length - 1)];
        (_nodes[node].Next, bucket) = (bucket, node);
    }

    private void Unlink(int id)
    {
        var table = _tables[_nodes[id].Variable];
        ref var link = ref table.Buckets[Hash(Arcs(id)) & (table.Buckets.Length - 1)];
        while (link != id)
        {
            link = ref _nodes[link].Next;
        }

        link = _nodes[id].Next;
        var last = table.Members[^1];
        (table.Members[_nodes[id].Place], _nodes[last].Place) = (last, _nodes[id].Place);
        table.Members.RemoveAt(table.Members.Count - 1);
    }

    private void Refer(int node)
    {
        if (node >= 0)
        {
            _nodes[node].References++;
        }
    }

    private void Release(int id)
    {
        if (id < 0 || --_nodes[id].References > 0)
        {
            return;
        }

        Unlink(id);
        ref var node = ref _nodes[id];
        _count--;
        for (var (cell, end) = (node.At + 1, node.At + (2 * node.Arcs)); cell < end; cell += 2)
        {
            Release(_cells[cell]);
        }

        _cellsWasted += node.Arcs * 2;
        (node.Next, node.Arcs, _free) = (_free, 0, id);
    }

    // Puts the arcs that were added into the cells.
    private int Store(int mark)
    {
        var arcs = _open.AsSpan(mark, _openCount - mark);
        if (_cellsUsed + arcs.Length > _cells.Length)
        {
            Array.Resize(ref _cells, (int)Math.Min(Array.MaxLength, Math.Max(_cells.Length * 2L, _cellsUsed + arcs.Length)));
        }

        var at = _cellsUsed;
        arcs.CopyTo(_cells.AsSpan(at));
        _cellsUsed += arcs.Length;
        return at;
    }

    private void Compact()
    {
        var (cells, used) = (new int[Math.Max(1024, _cells.Length / 2)], 0);
        for (var id = 0; id < _used; id++)
        {
            var arcs = Arcs(id);
            arcs.CopyTo(cells.AsSpan(used));
            _nodes[id].At = used;
            used += arcs.Length;
        }

        (_cells, _cellsUsed, _cellsWasted) = (cells, used, 0);
    }

    private ReadOnlySpan<int> Arcs(int node) => _cells.AsSpan(_nodes[node].At, 2 * _nodes[node].Arcs);

    private bool Reads(in Node node, int variable)
    {
        for (var (cell, end) = (node.At + 1, node.At + (2 * node.Arcs)); cell < end; cell += 2)
        {
            if (_cells[cell] is >= 0 and var child && _nodes[child].Variable == variable)
            {
                return true;
            }
        }

        return false;
    }

    private static int Hash(ReadOnlySpan<int> arcs)
    {
        var hash = 0x9E3779B1;
        foreach (var cell in arcs)
        {
            hash = (uint.RotateLeft(hash, 5) ^ (uint)cell) * 0x85EBCA6B;
        }

        return (int)(hash ^ (hash >> 15));
    }

    private (DiagramSpace Space, Func<Diagram, Diagram> Move) Build()
    {
        var space = new DiagramSpace([.. _order.Select(variable => _space.Variables[variable])], _space.Budget, _space.Work);
        var (levels, built) = (new int[_order.Count], new Dictionary<int, int>());
        foreach (var (level, variable) in _order.Index())
        {
            levels[variable] = level;
        }

        return (space, diagram => new Diagram(space, Visit(diagram.IsConstant ? diagram.Root : _known[diagram.Root])));

        int Visit(int node)
        {
            if (built.TryGetValue(node, out var id))
            {
                return id;
            }

            if (node < 0)
            {
                id = space.Adopted(_space.Terminal(node));
            }
            else
            {
                var (level, mark, start) = (levels[_nodes[node].Variable], space.Nodes.Mark, 0);
                for (var cell = _nodes[node].At; cell < _nodes[node].At + (2 * _nodes[node].Arcs); cell += 2)
                {
                    space.Nodes.Add(level, start, _cells[cell], Visit(_cells[cell + 1]));
                    start = _cells[cell];
                }

                id = space.Nodes.Node(level, mark);
            }

            built.Add(node, id);
            return id;
        }
    }

    private struct Node
    {
        public int Variable;
        public int References;

        // The next in its chain; of one that is gone, the next that is free.
        public int Next;

        // Its place among the members of its table.
        public int Place;

        // Its first arc's cell, and how many arcs there are; none where it is gone.
        public int At;
        public int Arcs;
    }

    private sealed class Table
    {
        public int[] Buckets { get; set; } = [-1, -1, -1, -1];

        public List<int> Members { get; } = [];
    }
}
