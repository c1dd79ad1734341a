using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Comity.Log.Merkle;
using Comity.Log.Notes;
using Comity.Log.Proofs;
using Comity.Log.Tiles;
using Comity.Records.Appending;
using Comity.Records.Events;
using Comity.Records.Publishing;
using Comity.Records.Retention;
using Comity.Records.Situations;
using Comity.Records.Storage;
using Comity.Records.Storage.Postgres;
using Comity.Records.Storage.Sqlite;
using Comity.Records.Tallying;

namespace Comity.Records;

/// <summary>Where a store is, and how it works.</summary>
/// <param name="Folder">The folder of the log and its key, and of the SQLite file.</param>
public sealed record RecordStoreOptions(DataFolder Folder)
{
    /// <summary>The connection string of a PostgreSQL database; null for the SQLite file in the folder.</summary>
    public string? Postgres { get; init; }

    /// <summary>The log's name where it is new; something random when null.</summary>
    public string? LogName { get; init; }

    /// <summary>What tells the time; the system's when null.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>How long a leaf may wait for the next signed checkpoint.</summary>
    public TimeSpan PublishEvery { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>
/// Records and what happened to them, each event a leaf of a tamper-evident log. What <see cref="AddAsync"/> and
/// <see cref="AppendAsync"/> have returned is on disk. Safe for concurrent use, by several processes too; numbers have no gaps.
/// </summary>
public sealed class RecordStore : IAsyncDisposable
{
    /// <summary>How long a note or a reason may be.</summary>
    public const int MaximumNoteLength = 2_000;

    /// <summary>How many records a page may have.</summary>
    public const int MaximumPageSize = 200;

    /// <summary>What the public log's name has behind the name of the log of events.</summary>
    public const string PublicLogSuffix = "/public";

    private const int DueAtOnce = 256;

    private readonly IRecordStorage _storage;
    private readonly DataFolder _folder;
    private readonly TimeProvider _clock;
    private readonly LogKeys _keys;
    private readonly LogPublisher _publisher;
    private readonly AppendQueue _queue;
    private readonly Scrubber _scrubber;
    private bool _disposed;

    private RecordStore(IRecordStorage storage, RecordStoreOptions options, LogKeys keys)
    {
        _storage = storage;
        _folder = options.Folder;
        _clock = options.Clock ?? TimeProvider.System;
        _keys = keys;
        _publisher = new LogPublisher(storage, options.Folder, keys, _clock, options.PublishEvery);
        _scrubber = new Scrubber(storage);
        _queue = new AppendQueue(storage, _clock, _publisher.Wake);
    }

    /// <summary>The log's public keys, also under the name of the public log.</summary>
    public LogTrust LogTrust => _keys.Trust.Also(PublicLogSuffix);

    /// <summary>Why the log's files are behind the database; null where they are not.</summary>
    public Exception? LogFailure => _publisher.Failure;

    /// <summary>The folder of the log's files.</summary>
    public string LogFolder => _folder.Log;

    /// <summary>The folder of the public log's files, which anybody may see.</summary>
    public string PublicLogFolder => _folder.PublicLog;

    /// <summary>Whether witnesses are asked to sign the public log's checkpoints.</summary>
    public bool HasWitnesses => _publisher.HasWitnesses;

    internal IRecordStorage Storage => _storage;

    /// <summary>How long the oldest event has waited that the log's files do not hold yet; zero where they hold all.</summary>
    /// <exception cref="RecordStoreException">The database cannot be read.</exception>
    public async Task<TimeSpan> LogLagAsync(CancellationToken cancellation = default)
    {
        var note = await new FolderSource(_folder.Log).ReadAsync(LogSource.CheckpointPath, cancellation).ConfigureAwait(false);
        var size = note is null ? 0 : Checkpoint.Parse(SignedNote.Parse(note).Text).Size;
        var reader = await ReadAsync(cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return await reader.LeavesAsync(size, 1, content: false).ConfigureAwait(false) is [var waiting]
                ? _clock.GetUtcNow() - Instant.Time(waiting.At)
                : TimeSpan.Zero;
        }
    }

    /// <summary>Opens a store, or makes it. Brings an older one to the newest schema, and the log up to date with the database.</summary>
    /// <exception cref="RecordStoreException">It cannot be used.</exception>
    public static async Task<RecordStore> OpenAsync(RecordStoreOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Folder.Create();
        IRecordStorage storage = options.Postgres is { } postgres
            ? await PostgresStorage.OpenAsync(postgres, write: true, cancellation).ConfigureAwait(false)
            : SqliteStorage.Open(options.Folder.Database, options.Clock ?? TimeProvider.System);
        LogKeys? keys = null;
        RecordStore? store = null;
        try
        {
            // What is set wrongly is told now, and not when it is first used.
            options.Folder.Retention();
            keys = options.Folder.Keys(options.LogName);
            store = new RecordStore(storage, options, keys);
            await store._publisher.StartAsync(cancellation).ConfigureAwait(false);

            // Not before the key is known to be the log's.
            options.Folder.WritePublicKeys(keys.Trust);
            return store;
        }
        catch
        {
            if (store is not null)
            {
                await store.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                keys?.Dispose();
                await storage.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>Opens a store's database for reading only, as audits and exports do.</summary>
    internal static async Task<IRecordStorage> OpenForReadingAsync(DataFolder folder, string? postgres, CancellationToken cancellation) => postgres is null
        ? File.Exists(folder.Database) ? SqliteStorage.OpenForReading(folder.Database) : throw new RecordStoreException(RecordStoreProblem.CannotOpen, $"{folder.Database} does not exist.")
        : await PostgresStorage.OpenAsync(postgres, write: false, cancellation).ConfigureAwait(false);

    /// <summary>Keeps a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="by">Who keeps it; null where that is not known.</param>
    /// <param name="submissionKey">A text of the caller's that is used for nothing else, so that sending the same again keeps nothing twice; null for none.</param>
    /// <param name="companion">Makes rows that are written in the same transaction; not asked where the record was kept before. Null for
    /// none.</param>
    /// <param name="cancellation">Gives up before the record is taken; it is kept or not as a whole.</param>
    /// <returns>Where it was put; it is on disk.</returns>
    /// <exception cref="ArgumentException">A member is malformed; the message says which.</exception>
    /// <exception cref="Privacy.PersonalDataException">A text looks like something about a person.</exception>
    /// <exception cref="RecordRefusedException">The submission key was used for something else.</exception>
    /// <exception cref="RecordStoreException">The store cannot be written.</exception>
    public Task<Receipt> AddAsync(NewRecord record, Author? by, string? submissionKey = null, Func<Receipt,
        IReadOnlyList<CompanionRow>>? companion = null, CancellationToken cancellation = default)
    {
        RecordCheck.Check(record, by, Today);
        return _queue.AppendAsync(new PendingEvent(null, null, EventKind.Record, SealedEvent.Written(by), RecordData.Of(record), Hash(submissionKey), record) { Companion = companion }, cancellation);
    }

    /// <summary>Adds an event to a record.</summary>
    /// <param name="number">The record's number.</param>
    /// <param name="item">The event.</param>
    /// <param name="by">Who; null where that is not known.</param>
    /// <param name="expectedVersion">How many events the record must have, as it was read; null where that does not matter.</param>
    /// <param name="submissionKey">As for <see cref="AddAsync"/>.</param>
    /// <param name="companion">As for <see cref="AddAsync"/>.</param>
    /// <param name="cancellation">As for <see cref="AddAsync"/>.</param>
    /// <returns>Where it was put; it is on disk.</returns>
    /// <exception cref="ArgumentException">A member is malformed; the message says which.</exception>
    /// <exception cref="Privacy.PersonalDataException">A text looks like something about a person.</exception>
    /// <exception cref="RecordRefusedException">The event does not fit the record.</exception>
    /// <exception cref="RecordStoreException">The store cannot be written.</exception>
    public async Task<Receipt> AppendAsync(string number, RecordEvent item, Author? by, int? expectedVersion = null, string? submissionKey = null, Func<Receipt, IReadOnlyList<CompanionRow>>? companion = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(item);
        RecordCheck.Check(item, by, Today);
        if (!RecordNumber.TryParse(number, out var key))
        {
            throw new RecordRefusedException(RecordRefusal.NoSuchRecord, $"No record has the number {number}. Numbers look like 2026-000123.");
        }

        if (item is FollowUp or Approval { Action: not null })
        {
            await RequireFitAsync(number, item, cancellation).ConfigureAwait(false);
        }

        var (kind, data) = RecordData.Of(item);
        var receipt = await _queue.AppendAsync(new PendingEvent(key, expectedVersion, kind, SealedEvent.Written(by), data, Hash(submissionKey), (item as Correction)?.Record) { Companion = companion }, cancellation).ConfigureAwait(false);
        if (item is Erasure)
        {
            await _scrubber.RunAsync(cancellation).ConfigureAwait(false);
        }

        return receipt;
    }

    /// <summary>Notes in the log that a policy was published, or that a publication was withdrawn. All such events make one file beside the records, numbered <c>policy</c>.</summary>
    /// <param name="item">What happened.</param>
    /// <param name="by">Who: of a publication, whoever approved it.</param>
    /// <param name="expectedVersion">How many events <see cref="PolicyEventsAsync"/> gave when this was decided, so that nothing happens on the ground of an older state.</param>
    /// <param name="submissionKey">As for <see cref="AddAsync"/>.</param>
    /// <param name="cancellation">As for <see cref="AddAsync"/>.</param>
    /// <returns>Where it was put; it is on disk.</returns>
    /// <exception cref="ArgumentException">A member is malformed; the message says which.</exception>
    /// <exception cref="Privacy.PersonalDataException">A text looks like something about a person.</exception>
    /// <exception cref="RecordRefusedException">Something else happened meanwhile.</exception>
    /// <exception cref="RecordStoreException">The store cannot be written.</exception>
    public Task<Receipt> AppendPolicyAsync(PolicyEvent item, Author by, int expectedVersion, string? submissionKey = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(by);
        RecordCheck.Check(item, by, Today);
        var (kind, data) = PolicyEventData.Of(item);
        return _queue.AppendAsync(new PendingEvent(RecordNumber.Policy, expectedVersion, kind, SealedEvent.Written(by), data, Hash(submissionKey), null), cancellation);
    }

    /// <summary>What happened to the policy that is served, the oldest first.</summary>
    public async Task<IReadOnlyList<KeptPolicyEvent>> PolicyEventsAsync(CancellationToken cancellation = default)
    {
        var reader = await ReadAsync(cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return [.. (await reader.EventsAsync(RecordNumber.Policy, RecordNumber.Policy).ConfigureAwait(false)).Select(PolicyEventData.Read)];
        }
    }

    /// <summary>Reads every record that is held as what it decided and nothing more, from one state of the database.</summary>
    /// <param name="cancellation">Stops it between two batches.</param>
    /// <exception cref="RecordStoreException">The database cannot be read.</exception>
    public IAsyncEnumerable<SituationBatch> SituationsAsync(CancellationToken cancellation = default) => RecordSituations.ReadAsync(_storage, cancellation);

    /// <summary>The record of that number as it is to be read now; null where there is none or its content was erased.</summary>
    public async Task<DecisionRecord?> GetAsync(string number, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(number);
        if (!RecordNumber.TryParse(number, out var key))
        {
            return null;
        }

        var reader = await ReadAsync(cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return await reader.FindAsync(key).ConfigureAwait(false) is { } found ? Current(found) : null;
        }
    }

    /// <summary>The record of that number with everything that happened to it; null for none.</summary>
    public async Task<RecordFile?> FileAsync(string number, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(number);
        if (!RecordNumber.TryParse(number, out var key))
        {
            return null;
        }

        var reader = await ReadAsync(cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return await reader.FindAsync(key).ConfigureAwait(false) is { } found
                ? new RecordFile(number, found.Record.Version, Current(found), Matters.Of(found.Record.Matters),
                    [.. (await reader.EventsAsync(key, key).ConfigureAwait(false)).Select(SealedEvent.Kept)])
                : null;
        }
    }

    /// <summary>The exact counts of a range of days, both included, by day; only what is greater than 0. Not for the public as they are.</summary>
    /// <param name="from">The first day (UTC).</param>
    /// <param name="to">The last day.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="RecordStoreException">The store cannot be read.</exception>
    public async Task<IReadOnlyList<TallyRow>> TallyAsync(DateOnly from, DateOnly to, CancellationToken cancellation = default)
    {
        var reader = await ReadAsync(cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return await reader.TallyAsync(from.DayNumber, to.DayNumber).ConfigureAwait(false);
        }
    }

    /// <summary>A page of records: by the day of the request, the newest first, then by number, the greatest first. Records whose content was erased are in none.</summary>
    /// <param name="filter">Which records.</param>
    /// <param name="after">What the page before said comes next; null for the first page.</param>
    /// <param name="limit">How many at most, from 1 to <see cref="MaximumPageSize"/>.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public Task<RecordPage> ListAsync(RecordFilter filter, string? after, int limit, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return PageAsync(_storage, filter, after, limit, cancellation);
    }

    /// <summary>The page of newer records that ends where another begins; the first page where there are no more than that.</summary>
    /// <param name="filter">Which records.</param>
    /// <param name="before">What the other page said comes before it.</param>
    /// <param name="limit">How many at most, from 1 to <see cref="MaximumPageSize"/>.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<RecordPage> ListBeforeAsync(RecordFilter filter, string before, int limit, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckPageSize(limit);
        var above = Mark(before, nameof(before));
        var (reader, query) = await QueryAsync(_storage, filter, limit, cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var found = await reader.PageAsync(query with { Above = above, Limit = limit + 1 }).ConfigureAwait(false);
            if (found.Count > limit)
            {
                return new RecordPage(
                    [.. found.Skip(1).Select(item => Current(item)!)], PageMark.Text(found[^1].Record), PageMark.Text(found[1].Record));
            }
        }

        return await ListAsync(filter, null, limit, cancellation).ConfigureAwait(false);
    }

    /// <summary>How many records there are, counted up to a limit.</summary>
    /// <param name="filter">Which records.</param>
    /// <param name="limit">Where the counting ends, 1 or more: this number says that there are so many or more.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<int> CountAsync(RecordFilter filter, int limit, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var (reader, query) = await QueryAsync(_storage, filter, limit, cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return await reader.CountAsync(query).ConfigureAwait(false);
        }
    }

    internal static async Task<RecordPage> PageAsync(
        IRecordStorage storage, RecordFilter filter, string? after, int limit, CancellationToken cancellation)
    {
        CheckPageSize(limit);
        var mark = after is null ? ((int Day, long Number)?)null : Mark(after, nameof(after));
        var (reader, query) = await QueryAsync(storage, filter, limit + 1, cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            if (mark is var (day, number) && day < query.BeforeDay)
            {
                query = query with { BeforeDay = day, BeforeNumber = number };
            }

            var found = await reader.PageAsync(query).ConfigureAwait(false);
            return new RecordPage(
                [.. found.Take(limit).Select(item => Current(item)!)], found.Count > limit ? PageMark.Text(found[limit - 1].Record) : null,
                after is not null && found.Count > 0 ? PageMark.Text(found[0].Record) : null);
        }
    }

    private static void CheckPageSize(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaximumPageSize);
    }

