using Comity.Records.Privacy;
using Comity.Server.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Comity.Server.Access;

/// <summary>What administrators do to accounts and units. Each step is logged.</summary>
internal sealed class Administration(UserManager<Account> accounts, ServerContext context, OneTimeLinks links, AccessLog log, TimeProvider clock)
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
    public async Task<(Account? Account, string? Problem)> CreateAsync(string name, Roles roles, string? unitId)
    {
        if (!await IsOpenUnitAsync(unitId))
        {
            return (null, "There is no such unit.");
        }

        var account = new Account { UserName = name, Roles = roles, UnitId = unitId, LockoutEnabled = true, CreatedAt = clock.GetUtcNow() };
        var result = await accounts.CreateAsync(account);
        if (!result.Succeeded)
        {
            return (null, Problem(result));
        }

        await log.AddAsync($"account made, roles: {roles.Words()}", account.UserName);
        return (account, null);
    }

    /// <summary>Gives an account other roles and another unit.</summary>
    /// <returns>What is wrong; null when it is done.</returns>
    public async Task<string?> ChangeAsync(Account account, Roles roles, string? unitId)
    {
        if (account.Roles.HasFlag(Roles.Administrator) && !roles.HasFlag(Roles.Administrator) && await IsLastAdministratorAsync(account))
        {
            return "This is the last administrator. Give the role to somebody else first.";
        }

        if (unitId != account.UnitId && !await IsOpenUnitAsync(unitId))
        {
            return "There is no such unit.";
        }

        var what = account.Roles != roles ? $"roles: {roles.Words()} instead of {account.Roles.Words()}" : "unit changed";
        (account.Roles, account.UnitId) = (roles, unitId);
        return await SaveAsync(account, what);
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
        return await SaveAsync(account, disabled ? "switched off" : "switched on");
    }

    /// <summary>Makes a link that lets whoever opens it choose a new password for the account; also ends a lock.</summary>
    public async Task<string> LinkAsync(Account account)
    {
        await accounts.SetLockoutEndDateAsync(account, null);
        await accounts.ResetAccessFailedCountAsync(account);
        var link = await links.MakeAsync(account.Id, OneTimeLinks.InvitationLifetime);
        await log.AddAsync("one-time link made", account.UserName);
        return link;
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
