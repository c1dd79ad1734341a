using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Comity.Log.Merkle;
using Comity.Log.Notes;
using Comity.Log.Tiles;
using Comity.Records.Appending;
using Comity.Records.Events;
using Comity.Records.Situations;
using Comity.Records.Storage;
using Comity.Records.Storage.Postgres;
using Comity.Records.Storage.Sqlite;
using Comity.Records.Tallying;

namespace Comity.Records.Transfer;

/// <summary>
/// A backup is one file, whatever the database: gzip over lines of JSON. The first line names the format and holds the newest signed
/// checkpoint, then comes each event in the order of the log, a line with the tally, the days of the public log and the notes about keys,
/// and then a line that counts the events and holds the root over them. Behind it stands
/// what the host keeps beside the records (<see cref="IBackupPart"/>).
/// </summary>
public static class RecordBackup
{
    private const string Format = "comity-records-2";

    // Had no days of the public log, and no notes about keys.
    private const string EarlierFormat = "comity-records-1";
    private const int Step = 2_048;

    private static readonly CompanionTable Days = new("days", null, "leaf", "day", "size", "root", "salt");
    private static readonly CompanionTable KeyNotes = new("key_notes", null, "number", "note");

    /// <summary>Writes a backup from one state of the database; a server may go on meanwhile.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="postgres">The connection string of its PostgreSQL database; null for its SQLite file.</param>
    /// <param name="target">The file; it must not exist.</param>
    /// <param name="part">What the host keeps beside the records; null for nothing.</param>
    /// <param name="progress">Is told how many events are written; null for nobody.</param>
    /// <param name="cancellation">Stops the writing; no file is left.</param>
    /// <returns>How many events the backup holds.</returns>
    /// <exception cref="IOException">The file exists or cannot be written.</exception>
    /// <exception cref="RecordStoreException">The database cannot be read.</exception>
    public static async Task<long> WriteAsync(
        DataFolder folder, string? postgres, string target, IBackupPart? part, IProgress<long>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(folder);

        // The checkpoint is read first: the database is never behind it.
        var note = await new FolderSource(folder.Log).ReadAsync(LogSource.CheckpointPath, cancellation).ConfigureAwait(false);
        var storage = await RecordStore.OpenForReadingAsync(folder, postgres, cancellation).ConfigureAwait(false);
        await using var disposeStorage = storage.ConfigureAwait(false);
        return await WriteAsync(storage, note, target, part, progress, cancellation).ConfigureAwait(false);
    }

