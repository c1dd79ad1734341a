using Comity.Log.Merkle;
using Comity.Log.Notes;
using Comity.Log.Tiles;

namespace Comity.Log.Verification;

/// <summary>
/// Checks a whole log as a third party would, with the public keys only: every entry against its leaf's hash, every tile
/// against the tiles below, the root against the signed checkpoint, and in a folder every file that lies there.
/// </summary>
public static class LogVerifier
{
    private const int ReadAhead = 8;
    private const int ProgressStep = 16;

    /// <summary>Checks a log.</summary>
    /// <exception cref="IOException">The log cannot be read.</exception>
    /// <exception cref="HttpRequestException">The log cannot be fetched.</exception>
    public static async Task<LogVerification> VerifyAsync(LogSource source, LogVerifyOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        if (await source.ReadAsync(LogSource.CheckpointPath, cancellation).ConfigureAwait(false) is not { } note)
        {
            return new LogVerification(null, new LogProblem(null, "There is no checkpoint: the log's folder or address has a file of that name."));
        }

        Checkpoint checkpoint;
        try
        {
            var trust = await Succession.FollowAsync(source, options.Trust, cancellation).ConfigureAwait(false);
            checkpoint = Checkpoint.Open(SignedNote.Parse(note), trust);
        }
        catch (FormatException exception)
        {
            return new LogVerification(null, new LogProblem(null, exception.Message));
        }

        var problem = await new Walk(source, checkpoint, options).RunAsync(cancellation).ConfigureAwait(false);
        if (problem is null && source is FolderSource folder)
        {
            problem = await FolderSweep.FindAsync(folder, checkpoint, cancellation).ConfigureAwait(false);
        }

        return new LogVerification(checkpoint, problem);
    }

    private sealed class Walk(LogSource source, Checkpoint checkpoint, LogVerifyOptions options)
    {
        private readonly MerkleFrontier _frontier = new();
        private readonly List<List<TreeHash>> _levels = [[]];
        private readonly Queue<Checkpoint> _since = new((options.Since ?? []).OrderBy(earlier => earlier.Size));

        public async Task<LogProblem?> RunAsync(CancellationToken cancellation)
        {
            var (full, partial) = TilePath.On(0, checkpoint.Size);
            var count = full + (partial > 0 ? 1 : 0);
            var pending = new Queue<Task<(byte[]? Bundle, byte[]? Tile)>>();
            for (var (index, asked) = (0L, 0L); index < count; index++)
            {
                cancellation.ThrowIfCancellationRequested();
                for (; asked < count && asked < index + ReadAhead; asked++)
                {
                    pending.Enqueue(ReadAsync(asked, asked < full ? TilePath.FullWidth : partial, cancellation));
                }

                var (bundle, tile) = await pending.Dequeue().ConfigureAwait(false);
                if (await BundleAsync(index, index < full ? TilePath.FullWidth : partial, bundle, tile, cancellation).ConfigureAwait(false) is { } problem)
                {
                    return problem;
                }

                if (index % ProgressStep == 0)
                {
                    options.Progress?.Report((_frontier.Leaves, checkpoint.Size));
                }
            }

            return await RestAsync(cancellation).ConfigureAwait(false);
        }

        private async Task<(byte[]? Bundle, byte[]? Tile)> ReadAsync(long index, int width, CancellationToken cancellation) => (
            await source.ReadTileAsync(new TilePath(null, index, width), cancellation).ConfigureAwait(false),
            await source.ReadTileAsync(new TilePath(0, index, width), cancellation).ConfigureAwait(false));

        private async Task<LogProblem?> BundleAsync(long index, int width, byte[]? bundle, byte[]? tile, CancellationToken cancellation)
        {
            var first = index * TilePath.FullWidth;
            var (bundlePath, tilePath) = (new TilePath(null, index, width), new TilePath(0, index, width));
            if (bundle is null || tile is null)
            {
                return new LogProblem(first, $"{(bundle is null ? bundlePath : tilePath)} is missing.");
            }

            var entries = EntryBundle.Read(bundle);
            var known = Math.Min(width, tile.Length / TreeHash.Size);
            for (var i = 0; i < Math.Min(known, entries?.Count ?? 0); i++)
            {
                var hash = TreeHash.Leaf(entries![i].Span);
                if (hash != TreeHash.Of(tile.AsSpan(i * TreeHash.Size, TreeHash.Size)))
                {
                    return new LogProblem(first + i, await BlameAsync(index, bundlePath, tilePath, entries, tile, cancellation).ConfigureAwait(false));
                }

                while (_since.TryPeek(out var earlier) && earlier.Size == _frontier.Leaves)
                {
                    if (Earlier(_since.Dequeue()) is { } changed)
                    {
                        return changed;
                    }
                }

                _frontier.Append(hash);
                _levels[0].Add(hash);
                if (options.Entry is { } told && await told(first + i, entries[i]).ConfigureAwait(false) is { } problem)
                {
                    return problem;
                }
            }

            if (entries is null || entries.Count != width)
            {
                return new LogProblem(first + Math.Min(entries?.Count ?? 0, width - 1), $"{bundlePath} does not hold {width} entries.");
            }

            return tile.Length == width * TreeHash.Size
                ? width == TilePath.FullWidth ? await RaiseAsync(0, cancellation).ConfigureAwait(false) : null
                : new LogProblem(first + Math.Min(known, width - 1), $"{tilePath} has {tile.Length} bytes; {width * TreeHash.Size} are due.");
        }

