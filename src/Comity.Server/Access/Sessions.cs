using System.Globalization;
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
    private const string Began = "began";
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
        {
            signing.Properties.Items[Began] = cookie.TimeProvider!.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        };

        // The framework renews a cookie only in the second half of its time, which would make "idle" mean anything from half to all of it.
        cookie.Events.OnCheckSlidingExpiration = sliding =>
        {
            sliding.ShouldRenew = sliding.ElapsedTime >= Precision;
            return Task.CompletedTask;
        };
        cookie.Events.OnValidatePrincipal = validating => ValidateAsync(validating, cookie.TimeProvider!.GetUtcNow() - TimeSpan.FromHours(limits.AbsoluteHours));
        cookie.Events.OnRedirectToAccessDenied = denied =>
            PageResults.Message(StatusCodes.Status403Forbidden, "This page is not for your role", "Your account does not have the role that this page needs. Ask your administrator if you think that it should.").ExecuteAsync(denied.HttpContext);
        cookie.Events.OnRedirectToLogin = login =>
        {
            // What was sent cannot be sent again by a link; its page can be opened again.
            var get = HttpMethods.IsGet(login.Request.Method) || HttpMethods.IsHead(login.Request.Method);
            login.Response.Redirect(get ? login.RedirectUri : $"{login.Request.PathBase}{AccessEndpoints.SignInPath}?expired=1");
            return Task.CompletedTask;
        };
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext validating, DateTimeOffset earliest)
    {
        var services = validating.HttpContext.RequestServices;
        var began = validating.Properties.Items.TryGetValue(Began, out var text) && DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment : DateTimeOffset.MinValue;
        var id = validating.Principal!.FindFirstValue(ClaimTypes.NameIdentifier);
        var stamp = validating.Principal!.FindFirstValue(services.GetRequiredService<IOptions<IdentityOptions>>().Value.ClaimsIdentity.SecurityStampClaimType);
        var account = began <= earliest ? null : await services.GetRequiredService<ServerContext>().Accounts.AsNoTracking().FirstOrDefaultAsync(account => account.Id == id, validating.HttpContext.RequestAborted);
        if (account is null || account.Disabled || account.SecurityStamp != stamp)
        {
            validating.RejectPrincipal();
            await validating.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
            return;
        }

        validating.ReplacePrincipal(await services.GetRequiredService<IUserClaimsPrincipalFactory<Account>>().CreateAsync(account));
    }
}
