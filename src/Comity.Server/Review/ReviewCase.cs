using Comity.Records;
using Comity.Server.Access;
using Comity.Server.Data;

namespace Comity.Server.Review;

/// <summary>How far a review is.</summary>
public enum ReviewState
{
    /// <summary>Nobody need look.</summary>
    NotNeeded,

    /// <summary>Somebody must look.</summary>
    Waiting,

    /// <summary>Somebody looked and approved.</summary>
    Approved,

    /// <summary>Somebody looked and sent it back.</summary>
    Returned,
}

/// <summary>
/// What is to be reviewed of a record. It follows from the record's events, and is there to find records that wait; only who kept a
/// record is known here and nowhere else, because records name no person.
/// </summary>
public sealed class ReviewCase
{
    private static readonly CompanionTable Table = new(ServerSchema.Cases, "number", "number", "account_id", "program", "unit", "kept_at", "approval", "counsel", "approval_by", "counsel_by", "done_early");

    /// <summary>The record's number.</summary>
    public required string Number { get; init; }

    /// <summary>The account that must not approve it: the one that kept it, or that made the key of the program that did; null for a program with a provider's token.</summary>
    public string? AccountId { get; init; }

    /// <summary>The program that kept it; null for a person.</summary>
    public string? Program { get; init; }

    /// <summary>What is said to whoever must not approve it.</summary>
    internal string OwnWork => Program is null
        ? "You kept this record yourself. Somebody else must look."
        : "A program kept this record with a key that you made. Somebody else must look.";

    /// <summary>The unit of whoever kept it, by name; null for none.</summary>
    public string? Unit { get; set; }

    /// <summary>When it was kept.</summary>
    public DateTimeOffset KeptAt { get; init; }

    /// <summary>The supervisor's approval: needed where <see cref="ApprovalRule"/> says so.</summary>
    public ReviewState Approval { get; set; }

    /// <summary>Counsel's review: needed where policy says so, and where it is silent.</summary>
    public ReviewState Counsel { get; set; }

    /// <summary>The account that last gave the supervisor's verdict; null for none. The same does not give counsel's.</summary>
    public string? ApprovalBy { get; init; }

    /// <summary>The account that last gave counsel's verdict; null for none.</summary>
    public string? CounselBy { get; init; }

    /// <summary>How many follow-ups say that the agency did what was asked, or a part of it, before the approval or review that the record needed.</summary>
    public int DoneEarly { get; init; }

    /// <summary>Whether somebody must look before anybody acts.</summary>
    internal bool Waits => Approval == ReviewState.Waiting || Counsel == ReviewState.Waiting;

    /// <summary>Whether somebody sent it back, and it is to be corrected first.</summary>
    internal bool IsReturned => Approval == ReviewState.Returned || Counsel == ReviewState.Returned;

    /// <summary>What the record's determinations need, and what its events say of it since it was kept or corrected last.</summary>
    internal static (ReviewState Approval, ReviewState Counsel) Of(RecordFile file, ApprovalRule rule)
    {
        if (file.Current is not { } record)
        {
            return (ReviewState.NotNeeded, ReviewState.NotNeeded);
        }

        var verdicts = file.Events.Reverse().TakeWhile(item => item.Kind is not ("record" or "correction")).Select(RecordEventView.Of).ToList();
        var (approval, counsel) = Of(record.Content, rule);
        return (State(approval, "supervisor"), State(counsel, "counsel"));

        ReviewState State(ReviewState first, string role) => first == ReviewState.NotNeeded ? first : verdicts.Find(item => item.Verdict is not null && item.By?.Role == role)?.Verdict switch
        {
            "approved" => ReviewState.Approved,
            "refused" => ReviewState.Returned,
            _ => first,
        };
    }

    /// <summary>What a record's determinations need, before anybody has looked.</summary>
    internal static (ReviewState Approval, ReviewState Counsel) Of(NewRecord record, ApprovalRule rule) => (
        record.Determinations.Any(rule.Needs) ? ReviewState.Waiting : ReviewState.NotNeeded,
        record.Determinations.Any(determination => determination.CounselReview || determination.Outcome == "not-covered") ? ReviewState.Waiting : ReviewState.NotNeeded);

    /// <summary>The row that is written in the transaction that keeps a record, so that no record is without its case.</summary>
    /// <param name="number">The record's number.</param>
    /// <param name="keeper">Who kept it, and in which unit.</param>
    /// <param name="keptAt">When it was kept.</param>
    /// <param name="states">How far its reviews are with the event.</param>
    internal static CompanionRow Row(string number, (string? AccountId, string? Program, string? Unit) keeper, DateTimeOffset keptAt, (ReviewState Approval, ReviewState Counsel) states) =>
        new ReviewCase { Number = number, AccountId = keeper.AccountId, Program = keeper.Program, Unit = keeper.Unit, KeptAt = keptAt }.Row(states);

    /// <summary>The row after a correction: whatever was said before, the record is to be reviewed anew.</summary>
    internal CompanionRow Row((ReviewState Approval, ReviewState Counsel) states) => Row(states, ApprovalBy, CounselBy, DoneEarly);

    /// <summary>The row after a verdict.</summary>
    internal CompanionRow Row(Roles acting, ReviewState state, string accountId) => acting == Roles.Counsel
        ? Row((Approval, state), ApprovalBy, accountId, DoneEarly)
        : Row((state, Counsel), accountId, CounselBy, DoneEarly);

    /// <summary>The row after a follow-up which says that the agency did not wait.</summary>
    internal CompanionRow EarlyRow() => Row((Approval, Counsel), ApprovalBy, CounselBy, DoneEarly + 1);

    private CompanionRow Row((ReviewState Approval, ReviewState Counsel) states, string? approvalBy, string? counselBy, int doneEarly) => new(
        Table, Number, AccountId, Program, Unit, KeptAt.ToUnixTimeMilliseconds(), (int)states.Approval, (int)states.Counsel, approvalBy, counselBy, doneEarly);
}
