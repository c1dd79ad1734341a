using System.Security.Cryptography;
using Comity.Log.Notes;
using Comity.Log.Tiles;
using Comity.Log.Witnesses;
using Comity.Records.Events;
using Comity.Records.Storage;

namespace Comity.Records.Publishing;

/// <summary>
/// Derives the log's files from the database, which is the one source of truth: at the start, then at intervals, whatever process
/// has appended. Of several processes over one folder one publishes; another takes over when it ends. Beside it, and at times that do not
/// depend on what is appended, the public log gets a leaf for each day.
/// </summary>
internal sealed class LogPublisher : IAsyncDisposable
{
    private const int Step = 8_192;
    private const int LeavesPerCheckpoint = 65_536;
    private const int IntervalsBetweenLooksAtTheDay = 60;

    private readonly IRecordStorage _storage;
    private readonly DataFolder _folder;
    private readonly LogKeys _keys, _publicKeys;
    private readonly TimeProvider _clock;
    private readonly IReadOnlyList<Witness> _witnesses;
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeSpan _interval;
    private LogWriter? _writer, _publicWriter;
    private FileStream? _lock;
    private Task _loop = Task.CompletedTask;

    public LogPublisher(IRecordStorage storage, DataFolder folder, LogKeys keys, TimeProvider clock, TimeSpan interval)
    {
        _storage = storage;
        _folder = folder;
        _keys = keys;
        _publicKeys = keys.Named(keys.Origin + RecordStore.PublicLogSuffix);
        _clock = clock;
        _interval = interval;
        _witnesses = folder.Witnesses();
    }

    /// <summary>What went wrong last time; null when it went well.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether witnesses are asked.</summary>
    public bool HasWitnesses => _witnesses.Count > 0;

    /// <summary>Publishes what the database has, and goes on doing so. Throws where log and database do not fit together.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        try
        {
            await PublishAsync(cancellation).ConfigureAwait(false);
            await PublishDayAsync(cancellation).ConfigureAwait(false);
        }
        catch (RecordStoreException exception) when (exception.Problem == RecordStoreProblem.DiskFailure
            && exception.InnerException is IOException or UnauthorizedAccessException)
        {
            throw new RecordStoreException(
                RecordStoreProblem.CannotOpen,
                $"The log cannot be written, and without it no record is kept: {exception.InnerException!.Message} Give this program the right to write {_folder.Path} and what lies in it.", exception);
        }

        _loop = Task.WhenAll(Task.Run(RunAsync, CancellationToken.None), Task.Run(RunDaysAsync, CancellationToken.None));
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
    public async Task<SignedNote> PublishAsync(CancellationToken cancellation) =>
        await InTurnAsync(() => AppendAsync(cancellation), cancellation).ConfigureAwait(false)
            ? await NoteAsync(_folder.Log, cancellation).ConfigureAwait(false)
            : await WaitForTheOtherAsync(cancellation).ConfigureAwait(false);

    /// <summary>
    /// Commits to the log of events in the public log, unless that was done today, and brings the public log's files up to date.
    /// </summary>
    public Task PublishDayAsync(CancellationToken cancellation) => InTurnAsync(
        async () =>
        {
            await AppendAsync(cancellation).ConfigureAwait(false);
            await KeepKeyNotesAsync(cancellation).ConfigureAwait(false);
            await AppendDayAsync(cancellation).ConfigureAwait(false);
        },
        cancellation);

    // False where another process has the folder.
    private async Task<bool> InTurnAsync(Func<Task> work, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!TryLock())
            {
                return false;
            }

            try
            {
                await work().ConfigureAwait(false);
                Failure = null;
                return true;
            }
            catch (Exception exception)
            {
                // What was appended in memory and not published is read again next time.
                (Failure, _writer, _publicWriter) = (exception, null, null);
                throw;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RecordStoreException(
                RecordStoreProblem.DiskFailure, $"The log in {_folder.Log} cannot be written: {exception.Message} The log is brought up to date when it can be written.", exception);
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
        _publicKeys.Dispose();
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

    private async Task RunDaysAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(_interval * IntervalsBetweenLooksAtTheDay, _stop.Token).ConfigureAwait(false);
                try
                {
                    await PublishDayAsync(_stop.Token).ConfigureAwait(false);
                }
                catch (Exception) when (!_stop.IsCancellationRequested)
                {
                    // The failure is noted; the next look tries again.
                }
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // The store is closed; the next start goes on.
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

    private static async Task<LogWriter> OpenAsync(string folder, LogKeys keys, CancellationToken cancellation)
    {
        try
        {
            return await LogWriter.OpenAsync(folder, keys.Trust, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is FormatException or InvalidDataException)
        {
            throw Disagrees(
                $"{exception.Message} If the files alone are damaged, move the folder {folder} away: it is written anew from the database, "
                + "and 'comity log verify --since' with its old checkpoint proves that nothing else changed.");
        }
    }

    // What a log has of its last leaves must be what the database has. 'comity log verify' compares all of them.
    private async Task CheckEdgeAsync(LogWriter writer, string folder, Func<IRecordReader, Task<long>> count, Func<IRecordReader, long,
        int, Task<IEnumerable<byte[]>>> stored, CancellationToken cancellation)
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
            var leaves = await count(reader).ConfigureAwait(false);
            if (leaves < writer.Size)
            {
                throw Disagrees($"The log in {folder} has {writer.Size} leaves, {_storage.Name} has {leaves}: the database is older than the log. Was an old backup put in its place?");
            }

            byte[][] due = [.. await stored(reader, index * TilePath.FullWidth, width).ConfigureAwait(false)];
            var entries = EntryBundle.Read(
                await new FolderSource(folder).ReadTileAsync(new TilePath(null, index, width), cancellation).ConfigureAwait(false)) ?? [];
            for (var i = 0; i < width; i++)
            {
                if (i >= entries.Count || i >= due.Length || !due[i].AsSpan().SequenceEqual(entries[i].Span))
                {
                    throw Disagrees($"Leaf {(index * TilePath.FullWidth) + i} of the log in {folder} is not what {_storage.Name} has there.");
                }
            }
        }
    }

