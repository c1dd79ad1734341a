using Comity.Feel.Evaluation;

namespace Comity.Diagrams.Core;

/// <summary>
/// The nodes of a space, hash-consed: equal nodes have one id, and a node whose children are all the same is that child.
/// </summary>
/// <remarks>
/// All nodes lie in one array; a node's id is the offset of its first cell. Where the variable of a level has few regions, the first cell
/// is the level, and the ids of the children follow, one per region. Where it has many, the first cell is the complement of the level,
/// then come the number of arcs and, for each arc, the region before which it ends and the child. An arc is the neighboring regions that
/// lead to one child; so such a node is as large as what it tells apart. A negative id is the complement of a terminal's number.
/// </remarks>
/// <param name="widths">How many regions the variable of each level has.</param>
/// <param name="budget">How many nodes it may hold.</param>
/// <param name="work">What each node that is asked for spends from; null for nothing.</param>
internal sealed class NodeTable(int[] widths, int budget, WorkBudget? work = null)
{
    // A level with at most so many regions has a cell for each: a walk needs no search.
    private const int MaximumDense = 16;

    // So many steps and cells are spent at once.
    private const int Batch = 4096;

    // Stands for no node where fewer than three are read at once.
    private const int None = ~0;

    private int[] _cells = new int[256];
    private int _used;

    // Open addressing; an entry is a node's id plus one, zero when free.
    private int[] _slots = new int[128];
    private long _steps;
    private long _made;

    // The children of the nodes that are being put together, the innermost node's last, as they will lie in the cells.
    private int[] _open = new int[64];
    private int _openCount;

    private int _askAt = int.MaxValue;
    private Func<int, int>? _growing;

    /// <summary>How many nodes there are.</summary>
    public int Count { get; private set; }

    /// <summary>The cells, for reading arcs without a call.</summary>
    public int[] Cells => _cells;

    /// <summary>Where the children of the next node that is put together begin.</summary>
    public int Mark => _openCount;

    /// <summary>How many regions the variable of a level has.</summary>
    public int Width(int level) => widths[level];

    /// <summary>Whether a level's nodes have a cell for each region.</summary>
    public bool IsDense(int level) => widths[level] <= MaximumDense;

    /// <summary>The level that a node tests; <see cref="int.MaxValue"/> for a terminal.</summary>
    public int Level(int id) => id < 0 ? int.MaxValue : _cells[id] is >= 0 and var level ? level : ~_cells[id];

    /// <summary>A node's arcs.</summary>
    public NodeArcs Arcs(int id) => new(this, Level(id), id, None, None);

    /// <summary>
    /// What nodes have in common at a level, none of them above it: the longest stretches of regions in each of which every one leads to
    /// one child. A node below the level leads to itself.
    /// </summary>
    public NodeArcs Arcs(int level, int first, int second) => new(this, level, first, second, None);

    /// <inheritdoc cref="Arcs(int, int, int)"/>
    public NodeArcs Arcs(int level, int first, int second, int third) => new(this, level, first, second, third);

    /// <summary>A node's children, each once for each of its arcs.</summary>
    public List<int> Children(int id)
    {
        var children = new List<int>();
        Children(id, children);
        return children;
    }

    /// <summary>Puts a node's children, each once for each of its arcs, behind others.</summary>
    public void Children(int id, List<int> children)
    {
        for (var arcs = Arcs(id); arcs.Next();)
        {
            children.Add(arcs.First);
        }
    }

    /// <summary>Where a node leads when the variable that it tests lies in a region.</summary>
    public int Child(int id, int region) => _cells[id] >= 0 ? _cells[id + 1 + region] : Search(id, region);

    /// <summary>Where a node leads when the variable of a level, not below its own, lies in a region.</summary>
    public int Follow(int id, int level, int region) => Level(id) == level ? Child(id, region) : id;

    /// <summary>Behind which regions, from one on, a node leads elsewhere when the variable of a level, not below its own, lies in them.</summary>
    public int EndOfArc(int id, int level, int region) => Level(id) != level ? widths[level]
        : IsDense(level) ? region + 1
        : _cells[id + 2 + (2 * ArcOf(id, region))];

    /// <summary>Where a node leads along known regions: a terminal, or a node whose variable is not known.</summary>
    public int Follow(int id, ReadOnlySpan<int> known)
    {
        while (id >= 0)
        {
            var level = _cells[id];
            var region = known[level >= 0 ? level : ~level];
            if (region < 0)
            {
                break;
            }

            id = level >= 0 ? _cells[id + 1 + region] : Search(id, region);
        }

        return id;
    }

    /// <summary>The terminal at which a walk from a node ends.</summary>
    public int Walk(int id, ReadOnlySpan<int> regions)
    {
        var cells = _cells;
        while (id >= 0)
        {
            var level = cells[id];
            id = level >= 0 ? cells[id + 1 + regions[level]] : Search(id, regions[~level]);
        }

        return id;
    }

    /// <summary>Has it ask before it holds more nodes than so many.</summary>
    /// <param name="count">How many.</param>
    /// <param name="growing">From how many nodes there are, at how many it asks again; it may throw.</param>
    public void AskAt(int count, Func<int, int> growing) => (_askAt, _growing) = (count, growing);

