using System.Security.Claims;
using Comity.Server.Data;
using Comity.Server.Operation;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Comity.Server.Access;

/// <summary>Signs people in by the agency's own provider, which says who they are and what roles they have.</summary>
internal sealed class AgencySignIn(ServerConfiguration configuration, UserManager<Account> accounts, ServerContext context, AccessLog log, TimeProvider clock)
{
    /// <summary>The scheme's name, and the provider's in the accounts' logins.</summary>
    public const string Scheme = "agency";

    /// <summary>Sets the client up (OpenID Connect Core 1.0 §3.1, RFC 7636).</summary>
    public static void Configure(OpenIdConnectOptions options, OpenIdConnectClient client)
    {
        options.Authority = client.Authority;
        options.RequireHttpsMetadata = new Uri(client.Authority).Scheme == "https";
        options.ClientId = client.ClientId;
        options.ClientSecret = client.ClientSecretFile is { } file ? File.ReadAllText(file).Trim() : null;
        options.SignInScheme = IdentityConstants.ExternalScheme;
        options.CallbackPath = "/sign-in/agency/callback";
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.MapInboundClaims = false;
        options.GetClaimsFromUserInfoEndpoint = false;
        options.CorrelationCookie.SameSite = options.NonceCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        foreach (var scope in client.Scopes)
        {
            options.Scope.Add(scope);
        }

        options.Events.OnRemoteFailure = failed =>
        {
            failed.Response.Redirect($"{failed.Request.PathBase}{AccessEndpoints.SignInPath}?agency=failed");
            failed.HandleResponse();
            return Task.CompletedTask;
        };
    }

    /// <summary>The account of whoever the provider named, made or brought up to date.</summary>
    /// <returns>The account, or why there is none.</returns>
    public async Task<(Account? Account, string? Problem)> AccountAsync(ClaimsPrincipal principal)
    {
        var client = configuration.OpenIdConnect!;
        var (subject, name) = (principal.FindFirstValue("sub"), principal.FindFirstValue(client.NameClaim));
        if (string.IsNullOrEmpty(subject) || string.IsNullOrEmpty(name))
        {
            return (null, $"Your agency's sign-in did not say what you are called (the claim '{client.NameClaim}'). Tell your administrator.");
        }

        var roles = principal.FindAll(client.RoleClaim).Select(claim => RoleNames.Read(client.Roles.GetValueOrDefault(claim.Value))).Aggregate(Roles.None, (sum, role) => sum | role);
        if (roles == Roles.None)
        {
            return (null, "Your agency's sign-in gives you no role in Comity. Ask your administrator.");
        }

        var unitName = client.UnitClaim is null ? null : principal.FindFirstValue(client.UnitClaim);
        var unit = await context.Units.Where(unit => unit.Name == unitName && !unit.Closed).Select(unit => unit.Id).FirstOrDefaultAsync();
        var known = await accounts.FindByLoginAsync(Scheme, subject);
        var account = known ?? new Account { UserName = name, LockoutEnabled = true, CreatedAt = clock.GetUtcNow() };
        var changed = account.Roles != roles;
        (account.Roles, account.UnitId) = (roles, client.UnitClaim is null ? account.UnitId : unit);
        if (known is not null)
        {
            await accounts.UpdateAsync(account);
        }
        else if (await accounts.CreateAsync(account) is { Succeeded: false })
        {
            return (null, "There is already an account with your sign-in name that does not belong to your agency's sign-in. Ask your administrator.");
        }
        else
        {
            await accounts.AddLoginAsync(account, new UserLoginInfo(Scheme, subject, client.Name));
        }

        if (changed)
        {
            await log.AddAsync($"roles by the agency's sign-in: {roles.Words()}", account.UserName);
        }

        return (account, null);
    }
}
