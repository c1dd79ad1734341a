using System.Security.Claims;
using Comity.Records;
using Comity.Server.Access;
using Comity.Server.Data;
using Comity.Server.Operation;
using Comity.Server.Records;
using Microsoft.EntityFrameworkCore;

namespace Comity.Server.Review;

/// <summary>What waits for whom, and the verdicts.</summary>
internal sealed class Reviews(ServerContext context, RecordStore records, ServerConfiguration configuration)
{
    /// <summary>How many cases a page of the queue has.</summary>
    public const int PageSize = 50;

    /// <summary>The case of a record; null where it was kept neither here by an account nor over the API.</summary>
    public Task<ReviewCase?> FindAsync(string number) => context.Cases.FirstOrDefaultAsync(item => item.Number == number);

    /// <summary>What waits for these roles, the oldest first; one more than a page where there is more.</summary>
    /// <param name="user">Whoever looks.</param>
    /// <param name="unit">Only what this unit kept; null for all.</param>
    public Task<IReadOnlyList<ReviewCase>> WaitingAsync(ClaimsPrincipal user, string? unit)
    {
        var cases = context.Cases.AsNoTracking().Where(item => unit == null || item.Unit == unit);
        return OldestAsync(
            PageSize + 1,
            user.Has(Roles.Supervisor) ? cases.Where(item => item.Approval == ReviewState.Waiting) : null,
            user.Has(Roles.Counsel) ? cases.Where(item => item.Counsel == ReviewState.Waiting) : null);
    }

    /// <summary>What was returned to an officer and has not been corrected, a page of the oldest.</summary>
    public Task<IReadOnlyList<ReviewCase>> ReturnedToAsync(string accountId)
    {
        var cases = context.Cases.AsNoTracking().Where(item => item.AccountId == accountId && item.Program == null);
        return OldestAsync(PageSize, cases.Where(item => item.Approval == ReviewState.Returned), cases.Where(item => item.Counsel == ReviewState.Returned));
    }

    /// <summary>The row that notes who keeps a record, and what must be reviewed of it.</summary>
    public CompanionRow Opened(Receipt receipt, NewRecord record, Keeper keeper) =>
        ReviewCase.Row(receipt.Number, (keeper.AccountId, keeper.Program, keeper.Author.Unit), receipt.At, ReviewCase.Of(record, configuration.Approval));

    /// <summary>The row of a case whose record is corrected: whatever was said of it before, it is to be reviewed anew.</summary>
    public CompanionRow Reopened(ReviewCase item, NewRecord record) => item.Row(ReviewCase.Of(record, configuration.Approval));

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
                found.AddRange(await question.OrderBy(item => item.KeptAt).ThenBy(item => item.Number).Take(count).ToListAsync());
            }
        }

        return [.. found.DistinctBy(item => item.Number).OrderBy(item => item.KeptAt).ThenBy(item => item.Number, StringComparer.Ordinal).Take(count)];
    }

    /// <summary>The roles in which somebody may say something about a record now.</summary>
    /// <param name="item">The record's case.</param>
    /// <param name="user">Whoever looks.</param>
    public static IEnumerable<Roles> Open(ReviewCase item, ClaimsPrincipal user)
    {
        if (item.AccountId != user.AccountId())
        {
            if (item.Approval == ReviewState.Waiting && user.Has(Roles.Supervisor))
            {
                yield return Roles.Supervisor;
            }

            if (item.Counsel == ReviewState.Waiting && user.Has(Roles.Counsel))
            {
                yield return Roles.Counsel;
            }
        }
    }

    /// <summary>Approves a record or returns it.</summary>
    /// <param name="number">The record's number.</param>
    /// <param name="acting">In which role.</param>
    /// <param name="approve">Whether to approve.</param>
    /// <param name="reason">Why; needed to return.</param>
    /// <param name="version">How many events the record had when it was read.</param>
    /// <param name="user">Whoever says so.</param>
    /// <returns>Why not; null when it is done.</returns>
    /// <exception cref="RecordRefusedException">Something happened to the record meanwhile.</exception>
    public async Task<string?> DecideAsync(string number, Roles acting, bool approve, string? reason, int version, ClaimsPrincipal user)
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

        if (!Open(item, user).Contains(acting))
        {
            throw new RecordRefusedException(RecordRefusal.AnotherVersion, "Nothing waits for you here any more.");
        }

        if (!approve && reason is null)
        {
            return "Say why you return it, so that the officer can mend it.";
        }

        var (verdict, state) = approve ? (Verdict.Approved, ReviewState.Approved) : (Verdict.Refused, ReviewState.Returned);
        var row = item.Row(acting == Roles.Counsel ? (item.Approval, state) : (state, item.Counsel));
        await records.AppendAsync(number, new Approval(null, verdict, reason), Authors.Of(user, acting), version, companion: _ => row);
        return null;
    }
}
