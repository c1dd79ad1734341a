using Comity.Log.Merkle;
using Comity.Log.Notes;

namespace Comity.Log.Tiles;

/// <summary>
/// Writes a log as files: entries are appended in memory, and <see cref="Publish"/> puts tiles, bundles and at last the signed
/// checkpoint on disk. A process that dies in between leaves the checkpoint before, and what it covers, as they were.
/// </summary>
public sealed class LogWriter
{
    private const string Unfinished = ".unfinished";

    private readonly string _folder;
    private readonly MerkleFrontier _frontier;
    private readonly List<List<byte>> _levels = [];
    private readonly List<byte> _bundle = [];
    private readonly List<(TilePath Path, byte[] Content)> _full = [];

    private SignedNote? _note;

    private LogWriter(string folder, MerkleFrontier frontier)
    {
        _folder = folder;
        _frontier = frontier;
    }

    /// <summary>How many leaves there are, published or not.</summary>
    public long Size => _frontier.Leaves;

    /// <summary>The newest checkpoint on disk; null before the first.</summary>
    public Checkpoint? Published { get; private set; }

    /// <summary>Goes on with the log of a folder, or begins one; with another log's files in the folder it does not.</summary>
    /// <param name="folder">The folder; it is made where it is missing.</param>
    /// <param name="trust">The log's keys.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="FormatException">The checkpoint is not one that the keys have signed.</exception>
    /// <exception cref="InvalidDataException">The right edge of the tree does not have the root that was signed.</exception>
    public static async Task<LogWriter> OpenAsync(string folder, LogTrust trust, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(folder);
        Directory.CreateDirectory(folder);
        if (Directory.Exists(Path.Combine(folder, Unfinished)))
        {
            Directory.Delete(Path.Combine(folder, Unfinished), recursive: true);
        }

        var source = new FolderSource(folder);
        if (await source.ReadAsync(LogSource.CheckpointPath, cancellation).ConfigureAwait(false) is not { } note)
        {
            return new LogWriter(folder, new MerkleFrontier());
        }

        var signed = SignedNote.Parse(note);
        var checkpoint = Checkpoint.Open(signed, trust);
        var frontier = await new TileTree(source, checkpoint.Size).FrontierAsync(cancellation).ConfigureAwait(false);
        if (frontier.Root() != checkpoint.Root)
        {
            throw new InvalidDataException($"The files of the log in {folder} do not have the root that its checkpoint of {checkpoint.Size} leaves was signed for.");
        }

        var writer = new LogWriter(folder, frontier) { Published = checkpoint, _note = signed };
        for (var level = 0; checkpoint.Size >> (TilePath.Height * level) > 0; level++)
        {
            writer._levels.Add([.. await writer.PartialAsync(source, level, cancellation).ConfigureAwait(false)]);
        }

        writer._bundle.AddRange(await writer.PartialAsync(source, null, cancellation).ConfigureAwait(false));
        return writer;
    }

    /// <summary>Adds an entry.</summary>
    public void Append(ReadOnlySpan<byte> entry)
    {
        EntryBundle.Append(_bundle, entry);
        var hash = TreeHash.Leaf(entry);
        var index = _frontier.Leaves;
        _frontier.Append(hash);
        for (var level = 0; ; level++, index /= TilePath.FullWidth)
        {
            if (level == _levels.Count)
            {
                _levels.Add([]);
            }

            _levels[level].AddRange(hash.ToArray());
            if (_levels[level].Count < TilePath.FullWidth * TreeHash.Size)
            {
                return;
            }

            byte[] tile = [.. _levels[level]];
            _levels[level].Clear();
            _full.Add((new TilePath(level, index / TilePath.FullWidth, TilePath.FullWidth), tile));
            if (level == 0)
            {
                _full.Add((new TilePath(null, index / TilePath.FullWidth, TilePath.FullWidth), [.. _bundle]));
                _bundle.Clear();
            }

            hash = TileTree.Subtree(tile);
        }
    }

