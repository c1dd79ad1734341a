using Comity.Records;
using Comity.Server.Data;
using Comity.Server.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Comity.Server.Access;

/// <summary>The log of sign-ins, of administration and of who did what to which record, when, and from where. It is only added to.</summary>
internal sealed class AccessLog(ServerContext context, TimeProvider clock, IHttpContextAccessor request)
{
    /// <summary>How many entries a page has.</summary>
    public const int PageSize = 50;

    private static readonly CompanionTable Table = new(ServerSchema.AccessLog, null, "at", "what", "\"by\"", "record", "\"from\"");

    /// <summary>Adds an entry.</summary>
    /// <param name="what">What happened, in a few words, with no text that somebody typed.</param>
    /// <param name="account">Sign-in name of the account that it happened to; null for an unknown one.</param>
    /// <param name="by">Sign-in name of whoever did it; the one who signed in, when null.</param>
    public Task AddAsync(string what, string? account, string? by = null)
    {
        context.AccessLog.Add(new AccessEvent
        {
            At = clock.GetUtcNow(), What = what, Account = account, By = by ?? request.HttpContext?.User.Identity?.Name, From = request.HttpContext?.Connection.RemoteIpAddress?.ToString(),
        });
        return context.SaveChangesAsync();
    }

    /// <summary>What makes the row of an entry about a record, which is written in the transaction that keeps what was done.</summary>
    /// <param name="what">What is done, in a few words, with no text that somebody typed.</param>
    public Func<Receipt, CompanionRow> Entry(string what)
    {
        // Rows are made on the store's own thread, which knows no request.
        var (by, from) = (request.HttpContext?.User.Identity?.Name, request.HttpContext?.Connection.RemoteIpAddress?.ToString());
        return receipt => new CompanionRow(Table, receipt.At.ToUnixTimeMilliseconds(), what, by, receipt.Number, from);
    }

    /// <summary>A page of entries, the newest first.</summary>
    /// <param name="before">The id before which it begins; null for the newest.</param>
    /// <param name="after">The id behind which it ends; null for no end. Where less than a page is newer, it is the page of the
    /// newest.</param>
    /// <param name="record">The number of the record that they are about; null for all.</param>
    public async Task<AccessLogEntries> PageAsync(long? before, long? after, string? record)
    {
        var entries = About(record);
        if (after is not null)
        {
            var newer = await entries.Where(entry => entry.Id > after).OrderBy(entry => entry.Id).Take(PageSize + 1).ToListAsync();
            if (newer.Count > PageSize)
            {
                return new AccessLogEntries([.. newer.Take(PageSize).Reverse()], Newer: true, Older: true);
            }
        }

        var found = await entries.Where(entry => before == null || entry.Id < before)
            .OrderByDescending(entry => entry.Id).Take(PageSize + 1).ToListAsync();
        return new AccessLogEntries([.. found.Take(PageSize)], Newer: before is not null, Older: found.Count > PageSize);
    }

    /// <summary>How many entries there are, counted to <see cref="Totals.CountTo"/>.</summary>
    /// <param name="record">The number of the record that they are about; null for all.</param>
    public Task<int> CountAsync(string? record) => About(record).OrderByDescending(entry => entry.Id).Take(Totals.CountTo).CountAsync();

    private IQueryable<AccessEvent> About(string? record) =>
        context.AccessLog.AsNoTracking().Where(entry => record == null || entry.Record == record);
}

/// <summary>A page of the log, the newest entry first.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="Newer">Whether there are newer ones.</param>
/// <param name="Older">Whether there are older ones.</param>
public sealed record AccessLogEntries(IReadOnlyList<AccessEvent> Entries, bool Newer, bool Older);
