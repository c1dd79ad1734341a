using System.Numerics;

namespace Comity.Log.Merkle;

/// <summary>The right edge of a growing tree: the roots of its full subtrees, the largest first. Enough to append leaves and to tell the root.</summary>
public sealed class MerkleFrontier
{
    private readonly List<TreeHash> _subtrees = [];

    /// <summary>An empty tree.</summary>
    public MerkleFrontier()
    {
    }

    /// <summary>The edge of a tree of that many leaves.</summary>
    /// <param name="leaves">How many leaves.</param>
    /// <param name="subtrees">One root for each bit of <paramref name="leaves"/> that is set, the largest first.</param>
    public MerkleFrontier(long leaves, IEnumerable<TreeHash> subtrees)
    {
        Leaves = leaves;
        _subtrees.AddRange(subtrees);
        if (_subtrees.Count != BitOperations.PopCount((ulong)leaves))
        {
            throw new ArgumentException($"A tree of {leaves} leaves has {BitOperations.PopCount((ulong)leaves)} full subtrees, not {_subtrees.Count}.", nameof(subtrees));
        }
    }

    /// <summary>How many leaves there are.</summary>
    public long Leaves { get; private set; }

    /// <summary>Adds the hash of a leaf.</summary>
    public void Append(TreeHash leaf)
    {
        for (var size = Leaves++; (size & 1) == 1; size >>= 1)
        {
            leaf = TreeHash.Node(_subtrees[^1], leaf);
            _subtrees.RemoveAt(_subtrees.Count - 1);
        }

        _subtrees.Add(leaf);
    }

    /// <summary>The root (RFC 6962 §2.1).</summary>
    public TreeHash Root()
    {
        if (_subtrees.Count == 0)
        {
            return TreeHash.Empty;
        }

        var root = _subtrees[^1];
        for (var i = _subtrees.Count - 2; i >= 0; i--)
        {
            root = TreeHash.Node(_subtrees[i], root);
        }

        return root;
    }
}
