using System.Security.Claims;
using Comity.Server.Data;
using Comity.Server.Operation;
using Comity.Server.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Comity.Server.Access;

/// <summary>
/// How long a sign-in lasts. Every request looks at the account as it is now, so that a role that was taken away, an account that was
/// switched off, or a password that was changed counts with the next click.
/// </summary>
internal static class Sessions
{
    /// <summary>What a ticket holds while it is being made: how the person showed who they are.</summary>
    public const string Method = "method";

    /// <summary>What a ticket holds while it is being made: the provider's name for its session, and its ID token.</summary>
    public const string AgencySession = "agency-session", IdToken = "id-token";

    /// <summary>What a ticket holds while it is being made, where this sign-in is the confirmation that was asked for.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>The claim of somebody whose role asks for a passkey, and who signed in without one. They have no role until they add one.</summary>
    public const string PasskeyMissing = "passkey-missing";

    private const string Id = "session";
    private static readonly TimeSpan Precision = TimeSpan.FromMinutes(1);

    /// <summary>Sets the cookie up.</summary>
    public static void Configure(CookieAuthenticationOptions cookie, SessionLimits limits)
    {
        cookie.Cookie.Name = "comity";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.LoginPath = AccessEndpoints.SignInPath;
        cookie.ReturnUrlParameter = AccessEndpoints.Return;
        cookie.ExpireTimeSpan = TimeSpan.FromMinutes(limits.IdleMinutes);
        cookie.SlidingExpiration = true;
        cookie.Events.OnSigningIn = signing =>

            // Where a password was changed, the session goes on under the account's new stamp.
            signing.Properties.Items.ContainsKey(Id) ? Task.CompletedTask : BeginAsync(signing, cookie.TimeProvider!.GetUtcNow(), TimeSpan.FromHours(limits.AbsoluteHours));

        // The framework renews a cookie only in the second half of its time, which would make "idle" mean anything from half to all of it.
        cookie.Events.OnCheckSlidingExpiration = sliding =>
        {
            sliding.ShouldRenew = sliding.ElapsedTime >= Precision;
            return Task.CompletedTask;
        };
        cookie.Events.OnValidatePrincipal = validating => ValidateAsync(validating, cookie.TimeProvider!.GetUtcNow() - TimeSpan.FromHours(limits.AbsoluteHours));
        cookie.Events.OnRedirectToAccessDenied = denied =>
            (denied.HttpContext.User.HasClaim(claim => claim.Type == PasskeyMissing)
                ? PageResults.Message(StatusCodes.Status403Forbidden, "Your role needs a passkey", "Add a passkey on the page of your account; then your work opens. A password alone is not enough for your role.")
                : PageResults.Message(StatusCodes.Status403Forbidden, "This page is not for your role", "Your account does not have the role that this page needs. Ask your administrator if you think that it should.")).ExecuteAsync(denied.HttpContext);
        cookie.Events.OnRedirectToLogin = async login =>
        {
            // What was sent cannot be sent again by a link: the sign-in page carries it, or else says that it must be done once more.
            var get = HttpMethods.IsGet(login.Request.Method) || HttpMethods.IsHead(login.Request.Method);
            if (!get && await UnsentForm.ReadAsync(login.HttpContext) is { } unsent)
            {
                SecurityHeaders.AllowScript(login.Response);
                await (await AccessEndpoints.SignInAgainAsync(login.HttpContext, StatusCodes.Status401Unauthorized, null,
                    AccessEndpoints.SignedOut, unsent.Protect(login.HttpContext)))
                    .ExecuteAsync(login.HttpContext);
                return;
            }

            login.Response.Redirect(get ? login.RedirectUri : $"{login.Request.PathBase}{AccessEndpoints.SignInPath}?expired=1");
        };
    }

    /// <summary>The row of the session in which a request came; null for none.</summary>
    public static async Task<Session?> FindAsync(HttpContext context)
    {
        var ticket = await context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        return ticket.Properties?.Items.TryGetValue(Id, out var id) == true
            ? await context.RequestServices.GetRequiredService<ServerContext>().Sessions.FirstOrDefaultAsync(session => session.Id == id, context.RequestAborted)
            : null;
    }

    private static async Task BeginAsync(CookieSigningInContext signing, DateTimeOffset now, TimeSpan longest)
    {
        var context = signing.HttpContext.RequestServices.GetRequiredService<ServerContext>();
        var items = signing.Properties.Items;
        var session = new Session
        {
            Id = Secret.New(), AccountId = signing.Principal!.AccountId(), BeganAt = now, AgencySession = Take(AgencySession), IdToken = Take(IdToken), ConfirmedAt = Take(Confirmed) is null ? null : now,
            Method = Enum.TryParse<SignInMethod>(Take(Method), out var method) ? method : SignInMethod.Password,
        };
        var earliest = now - longest;
        await context.Sessions.Where(other => other.BeganAt < earliest).ExecuteDeleteAsync();
        context.Sessions.Add(session);
        await context.SaveChangesAsync();
        items[Id] = session.Id;

        string? Take(string name) => items.Remove(name, out var value) ? value : null;
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext validating, DateTimeOffset earliest)
    {
        var services = validating.HttpContext.RequestServices;
        var (context, limits) = (services.GetRequiredService<ServerContext>(), services.GetRequiredService<ServerConfiguration>().SignIn);
        var stamp = validating.Principal!.FindFirstValue(services.GetRequiredService<IOptions<IdentityOptions>>().Value.ClaimsIdentity.SecurityStampClaimType);
        var id = validating.Properties.Items.TryGetValue(Id, out var text) ? text : null;
        var found = await context.Sessions.AsNoTracking().Where(session => session.Id == id && session.BeganAt > earliest)
            .Join(context.Accounts, session => session.AccountId, account => account.Id, (session, account) => new { Session = session, Account = account }).FirstOrDefaultAsync(validating.HttpContext.RequestAborted);
        if (found is null || found.Account.Disabled || found.Account.SecurityStamp != stamp)
        {
            validating.RejectPrincipal();
            await validating.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
            return;
        }

        var principal = await services.GetRequiredService<IUserClaimsPrincipalFactory<Account>>().CreateAsync(found.Account);
        validating.ReplacePrincipal(limits.NeedsPasskey(found.Account.Roles) && found.Session.Method is (SignInMethod.Password or SignInMethod.Link) ? WithoutRoles(principal) : principal);
    }

    private static ClaimsPrincipal WithoutRoles(ClaimsPrincipal principal)
    {
        var identity = (ClaimsIdentity)principal.Identity!;
        identity.FindAll(identity.RoleClaimType).ToList().ForEach(identity.RemoveClaim);
        identity.AddClaim(new Claim(PasskeyMissing, ""));
        return principal;
    }
}
