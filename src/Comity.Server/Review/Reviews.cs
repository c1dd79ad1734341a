using System.Security.Claims;
using Comity.Records;
using Comity.Server.Access;
using Comity.Server.Data;
using Comity.Server.Operation;
using Comity.Server.Records;
using Comity.Server.Web;
using Microsoft.EntityFrameworkCore;

namespace Comity.Server.Review;

/// <summary>What waits for whom, and the verdicts.</summary>
internal sealed class Reviews(ServerContext context, RecordStore records, AccessLog log, ServerConfiguration configuration)
{
    /// <summary>How many cases a page of the queue has.</summary>
    public const int PageSize = 50;

    /// <summary>The case of a record; null where it was kept neither here by an account nor over the API.</summary>
    public Task<ReviewCase?> FindAsync(string number) => context.Cases.FirstOrDefaultAsync(item => item.Number == number);

    /// <summary>What waits for these roles, the oldest first; one more than a page where there is more.</summary>
    /// <param name="user">Whoever looks.</param>
    /// <param name="unit">Only what this unit kept; null for all.</param>
    /// <param name="after">The time and number behind which the page begins; null for the oldest.</param>
    public Task<IReadOnlyList<ReviewCase>> WaitingAsync(ClaimsPrincipal user, string? unit, (DateTimeOffset KeptAt, string Number)? after)
    {
        var (approval, counsel) = Waiting(user, unit);
        return OldestAsync(PageSize + 1, Behind(approval), Behind(counsel));

        IQueryable<ReviewCase>? Behind(IQueryable<ReviewCase>? cases) => after is var (at, number)
            ? cases?.Where(item => item.KeptAt > at || (item.KeptAt == at && string.Compare(item.Number, number) > 0))
            : cases;
    }

    /// <summary>How much waits for these roles, counted to <see cref="Totals.CountTo"/>.</summary>
    /// <param name="user">Whoever looks.</param>
    /// <param name="unit">Only what this unit kept; null for all.</param>
    public async Task<int> CountWaitingAsync(ClaimsPrincipal user, string? unit)
    {
        // What waits for both is counted once: of counsel's, only what was not counted for the approval.
        var (approval, counsel) = Waiting(user, unit);
        var count = approval is null ? 0 : await Oldest(approval).Take(Totals.CountTo).CountAsync();
        var rest = approval is null ? counsel : counsel?.Where(item => !approval.Any(counted => counted.Number == item.Number));
        return count == Totals.CountTo || rest is null ? count : count + await Oldest(rest).Take(Totals.CountTo - count).CountAsync();
    }

    private (IQueryable<ReviewCase>? Approval, IQueryable<ReviewCase>? Counsel) Waiting(ClaimsPrincipal user, string? unit)
    {
        var cases = context.Cases.AsNoTracking().Where(item => unit == null || item.Unit == unit);
        var (all, own) = (user.HasClaim(claim => claim.Type == AccountPrincipals.AllUnitsClaim), user.Unit());
        return (
            user.Has(Roles.Supervisor) ? cases.Where(item => all || item.Unit == own).Where(item => item.Approval == ReviewState.Waiting) : null,
            user.Has(Roles.Counsel) ? cases.Where(item => item.Counsel == ReviewState.Waiting) : null);
    }

    /// <summary>What was returned to an officer and has not been corrected, a page of the oldest.</summary>
    public Task<IReadOnlyList<ReviewCase>> ReturnedToAsync(string accountId)
    {
        var cases = context.Cases.AsNoTracking().Where(item => item.AccountId == accountId && item.Program == null);
        return OldestAsync(PageSize, cases.Where(item => item.Approval == ReviewState.Returned), cases.Where(item => item.Counsel == ReviewState.Returned));
    }

    /// <summary>What the agency did before the approval or review that its records needed, a page of the newest records; one more where there is more.</summary>
    public Task<List<ReviewCase>> DoneEarlyAsync() =>
        context.Cases.AsNoTracking().Where(item => item.DoneEarly > 0).OrderByDescending(item => item.KeptAt).ThenByDescending(item => item.Number).Take(PageSize + 1).ToListAsync();

    /// <summary>What makes the rows that note who keeps a record, and what must be reviewed of it.</summary>
    public Func<Receipt, IReadOnlyList<CompanionRow>> Opened(NewRecord record, Keeper keeper)
    {
        var entry = log.Entry("record kept");
        return receipt => [ReviewCase.Row(receipt.Number, (keeper.AccountId, keeper.Program, keeper.Author.Unit), receipt.At, ReviewCase.Of(record, configuration.Approval)), entry(receipt)];
    }

    /// <summary>What makes the rows of a record that is corrected: whatever was said of it before, it is to be reviewed anew.</summary>
    public Func<Receipt, IReadOnlyList<CompanionRow>> Reopened(ReviewCase item, NewRecord record)
    {
        var entry = log.Entry("record corrected");
        return receipt => [item.Row(ReviewCase.Of(record, configuration.Approval)), entry(receipt)];
    }

