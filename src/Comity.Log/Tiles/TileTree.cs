using System.Numerics;
using Comity.Log.Merkle;

namespace Comity.Log.Tiles;

/// <summary>A tree of a known size, read from tiles: gives its root and proofs (RFC 6962 §2.1.1 and §2.1.2).</summary>
/// <param name="source">Where the tiles are.</param>
/// <param name="size">How many leaves the tree has.</param>
public sealed class TileTree(LogSource source, long size)
{
    private readonly Dictionary<TilePath, byte[]> _tiles = [];

    /// <summary>The root.</summary>
    /// <exception cref="InvalidDataException">A tile is missing or too short.</exception>
    public Task<TreeHash> RootAsync(CancellationToken cancellation) => HashAsync(0, size, cancellation);

    /// <summary>The roots of the full subtrees on the tree's right edge, the largest first.</summary>
    public async Task<MerkleFrontier> FrontierAsync(CancellationToken cancellation)
    {
        var subtrees = new List<TreeHash>();
        for (var (start, rest) = (0L, size); rest > 0;)
        {
            var length = 1L << BitOperations.Log2((ulong)rest);
            subtrees.Add(await HashAsync(start, start + length, cancellation).ConfigureAwait(false));
            (start, rest) = (start + length, rest - length);
        }

        return new MerkleFrontier(size, subtrees);
    }

    /// <summary>The proof that a leaf is in the tree, or in the one that it was earlier.</summary>
    /// <param name="index">The leaf's place, from 0.</param>
    /// <param name="leaves">How many leaves the tree had that the proof is for.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IReadOnlyList<TreeHash>> InclusionAsync(long index, long leaves, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, leaves);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(leaves, size);
        var path = new List<TreeHash>();
        for (var (start, end) = (0L, leaves); end - start > 1;)
        {
            var middle = start + Split(end - start);
            var (other, otherEnd) = index < middle ? (middle, end) : (start, middle);
            path.Add(await HashAsync(other, otherEnd, cancellation).ConfigureAwait(false));
            (start, end) = index < middle ? (start, middle) : (middle, end);
        }

        path.Reverse();
        return path;
    }

    /// <summary>The proof that the tree begins with the leaves of an older one.</summary>
    /// <param name="older">How many leaves the older tree had.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IReadOnlyList<TreeHash>> ConsistencyAsync(long older, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(older);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(older, size);
        var path = new List<TreeHash>();
        if (older == 0)
        {
            return path;
        }

        var (start, end, whole) = (0L, size, true);
        while (end != older)
        {
            var middle = start + Split(end - start);
            if (older <= middle)
            {
                path.Add(await HashAsync(middle, end, cancellation).ConfigureAwait(false));
                end = middle;
            }
            else
            {
                path.Add(await HashAsync(start, middle, cancellation).ConfigureAwait(false));
                (start, whole) = (middle, false);
            }
        }

        if (!whole)
        {
            path.Add(await HashAsync(start, end, cancellation).ConfigureAwait(false));
        }

        path.Reverse();
        return path;
    }

    // The largest power of two below a length.
    private static long Split(long length) => 1L << BitOperations.Log2((ulong)(length - 1));

    private async Task<TreeHash> HashAsync(long start, long end, CancellationToken cancellation)
    {
        var length = end - start;
        if (length == 0)
        {
            return TreeHash.Empty;
        }

        if (!BitOperations.IsPow2(length))
        {
            var middle = start + Split(length);
            return TreeHash.Node(await HashAsync(start, middle, cancellation).ConfigureAwait(false), await HashAsync(middle, end, cancellation).ConfigureAwait(false));
        }

        var level = BitOperations.Log2((ulong)length) / TilePath.Height;
        var first = start >> (TilePath.Height * level);
        var tile = await TileAsync(level, first / TilePath.FullWidth, cancellation).ConfigureAwait(false);
        return Subtree(tile.AsSpan((int)(first % TilePath.FullWidth) * TreeHash.Size, (int)(length >> (TilePath.Height * level)) * TreeHash.Size));
    }

    /// <summary>The root over the hashes of a tile, or of a part of it that is a power of two wide.</summary>
    internal static TreeHash Subtree(ReadOnlySpan<byte> hashes)
    {
        if (hashes.Length == TreeHash.Size)
        {
            return TreeHash.Of(hashes);
        }

        var half = hashes.Length / 2;
        return TreeHash.Node(Subtree(hashes[..half]), Subtree(hashes[half..]));
    }

    private async Task<byte[]> TileAsync(int level, long index, CancellationToken cancellation)
    {
        var (full, partial) = TilePath.On(level, size);
        var path = new TilePath(level, index, index < full ? TilePath.FullWidth : partial);
        if (!_tiles.TryGetValue(path, out var tile))
        {
            tile = await source.ReadTileAsync(path, cancellation).ConfigureAwait(false) ?? throw new InvalidDataException($"{path} is missing.");
            _tiles[path] = tile.Length == path.Width * TreeHash.Size ? tile : throw new InvalidDataException($"{path} has {tile.Length} bytes; {path.Width * TreeHash.Size} are due.");
        }

        return tile;
    }
}
