using Comity.Log.Notes;
using Comity.Log.Tiles;

namespace Comity.Log.Verification;

/// <summary>Looks at every file in a log's folder: the partial tiles of earlier checkpoints must be beginnings of what was checked, and nothing else may lie there.</summary>
internal static class FolderSweep
{
    /// <summary>The first fault; null for none. What lies beyond the checkpoint is the next one's and is passed over.</summary>
    public static async Task<LogProblem?> FindAsync(FolderSource source, Checkpoint checkpoint, CancellationToken cancellation)
    {
        foreach (var file in Directory.EnumerateFiles(source.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var path = Path.GetRelativePath(source.Folder, file).Replace('\\', '/');
            if (path == LogSource.CheckpointPath || path.StartsWith('.'))
            {
                continue;
            }

            // The notes about keys were read before the checkpoint was trusted.
            if (path.StartsWith($"{Succession.Folder}/", StringComparison.Ordinal))
            {
                continue;
            }

            if (TilePath.Parse(path) is not { } tile)
            {
                return new LogProblem(null, $"{path} is not a file of the log.");
            }

            var (full, partial) = TilePath.On(tile.Level ?? 0, checkpoint.Size);
            var width = tile.Index < full ? TilePath.FullWidth : tile.Index == full ? partial : 0;
            if (tile.IsPartial && tile.Width < width)
            {
                var content = await File.ReadAllBytesAsync(file, cancellation).ConfigureAwait(false);
                var current = await source.ReadTileAsync(tile with { Width = width }, cancellation).ConfigureAwait(false) ?? [];
                var due = tile.Level is not null ? tile.Width * Merkle.TreeHash.Size : EntryBundle.Read(current)!.Take(tile.Width).Sum(entry => 2 + entry.Length);
                if (!content.AsSpan().SequenceEqual(current.AsSpan(0, Math.Min(due, current.Length))))
                {
                    return new LogProblem(tile.Index << (TilePath.Height * ((tile.Level ?? 0) + 1)), $"{path}, of an earlier checkpoint, is not the beginning of {tile with { Width = width }}.");
                }
            }
        }

        return null;
    }
}
