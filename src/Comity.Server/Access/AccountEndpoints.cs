using System.Security.Claims;
using System.Text.Json;
using Comity.Server.Data;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Access;

/// <summary>A person's own account: password, passkeys, sessions.</summary>
internal static class AccountEndpoints
{
    private const int MaximumPasskeyName = 50;

    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/account").RequireAuthorization().WithMetadata(new SecretForm());
        own.MapGet("", (HttpRequest request, ClaimsPrincipal user, UserManager<Account> accounts, Administration administration, AgencySignIn agency) =>
            PageAsync(user, accounts, administration, agency, StatusCodes.Status200OK, null, request.Query.ContainsKey("welcome") ? "Your password is set, and you are signed in." : request.Query.ContainsKey("done") ? "Done." : null));
        own.MapForm("/password", PasswordAsync);
        own.MapForm("/sessions", EndSessionsAsync);
        own.MapGet("/passkey", NewPasskeyAsync).Confirmed();
        own.MapForm("/passkey", NewPasskeyAsync).Confirmed();
        own.MapForm("/passkeys", AddPasskeyAsync).Confirmed();
        own.MapForm("/passkeys/remove", RemovePasskeyAsync);
    }

    private static async Task<IResult> PageAsync(ClaimsPrincipal user, UserManager<Account> accounts, Administration administration, AgencySignIn agency, int status, string? problem, string? done)
    {
        var account = (await accounts.GetUserAsync(user))!;
        var units = await administration.UnitsAsync();
        return PageResults.Page<AccountPage>(status, ("Account", account), ("Unit", units.Find(unit => unit.Id == account.UnitId)?.Name), ("Passkeys", await accounts.GetPasskeysAsync(account)), ("Problem", problem), ("Done", done),
            ("OwnKeys", await agency.MayHaveOwnKeysAsync(account)), ("PasskeyMissing", user.HasClaim(claim => claim.Type == Sessions.PasskeyMissing)));
    }

    private static async Task<IResult> PasswordAsync(HttpRequest request, ClaimsPrincipal user, UserManager<Account> accounts, AccountSignIn signIn, Administration administration, AgencySignIn agency, AccessLog log)
    {
        var form = await request.ReadFormAsync();
        var account = (await accounts.GetUserAsync(user))!;
        var (old, password) = (form["old"].ToString(), form["password"].ToString());
        var problem = password != form["again"].ToString() ? "The two new passwords are not the same." : await AccessEndpoints.PasswordProblemAsync(accounts, account, password);
        if (problem is null && await signIn.CheckPasswordSignInAsync(account, old, lockoutOnFailure: true) is { Succeeded: false })
        {
            problem = "The old password is wrong, or the account is locked after too many tries.";
        }

        if (problem is null && await accounts.ChangePasswordAsync(account, old, password) is { Succeeded: false } result)
        {
            problem = Administration.Problem(result);
        }

        if (problem is not null)
        {
            return await PageAsync(user, accounts, administration, agency, StatusCodes.Status422UnprocessableEntity, problem, null);
        }

        return await SignedInHereAsync(account, "password changed", signIn, log);
    }

    private static async Task<IResult> EndSessionsAsync(ClaimsPrincipal user, UserManager<Account> accounts, AccountSignIn signIn, AccessLog log)
    {
        var account = (await accounts.GetUserAsync(user))!;
        await accounts.UpdateSecurityStampAsync(account);
        return await SignedInHereAsync(account, "signed out everywhere else", signIn, log);
    }

    private static async Task<IResult> NewPasskeyAsync(ClaimsPrincipal user, UserManager<Account> accounts, AccountSignIn signIn, AgencySignIn agency)
    {
        var account = (await accounts.GetUserAsync(user))!;
        return await agency.MayHaveOwnKeysAsync(account) ? await PasskeyPageAsync(account, signIn, StatusCodes.Status200OK, null) : NoPasskey(agency);
    }

    private static async Task<IResult> AddPasskeyAsync(HttpRequest request, ClaimsPrincipal user, UserManager<Account> accounts, AccountSignIn signIn, AgencySignIn agency, ServerContext context, AccessLog log)
    {
        var form = await request.ReadFormAsync();
        var account = (await accounts.GetUserAsync(user))!;
        if (!await agency.MayHaveOwnKeysAsync(account))
        {
            return NoPasskey(agency);
        }

        var name = form["name"].ToString().Trim();
        if (name.Length is 0 or > MaximumPasskeyName)
        {
            return await PasskeyPageAsync(account, signIn, StatusCodes.Status422UnprocessableEntity, $"Give the passkey a name of 1 to {MaximumPasskeyName} characters, so that you can tell it from others.");
        }

        PasskeyAttestationResult? attestation = null;
        try
        {
            attestation = form["credential"] is [{ Length: > 0 } credential] ? await signIn.PerformPasskeyAttestationAsync(credential) : null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or JsonException or FormatException or ArgumentException)
        {
            // The page was so old that what it was to be answered with is gone, or this is no answer of a browser.
        }

        if (attestation is not { Succeeded: true } || attestation.UserEntity.Id != account.Id)
        {
            return await PasskeyPageAsync(
                account, signIn, StatusCodes.Status422UnprocessableEntity,
                "This passkey was not added. The device must ask for a finger, a face or a code; older security keys (U2F) cannot. Try again, or use another device.");
        }

        attestation.Passkey.Name = name;
        await accounts.AddOrUpdatePasskeyAsync(account, attestation.Passkey);
        if (await Sessions.FindAsync(request.HttpContext) is { } session)
        {
            // The device has just asked who holds it: from here on the session has two factors.
            session.Method = SignInMethod.Passkey;
            await context.SaveChangesAsync();
        }

        await log.AddAsync("passkey added", account.UserName);
        return Results.LocalRedirect("~/account?done=1");
    }

    private static RazorComponentResult NoPasskey(AgencySignIn agency) => PageResults.Message(
        StatusCodes.Status409Conflict, "Your agency's sign-in opens your account", $"You sign in with {agency.Name}. A passkey here would outlive it, so there is none.");

    private static async Task<IResult> RemovePasskeyAsync(HttpRequest request, ClaimsPrincipal user, UserManager<Account> accounts, AccountSignIn signIn, AccessLog log)
    {
        var form = await request.ReadFormAsync();
        var account = (await accounts.GetUserAsync(user))!;
        var passkey = (await accounts.GetPasskeysAsync(account)).FirstOrDefault(passkey => Convert.ToHexString(passkey.CredentialId) == form["passkey"].ToString());
        if (passkey is not null)
        {
            await accounts.RemovePasskeyAsync(account, passkey.CredentialId);
        }

        return await SignedInHereAsync(account, "passkey removed", signIn, log);
    }

    // What was changed signs the account out everywhere; this browser stays.
    private static async Task<IResult> SignedInHereAsync(Account account, string what, AccountSignIn signIn, AccessLog log)
    {
        await log.AddAsync(what, account.UserName);
        await signIn.RefreshSignInAsync(account);
        return Results.LocalRedirect("~/account?done=1");
    }

    private static async Task<IResult> PasskeyPageAsync(Account account, AccountSignIn signIn, int status, string? problem) => PageResults.Page<PasskeyPage>(
        status, ("Problem", problem), ("Options", await signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = account.Id, Name = account.UserName!, DisplayName = account.UserName! })));
}
