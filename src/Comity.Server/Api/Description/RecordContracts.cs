using System.Text.Json.Nodes;

namespace Comity.Server.Api.Description;

/// <summary>A request to be decided and kept.</summary>
/// <param name="On">The day of the request.</param>
/// <param name="Facts">What is known, by name, the requested action or actions among them. Never anything about a person.</param>
/// <param name="Document">Id of the paper in hand; it settles facts and actions.</param>
/// <param name="Unknown">Names of facts that nobody knows, although the paper would settle them.</param>
/// <param name="NoteCode">The code of an offered note, as <c>by-phone</c>; <c>other</c> where it is written in <c>note</c>.</param>
/// <param name="Note">What is added in words, at most 2000 characters and about no person.</param>
internal sealed record NewRecordBody(DateOnly On, JsonObject Facts, string? Document, IReadOnlyList<string>? Unknown, string? NoteCode, string? Note);

/// <summary>A record as it should have been.</summary>
/// <param name="On">The day of the request.</param>
/// <param name="Facts">What is known, by name.</param>
/// <param name="Document">Id of the paper in hand.</param>
/// <param name="Unknown">Names of facts that nobody knows.</param>
/// <param name="NoteCode">The code of an offered note.</param>
/// <param name="Note">What is added in words.</param>
/// <param name="ReasonCode">What was wrong, as the code of an offered reason, as <c>wrong-fact</c>.</param>
/// <param name="Reason">What was wrong, in words; needed where no code says it.</param>
internal sealed record CorrectionBody(
    DateOnly On, JsonObject Facts, string? Document, IReadOnlyList<string>? Unknown, string? NoteCode, string? Note, string? ReasonCode, string? Reason);

/// <summary>What was done after a record was kept.</summary>
/// <param name="Action">The requested action; null where the policy has none.</param>
/// <param name="Choice"><c>cooperated</c>, <c>in-part</c> or <c>declined</c>.</param>
/// <param name="On">The day on which it was done.</param>
/// <param name="ReasonCode">Why, as the code of an offered reason, as <c>no-means</c>.</param>
/// <param name="Reason">Why, in words; code or words are needed where policy left the choice, or was not followed.</param>
internal sealed record FollowUpBody(string? Action, string Choice, DateOnly On, string? ReasonCode, string? Reason);

/// <summary>Where something was put; it is on disk.</summary>
/// <param name="Number">The record's number.</param>
/// <param name="Version">The event's place in the record, from 1.</param>
/// <param name="Leaf">Its place in the log, from 0.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Determinations">The determinations that were kept, one for each action; not there for a follow-up.</param>
internal sealed record KeptBody(string Number, int Version, long Leaf, DateTimeOffset At, IReadOnlyList<DeterminationBody>? Determinations);

/// <summary>Who did something; never a person.</summary>
/// <param name="Role">In which role: officer, supervisor, counsel or program.</param>
/// <param name="Unit">For which unit of the agency.</param>
internal sealed record AuthorBody(string Role, string? Unit);

/// <summary>A record as it is to be read now.</summary>
/// <param name="Number">Its number, as 2026-000123.</param>
/// <param name="Version">How many events it has.</param>
/// <param name="KeptAt">When it was kept, in UTC.</param>
/// <param name="By">Who kept it, or corrected it last.</param>
/// <param name="Kind">The kind of record, on which its retention period depends.</param>
/// <param name="On">The day of the request.</param>
/// <param name="Policy">Which policy decided.</param>
/// <param name="Engine">The version of the program that decided.</param>
/// <param name="Document">Id of the paper in hand.</param>
/// <param name="Facts">What was known.</param>
/// <param name="Determinations">What policy said, one for each action.</param>
/// <param name="NoteCode">The code of the offered note that was chosen.</param>
/// <param name="Note">What was added in words.</param>
internal sealed record RecordBody(
    string Number, int Version, DateTimeOffset KeptAt, AuthorBody? By, string Kind, DateOnly On, PolicyBody Policy, string? Engine, string? Document, JsonObject Facts,
    IReadOnlyList<DeterminationBody> Determinations, string? NoteCode, string? Note);

/// <summary>Something that happened to a record.</summary>
/// <param name="Version">Its place in the record, from 1.</param>
/// <param name="Kind"><c>record</c>, <c>follow-up</c>, <c>approval</c>, <c>correction</c>, <c>hold</c>, <c>release</c> or <c>erasure</c>.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Leaf">Its place in the log, from 0.</param>
/// <param name="By">Who.</param>
/// <param name="Data">What was said, as it was kept.</param>
internal sealed record RecordEventBody(int Version, string Kind, DateTimeOffset At, long Leaf, AuthorBody? By, JsonObject? Data);

/// <summary>A record with everything that happened to it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Version">How many events it has; also its entity tag.</param>
/// <param name="OnHold">Whether a legal hold keeps it from being erased.</param>
/// <param name="Approval">The supervisor's approval: <c>not-needed</c>, <c>waiting</c>, <c>approved</c> or <c>returned</c>.</param>
/// <param name="Counsel">Counsel's review, in the same words.</param>
/// <param name="Record">The record as it is to be read now.</param>
/// <param name="Events">What happened, the oldest first.</param>
internal sealed record RecordFileBody(string Number, int Version, bool OnHold, string Approval, string Counsel, RecordBody Record, IReadOnlyList<RecordEventBody> Events);

/// <summary>A page of records, by the day of the request, the newest first.</summary>
/// <param name="Records">The records.</param>
/// <param name="Next">What to send as <c>after</c> for the next page; null on the last.</param>
internal sealed record RecordPageBody(IReadOnlyList<RecordBody> Records, string? Next);

/// <summary>The log's state.</summary>
/// <param name="Checkpoint">The newest signed checkpoint (C2SP tlog-checkpoint); null before the first.</param>
/// <param name="Keys">The keys to check it with (C2SP signed-note), the oldest first.</param>
/// <param name="Behind">Why the log's files are behind the database; null where they are not.</param>
internal sealed record LogBody(string? Checkpoint, IReadOnlyList<string> Keys, string? Behind);
