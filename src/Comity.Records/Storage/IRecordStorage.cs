using Comity.Records.Tallying;

namespace Comity.Records.Storage;

/// <summary>
/// A database of records. Appending is one transaction at a time over all processes: <see cref="BeginAsync"/> takes the lock,
/// <see cref="WriteAsync"/> may be called any number of times, and <see cref="CommitAsync"/> returns when everything is on disk.
/// Reading needs no lock.
/// </summary>
internal interface IRecordStorage : IAsyncDisposable
{
    /// <summary>What to call it in messages.</summary>
    string Name { get; }

    /// <summary>Begins to append. One call at a time.</summary>
    /// <param name="year">The year (UTC) in which new records are numbered.</param>
    /// <param name="lookup">What must be known.</param>
    /// <param name="cancellation">Stops the waiting for the lock.</param>
    /// <exception cref="RecordStoreException">The database cannot be used; <see cref="RecordStoreProblem.Unreachable"/> where trying again may help.</exception>
    ValueTask<AppendState> BeginAsync(int year, AppendLookup lookup, CancellationToken cancellation);

    /// <summary>Reads more in the same transaction.</summary>
    ValueTask<AppendFound> LookupAsync(AppendLookup lookup, CancellationToken cancellation);

    /// <summary>Writes, without waiting for the disk.</summary>
    ValueTask WriteAsync(AppendWrites writes, CancellationToken cancellation);

    /// <summary>Keeps what was written, and waits for the disk.</summary>
    ValueTask CommitAsync(CancellationToken cancellation);

    /// <summary>Ends without writing. Does not throw.</summary>
    ValueTask RollbackAsync();

    /// <summary>Reads from one state of the database, whatever is appended meanwhile.</summary>
    ValueTask<IRecordReader> ReadAsync(CancellationToken cancellation);

    /// <summary>
    /// Adds a leaf of the public log, beside whatever is appended; does nothing where there is a leaf of that day, or in that place,
    /// already.
    /// </summary>
    Task AddDayAsync(LoggedDay day, CancellationToken cancellation);

    /// <summary>Keeps the note by which a key of the log names the next; does nothing where there is one of that number already.</summary>
    Task AddKeyNoteAsync(int number, string note, CancellationToken cancellation);

    /// <summary>Makes sure that erased content is in none of the database's files.</summary>
    Task ScrubAsync(CancellationToken cancellation);
}

/// <summary>One state of the database.</summary>
internal interface IRecordReader : IAsyncDisposable
{
    /// <summary>How many leaves there are.</summary>
    Task<long> LeavesAsync();

    /// <summary>A record with the content of the event that holds it now; null for none.</summary>
    Task<(StoredRecord Record, byte[]? Content)?> FindAsync(long number);

    /// <summary>The events of records whose numbers lie in a range, by number and version.</summary>
    Task<IReadOnlyList<StoredEvent>> EventsAsync(long first, long last);

    /// <summary>Events by position, from one on, with salt and content or without.</summary>
    Task<IReadOnlyList<StoredEvent>> LeavesAsync(long from, int count, bool content);

    /// <summary>Records with a number above one, by number.</summary>
    Task<IReadOnlyList<StoredRecord>> RecordsAsync(long after, int count);

    /// <summary>Records by the day of the request, the newest first, then by number, the greatest first, each with its content.</summary>
    Task<IReadOnlyList<(StoredRecord Record, byte[]? Content)>> PageAsync(PageQuery query);

    /// <summary>How many records the query is about, counted up to its limit.</summary>
    Task<int> CountAsync(PageQuery query);

    /// <summary>All pairs of outcome and action that records have, or had.</summary>
    Task<IReadOnlyList<PairRow>> PairsAsync();

    /// <summary>Numbers of records of a kind that were kept before a time and are neither held nor erased, the oldest first.</summary>
    Task<IReadOnlyList<long>> DueAsync(string kind, long keptBefore, int limit);

    /// <summary>How many rows <c>listed</c> has.</summary>
    Task<long> CountListedAsync();

    /// <summary>How many records have a situation.</summary>
    Task<long> CountSituatedAsync();

    /// <summary>Records that have a situation and a number above one, by number.</summary>
    Task<IReadOnlyList<SituatedRow>> SituatedAsync(long after, int count);

    /// <summary>The contents of situations, as far as there are such.</summary>
    Task<IReadOnlyList<(long Situation, string Content)>> SituationsAsync(IReadOnlyCollection<long> situations);

    /// <summary>All situations with how many records have each.</summary>
    Task<IReadOnlyList<(long Situation, string Content, long Count)>> SituationsAsync();

    /// <summary>The tally's counts of a range of days, both included, by day.</summary>
    Task<IReadOnlyList<TallyRow>> TallyAsync(int from, int to);

    /// <summary>How many of these rows <c>listed</c> has.</summary>
    Task<long> CountListedAsync(IReadOnlyList<ListedRow> rows);

    /// <summary>Leaves of the public log from one on, in order.</summary>
    Task<IReadOnlyList<LoggedDay>> DaysAsync(long from);

    /// <summary>The notes by which each key of the log names the next, in order.</summary>
    Task<IReadOnlyList<string>> KeyNotesAsync();

    /// <summary>What the database finds wrong with its own files, indexes among them; null for nothing.</summary>
    Task<string?> DamageAsync();
}
