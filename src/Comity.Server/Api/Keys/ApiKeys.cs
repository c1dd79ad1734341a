using System.Collections.Concurrent;
using System.Security.Claims;
using Comity.Server.Access;
using Comity.Server.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Api.Keys;

/// <summary>Makes keys, withdraws them, and finds who has one.</summary>
internal sealed class ApiKeys(IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>What every key begins with, so that it is told from a token, and found where it should not be.</summary>
    public const string Prefix = "comity_";

    /// <summary>How long a name may be.</summary>
    public const int MaximumName = 80;

    /// <summary>How long a withdrawn key may still open a door in another process of the same server.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    private const int MaximumRemembered = 10_000;
    private readonly ConcurrentDictionary<string, (ClaimsPrincipal? Principal, long Until)> _seen = new(StringComparer.Ordinal);

    /// <summary>The keys that are good, by name.</summary>
    public async Task<IReadOnlyList<ApiKey>> GoodAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ServerContext>().ApiKeys.AsNoTracking().Where(key => key.RevokedAt == null).OrderBy(key => key.Name).ToListAsync();
    }

    /// <summary>Makes a key.</summary>
    /// <returns>The key, or what is wrong.</returns>
    public async Task<(string? Key, string? Problem)> MakeAsync(string name, ApiScopes granted, string? unitId)
    {
        if (name.Length is 0 or > MaximumName)
        {
            return (null, $"A program's name has 1 to {MaximumName} characters.");
        }

        if (granted == ApiScopes.None)
        {
            return (null, "Choose what the program may do.");
        }

        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ServerContext>();
        if (unitId is not null && !await context.Units.AnyAsync(unit => unit.Id == unitId && !unit.Closed))
        {
            return (null, "There is no such unit.");
        }

        var text = Prefix + Secret.New();
        context.ApiKeys.Add(new ApiKey { Id = Guid.NewGuid().ToString("N"), Name = name, KeyDigest = Secret.Digest(text), Scopes = granted, UnitId = unitId, CreatedAt = clock.GetUtcNow() });
        await scope.ServiceProvider.GetRequiredService<AccessLog>().AddAsync($"program's key made: {granted.Words()}", name);
        return (text, null);
    }

    /// <summary>Withdraws a key.</summary>
    /// <returns>False when there is no such key.</returns>
    public async Task<bool> RevokeAsync(string id)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ServerContext>();
        if (await context.ApiKeys.FindAsync(id) is not { RevokedAt: null } key)
        {
            return false;
        }

        key.RevokedAt = clock.GetUtcNow();
        await scope.ServiceProvider.GetRequiredService<AccessLog>().AddAsync("program's key withdrawn", key.Name);
        _seen.Clear();
        return true;
    }

    /// <summary>Who has a key; null when it is not good.</summary>
    public async ValueTask<ClaimsPrincipal?> FindAsync(string text)
    {
        var digest = Secret.Digest(text);
        var now = clock.GetTimestamp();
        if (_seen.TryGetValue(digest, out var seen) && now < seen.Until)
        {
            return seen.Principal;
        }

        await using var scope = scopes.CreateAsyncScope();
        var key = await scope.ServiceProvider.GetRequiredService<ServerContext>().ApiKeys.AsNoTracking().FirstOrDefaultAsync(good => good.KeyDigest == digest && good.RevokedAt == null);
        var principal = key is null ? null : Principal(key);
        if (_seen.Count >= MaximumRemembered)
        {
            _seen.Clear();
        }

        _seen[digest] = (principal, now + (long)(Remembered.TotalSeconds * clock.TimestampFrequency));
        return principal;
    }

    private static ClaimsPrincipal Principal(ApiKey key)
    {
        var identity = new ClaimsIdentity(ApiAuthentication.KeyScheme);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, $"key:{key.Id}"));
        identity.AddClaim(new Claim(ClaimTypes.Name, key.Name));
        identity.AddClaims(key.Scopes.Each().Select(scope => new Claim(ApiScopeNames.Claim, scope.Word())));
        if (key.UnitId is { } unit)
        {
            identity.AddClaim(new Claim(AccountPrincipals.UnitClaim, unit));
        }

        return new ClaimsPrincipal(identity);
    }
}
