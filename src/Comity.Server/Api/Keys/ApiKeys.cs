using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using Comity.Server.Access;
using Comity.Server.Data;
using Comity.Server.Web;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Api.Keys;

/// <summary>Makes keys, withdraws them, and finds who has one.</summary>
internal sealed class ApiKeys(IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>What every key begins with, so that it is told from a token, and found where it should not be.</summary>
    public const string Prefix = "comity_";

    /// <summary>The claim that holds the account which made the key.</summary>
    public const string MadeByClaim = "made_by";

    /// <summary>How long a name may be.</summary>
    public const int MaximumName = 80;

    /// <summary>How long a withdrawn key may still open a door in another process of the same server.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(1);

    /// <summary>How long a key is good at most, and how long where nothing else is chosen, in days.</summary>
    public const int MaximumDays = 731, UsualDays = 365;

    private const int MaximumRemembered = 10_000;
    private readonly ConcurrentDictionary<string, Looked> _seen = new(StringComparer.Ordinal);
    private volatile int _withdrawals;

    /// <summary>The keys that are good, by name.</summary>
    public async Task<IReadOnlyList<ApiKey>> GoodAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = clock.GetUtcNow();
        return await scope.ServiceProvider.GetRequiredService<ServerContext>().ApiKeys.AsNoTracking().Where(key => key.RevokedAt == null && key.ExpiresAt > now).OrderBy(key => key.Name).ToListAsync();
    }

    /// <summary>Makes a key.</summary>
    /// <param name="name">What the agency calls the program.</param>
    /// <param name="granted">What it may do.</param>
    /// <param name="unitId">The unit for which it acts; null for none.</param>
    /// <param name="madeBy">The account that makes it.</param>
    /// <param name="lastDay">The last day on which it is good; a year from today when null.</param>
    /// <returns>The key, or what is wrong.</returns>
    public async Task<(string? Key, string? Problem)> MakeAsync(string name, ApiScopes granted, string? unitId, string? madeBy, DateOnly? lastDay = null)
    {
        var (now, today) = (clock.GetUtcNow(), clock.Today());
        var last = lastDay ?? today.AddDays(UsualDays);
        if (last < today || last > today.AddDays(MaximumDays))
        {
            return (null, "A key is good until a day from today on and within two years.");
        }

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
        context.ApiKeys.Add(new ApiKey { Id = Guid.NewGuid().ToString("N"), Name = name, KeyDigest = Secret.Digest(text), Scopes = granted, UnitId = unitId, MadeBy = madeBy, CreatedAt = now, ExpiresAt = now.AddDays(last.DayNumber - today.DayNumber + 1) });
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
        Interlocked.Increment(ref _withdrawals);
        return true;
    }

    /// <summary>Who has a key that was looked up a moment ago and is good; false when it must be looked up.</summary>
    public bool TryFind(HttpContext context, string text, [NotNullWhen(true)] out ApiProgram? program)
    {
        program = null;

        // A program sends one key over one connection; its digest is not worked out each time.
        if (context.Features.Get<IConnectionItemsFeature>() is not { Items: var items })
        {
            return false;
        }

        if (!items.TryGetValue(this, out var item) || item is not Presented before || before.Text != text || !IsFresh(before.Looked))
        {
            if (!_seen.TryGetValue(Secret.Digest(text), out var seen) || !IsFresh(seen))
            {
                return false;
            }

            items[this] = before = new Presented(text, seen);
        }

        RenewInTime(before.Looked);
        program = before.Looked.Program.IsCompletedSuccessfully ? before.Looked.Program.Result : null;
        return program is not null;
    }

    /// <summary>Who has a key; null when it is not good.</summary>
    public async ValueTask<ApiProgram?> FindAsync(string text)
    {
        var digest = Secret.Digest(text);
        if (!_seen.TryGetValue(digest, out var seen) || !IsFresh(seen))
        {
            if (_seen.Count >= MaximumRemembered)
            {
                _seen.Clear();
            }

            // One of those who ask at the same time looks; the others wait for what it finds.
            var looks = Look(digest);
            seen = _seen.AddOrUpdate(digest, looks, (_, other) => IsFresh(other) ? other : looks);
        }

        try
        {
            return await seen.Program;
        }
        catch
        {
            // Whoever comes next tries again.
            _seen.TryRemove(KeyValuePair.Create(digest, seen));
            throw;
        }
    }

    // Looks a key up again while what is known of it still counts, so that those who use it need not wait once a second.
    private void RenewInTime(Looked looked)
    {
        if (looked.Until - clock.GetTimestamp() < Ticks(Remembered / 2) && looked.BeginsToRenew())
        {
            // Not by this caller: a database may take its time without giving up the thread.
            _ = Task.Run(() => RenewAsync(looked.Digest));
        }
    }

    private async Task RenewAsync(string digest)
    {
        var looks = Look(digest);
        try
        {
            await looks.Program;
            _seen[digest] = looks;
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException)
        {
            // Whoever comes when the time is over looks, and is told.
        }
    }

    private Looked Look(string digest) => new(digest, () => LookAsync(digest), clock.GetTimestamp() + Ticks(Remembered), _withdrawals);

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * clock.TimestampFrequency);

    private async Task<ApiProgram?> LookAsync(string digest)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ServerContext>();
        var now = clock.GetUtcNow();
        var found = await context.ApiKeys.AsNoTracking().Where(good => good.KeyDigest == digest && good.RevokedAt == null && good.ExpiresAt > now)
            .Select(key => new { Key = key, Unit = context.Units.Where(unit => unit.Id == key.UnitId).Select(unit => unit.Name).FirstOrDefault() }).SingleOrDefaultAsync();
        return found is null ? null : new ApiProgram(Principal(found.Key, found.Unit), found.Key.Scopes);
    }

    // What was looked up before a key was withdrawn here does not count any more.
    private bool IsFresh(Looked looked) => clock.GetTimestamp() < looked.Until && looked.Withdrawals == _withdrawals;

    private static ClaimsPrincipal Principal(ApiKey key, string? unit)
    {
        var identity = new ClaimsIdentity(ApiAuthentication.KeyScheme);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, $"key:{key.Id}"));
        identity.AddClaim(new Claim(ClaimTypes.Name, key.Name));
        identity.AddClaims(key.Scopes.Each().Select(scope => new Claim(ApiScopeNames.Claim, scope.Word())));
        if (unit is not null)
        {
            identity.AddClaim(new Claim(AccountPrincipals.UnitClaim, unit));
        }

        if (key.MadeBy is { } account)
        {
            identity.AddClaim(new Claim(MadeByClaim, account));
        }

        return new ClaimsPrincipal(identity);
    }

    private sealed class Looked(string digest, Func<Task<ApiProgram?>> look, long until, int withdrawals)
    {
        private readonly Lazy<Task<ApiProgram?>> _program = new(look);
        private int _renewing;

        public string Digest => digest;

        public Task<ApiProgram?> Program => _program.Value;

        public long Until => until;

        public int Withdrawals => withdrawals;

        /// <summary>True for the first who asks.</summary>
        public bool BeginsToRenew() => Interlocked.Exchange(ref _renewing, 1) == 0;
    }

    private sealed record Presented(string Text, Looked Looked);
}

/// <summary>A program that called with a good key.</summary>
/// <param name="Principal">Who it is.</param>
/// <param name="Scopes">What it may do.</param>
internal sealed record ApiProgram(ClaimsPrincipal Principal, ApiScopes Scopes);
