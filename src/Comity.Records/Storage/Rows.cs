using Comity.Records.Tallying;

namespace Comity.Records.Storage;

/// <summary>A row of <c>events</c>: one leaf of the log.</summary>
/// <param name="Position">Its place in the log, from 0.</param>
/// <param name="Number">The record's number (<see cref="Events.RecordNumber"/>).</param>
/// <param name="Version">Its place in the record, from 1.</param>
/// <param name="Kind">One of <see cref="Events.EventKind"/>.</param>
/// <param name="At">When, in microseconds since 1970.</param>
/// <param name="Commitment">SHA-256 over salt and content.</param>
/// <param name="Submission">SHA-256 of the submission key; null for none, and once it was erased.</param>
/// <param name="Salt">The salt; null once it was erased.</param>
/// <param name="Content">The content in UTF-8; null once it was erased, or where it was not asked for.</param>
internal sealed record StoredEvent(long Position, long Number, int Version, string Kind, long At, byte[] Commitment, byte[]? Submission, byte[]? Salt, byte[]? Content);

/// <summary>A row of <c>records</c>: what a record's events come to, for finding it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Version">How many events it has.</param>
/// <param name="Current">The position of the event that holds the record as it is to be read now; of the erasure once it was erased.</param>
/// <param name="OnDay">The day of the request (<see cref="DateOnly.DayNumber"/>); 0 once it was erased.</param>
/// <param name="Kind">The kind of record; empty once it was erased.</param>
/// <param name="KeptAt">When it was kept, in microseconds since 1970; when it was erased once it was.</param>
/// <param name="Held">Whether a legal hold keeps it.</param>
/// <param name="Erased">Whether its content was erased.</param>
internal sealed record StoredRecord(long Number, int Version, long Current, int OnDay, string Kind, long KeptAt, bool Held, bool Erased)
{
    /// <summary>What it decided (<see cref="Situations.Situation.Id"/>); 0 for nothing.</summary>
    public long Situation { get; init; }

    /// <summary>The matters whose legal holds keep it (<see cref="Appending.Matters"/>).</summary>
    public string Matters { get; init; } = "";
}

/// <summary>A row of <c>days</c>: a leaf of the public log, and what it commits to.</summary>
/// <param name="Leaf">Its place in the public log, from 0.</param>
/// <param name="Day">The day (UTC; <see cref="DateOnly.DayNumber"/>) on which it was made.</param>
/// <param name="Size">How many leaves the log had then.</param>
/// <param name="Root">Its root.</param>
/// <param name="Salt">The salt of the commitment.</param>
internal sealed record LoggedDay(long Leaf, int Day, long Size, byte[] Root, byte[] Salt);

/// <summary>A record by what it decided.</summary>
internal readonly record struct SituatedRow(long Number, int OnDay, long Situation);

/// <summary>A row of <c>listed</c>: a record is found by each pair of outcome and action that it has.</summary>
internal readonly record struct ListedRow(long Pair, int OnDay, long Number);

/// <summary>A row of <c>pairs</c>.</summary>
internal sealed record PairRow(long Pair, string Outcome, string? Action);

/// <summary>Which keys a page of records is about; see <see cref="IRecordReader.PageAsync"/>.</summary>
/// <param name="Pairs">The pairs of which a record must have one; null for any.</param>
/// <param name="FromDay">The first day of the request.</param>
/// <param name="BeforeDay">The page begins below this day and number.</param>
/// <param name="BeforeNumber">See <paramref name="BeforeDay"/>.</param>
/// <param name="Limit">How many rows at most.</param>
/// <param name="Above">Only what is above this day and number, and of that the lowest; null for the highest of all.</param>
internal sealed record PageQuery(
    IReadOnlyList<long>? Pairs, int FromDay, int BeforeDay, long BeforeNumber, int Limit, (int Day, long Number)? Above = null);

/// <summary>What a transaction asks before it appends.</summary>
/// <param name="Numbers">The records that get further events.</param>
/// <param name="Submissions">Hashes of submission keys.</param>
internal sealed record AppendLookup(IReadOnlyCollection<long> Numbers, IReadOnlyCollection<byte[]> Submissions)
{
    /// <summary>Asks nothing.</summary>
    public static AppendLookup Nothing { get; } = new([], []);

    /// <summary>Whether there is nothing to ask.</summary>
    public bool IsNothing => Numbers.Count + Submissions.Count == 0;
}

/// <summary>What it learns.</summary>
/// <param name="Records">The records asked for, with the content of the event that holds them now.</param>
/// <param name="Submitted">The events with the submission keys asked for.</param>
internal sealed record AppendFound(IReadOnlyList<(StoredRecord Record, byte[]? Content)> Records, IReadOnlyList<StoredEvent> Submitted)
{
    /// <summary>What nothing was asked for.</summary>
    public static AppendFound Nothing { get; } = new([], []);
}

/// <summary>Where a transaction begins, under the lock that makes it the only writer.</summary>
/// <param name="Leaves">How many leaves there are.</param>
/// <param name="LastNumber">The last number of the year; one less than its first for none.</param>
/// <param name="Found">What was asked for.</param>
internal sealed record AppendState(long Leaves, long LastNumber, AppendFound Found);

/// <summary>What is written at once.</summary>
internal sealed class AppendWrites
{
    public List<StoredEvent> Events { get; } = [];

    /// <summary>Rows to insert, or to put in place of those with the same number.</summary>
    public Dictionary<long, StoredRecord> Records { get; } = [];

    /// <summary>The numbers in <see cref="Records"/> that are new.</summary>
    public HashSet<long> NewRecords { get; } = [];

    public HashSet<ListedRow> Listed { get; } = [];

    public List<ListedRow> Unlisted { get; } = [];

    public Dictionary<long, PairRow> Pairs { get; } = [];

    /// <summary>By how much the records of a situation become more; the content where it may be new.</summary>
    public Dictionary<long, (string? Content, int Change)> Situations { get; } = [];

    /// <summary>What the tally's counts change by.</summary>
    public Dictionary<TallyCell, long> Tally { get; } = [];

    /// <summary>Rows of the callers' own tables, in the order of their events.</summary>
    public List<CompanionRow> Companions { get; } = [];

    /// <summary>Records whose events, all but erasures, lose salt, content and submission key.</summary>
    public List<long> Erased { get; } = [];
}
