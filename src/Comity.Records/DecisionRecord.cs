namespace Comity.Records;

/// <summary>A determination as it is kept.</summary>
/// <param name="Action">The requested action; null where the policy has none.</param>
/// <param name="Outcome">The outcome, as its JSON form writes it.</param>
/// <param name="CounselReview">Whether counsel should look.</param>
/// <param name="Json">The whole determination, a JSON object.</param>
public sealed record RecordedDetermination(string? Action, string Outcome, bool CounselReview, string Json)
{
    /// <summary>By what the tally counts it beside action and outcome: names of dimensions and its value in each. It may be empty.</summary>
    public IReadOnlyDictionary<string, string> Counted { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
}

/// <summary>A request and its determinations, before they are kept. There is no member about a person.</summary>
/// <param name="On">The day of the request.</param>
/// <param name="PackId">Id of the policy pack.</param>
/// <param name="PackVersion">Its version.</param>
/// <param name="PackDigest">Its digest: <c>sha256:</c> and 64 lower-case hexadecimal digits.</param>
/// <param name="DocumentId">The paper in hand; null for none.</param>
/// <param name="Facts">The known facts, a JSON object.</param>
/// <param name="Determinations">One for each requested action; at least one.</param>
/// <param name="Note">What the officer adds; at most <see cref="RecordStore.MaximumNoteLength"/> characters; null for nothing.</param>
public sealed record NewRecord(
    DateOnly On, string PackId, string PackVersion, string PackDigest, string? DocumentId, string Facts, IReadOnlyList<RecordedDetermination> Determinations, string? Note)
{
    /// <summary>The kind that records have where nothing else is said.</summary>
    public const string DefaultKind = "determination";

    /// <summary>The kind of records that are kept for practice.</summary>
    public const string ExerciseKind = "exercise";

    /// <summary>The kind of record, on which its retention period depends.</summary>
    public string Kind { get; init; } = DefaultKind;

    /// <summary>The code of a note that a form offered: at most 40 lower-case letters and hyphens; null for none.</summary>
    public string? NoteCode { get; init; }

    /// <summary>The version of the program that decided; null where it is not known.</summary>
    public string? Engine { get; init; }
}

/// <summary>A kept record, as its last correction has it.</summary>
/// <param name="Number">Year (UTC) and place in that year: <c>2026-000123</c>.</param>
/// <param name="Version">How many events it has.</param>
/// <param name="CreatedAt">When it was kept, in UTC.</param>
/// <param name="By">Who kept it, or corrected it last; null where that is not known.</param>
/// <param name="Content">What was kept. JSON is in its canonical form (RFC 8785).</param>
public sealed record DecisionRecord(string Number, int Version, DateTimeOffset CreatedAt, Author? By, NewRecord Content);

/// <summary>Which records are wanted; a member that is null asks for nothing.</summary>
/// <param name="Outcome">Outcome of one of its determinations.</param>
/// <param name="Action">Action of the same determination.</param>
/// <param name="OnFrom">First day of the request.</param>
/// <param name="OnTo">Last day of the request.</param>
public sealed record RecordFilter(string? Outcome = null, string? Action = null, DateOnly? OnFrom = null, DateOnly? OnTo = null);

/// <summary>A page of records: by the day of the request, the newest first, then by number.</summary>
/// <param name="Records">The records.</param>
/// <param name="Next">What to ask for to get the next page; null on the last.</param>
/// <param name="Previous">What to ask for to get the page before, with newer records; null on the first.</param>
public sealed record RecordPage(IReadOnlyList<DecisionRecord> Records, string? Next, string? Previous = null);