    private async Task AppendAsync(CancellationToken cancellation)
    {
        if (_writer is null)
        {
            var opened = await OpenAsync(_folder.Log, _keys, cancellation).ConfigureAwait(false);
            await CheckEdgeAsync(
                opened, _folder.Log, reader => reader.LeavesAsync(),
                async (reader, from, width) => (await reader.LeavesAsync(from, width, content: false).ConfigureAwait(false)).Select(
                    SealedEvent.Entry), cancellation).ConfigureAwait(false);
            _writer = opened;
        }

        var writer = _writer;
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
                return;
            }
        }
    }

    private async Task AppendDayAsync(CancellationToken cancellation)
    {
        if (_publicWriter is null)
        {
            var opened = await OpenAsync(_folder.PublicLog, _publicKeys, cancellation).ConfigureAwait(false);
            await CheckEdgeAsync(
                opened, _folder.PublicLog, async reader => (await reader.DaysAsync(0).ConfigureAwait(false)).Count,
                async (reader, from, width) => (await reader.DaysAsync(from).ConfigureAwait(false)).Take(width).Select(SealedDay.Entry),
                    cancellation).ConfigureAwait(false);
            _publicWriter = opened;
        }

        var days = await DaysAsync(cancellation).ConfigureAwait(false);
        var today = DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime).DayNumber;
        if (days.Count == 0 || days[^1].Day < today)
        {
            var (size, root) = (_writer!.Published!.Size, _writer.Published.Root.ToArray());
            await _storage.AddDayAsync(new LoggedDay(
                days.Count, today, size, root, RandomNumberGenerator.GetBytes(SealedEvent.SaltLength)), cancellation).ConfigureAwait(false);

            // Another process may have been faster; what the database has now is the same for all.
            days = await DaysAsync(cancellation).ConfigureAwait(false);
        }

        foreach (var day in days.Skip((int)_publicWriter.Size))
        {
            _publicWriter.Append(SealedDay.Entry(day));
        }

        _publicWriter.Publish(_publicKeys.Origin, _publicKeys.Signers, _clock.GetUtcNow());
        await AskWitnessesAsync(_publicWriter, cancellation).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<LoggedDay>> DaysAsync(CancellationToken cancellation)
    {
        var reader = await _storage.ReadAsync(cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return await reader.DaysAsync(0).ConfigureAwait(false);
        }
    }

    // The notes by which old keys name new ones lie in the database, so that each process has them in its folders, whichever was first to
    // know the new key.
    private async Task KeepKeyNotesAsync(CancellationToken cancellation)
    {
        var notes = await KeyNotesAsync(cancellation).ConfigureAwait(false);

        // Older versions kept them in the folder alone.
        List<string> known = [.. notes, .. Succession.Read(_folder.Log).Skip(notes.Count)];
        if (_keys.Signers.Count > 1 && !known.Any(note => Succession.Names(note, _keys.Signers[^1].Public)))
        {
            known.Add(Succession.Note(_keys, _clock.GetUtcNow()));
        }

        for (var i = notes.Count; i < known.Count; i++)
        {
            await _storage.AddKeyNoteAsync(i + 1, known[i], cancellation).ConfigureAwait(false);
        }

        notes = known.Count > notes.Count ? await KeyNotesAsync(cancellation).ConfigureAwait(false) : notes;
        Succession.Write(_folder.Log, notes);
        Succession.Write(_folder.PublicLog, notes);
    }

    private async Task<IReadOnlyList<string>> KeyNotesAsync(CancellationToken cancellation)
    {
        var reader = await _storage.ReadAsync(cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return await reader.KeyNotesAsync().ConfigureAwait(false);
        }
    }

    // Whoever has not signed this checkpoint yet is asked, and with the next look again.
    private async Task AskWitnessesAsync(LogWriter writer, CancellationToken cancellation)
    {
        var note = await NoteAsync(_folder.PublicLog, cancellation).ConfigureAwait(false);
        var signatures = new List<NoteSignature>(note.Signatures);
        foreach (var witness in _witnesses.Where(witness => note.SignedBy([witness.Key]).Count == 0))
        {
            try
            {
                if (await witness.AskAsync(_client, new FolderSource(_folder.PublicLog), note, cancellation)
                    .ConfigureAwait(false) is { } signature)
                {
                    signatures.Add(signature);
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
            {
                // A checkpoint is good without this witness; the next look asks again.
            }
        }

        if (signatures.Count > note.Signatures.Count)
        {
            writer.Replace((note with { Signatures = signatures }).ToString());
        }
    }

    private static async Task<SignedNote> NoteAsync(string folder, CancellationToken cancellation) =>
        SignedNote.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, LogSource.CheckpointPath), cancellation).ConfigureAwait(false));

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
