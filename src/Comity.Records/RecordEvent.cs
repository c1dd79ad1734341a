namespace Comity.Records;

/// <summary>Who did something: a role and a part of the agency, never a person.</summary>
/// <param name="Role">The role, for example <c>officer</c>, <c>supervisor</c>, <c>counsel</c>.</param>
/// <param name="Unit">The part of the agency; null where it is not known.</param>
public sealed record Author(string Role, string? Unit);

/// <summary>What the agency did after a determination that left it free.</summary>
public enum Choice
{
    /// <summary>It did what was asked.</summary>
    Cooperated,

    /// <summary>It did a part of it.</summary>
    InPart,

    /// <summary>It did not.</summary>
    Declined,
}

/// <summary>What someone who may approve said.</summary>
public enum Verdict
{
    /// <summary>Approved.</summary>
    Approved,

    /// <summary>Refused.</summary>
    Refused,

    /// <summary>An earlier approval no longer holds.</summary>
    Withdrawn,
}

/// <summary>Something that happens to a kept record. It is added to the record and changes nothing that was written before.</summary>
/// <param name="Reason">Why; at most <see cref="RecordStore.MaximumNoteLength"/> characters; null for nothing.</param>
public abstract record RecordEvent(string? Reason)
{
    /// <summary>The code of a reason that a form offered: at most 40 lower-case letters and hyphens; null for none.</summary>
    public string? ReasonCode { get; init; }
}

/// <summary>What the agency chose to do.</summary>
/// <param name="Action">The requested action; null where the record's policy has none.</param>
/// <param name="Choice">What it did.</param>
/// <param name="Reason">Why; null for nothing.</param>
public sealed record FollowUp(string? Action, Choice Choice, string? Reason) : RecordEvent(Reason)
{
    /// <summary>The day on which it did so; null where that is not known.</summary>
    public DateOnly? On { get; init; }

    /// <summary>Whether the agency did so before the approval or review that the record needed.</summary>
    public bool BeforeApproval { get; init; }
}

/// <summary>An approval, or its refusal or withdrawal.</summary>
/// <param name="Action">The requested action; null for the whole record.</param>
/// <param name="Verdict">What was said.</param>
/// <param name="Reason">Why; null for nothing.</param>
public sealed record Approval(string? Action, Verdict Verdict, string? Reason) : RecordEvent(Reason);

/// <summary>A record as it should have been. What was kept first stays in the record.</summary>
/// <param name="Record">The whole record anew.</param>
/// <param name="Reason">What was wrong; null where a code says it.</param>
public sealed record Correction(NewRecord Record, string? Reason) : RecordEvent(Reason);

/// <summary>
/// A legal hold for one matter: the record must not be erased until that matter, and every other that holds it, is released.
/// </summary>
/// <param name="Reason">The matter, by its number in court or in the agency.</param>
public sealed record LegalHold(string Reason) : RecordEvent(Reason);

/// <summary>The end of the legal hold for one matter.</summary>
/// <param name="Reason">The matter, as the hold named it.</param>
public sealed record HoldRelease(string Reason) : RecordEvent(Reason);

/// <summary>Erases all content of the record. What stays is that there was a record, when, and that it was erased.</summary>
/// <param name="Reason">Why.</param>
public sealed record Erasure(string Reason) : RecordEvent(Reason);

/// <summary>An event as it is kept.</summary>
/// <param name="Leaf">Its place in the log, from 0.</param>
/// <param name="Version">Its place in the record, from 1.</param>
/// <param name="Kind"><c>record</c>, <c>follow-up</c>, <c>approval</c>, <c>correction</c>, <c>hold</c>, <c>release</c> or <c>erasure</c>.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="By">Who; null where that is not known or was erased.</param>
/// <param name="Data">What, a JSON object; null where it was erased.</param>
public sealed record KeptEvent(long Leaf, int Version, string Kind, DateTimeOffset At, Author? By, string? Data);

/// <summary>A record with everything that happened to it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Version">How many events it has; the next one may ask that this is still so.</param>
/// <param name="Current">The record as it is to be read now; null once it was erased.</param>
/// <param name="Matters">The matters whose legal holds keep it.</param>
/// <param name="Events">Its events, the oldest first.</param>
public sealed record RecordFile(
    string Number, int Version, DecisionRecord? Current, IReadOnlyList<string> Matters, IReadOnlyList<KeptEvent> Events)
{
    /// <summary>Whether a legal hold keeps it.</summary>
    public bool OnHold => Matters.Count > 0;
}

/// <summary>Where an event was put.</summary>
/// <param name="Number">The record's number.</param>
/// <param name="Version">The event's place in the record, from 1.</param>
/// <param name="Leaf">Its place in the log, from 0.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Repeated">Whether it was kept before, under the same submission key.</param>
public sealed record Receipt(string Number, int Version, long Leaf, DateTimeOffset At, bool Repeated);

/// <summary>Why an event was not kept.</summary>
public enum RecordRefusal
{
    /// <summary>No record has that number.</summary>
    NoSuchRecord,

    /// <summary>Something happened to the record meanwhile.</summary>
    AnotherVersion,

    /// <summary>The submission key was used for something else.</summary>
    SubmissionKeyReused,

    /// <summary>The record's content was erased.</summary>
    Erased,

    /// <summary>A legal hold forbids it.</summary>
    OnHold,

    /// <summary>The record has no such action, or is not on hold.</summary>
    DoesNotApply,
}

/// <summary>An event was not kept, and nothing was changed. The message says what to do.</summary>
/// <param name="refusal">Why.</param>
/// <param name="message">The message.</param>
public sealed class RecordRefusedException(RecordRefusal refusal, string message) : Exception(message)
{
    /// <summary>Why.</summary>
    public RecordRefusal Refusal => refusal;
}
