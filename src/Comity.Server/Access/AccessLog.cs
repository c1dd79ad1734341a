using Comity.Server.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Comity.Server.Access;

/// <summary>The log of sign-ins and of administration: who did what to which account, when, and from where. It is only added to.</summary>
internal sealed class AccessLog(ServerContext context, TimeProvider clock, IHttpContextAccessor request)
{
    /// <summary>How many entries a page has.</summary>
    public const int PageSize = 50;

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

    /// <summary>A page of entries, the newest first.</summary>
    /// <param name="before">The id before which it begins; null for the newest.</param>
    public Task<List<AccessEvent>> PageAsync(long? before) => context.AccessLog.AsNoTracking()
        .Where(entry => before == null || entry.Id < before).OrderByDescending(entry => entry.Id).Take(PageSize + 1).ToListAsync();
}