    private static (int Day, long Number) Mark(string text, string parameter) =>
        PageMark.Parse(text) ?? throw new ArgumentException("A page begins behind a record of the page before: what that page said comes next.", parameter);

    // What a filter asks of the storage, as one state of it has the pairs; the caller closes that state.
    private static async Task<(IRecordReader Reader, PageQuery Query)> QueryAsync(
        IRecordStorage storage, RecordFilter filter, int limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var reader = await storage.ReadAsync(cancellation).ConfigureAwait(false);
        try
        {
            var pairs = filter.Outcome is null && filter.Action is null ? null : (await reader.PairsAsync().ConfigureAwait(false))
                .Where(pair => filter.Outcome is null || pair.Outcome == filter.Outcome)
                .Where(pair => filter.Action is null || pair.Action == filter.Action)
                .Select(pair => pair.Pair).ToArray();
            var end = (filter.OnTo?.DayNumber ?? DateOnly.MaxValue.DayNumber) + 1;
            return (reader, new PageQuery(pairs, filter.OnFrom?.DayNumber ?? 0, end, 0, limit));
        }
        catch
        {
            await reader.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Erases the content of records whose retention period is over, one after the other, and logs each erasure.</summary>
    /// <param name="by">Who runs the job.</param>
    /// <param name="erased">Is told each number; null for nobody.</param>
    /// <param name="cancellation">Stops after the record at hand.</param>
    /// <returns>How many were erased.</returns>
    public async Task<int> EraseDueAsync(Author by, IProgress<string>? erased = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(by);
        var count = 0;
        foreach (var (kind, period) in _folder.Retention().Periods)
        {
            var before = Instant.Of(period.Before(_clock.GetUtcNow()));
            while (true)
            {
                IReadOnlyList<long> due;
                var reader = await ReadAsync(cancellation).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    due = await reader.DueAsync(kind, before, DueAtOnce).ConfigureAwait(false);
                }

                var (name, data) = RecordData.Of(new Erasure($"Retention period of '{kind}' is over."));
                var done = await Task.WhenAll(due.Select(number => TryEraseAsync(new PendingEvent(number, null, name, SealedEvent.Written(by), data, null, null), erased, cancellation))).ConfigureAwait(false);
                count += done.Count(one => one);

                // Where none could be erased, each was held or erased by someone else a moment ago.
                if (due.Count < DueAtOnce || !done.Contains(true))
                {
                    break;
                }
            }
        }

        if (count > 0)
        {
            await _scrubber.RunAsync(cancellation).ConfigureAwait(false);
        }

        return count;
    }

    /// <summary>Signs a checkpoint over every leaf that there is now and puts the log's files on disk.</summary>
    /// <returns>The signed checkpoint.</returns>
    public Task<SignedNote> PublishAsync(CancellationToken cancellation = default) => _publisher.PublishAsync(cancellation);

    /// <summary>Brings the public log up to date: a leaf for today, unless there is one.</summary>
    internal Task PublishDayAsync(CancellationToken cancellation) => _publisher.PublishDayAsync(cancellation);

    /// <summary>A proof that an event of a record is in the log, to be checked without this store.</summary>
    /// <param name="number">The record's number, or <c>policy</c>.</param>
    /// <param name="version">The event's place in the record, from 1.</param>
    /// <param name="withContent">Whether the proof shows what the event says, and not only that there is one.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The proof; null where there is no such event.</returns>
    public async Task<LogProof?> ProveAsync(string number, int version, bool withContent, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(number);
        if (!RecordNumber.TryParseAny(number, out var key))
        {
            return null;
        }

        StoredEvent? found;
        IReadOnlyList<LoggedDay> days;
        var reader = await ReadAsync(cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            found = (await reader.EventsAsync(key, key).ConfigureAwait(false)).FirstOrDefault(item => item.Version == version);
            days = await reader.DaysAsync(0).ConfigureAwait(false);
        }

        if (found is null)
        {
            return null;
        }

        var note = await PublishAsync(cancellation).ConfigureAwait(false);
        var checkpoint = Checkpoint.Parse(note.Text);
        var leaves = checkpoint.Size;
        (LoggedDay, LogProof)? published = null;
        if (days is [.., { } last] && last.Size > found.Position
            && await PublishedAsync(last, cancellation).ConfigureAwait(false) is { } proof)
        {
            // The checkpoint that the public log commits to, signed again.
            published = (last, proof);
            checkpoint = new Checkpoint(_keys.Origin, last.Size, TreeHash.Of(last.Root));
            note = SignedNote.Parse(Encoding.UTF8.GetBytes(checkpoint.Sign(_keys.Signers, _clock.GetUtcNow())));
        }

        var path = await new TileTree(new FolderSource(_folder.Log), leaves).InclusionAsync(
            found.Position, checkpoint.Size, cancellation).ConfigureAwait(false);
        return new LogProof(EventProof.Extra(found, withContent, published), found.Position, path, note);
    }

    // The proof that the public log holds a day; null where its files are behind.
    private async Task<LogProof?> PublishedAsync(LoggedDay day, CancellationToken cancellation)
    {
        var source = new FolderSource(_folder.PublicLog);
        if (await source.ReadAsync(LogSource.CheckpointPath, cancellation).ConfigureAwait(false) is not { } content)
        {
            return null;
        }

        var note = SignedNote.Parse(content);
        var size = Checkpoint.Parse(note.Text).Size;
        return size <= day.Leaf ? null : new LogProof(
            null, day.Leaf, await new TileTree(source, size).InclusionAsync(day.Leaf, size, cancellation).ConfigureAwait(false), note);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            await _queue.DisposeAsync().ConfigureAwait(false);
            await _publisher.DisposeAsync().ConfigureAwait(false);
            await _storage.DisposeAsync().ConfigureAwait(false);
            _scrubber.Dispose();
            _keys.Dispose();
        }
    }

