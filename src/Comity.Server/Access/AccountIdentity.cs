using System.Security.Claims;
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
}

/// <summary>Short questions about whoever sent a request.</summary>
internal static class Principals
{
    /// <summary>The account's id.</summary>
    public static string AccountId(this ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier)!;

    /// <summary>Whether the account has one of the roles.</summary>
    public static bool Has(this ClaimsPrincipal user, Roles roles) => roles.Each().Any(role => user.IsInRole(role.Word()));
}