        // The level above says which of the two was changed, where there is one.
        private async Task<string> BlameAsync(long index, TilePath bundlePath, TilePath tilePath, IReadOnlyList<ReadOnlyMemory<byte>> entries, byte[] tile, CancellationToken cancellation)
        {
            var (full, partial) = TilePath.On(1, checkpoint.Size);
            var above = new TilePath(1, index / TilePath.FullWidth, index / TilePath.FullWidth < full ? TilePath.FullWidth : Math.Max(partial, 1));
            var place = (int)(index % TilePath.FullWidth) * TreeHash.Size;
            if (!bundlePath.IsPartial && await source.ReadTileAsync(above, cancellation).ConfigureAwait(false) is { } parent && parent.Length >= place + TreeHash.Size)
            {
                var due = TreeHash.Of(parent.AsSpan(place, TreeHash.Size));
                if (tile.Length == TilePath.FullWidth * TreeHash.Size && TileTree.Subtree(tile) == due)
                {
                    return $"its entry in {bundlePath} is not the one that was logged.";
                }

                if (entries.Count == TilePath.FullWidth && TileTree.Subtree([.. entries.SelectMany(entry => TreeHash.Leaf(entry.Span).ToArray())]) == due)
                {
                    return $"its hash in {tilePath} was changed; the entry is the one that was logged.";
                }
            }

            return $"its entry in {bundlePath} does not have the hash that {tilePath} holds.";
        }

        // A full tile's root is a hash of the tile above.
        private async Task<LogProblem?> RaiseAsync(int level, CancellationToken cancellation)
        {
            for (; _levels[level].Count == TilePath.FullWidth; level++)
            {
                var root = TileTree.Subtree([.. _levels[level].SelectMany(hash => hash.ToArray())]);
                _levels[level].Clear();
                if (_levels.Count == level + 1)
                {
                    _levels.Add([]);
                }

                _levels[level + 1].Add(root);
                if (_levels[level + 1].Count == TilePath.FullWidth
                    && await TileAsync(level + 1, (_frontier.Leaves >> (TilePath.Height * (level + 2))) - 1, TilePath.FullWidth, cancellation).ConfigureAwait(false) is { } problem)
                {
                    return problem;
                }
            }

            return null;
        }

        private async Task<LogProblem?> RestAsync(CancellationToken cancellation)
        {
            options.Progress?.Report((_frontier.Leaves, checkpoint.Size));
            for (var level = 1; level < _levels.Count; level++)
            {
                if (TilePath.On(level, checkpoint.Size) is var (index, width) && width > 0 && await TileAsync(level, index, width, cancellation).ConfigureAwait(false) is { } problem)
                {
                    return problem;
                }
            }

            while (_since.TryDequeue(out var earlier))
            {
                if (Earlier(earlier) is { } changed)
                {
                    return changed;
                }
            }

            return _frontier.Root() == checkpoint.Root ? null : new LogProblem(null, $"the {checkpoint.Size} leaves have the root {_frontier.Root()}, but the checkpoint was signed for {checkpoint.Root}.");
        }

        private async Task<LogProblem?> TileAsync(int level, long index, int width, CancellationToken cancellation)
        {
            var path = new TilePath(level, index, width);
            var leaves = 1L << (TilePath.Height * level);
            var first = index * TilePath.FullWidth * leaves;
            var tile = await source.ReadTileAsync(path, cancellation).ConfigureAwait(false);
            if (tile?.Length != width * TreeHash.Size)
            {
                return new LogProblem(first, tile is null ? $"{path} is missing." : $"{path} has {tile.Length} bytes; {width * TreeHash.Size} are due.");
            }

            for (var i = 0; i < width; i++)
            {
                if (TreeHash.Of(tile.AsSpan(i * TreeHash.Size, TreeHash.Size)) != _levels[level][i])
                {
                    return new LogProblem(first + (i * leaves), $"the hash over it and the {leaves - 1} leaves that follow is another in {path}.");
                }
            }

            return null;
        }

        private LogProblem? Earlier(Checkpoint earlier) =>
            earlier.Origin != checkpoint.Origin ? new LogProblem(null, $"The earlier checkpoint is of another log, {earlier.Origin}.")
            : earlier.Size > checkpoint.Size ? new LogProblem(checkpoint.Size, $"it is missing: an earlier checkpoint covers {earlier.Size} leaves, this one {checkpoint.Size}.")
            : earlier.Root == _frontier.Root() ? null
            : new LogProblem(null, $"The first {earlier.Size} leaves are not those that an earlier checkpoint was signed for: history was rewritten.");
    }
}
