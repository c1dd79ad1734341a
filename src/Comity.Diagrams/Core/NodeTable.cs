using Comity.Feel.Evaluation;

namespace Comity.Diagrams.Core;

/// <summary>
/// The nodes of a space, hash-consed: equal nodes have one id, and a node whose children are all the same is that child.
/// </summary>
/// <remarks>
/// All nodes lie in one array. A node's id is the offset of its first cell, which holds its level; the ids of its children
/// follow, one per region. A negative id is the complement of a terminal's number.
/// </remarks>
/// <param name="widths">How many regions the variable of each level has.</param>
/// <param name="budget">How many nodes it may hold.</param>
/// <param name="work">What each node that is asked for spends from; null for nothing.</param>
internal sealed class NodeTable(int[] widths, int budget, WorkBudget? work = null)
{
    // So many steps and cells are spent at once.
    private const int Batch = 4096;

    private int[] _cells = new int[256];
    private int _used;

    // Open addressing; an entry is a node's id plus one, zero when free.
    private int[] _slots = new int[128];
    private long _steps;
    private long _made;

    /// <summary>How many nodes there are.</summary>
    public int Count { get; private set; }

    /// <summary>The cells, for reading along paths without a call.</summary>
    public int[] Cells => _cells;

    /// <summary>How many regions the variable of a level has.</summary>
    public int Width(int level) => widths[level];

    /// <summary>The level that a node tests; <see cref="int.MaxValue"/> for a terminal.</summary>
    public int Level(int id) => id < 0 ? int.MaxValue : _cells[id];

    /// <summary>A node's children, one per region of its level. Valid until a node is added.</summary>
    public ReadOnlySpan<int> Children(int id) => _cells.AsSpan(id + 1, widths[_cells[id]]);

    /// <summary>Where a node leads when the variable of <paramref name="level"/>, not below its own, is in a region.</summary>
    public int Follow(int id, int level, int region) => id >= 0 && _cells[id] == level ? _cells[id + 1 + region] : id;

    /// <summary>Where a node leads along known regions: a terminal, or a node whose variable is not known.</summary>
    public int Follow(int id, ReadOnlySpan<int> known)
    {
        while (id >= 0 && known[_cells[id]] is >= 0 and var region)
        {
            id = _cells[id + 1 + region];
        }

        return id;
    }

    /// <summary>The node with these children, made if need be.</summary>
    /// <exception cref="DiagramBudgetException">There are as many nodes as are allowed.</exception>
    /// <exception cref="EvaluationLimitException">More work is done than is allowed.</exception>
    public int Node(int level, ReadOnlySpan<int> children)
    {
        Spend(1, 0);
        if (children.IndexOfAnyExcept(children[0]) < 0)
        {
            return children[0];
        }

        var slot = Find(level, children);
        if (_slots[slot] != 0)
        {
            return _slots[slot] - 1;
        }

        if (Count == budget || _used > Array.MaxLength - children.Length - 1)
        {
            throw new DiagramBudgetException(budget);
        }

        Spend(0, children.Length);
        var id = Append(level, children);
        _slots[slot] = id + 1;
        Count++;
        if (Count * 2 > _slots.Length)
        {
            GrowSlots();
        }

        return id;
    }

    /// <summary>The node with these children; null where it was not made.</summary>
    public int? Known(int level, ReadOnlySpan<int> children) =>
        children.IndexOfAnyExcept(children[0]) < 0 ? children[0]
        : _slots[Find(level, children)] is > 0 and var entry ? entry - 1
        : null;

    /// <summary>Forgets all nodes, and keeps the room that they took.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        (_used, Count) = (0, 0);
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

    private int Find(int level, ReadOnlySpan<int> children)
    {
        var mask = _slots.Length - 1;
        var slot = Hash(level, children) & mask;
        while (_slots[slot] != 0 && !Same(_slots[slot] - 1, level, children))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private bool Same(int id, int level, ReadOnlySpan<int> children) =>
        _cells[id] == level && Children(id).SequenceEqual(children);

    private int Append(int level, ReadOnlySpan<int> children)
    {
        var id = _used;
        var end = id + 1 + children.Length;
        if (end > _cells.Length)
        {
            Array.Resize(ref _cells, (int)Math.Min(Array.MaxLength, Math.Max((long)_cells.Length * 2, end)));
        }

        _cells[id] = level;
        children.CopyTo(_cells.AsSpan(id + 1));
        _used = end;
        return id;
    }

    private void GrowSlots()
    {
        _slots = new int[_slots.Length * 2];
        for (var id = 0; id < _used; id += 1 + widths[_cells[id]])
        {
            _slots[Find(_cells[id], Children(id))] = id + 1;
        }
    }

    private static int Hash(int level, ReadOnlySpan<int> children)
    {
        var hash = (uint)level * 0x9E3779B1;
        foreach (var child in children)
        {
            hash = (uint.RotateLeft(hash, 5) ^ (uint)child) * 0x85EBCA6B;
        }

        return (int)(hash ^ (hash >> 15));
    }
}
