using Comity.Records.Privacy;
using Comity.Server.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Comity.Server.Access;

/// <summary>What administrators do to accounts and units. Each step is logged.</summary>
internal sealed class Administration(UserManager<Account> accounts, ServerContext context, OneTimeLinks links, AgencySignIn agency, AccessLog log, TimeProvider clock)
{
    /// <summary>How long the name of a unit may be.</summary>
    public const int MaximumUnitName = 100;

    /// <summary>All accounts, by name.</summary>
    public Task<List<Account>> AccountsAsync() => context.Accounts.AsNoTracking().OrderBy(account => account.NormalizedUserName).ToListAsync();

    /// <summary>All units, by name.</summary>
    public Task<List<AgencyUnit>> UnitsAsync() => context.Units.AsNoTracking().OrderBy(unit => unit.Name).ToListAsync();

    /// <summary>The account with an id; null for none.</summary>
    public Task<Account?> FindAsync(string id) => accounts.FindByIdAsync(id);

    /// <summary>Whether somebody can look after accounts.</summary>
    public Task<bool> HasAdministratorAsync() => context.Accounts.AnyAsync(account => !account.Disabled && (account.Roles & Roles.Administrator) != 0);

    /// <summary>Makes an account.</summary>
    /// <returns>The account, or what is wrong.</returns>
    public async Task<(Account? Account, string? Problem)> CreateAsync(string name, Roles roles, string? unitId, bool allUnits = false)
    {
        if (!await IsOpenUnitAsync(unitId))
        {
            return (null, "There is no such unit.");
        }

        var account = new Account { UserName = name, Roles = roles, UnitId = unitId, AllUnits = allUnits, LockoutEnabled = true, CreatedAt = clock.GetUtcNow() };
        var result = await accounts.CreateAsync(account);
        if (!result.Succeeded)
        {
            return (null, Problem(result));
        }

        await log.AddAsync($"account made, roles: {roles.Words()}", account.UserName);
        return (account, null);
    }

    /// <summary>Gives an account other roles and another unit.</summary>
    /// <param name="account">The account.</param>
    /// <param name="roles">All its roles.</param>
    /// <param name="unitId">Its unit; null for none.</param>
    /// <param name="allUnits">Whether it acts for records of every unit.</param>
    /// <returns>What is wrong; null when it is done.</returns>
    public async Task<string?> ChangeAsync(Account account, Roles roles, string? unitId, bool allUnits)
    {
        if (account.Roles.HasFlag(Roles.Administrator) && !roles.HasFlag(Roles.Administrator) && await IsLastAdministratorAsync(account))
        {
            return "This is the last administrator. Give the role to somebody else first.";
        }

        if (unitId != account.UnitId && !await IsOpenUnitAsync(unitId))
        {
            return "There is no such unit.";
        }

        string[] what =
        [
            .. account.Roles != roles ? [$"roles: {roles.Words()} instead of {account.Roles.Words()}"] : Array.Empty<string>(),
            .. account.AllUnits != allUnits ? [allUnits ? "acts for every unit" : "acts for its own unit only"] : Array.Empty<string>(),
            .. account.UnitId != unitId ? ["unit changed"] : Array.Empty<string>(),
        ];
        (account.Roles, account.UnitId, account.AllUnits) = (roles, unitId, allUnits);
        return await SaveAsync(account, what.Length == 0 ? "saved unchanged" : string.Join("; ", what));
    }

    /// <summary>Switches an account off or on. Whoever is signed in with it is signed out.</summary>
    /// <returns>What is wrong; null when it is done.</returns>
    public async Task<string?> DisableAsync(Account account, bool disabled)
    {
        if (disabled && account.Roles.HasFlag(Roles.Administrator) && await IsLastAdministratorAsync(account))
        {
            return "This is the last administrator. Give the role to somebody else first.";
        }

        account.Disabled = disabled;
        await links.RevokeAsync(account.Id);
        if (disabled)
        {
            // Whoever has left has seen the keys that they made.
            var keys = await context.ApiKeys.Where(key => key.MadeBy == account.Id && key.RevokedAt == null).ToListAsync();
            foreach (var key in keys)
            {
                key.RevokedAt = clock.GetUtcNow();
                await log.AddAsync("program's key withdrawn: its maker was switched off", key.Name);
            }
        }

        return await SaveAsync(account, disabled ? "switched off" : "switched on");
    }

    /// <summary>Makes a link that lets whoever opens it choose a new password for the account; also ends a lock.</summary>
    /// <returns>The link, or why there is none.</returns>
    public async Task<(string? Link, string? Problem)> LinkAsync(Account account)
    {
        if (!await agency.MayHaveOwnKeysAsync(account))
        {
            return (null, "This account belongs to your agency's sign-in and has no password here, because one would outlive it. The setting openIdConnect.localSignIn allows it.");
        }

        await accounts.SetLockoutEndDateAsync(account, null);
        await accounts.ResetAccessFailedCountAsync(account);
        var link = await links.MakeAsync(account.Id, OneTimeLinks.InvitationLifetime);
        await log.AddAsync("one-time link made", account.UserName);
        return (link, null);
    }

    /// <summary>Adds a unit, or changes one.</summary>
    /// <returns>What is wrong; null when it is done.</returns>
    public async Task<string?> SaveUnitAsync(string? id, string name, bool closed)
    {
        if (name.Length is 0 or > MaximumUnitName)
        {
            return $"A unit's name has 1 to {MaximumUnitName} characters.";
        }

        // Records name the unit, and nothing about a person.
        if (PersonalData.Check(name) is { } finding)
        {
            return finding.Message;
        }

        if (await context.Units.AnyAsync(unit => unit.Name == name && unit.Id != id))
        {
            return $"There is a unit '{name}' already.";
        }

        var unit = id is null ? context.Units.Add(new AgencyUnit { Id = Guid.NewGuid().ToString("N"), Name = name }).Entity : await context.Units.FindAsync(id);
        if (unit is null)
        {
            return "There is no such unit.";
        }

        if (unit.Name != name)
        {
            // What waits for the unit goes on waiting for it; records keep the name that they were kept under.
            var before = unit.Name;
            await context.Cases.Where(item => item.Unit == before).ExecuteUpdateAsync(set => set.SetProperty(item => item.Unit, name));
        }

        (unit.Name, unit.Closed) = (name, closed);
        await log.AddAsync(id is null ? "unit added" : closed ? "unit closed" : "unit changed", null);
        return null;
    }

    /// <summary>What Identity found wrong, in words.</summary>
    public static string Problem(IdentityResult result) => string.Join(" ", result.Errors.Select(error => error.Description));

    private async Task<string?> SaveAsync(Account account, string what)
    {
        var result = await accounts.UpdateSecurityStampAsync(account);
        if (!result.Succeeded)
        {
            return result.Errors.Any(error => error.Code == nameof(IdentityErrorDescriber.ConcurrencyFailure)) ? "Somebody else changed this account meanwhile. Look again, then decide." : Problem(result);
        }

        await log.AddAsync(what, account.UserName);
        return null;
    }

    private async Task<bool> IsLastAdministratorAsync(Account account) =>
        !await context.Accounts.AnyAsync(other => other.Id != account.Id && !other.Disabled && (other.Roles & Roles.Administrator) != 0);

    private async Task<bool> IsOpenUnitAsync(string? unitId) => unitId is null || await context.Units.AnyAsync(unit => unit.Id == unitId && !unit.Closed);
}