    internal static async Task<long> WriteAsync(
        IRecordStorage storage, byte[]? note, string target, IBackupPart? part, IProgress<long>? progress, CancellationToken cancellation)
    {
        var reader = await storage.ReadAsync(cancellation).ConfigureAwait(false);
        await using var disposeReader = reader.ConfigureAwait(false);
        var file = RecordExport.Create(target);
        try
        {
            await using (file.ConfigureAwait(false))
            {
                var zip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true);
                var frontier = new MerkleFrontier();
                var writer = new StreamWriter(zip);
                await using (writer.ConfigureAwait(false))
                {
                    await writer.WriteLineAsync(JsonSerializer.Serialize(new Header(Format, note is null ? null : Encoding.UTF8.GetString(note)), JsonSerializerOptions.Web)).ConfigureAwait(false);
                    IReadOnlyList<StoredEvent> page;
                    var last = 0L;
                    do
                    {
                        cancellation.ThrowIfCancellationRequested();
                        page = await reader.LeavesAsync(frontier.Leaves, Step, content: true).ConfigureAwait(false);
                        foreach (var item in page)
                        {
                            frontier.Append(TreeHash.Leaf(SealedEvent.Entry(item)));
                            last = long.Max(last, item.Number);
                            await writer.WriteLineAsync(EventLine.Of(item).ToString()).ConfigureAwait(false);
                        }

                        progress?.Report(frontier.Leaves);
                    }
                    while (page.Count == Step);

                    // What was erased is counted still, and no event says so any more.
                    var tally = JsonSerializer.Serialize(
                        new Counts(
                            await reader.TallyAsync(0, int.MaxValue).ConfigureAwait(false), await reader.DaysAsync(0).ConfigureAwait(false),
                            await reader.KeyNotesAsync().ConfigureAwait(false)),
                        JsonSerializerOptions.Web);
                    await writer.WriteLineAsync(tally).ConfigureAwait(false);
                    await writer.WriteLineAsync(JsonSerializer.Serialize(new Footer(frontier.Leaves, frontier.Root().ToString(), Hash(tally)), JsonSerializerOptions.Web)).ConfigureAwait(false);
                    if (part is not null)
                    {
                        await part.WriteAsync(writer, number => RecordNumber.TryParse(number, out var written) && written <= last, cancellation).ConfigureAwait(false);
                    }
                }

                file.Flush(flushToDisk: true);
                return frontier.Leaves;
            }
        }
        catch
        {
            File.Delete(target);
            throw;
        }
    }

    /// <summary>Puts a backup into an empty store, as a whole or not at all. The log's files follow when the store is next opened.</summary>
    /// <param name="source">The file.</param>
    /// <param name="folder">The data folder; it is made where it is missing.</param>
    /// <param name="postgres">The connection string of an empty PostgreSQL database; null for a new SQLite file in the folder.</param>
    /// <param name="part">What the host keeps beside the records; null where the backup holds nothing of that kind.</param>
    /// <param name="progress">Is told how many events are restored; null for nobody.</param>
    /// <param name="cancellation">Stops the restoring.</param>
    /// <returns>How many events were restored.</returns>
    /// <exception cref="FormatException">The file is not a whole, unchanged backup; the message names the line.</exception>
    /// <exception cref="RecordStoreException">The store is not empty, or cannot be written.</exception>
    public static async Task<long> RestoreAsync(string source, DataFolder folder, string? postgres, IBackupPart? part, IProgress<long>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return await RestoreAsync(source, OpenAsync, part, progress, cancellation).ConfigureAwait(false);

        async Task<IRecordStorage> OpenAsync()
        {
            folder.Create();
            return postgres is null ? SqliteStorage.Open(folder.Database, TimeProvider.System)
                : await PostgresStorage.OpenAsync(postgres, write: true, cancellation).ConfigureAwait(false);
        }
    }

    internal static async Task<long> RestoreAsync(
        string source, Func<Task<IRecordStorage>> open, IBackupPart? part, IProgress<long>? progress, CancellationToken cancellation)
    {
        // The whole file is read before the first event is written.
        var counts = new Counts([], null, null);
        await foreach (var _ in ReadAsync(source, found => counts = found, reader =>
            part?.ReadAsync(reader, restore: false, cancellation), cancellation).ConfigureAwait(false))
        {
        }

        var storage = await open().ConfigureAwait(false);
        await using var disposal = storage.ConfigureAwait(false);
        await using (var reader = await storage.ReadAsync(cancellation).ConfigureAwait(false))
        {
            if (await reader.LeavesAsync().ConfigureAwait(false) > 0 || (await reader.DaysAsync(0).ConfigureAwait(false)).Count > 0)
            {
                throw new RecordStoreException(RecordStoreProblem.Other,
                    $"{storage.Name} holds records, or a public log, already. "
                    + "A backup is restored into an empty store, before a server is started on it.");
            }
        }

        // One transaction for all: a part of a backup would look like a store of its own.
        var restored = 0L;
        var missing = counts.Tally.ToDictionary(row => new TallyCell(row.Day.DayNumber, row.Dimension, row.Value), row => row.Count);
        await storage.BeginAsync(1, AppendLookup.Nothing, cancellation).ConfigureAwait(false);
        try
        {
            await foreach (var batch in ReadAsync(source, _ => { }, EndAsync, cancellation).ConfigureAwait(false))
            {
                var lookup = new AppendLookup([.. batch.Select(item => item.Number).Distinct()], []);
                var found = await storage.LookupAsync(lookup, cancellation).ConfigureAwait(false);
                var writes = Writes(batch, found);
                foreach (var (cell, change) in writes.Tally)
                {
                    missing[cell] = missing.GetValueOrDefault(cell) - change;
                }

                await storage.WriteAsync(writes, cancellation).ConfigureAwait(false);
                restored += batch.Count;
                progress?.Report(restored);
            }
        }
        catch
        {
            await storage.RollbackAsync().ConfigureAwait(false);
            throw;
        }

        return restored;

        // The host writes what it keeps in a transaction of its own.
        async Task EndAsync(TextReader reader)
        {
            await storage.WriteAsync(Rest(counts, missing), cancellation).ConfigureAwait(false);
            await storage.CommitAsync(cancellation).ConfigureAwait(false);
            if (part is not null)
            {
                await part.ReadAsync(reader, restore: true, cancellation).ConfigureAwait(false);
            }
        }
    }

    // What no event says: counts of what was erased, which are taken from the backup's own, the days of the public log, notes about keys.
    private static AppendWrites Rest(Counts counts, Dictionary<TallyCell, long> missing)
    {
        var writes = new AppendWrites();
        foreach (var (cell, count) in counts.Tally.Count == 0 ? [] : missing.Where(cell => cell.Value != 0))
        {
            writes.Tally[cell] = count > 0 ? count : throw new FormatException("the tally in the backup counts less than its events.");
        }

        writes.Companions.AddRange((counts.Days ?? []).Select(day =>
            new CompanionRow(Days, day.Leaf, day.Day, day.Size, day.Root, day.Salt)));
        writes.Companions.AddRange((counts.KeyNotes ?? []).Select((note, place) => new CompanionRow(KeyNotes, place + 1, note)));
        return writes;
    }

    private static AppendWrites Writes(IReadOnlyList<StoredEvent> batch, AppendFound found)
    {
        var writes = new AppendWrites();
        var records = found.Records.ToDictionary(item => item.Record.Number, item => (item.Record, Held: item.Content is null || !EventKind.HoldsRecord(KindOf(item.Content)) ? null : RecordData.Read(item.Content).Record));
        foreach (var item in batch)
        {
            var (before, held) = records.TryGetValue(item.Number, out var known) ? known : (null, null);
            var (record, _, kept) = EventKind.HoldsRecord(item.Kind) && item.Content is not null ? RecordData.Read(item.Content) : default;
            var next = Projection.Write(writes, before, () => held, item, record, record is null ? null : Situation.Of(record), kept ?? item.At);
            records[item.Number] = (next, next.Erased ? null : record ?? held);
        }

        return writes;
    }

    private static string KindOf(byte[] content)
    {
        using var json = JsonDocument.Parse(content);
        return json.RootElement.GetProperty("kind").GetString()!;
    }

    private static async IAsyncEnumerable<IReadOnlyList<StoredEvent>> ReadAsync(string source, Action<Counts> counts, Func<TextReader,
        Task?> further, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(source), CompressionMode.Decompress));
        var number = 1L;
        var header = Parse<Header>(await LineAsync().ConfigureAwait(false), "the first line of a backup");
        var signed = header.Format is not (Format or EarlierFormat)
            ? throw new FormatException($"{source}: the format is {header.Format}; this program reads {EarlierFormat} and {Format}.")
            : header.Checkpoint is null ? null : Checkpoint.Parse(SignedNote.Parse(header.Checkpoint).Text);
        var frontier = new MerkleFrontier();
        var batch = new List<StoredEvent>(Step);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (signed?.Size == frontier.Leaves && signed.Root != frontier.Root())
            {
                throw new FormatException($"{source}: the first {signed.Size} events are not those that the checkpoint in the backup was signed for.");
            }

            number++;
            var line = await LineAsync().ConfigureAwait(false);
            string? tally = null;
            if (line.StartsWith("{\"tally\"", StringComparison.Ordinal))
            {
                tally = Hash(line);
                counts(Parse<Counts>(line, "the tally of a backup"));
                number++;
                line = await LineAsync().ConfigureAwait(false);
            }

            if (line.StartsWith("{\"leaves\"", StringComparison.Ordinal))
            {
                var footer = Parse<Footer>(line, "the last line of a backup");
                if (footer.Leaves != frontier.Leaves || footer.Root != frontier.Root().ToString() || footer.Tally != tally || signed?.Size > frontier.Leaves)
                {
                    throw new FormatException($"{source}:{number}: the backup was changed: its events, or its tally, are not those that were counted at its end.");
                }

                yield return batch;
                try
                {
                    if (further(reader) is { } read)
                    {
                        await read.ConfigureAwait(false);
                    }
                }
                catch (FormatException exception)
                {
                    throw new FormatException($"{source}: {exception.Message}", exception);
                }

                if (await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is not null)
                {
                    throw new FormatException($"{source}:{number + 1}: something stands behind the end of the backup that this program does not know.");
                }

                yield break;
            }

            var item = Event(line);
            frontier.Append(TreeHash.Leaf(SealedEvent.Entry(item)));
            batch.Add(item);
            if (batch.Count == Step)
            {
                yield return batch;
                batch = new List<StoredEvent>(Step);
            }
        }

        async Task<string> LineAsync()
        {
            try
            {
                return await reader.ReadLineAsync(cancellation).ConfigureAwait(false) ?? throw new FormatException($"{source}:{number}: the backup ends too early.");
            }
            catch (InvalidDataException exception)
            {
                throw new FormatException($"{source}:{number}: the file is damaged, or is not a backup: {exception.Message}", exception);
            }
        }

        StoredEvent Event(string line)
        {
            try
            {
                var item = EventLine.Parse(line).Stored();
                var whole = item.Position == frontier.Leaves && (item.Content is null) == (item.Salt is null)
                    && (item.Content is null || SealedEvent.Commitment(item.Salt!, item.Content).AsSpan().SequenceEqual(item.Commitment));
                return whole ? item : throw new FormatException("the event is not what was logged.");
            }
            catch (FormatException exception)
            {
                throw new FormatException($"{source}:{number.ToString(CultureInfo.InvariantCulture)}: {exception.Message}", exception);
            }
        }

        T Parse<T>(string line, string what)
        {
            try
            {
                return JsonSerializer.Deserialize<T>(line, JsonSerializerOptions.Web) ?? throw new FormatException($"{source}:{number}: {what} is due.");
            }
            catch (JsonException exception)
            {
                throw new FormatException($"{source}:{number}: {what} is due: {exception.Message}", exception);
            }
        }
    }

    private static string Hash(string line) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)));

    private sealed record Counts(IReadOnlyList<TallyRow> Tally, IReadOnlyList<LoggedDay>? Days, IReadOnlyList<string>? KeyNotes);

    private sealed record Header(string Format, string? Checkpoint);

    // Backups from before there was a tally have none.
    private sealed record Footer(long Leaves, string Root, string? Tally);
}
