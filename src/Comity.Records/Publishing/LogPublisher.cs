using Comity.Log.Notes;
using Comity.Log.Tiles;
using Comity.Log.Witnesses;
using Comity.Records.Events;
using Comity.Records.Storage;

namespace Comity.Records.Publishing;

/// <summary>
/// Derives the log's files from the database, which is the one source of truth: at the start, then at intervals, whatever process
/// has appended. Of several processes over one folder one publishes; another takes over when it ends.
/// </summary>
internal sealed class LogPublisher : IAsyncDisposable
{
    private const int Step = 8_192;
    private const int LeavesPerCheckpoint = 65_536;

    private readonly IRecordStorage _storage;
    private readonly DataFolder _folder;
    private readonly LogKeys _keys;
    private readonly TimeProvider _clock;
    private readonly IReadOnlyList<Witness> _witnesses;
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeSpan _interval;
    private LogWriter? _writer;
    private FileStream? _lock;
    private Task _loop = Task.CompletedTask;

    public LogPublisher(IRecordStorage storage, DataFolder folder, LogKeys keys, TimeProvider clock, TimeSpan interval)
    {
        _storage = storage;
        _folder = folder;
        _keys = keys;
        _clock = clock;
        _interval = interval;
        _witnesses = folder.Witnesses();
    }

