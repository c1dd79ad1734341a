namespace Comity.Log.Merkle;

/// <summary>Checks proofs that a tree holds a leaf, or that it grew from a smaller one (RFC 9162 §2.1.3.2 and §2.1.4.2).</summary>
public static class MerkleProof
{
    /// <summary>Whether a leaf stands at a place of the tree with that root.</summary>
    /// <param name="leaf">The leaf's hash.</param>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="size">How many leaves the tree has.</param>
    /// <param name="path">The proof, from the leaf's sibling to the root's child.</param>
    /// <param name="root">The tree's root.</param>
    public static bool Includes(TreeHash leaf, long index, long size, IReadOnlyList<TreeHash> path, TreeHash root)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (index < 0 || index >= size)
        {
            return false;
        }

        var (node, last, hash) = (index, size - 1, leaf);
        foreach (var sibling in path)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                hash = TreeHash.Node(sibling, hash);
                while ((node & 1) == 0)
                {
                    (node, last) = (node >> 1, last >> 1);
                }
            }
            else
            {
                hash = TreeHash.Node(hash, sibling);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && hash == root;
    }

    /// <summary>Whether the leaves of the older tree are the first leaves of the newer one.</summary>
    /// <param name="olderSize">How many leaves the older tree has.</param>
    /// <param name="newerSize">How many the newer has.</param>
    /// <param name="path">The proof (RFC 6962 §2.1.2).</param>
    /// <param name="older">The older tree's root.</param>
    /// <param name="newer">The newer tree's root.</param>
    public static bool Extends(long olderSize, long newerSize, IReadOnlyList<TreeHash> path, TreeHash older, TreeHash newer)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (olderSize < 0 || olderSize > newerSize)
        {
            return false;
        }

        if (olderSize == newerSize || olderSize == 0)
        {
            return path.Count == 0 && (olderSize == 0 ? older == TreeHash.Empty : older == newer);
        }

        // Where the older tree is one full subtree, its root is left out of the proof.
        var position = 0;
        TreeHash? start = (olderSize & (olderSize - 1)) == 0 ? older : path.Count > 0 ? path[position++] : null;
        if (start is not { } first)
        {
            return false;
        }

        var (node, last) = (olderSize - 1, newerSize - 1);
        while ((node & 1) == 1)
        {
            (node, last) = (node >> 1, last >> 1);
        }

        var (olderHash, newerHash) = (first, first);
        for (; position < path.Count; position++)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                (olderHash, newerHash) = (TreeHash.Node(path[position], olderHash), TreeHash.Node(path[position], newerHash));
                while (node != 0 && (node & 1) == 0)
                {
                    (node, last) = (node >> 1, last >> 1);
                }
            }
            else
            {
                newerHash = TreeHash.Node(newerHash, path[position]);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && olderHash == older && newerHash == newer;
    }
}