    /// <summary>What makes the rows that note who says what was done after a record.</summary>
    public Func<Receipt, IReadOnlyList<CompanionRow>> Followed(ReviewCase? item, FollowUp followUp)
    {
        var what = followUp.Choice switch { Choice.Cooperated => "follow-up: did what was asked", Choice.InPart => "follow-up: did a part of it", _ => "follow-up: did not do it" };
        var entry = log.Entry(followUp.BeforeApproval ? $"{what}, before the approval" : what);
        return receipt => item is not null && followUp.BeforeApproval ? [item.EarlyRow(), entry(receipt)] : [entry(receipt)];
    }

    /// <summary>Brings the case of a record to what the record's events say, whoever wrote them.</summary>
    public async Task FollowAsync(string number)
    {
        if (await FindAsync(number) is { } item && await records.FileAsync(number) is { } file)
        {
            (item.Approval, item.Counsel) = ReviewCase.Of(file, configuration.Approval);
            await context.SaveChangesAsync();
        }
    }

    // Each of the questions is a walk along an index that ends with the page; both in one would read everything that waits.
    private static async Task<IReadOnlyList<ReviewCase>> OldestAsync(int count, params IEnumerable<IQueryable<ReviewCase>?> questions)
    {
        var found = new List<ReviewCase>();
        foreach (var question in questions)
        {
            if (question is not null)
            {
                found.AddRange(await Oldest(question).Take(count).ToListAsync());
            }
        }

        return [.. found.DistinctBy(item => item.Number).OrderBy(item => item.KeptAt).ThenBy(item => item.Number, StringComparer.Ordinal).Take(count)];
    }

    private static IQueryable<ReviewCase> Oldest(IQueryable<ReviewCase> cases) =>
        cases.OrderBy(item => item.KeptAt).ThenBy(item => item.Number);

    /// <summary>The roles in which somebody may say something about a record now.</summary>
    /// <param name="item">The record's case.</param>
    /// <param name="user">Whoever looks.</param>
    public static IEnumerable<Roles> Open(ReviewCase item, ClaimsPrincipal user)
    {
        if (item.AccountId != user.AccountId())
        {
            // Two eyes are not four: who has spoken in one role does not speak in the other.
            if (item.Approval == ReviewState.Waiting && user.Has(Roles.Supervisor) && user.ActsFor(item.Unit) && item.CounselBy != user.AccountId())
            {
                yield return Roles.Supervisor;
            }

            if (item.Counsel == ReviewState.Waiting && user.Has(Roles.Counsel) && item.ApprovalBy != user.AccountId())
            {
                yield return Roles.Counsel;
            }
        }
    }

    /// <summary>Approves a record or returns it.</summary>
    /// <param name="number">The record's number.</param>
    /// <param name="acting">In which role.</param>
    /// <param name="approve">Whether to approve.</param>
    /// <param name="reason">Why, in words; it or a code is needed to return.</param>
    /// <param name="code">Why, as one of the offered reasons; null for none.</param>
    /// <param name="version">How many events the record had when it was read.</param>
    /// <param name="user">Whoever says so.</param>
    /// <returns>Why not; null when it is done.</returns>
    /// <exception cref="RecordRefusedException">Something happened to the record meanwhile.</exception>
    public async Task<string?> DecideAsync(
        string number, Roles acting, bool approve, string? code, string? reason, int version, ClaimsPrincipal user)
    {
        await FollowAsync(number);
        if (await FindAsync(number) is not { } item)
        {
            return "Neither an account nor a program kept this record here; there is nothing to approve.";
        }

        if (item.AccountId == user.AccountId())
        {
            return item.OwnWork;
        }

        if (Closed(item, acting, user) is { } closed)
        {
            return closed;
        }

        if (!Open(item, user).Contains(acting))
        {
            throw new RecordRefusedException(RecordRefusal.AnotherVersion, "Nothing waits for you here any more.");
        }

        if (Reasons.Problem(Reasons.Returns, code, reason) is { } problem)
        {
            return problem;
        }

        if (!approve && (code ?? reason) is null)
        {
            return "Say why you return it, so that the officer can mend it.";
        }

        var (verdict, state) = approve ? (Verdict.Approved, ReviewState.Approved) : (Verdict.Refused, ReviewState.Returned);
        var entry = log.Entry($"{(approve ? "approved" : "returned")} as {acting.Word()}");
        await records.AppendAsync(
            number, new Approval(null, verdict, reason) { ReasonCode = code }, Authors.Of(user, acting), version,
            companion: receipt => [item.Row(acting, state, user.AccountId()), entry(receipt)]);
        return null;
    }

    /// <summary>Why what waits does not wait for somebody who has the role; null where it does.</summary>
    public static string? Closed(ReviewCase item, Roles acting, ClaimsPrincipal user) =>
        (acting == Roles.Counsel ? item.ApprovalBy : item.CounselBy) == user.AccountId() && user.Has(acting) ? "You gave the other verdict on this record. Somebody else must look."
        : acting == Roles.Supervisor && user.Has(acting) && !user.ActsFor(item.Unit) ? $"This record was kept in {(item.Unit is { } unit ? $"the unit {unit}" : "no unit")}; its supervisors decide. An administrator can let you act for every unit."
        : null;
}