    /// <summary>Adds the next arc to the node that is being put together; the first begins at region 0, the last ends behind all.</summary>
    /// <param name="level">The node's level.</param>
    /// <param name="start">The first region.</param>
    /// <param name="end">The region behind the last.</param>
    /// <param name="child">Where it leads.</param>
    public void Add(int level, int start, int end, int child)
    {
        if (IsDense(level))
        {
            Reserve(end - start);
            _open.AsSpan(_openCount, end - start).Fill(child);
            _openCount += end - start;
        }
        else if (start > 0 && _open[_openCount - 1] == child)
        {
            _open[_openCount - 2] = end;
        }
        else
        {
            Reserve(2);
            (_open[_openCount], _open[_openCount + 1]) = (end, child);
            _openCount += 2;
        }
    }

    /// <summary>The node whose arcs were added, made if need be.</summary>
    /// <param name="level">Its level.</param>
    /// <param name="mark"><see cref="Mark"/> as it was before the first was added.</param>
    /// <exception cref="DiagramBudgetException">There are as many nodes as are allowed.</exception>
    /// <exception cref="EvaluationLimitException">More work is done than is allowed.</exception>
    public int Node(int level, int mark)
    {
        Spend(1, 0);
        var children = Taken(mark);
        if (IsOne(level, children))
        {
            return children[^1];
        }

        var head = IsDense(level) ? level : ~level;
        var slot = Find(head, children);
        if (_slots[slot] != 0)
        {
            return _slots[slot] - 1;
        }

        if (Count >= _askAt)
        {
            _askAt = _growing!(Count);
        }

        if (Count == budget || _used > Array.MaxLength - children.Length - 2)
        {
            throw new DiagramBudgetException(budget);
        }

        Spend(0, children.Length);
        var id = Append(head, children);
        _slots[slot] = id + 1;
        Count++;
        if (Count * 2 > _slots.Length)
        {
            GrowSlots();
        }

        return id;
    }

    /// <summary>The node with these children, one per region, made if need be.</summary>
    /// <inheritdoc cref="Node(int, int)"/>
    public int Node(int level, ReadOnlySpan<int> children)
    {
        var mark = Mark;
        for (var region = 0; region < children.Length; region++)
        {
            Add(level, region, region + 1, children[region]);
        }

        return Node(level, mark);
    }

    /// <summary>Leaves what is being put together.</summary>
    public void Leave() => _openCount = 0;

    /// <summary>Forgets all nodes, and keeps the room that they took.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        (_used, _openCount, Count) = (0, 0, 0);
    }

    /// <summary>Notes work, and spends it when there is some.</summary>
    /// <exception cref="EvaluationLimitException">More is done than is allowed.</exception>
    public void Spend(int steps, long size)
    {
        if (work is null)
        {
            return;
        }

        _steps += steps;
        if (size > Batch || (_made += size) + _steps > Batch)
        {
            var (taken, made) = (_steps, _made);
            (_steps, _made) = (0, 0);
            work.Spend(taken, size > Batch ? size : made);
        }
    }

    // The child of a node of arcs.
    private int Search(int id, int region) => _cells[id + 3 + (2 * ArcOf(id, region))];

    // The first arc of a node that ends behind a region.
    private int ArcOf(int id, int region)
    {
        var (low, high) = (0, _cells[id + 1] - 1);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            (low, high) = _cells[id + 2 + (2 * middle)] > region ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    // The arcs that were added last; they are good until the next is added.
    private ReadOnlySpan<int> Taken(int mark)
    {
        var children = _open.AsSpan(mark, _openCount - mark);
        _openCount = mark;
        return children;
    }

    // Whether all regions lead to one child.
    private bool IsOne(int level, ReadOnlySpan<int> children) =>
        IsDense(level) ? children.IndexOfAnyExcept(children[0]) < 0 : children.Length == 2;

    private void Reserve(int count)
    {
        if (_openCount + count > _open.Length)
        {
            Array.Resize(ref _open, Math.Max(_open.Length * 2, _openCount + count));
        }
    }

    private int Find(int head, ReadOnlySpan<int> children)
    {
        var mask = _slots.Length - 1;
        var slot = Hash(head, children) & mask;
        while (_slots[slot] != 0 && !(_cells[_slots[slot] - 1] == head && Body(_slots[slot] - 1).SequenceEqual(children)))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    // The cells that hold a node's children.
    private ReadOnlySpan<int> Body(int id) =>
        _cells[id] >= 0 ? _cells.AsSpan(id + 1, widths[_cells[id]]) : _cells.AsSpan(id + 2, 2 * _cells[id + 1]);

    private int Append(int head, ReadOnlySpan<int> children)
    {
        var id = _used;
        var first = id + (head >= 0 ? 1 : 2);
        var end = first + children.Length;
        if (end > _cells.Length)
        {
            Array.Resize(ref _cells, (int)Math.Min(Array.MaxLength, Math.Max((long)_cells.Length * 2, end)));
        }

        _cells[id] = head;
        if (head < 0)
        {
            _cells[id + 1] = children.Length / 2;
        }

        children.CopyTo(_cells.AsSpan(first));
        _used = end;
        return id;
    }

    private void GrowSlots()
    {
        _slots = new int[_slots.Length * 2];
        for (var id = 0; id < _used;)
        {
            var children = Body(id);
            _slots[Find(_cells[id], children)] = id + 1;
            id += (_cells[id] >= 0 ? 1 : 2) + children.Length;
        }
    }

    private static int Hash(int head, ReadOnlySpan<int> children)
    {
        var hash = (uint)head * 0x9E3779B1;
        foreach (var child in children)
        {
            hash = (uint.RotateLeft(hash, 5) ^ (uint)child) * 0x85EBCA6B;
        }

        return (int)(hash ^ (hash >> 15));
    }
}
