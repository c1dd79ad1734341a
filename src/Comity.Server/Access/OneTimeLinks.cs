using Comity.Server.Data;
using Microsoft.EntityFrameworkCore;

namespace Comity.Server.Access;

/// <summary>Makes one-time links, finds them again and spends them.</summary>
internal sealed class OneTimeLinks(ServerContext context, TimeProvider clock)
{
    /// <summary>How long the link that makes the first administrator is good.</summary>
    public static readonly TimeSpan SetupLifetime = TimeSpan.FromHours(1);

    /// <summary>How long an invitation is good.</summary>
    public static readonly TimeSpan InvitationLifetime = TimeSpan.FromDays(3);

    /// <summary>Makes a link in the place of any earlier one for the same account. Of those for the first administrator, which each process prints, the first that is used ends all.</summary>
    /// <param name="accountId">The account; null for the first administrator.</param>
    /// <param name="lifetime">How long it is good.</param>
    /// <returns>The path of the link. Its key is kept nowhere.</returns>
    public async Task<string> MakeAsync(string? accountId, TimeSpan lifetime)
    {
        if (accountId is not null)
        {
            await RevokeAsync(accountId);
        }

        var key = Secret.New();
        context.Links.Add(new OneTimeLink { KeyDigest = Secret.Digest(key), AccountId = accountId, ExpiresAt = clock.GetUtcNow() + lifetime });
        await context.SaveChangesAsync();
        return $"/join/{key}";
    }

    /// <summary>Ends the links of an account.</summary>
    public Task RevokeAsync(string? accountId)
    {
        var now = clock.GetUtcNow();
        return context.Links.Where(link => link.AccountId == accountId && link.SpentAt == null).ExecuteUpdateAsync(set => set.SetProperty(link => link.SpentAt, now));
    }

    /// <summary>The link with a key; null when there is none or it is no longer good.</summary>
    public Task<OneTimeLink?> FindAsync(string key)
    {
        var (digest, now) = (Secret.Digest(key), clock.GetUtcNow());
        return context.Links.AsNoTracking().FirstOrDefaultAsync(link => link.KeyDigest == digest && link.SpentAt == null && link.ExpiresAt > now);
    }

    /// <summary>Spends a link.</summary>
    /// <returns>False when somebody else was first.</returns>
    public async Task<bool> SpendAsync(OneTimeLink link)
    {
        var now = clock.GetUtcNow();
        return await context.Links.Where(good => (good.KeyDigest == link.KeyDigest || (link.AccountId == null && good.AccountId == null)) && good.SpentAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(spent => spent.SpentAt, now)) > 0;
    }
}
