using System.Net;

namespace Comity.Log.Tiles;

/// <summary>Where a log's files are read from.</summary>
public abstract class LogSource
{
    /// <summary>The name of the file that holds the newest checkpoint.</summary>
    public const string CheckpointPath = "checkpoint";

    /// <summary>The bytes at a path relative to the log's prefix; null where there is nothing.</summary>
    public abstract Task<byte[]?> ReadAsync(string path, CancellationToken cancellation);

    /// <summary>A tile or bundle; where a partial one is gone, the beginning of the full one in its place. Null where there is neither.</summary>
    public async Task<byte[]?> ReadTileAsync(TilePath tile, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(tile);
        if (await ReadAsync(tile.ToString(), cancellation).ConfigureAwait(false) is { } found)
        {
            return found;
        }

        if (!tile.IsPartial || await ReadAsync(tile.Full.ToString(), cancellation).ConfigureAwait(false) is not { } full)
        {
            return null;
        }

        if (tile.Level is not null)
        {
            return full.Length < tile.Width * Merkle.TreeHash.Size ? full : full[..(tile.Width * Merkle.TreeHash.Size)];
        }

        return EntryBundle.Read(full) is { } entries && entries.Count >= tile.Width ? full[..entries.Take(tile.Width).Sum(entry => 2 + entry.Length)] : full;
    }
}

/// <summary>A log in a folder.</summary>
/// <param name="folder">The folder that holds the checkpoint.</param>
public sealed class FolderSource(string folder) : LogSource
{
    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <inheritdoc/>
    public override async Task<byte[]?> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllBytesAsync(Path.Combine(folder, path), cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}

/// <summary>A log that is served over HTTP.</summary>
/// <param name="client">What sends the requests.</param>
/// <param name="prefix">The log's prefix, with or without a slash at its end.</param>
public sealed class HttpSource(HttpClient client, Uri prefix) : LogSource
{
    /// <inheritdoc/>
    public override async Task<byte[]?> ReadAsync(string path, CancellationToken cancellation)
    {
        using var response = await client.GetAsync(new Uri($"{prefix.ToString().TrimEnd('/')}/{path}"), cancellation).ConfigureAwait(false);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
    }
}