    /// <summary>
    /// Puts what was appended on disk, then a checkpoint over it. Where the newest checkpoint covers everything, those keys sign it that
    /// have not.
    /// </summary>
    /// <param name="origin">The log's name.</param>
    /// <param name="signers">The log's keys; each signs.</param>
    /// <param name="time">The time now.</param>
    /// <exception cref="IOException">The disk is full or fails; open the log anew and append again what the checkpoint lacks.</exception>
    public void Publish(string origin, IReadOnlyList<NoteSigner> signers, DateTimeOffset time)
    {
        if (Published?.Size == Size && _note is { } note)
        {
            var missing = signers.Where(signer => note.SignedBy([signer.Public]).Count == 0).Select(signer =>
                signer.Sign(note.Text, time)).ToArray();
            if (missing.Length > 0)
            {
                Replace($"{note}{string.Concat(missing)}");
            }

            return;
        }

        var files = new List<(TilePath Path, byte[] Content)>(_full);
        for (var level = 0; level < _levels.Count; level++)
        {
            if (TilePath.On(level, Size) is var (index, width) && width > 0)
            {
                files.Add((new TilePath(level, index, width), [.. _levels[level]]));
            }
        }

        if (TilePath.On(0, Size) is var (bundle, entries) && entries > 0)
        {
            files.Add((new TilePath(null, bundle, entries), [.. _bundle]));
        }

        Write([.. files.Select(file => (file.Path.ToString(), file.Content))]);
        var checkpoint = new Checkpoint(origin, Size, _frontier.Root());
        Replace(checkpoint.Sign(signers, time));
        Published = checkpoint;

        // A full tile stands for the partial ones before it.
        foreach (var (path, _) in _full)
        {
            var partial = Path.Combine(_folder, $"{path}.p");
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }
        }

        _full.Clear();
    }

    /// <summary>Puts another note in place of the newest checkpoint: the same one with more signatures.</summary>
    public void Replace(string note)
    {
        var content = System.Text.Encoding.UTF8.GetBytes(note);
        Write([(LogSource.CheckpointPath, content)]);
        _note = SignedNote.Parse(content);
    }

    private void Write(IReadOnlyList<(string Path, byte[] Content)> files)
    {
        var unfinished = Path.Combine(_folder, Unfinished);
        Directory.CreateDirectory(unfinished);
        for (var i = 0; i < files.Count; i++)
        {
            Durable.Write(Path.Combine(unfinished, $"{i}"), files[i].Content);
        }

        var folders = new HashSet<string> { _folder };
        for (var i = 0; i < files.Count; i++)
        {
            var target = Path.Combine(_folder, files[i].Path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(Path.Combine(unfinished, $"{i}"), target, overwrite: true);
            for (var folder = Path.GetDirectoryName(target)!; folders.Add(folder); folder = Path.GetDirectoryName(folder)!)
            {
            }
        }

        foreach (var folder in folders)
        {
            Durable.SyncFolder(folder);
        }
    }

    private async Task<byte[]> PartialAsync(LogSource source, int? level, CancellationToken cancellation)
    {
        var (index, width) = TilePath.On(level ?? 0, Size);
        if (width == 0)
        {
            return [];
        }

        var path = new TilePath(level, index, width);
        var content = await source.ReadTileAsync(path, cancellation).ConfigureAwait(false) ?? throw new InvalidDataException($"{path} is missing in {_folder}.");

        // The hashes were checked with the root; the entries are checked against the hashes.
        if (level is null && !(EntryBundle.Read(content) is { } entries && entries.Count == width && entries.Select(entry => TreeHash.Leaf(entry.Span)).SequenceEqual(_levels[0].Chunk(TreeHash.Size).Select(hash => TreeHash.Of(hash)))))
        {
            throw new InvalidDataException($"The entries of {path} in {_folder} do not have the hashes of the tree.");
        }

        return content;
    }
}
