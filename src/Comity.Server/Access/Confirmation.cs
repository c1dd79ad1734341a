using Comity.Server.Data;
using Comity.Server.Operation;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Access;

/// <summary>
/// Asks people once more who they are before they make something that opens doors: a passkey, a program's key, an account, a role, a one-time link. What
/// they sent travels through the question, so that nothing typed is lost.
/// </summary>
internal sealed class Confirmation(ServerContext context, AccountSignIn signIn, UserManager<Account> accounts, AgencySignIn agency, AccessLog log, TimeProvider clock)
{
    // So long a confirmation counts.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Whether whoever sent a request has confirmed who they are just now, or does so with it.</summary>
    /// <returns>Null when they did; otherwise the page that asks them.</returns>
    public async Task<IResult?> AskAsync(HttpContext request)
    {
        var now = clock.GetUtcNow();
        if (await Sessions.FindAsync(request) is not { } session || await accounts.FindByIdAsync(session.AccountId) is not { } account)
        {
            return PageResults.Message(StatusCodes.Status401Unauthorized, "You are not signed in", "Sign in, then do it once more; nothing was changed.");
        }

        if (session.ConfirmedAt is { } confirmed && now - confirmed is var ago && ago >= TimeSpan.Zero && ago < Lifetime)
        {
            return null;
        }

        var form = request.Request.HasFormContentType ? await request.Request.ReadFormAsync() : null;
        var (password, passkey) = (form?[Forms.ConfirmPassword].ToString() ?? "", form?[Forms.ConfirmPasskey].ToString() ?? "");
        var given = password.Length > 0 || passkey.Length > 0;
        if (given && await agency.MayHaveOwnKeysAsync(account) && (password.Length > 0
            ? (await signIn.CheckPasswordSignInAsync(account, password, lockoutOnFailure: true)).Succeeded
            : (await signIn.PasskeyAsync(passkey))?.Id == account.Id))
        {
            session.ConfirmedAt = now;
            await context.SaveChangesAsync();
            return null;
        }

        if (given)
        {
            await log.AddAsync("confirmation refused", account.UserName);
        }

        return PageResults.Page<ConfirmPage>(
            given ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
            ("Fields", form is null ? [] : Forms.Carried(form)),
            ("Password", account.PasswordHash is not null), ("Agency", session.Method == SignInMethod.Agency ? agency.Name : null),
            ("PasskeyOptions", (await accounts.GetPasskeysAsync(account)).Count > 0 ? await signIn.MakePasskeyRequestOptionsAsync(account) : null),
            ("Problem", given ? "That is not right, or the account is locked after too many tries. Nothing was changed." : null));
    }
}

/// <summary>Marks addresses that ask for a confirmation.</summary>
internal static class ConfirmedAddresses
{
    /// <summary>Lets nobody through who has not confirmed just now who they are.</summary>
    public static RouteHandlerBuilder Confirmed(this RouteHandlerBuilder route) => route.WithScript().AddEndpointFilter(async (call, next) =>
        await call.HttpContext.RequestServices.GetRequiredService<Confirmation>().AskAsync(call.HttpContext) ?? await next(call));
}
