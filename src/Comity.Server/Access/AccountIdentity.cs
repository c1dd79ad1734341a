using System.Security.Claims;
using System.Text.Json;
using Comity.Server.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Comity.Server.Access;

/// <summary>Accounts in the server's database.</summary>
internal sealed class AccountStore(ServerContext context)
    : UserOnlyStore<Account, ServerContext, string, IdentityUserClaim<string>, IdentityUserLogin<string>, IdentityUserToken<string>, IdentityUserPasskey<string>>(context);

/// <summary>What a request knows of whoever sent it: id, sign-in name, roles and unit.</summary>
internal sealed class AccountPrincipals(ServerContext context, IOptions<IdentityOptions> options) : IUserClaimsPrincipalFactory<Account>
{
    /// <summary>The claim that holds the name of the person's unit.</summary>
    public const string UnitClaim = "unit";

    /// <summary>The claim of somebody who acts for records of every unit.</summary>
    public const string AllUnitsClaim = "all-units";

    /// <summary>The principal of an account as it is now.</summary>
    public async Task<ClaimsPrincipal> CreateAsync(Account user)
    {
        ArgumentNullException.ThrowIfNull(user);
        var names = options.Value.ClaimsIdentity;
        var identity = new ClaimsIdentity(IdentityConstants.ApplicationScheme, names.UserNameClaimType, names.RoleClaimType);
        identity.AddClaim(new Claim(names.UserIdClaimType, user.Id));
        identity.AddClaim(new Claim(names.UserNameClaimType, user.UserName!));
        identity.AddClaim(new Claim(names.SecurityStampClaimType, user.SecurityStamp!));
        identity.AddClaims(user.Roles.Each().Select(role => new Claim(names.RoleClaimType, role.Word())));
        if (user.UnitId is { } id && await context.Units.Where(unit => unit.Id == id).Select(unit => unit.Name).FirstOrDefaultAsync() is { } unit)
        {
            identity.AddClaim(new Claim(UnitClaim, unit));
        }

        if (user.AllUnits)
        {
            identity.AddClaim(new Claim(AllUnitsClaim, ""));
        }

        return new ClaimsPrincipal(identity);
    }
}

/// <summary>Signs people in; never one whose account is switched off.</summary>
internal sealed class AccountSignIn(
    UserManager<Account> accounts, IHttpContextAccessor contextAccessor, IUserClaimsPrincipalFactory<Account> principals, IOptions<IdentityOptions> options,
    ILogger<SignInManager<Account>> logger, IAuthenticationSchemeProvider schemes, IUserConfirmation<Account> confirmation)
    : SignInManager<Account>(accounts, contextAccessor, principals, options, logger, schemes, confirmation)
{
    /// <inheritdoc/>
    public override Task<bool> CanSignInAsync(Account user) => Task.FromResult(!user.Disabled);

    /// <summary>Whose passkey answered.</summary>
    /// <param name="credential">The browser's answer.</param>
    /// <returns>Null where it is none, or one that is not known here.</returns>
    public async Task<Account?> PasskeyAsync(string credential)
    {
        try
        {
            if (credential.Length > 0 && await PerformPasskeyAssertionAsync(credential) is { Succeeded: true } assertion)
            {
                await UserManager.AddOrUpdatePasskeyAsync(assertion.User, assertion.Passkey);
                return assertion.User;
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or JsonException or FormatException or ArgumentException)
        {
            // The page was so old that what it was to be answered with is gone, or this is no answer of a browser.
        }

        return null;
    }

    /// <summary>Signs somebody in who showed who they are.</summary>
    public Task SignInAsync(Account user, SignInMethod method, params ReadOnlySpan<(string Name, string? Value)> more)
    {
        var ticket = new AuthenticationProperties { Items = { [Sessions.Method] = method.ToString() } };
        foreach (var (name, value) in more)
        {
            ticket.Items[name] = value;
        }

        return SignInAsync(user, ticket);
    }
}

/// <summary>Short questions about whoever sent a request.</summary>
internal static class Principals
{
    /// <summary>The account's id.</summary>
    public static string AccountId(this ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier)!;

    /// <summary>The name of the unit; null for none.</summary>
    public static string? Unit(this ClaimsPrincipal user) => user.FindFirstValue(AccountPrincipals.UnitClaim);

    /// <summary>Whether they act for what a unit kept: their own, or any where their account says so.</summary>
    public static bool ActsFor(this ClaimsPrincipal user, string? unit) => user.HasClaim(claim => claim.Type == AccountPrincipals.AllUnitsClaim) || user.Unit() == unit;

    /// <summary>Whether the account has one of the roles.</summary>
    public static bool Has(this ClaimsPrincipal user, Roles roles) => roles.Each().Any(role => user.IsInRole(role.Word()));
}