    // Where the server stands a day may have begun that has not in Greenwich.
    private DateOnly Today
    {
        get
        {
            var now = _clock.GetUtcNow();
            var (utc, here) = (DateOnly.FromDateTime(now.UtcDateTime),
                DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, _clock.LocalTimeZone).DateTime));
            return here > utc ? here : utc;
        }
    }

    private static byte[]? Hash(string? submissionKey) => submissionKey is null ? null
        : submissionKey.Length is > 0 and <= 200 ? SHA256.HashData(Encoding.UTF8.GetBytes(submissionKey))
        : throw new ArgumentException("A submission key has 1 to 200 characters.", nameof(submissionKey));

    private static DecisionRecord? Current((StoredRecord Record, byte[]? Content) found)
    {
        if (found.Record.Erased || found.Content is null)
        {
            return null;
        }

        var (record, by, _) = RecordData.Read(found.Content);
        return new DecisionRecord(RecordNumber.Text(found.Record.Number), found.Record.Version, Instant.Time(found.Record.KeptAt), by, record);
    }

    private ValueTask<IRecordReader> ReadAsync(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _storage.ReadAsync(cancellation);
    }

    private async Task RequireFitAsync(string number, RecordEvent item, CancellationToken cancellation)
    {
        if (await GetAsync(number, cancellation).ConfigureAwait(false) is not { } record)
        {
            return;
        }

        var action = item is FollowUp followUp ? followUp.Action : ((Approval)item).Action;
        if (record.Content.Determinations.All(determination => determination.Action != action))
        {
            throw new RecordRefusedException(
                RecordRefusal.DoesNotApply,
                $"Record {number} has no requested action '{action}'. It has: {string.Join(", ", record.Content.Determinations.Select(determination => determination.Action ?? "none"))}.");
        }

        if (item is FollowUp { On: { } on } && on < record.Content.On)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                    $"The day of the follow-up, {on:yyyy-MM-dd}, is before the day of the request, {record.Content.On:yyyy-MM-dd}."));
        }
    }

    private async Task<bool> TryEraseAsync(PendingEvent pending, IProgress<string>? erased, CancellationToken cancellation)
    {
        try
        {
            var receipt = await _queue.AppendAsync(pending, cancellation).ConfigureAwait(false);
            erased?.Report(receipt.Number);
            return true;
        }
        catch (RecordRefusedException)
        {
            // It was put on hold, or erased, a moment ago.
            return false;
        }
    }
}