    /// <summary>What went wrong last time; null when it went well.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Publishes what the database has, and goes on doing so. Throws where log and database do not fit together.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await PublishAsync(cancellation).ConfigureAwait(false);
        _loop = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>Says that there is something to publish.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount == 0)
        {
            try
            {
                _wake.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another thread was faster.
            }
        }
    }

    /// <summary>Publishes all leaves that the database has now, or waits for the process that does.</summary>
    /// <returns>The signed checkpoint.</returns>
    public async Task<SignedNote> PublishAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!TryLock())
            {
                return await WaitForTheOtherAsync(cancellation).ConfigureAwait(false);
            }

            try
            {
                _writer ??= await OpenAsync(cancellation).ConfigureAwait(false);
                await AppendAsync(_writer, cancellation).ConfigureAwait(false);
                Failure = null;
                return SignedNote.Parse(await File.ReadAllBytesAsync(Path.Combine(_folder.Log, LogSource.CheckpointPath), cancellation).ConfigureAwait(false));
            }
            catch (Exception exception)
            {
                // What was appended in memory and not published is read again next time.
                (Failure, _writer) = (exception, null);
                throw;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RecordStoreException(RecordStoreProblem.DiskFailure, $"The log in {_folder.Log} cannot be written: {exception.Message} Records are kept all the same; the log is brought up to date when it can be written.", exception);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        try
        {
            await PublishAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (RecordStoreException)
        {
            // The next start publishes it.
        }

        if (_lock is not null)
        {
            await _lock.DisposeAsync().ConfigureAwait(false);
        }

        _client.Dispose();
        _turn.Dispose();
        _wake.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(_interval, _stop.Token).ConfigureAwait(false);
                await _wake.WaitAsync(_interval * 10, _stop.Token).ConfigureAwait(false);
                try
                {
                    await PublishAsync(_stop.Token).ConfigureAwait(false);
                }
                catch (Exception exception) when (!_stop.IsCancellationRequested)
                {
                    // Whatever it was, the next interval tries again, and whoever asks is told.
                    Failure = exception;
                }
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // The store is closed; it publishes once more itself.
        }
    }

    private bool TryLock()
    {
        try
        {
            _lock ??= new FileStream(_folder.PublisherLock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException) when (File.Exists(_folder.PublisherLock))
        {
            return false;
        }
    }

    private async Task<LogWriter> OpenAsync(CancellationToken cancellation)
    {
        LogWriter writer;
        try
        {
            writer = await LogWriter.OpenAsync(_folder.Log, _keys.Trust, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is FormatException or InvalidDataException)
        {
            throw Disagrees($"{exception.Message} If the files alone are damaged, move the folder {_folder.Log} away: it is written anew from the database, and 'comity log verify --since' with its old checkpoint proves that nothing else changed.");
        }

        await CheckEdgeAsync(writer, cancellation).ConfigureAwait(false);
        return writer;
    }

    // What the log has of its last leaves must be what the database has. 'comity log verify' compares all of them.
    private async Task CheckEdgeAsync(LogWriter writer, CancellationToken cancellation)
    {
        var (full, partial) = TilePath.On(0, writer.Size);
        var (index, width) = partial > 0 ? (full, partial) : (full - 1, TilePath.FullWidth);
        if (index < 0)
        {
            return;
        }

        var reader = await _storage.ReadAsync(cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var leaves = await reader.LeavesAsync().ConfigureAwait(false);
            if (leaves < writer.Size)
            {
                throw Disagrees($"The log has {writer.Size} leaves, {_storage.Name} has {leaves}: the database is older than the log. Was an old backup put in its place?");
            }

            var stored = await reader.LeavesAsync(index * TilePath.FullWidth, width, content: false).ConfigureAwait(false);
            var entries = EntryBundle.Read(await new FolderSource(_folder.Log).ReadTileAsync(new TilePath(null, index, width), cancellation).ConfigureAwait(false)) ?? [];
            for (var i = 0; i < width; i++)
            {
                if (i >= entries.Count || i >= stored.Count || !SealedEvent.Entry(stored[i]).AsSpan().SequenceEqual(entries[i].Span))
                {
                    throw Disagrees($"Leaf {(index * TilePath.FullWidth) + i} of the log is not what {_storage.Name} has there.");
                }
            }
        }
    }

    private async Task AppendAsync(LogWriter writer, CancellationToken cancellation)
    {
        var before = writer.Published?.Size;
        while (true)
        {
            IReadOnlyList<StoredEvent> leaves;
            var reader = await _storage.ReadAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                leaves = await reader.LeavesAsync(writer.Size, Step, content: false).ConfigureAwait(false);
            }

            foreach (var leaf in leaves)
            {
                if (leaf.Position != writer.Size)
                {
                    throw Disagrees($"{_storage.Name} has no leaf {writer.Size}.");
                }

                writer.Append(SealedEvent.Entry(leaf));
            }

            if (leaves.Count < Step || writer.Size - (writer.Published?.Size ?? 0) >= LeavesPerCheckpoint)
            {
                writer.Publish(_keys.Origin, _keys.Signers, _clock.GetUtcNow());
            }

            if (leaves.Count < Step)
            {
                break;
            }
        }

        if (_witnesses.Count > 0 && writer.Published!.Size != before)
        {
            await AskWitnessesAsync(writer, cancellation).ConfigureAwait(false);
        }
    }

    private async Task AskWitnessesAsync(LogWriter writer, CancellationToken cancellation)
    {
        var source = new FolderSource(_folder.Log);
        var note = SignedNote.Parse((await source.ReadAsync(LogSource.CheckpointPath, cancellation).ConfigureAwait(false))!);
        var signatures = new List<NoteSignature>(note.Signatures);
        foreach (var witness in _witnesses)
        {
            try
            {
                if (await witness.AskAsync(_client, source, note, cancellation).ConfigureAwait(false) is { } signature)
                {
                    signatures.Add(signature);
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
            {
                // A checkpoint is good without this witness; the next one asks again.
            }
        }

        if (signatures.Count > note.Signatures.Count)
        {
            writer.Replace((note with { Signatures = signatures }).ToString());
        }
    }

    private async Task<SignedNote> WaitForTheOtherAsync(CancellationToken cancellation)
    {
        long leaves;
        var reader = await _storage.ReadAsync(cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            leaves = await reader.LeavesAsync().ConfigureAwait(false);
        }

        for (var waited = TimeSpan.Zero; waited < _interval * 20 + TimeSpan.FromSeconds(5); waited += _interval / 4)
        {
            if (await new FolderSource(_folder.Log).ReadAsync(LogSource.CheckpointPath, cancellation).ConfigureAwait(false) is { } note
                && SignedNote.Parse(note) is var signed && Checkpoint.Open(signed, _keys.Trust).Size >= leaves)
            {
                return signed;
            }

            await Task.Delay(_interval / 4, cancellation).ConfigureAwait(false);
        }

        throw new RecordStoreException(RecordStoreProblem.Locked, $"Another program has the log in {_folder.Log} and does not bring it up to date.");
    }

    private static RecordStoreException Disagrees(string message) => new(RecordStoreProblem.LogDisagrees, message);
}
