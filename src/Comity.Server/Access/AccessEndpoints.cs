using System.Security.Claims;
using Comity.Server.Operation;
using Comity.Server.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Access;

/// <summary>Signing in and out, and one-time links.</summary>
internal static class AccessEndpoints
{
    /// <summary>Where people sign in.</summary>
    public const string SignInPath = "/sign-in";

    /// <summary>The value of an address that says where to go after signing in.</summary>
    public const string Return = "return";

    // One sentence for all of these, so that nobody learns here which names exist.
    private const string Refused = "The name or the password is wrong, or the account is locked after too many tries. Wait a quarter of an hour, or ask your administrator.";
    private const string PasskeyRefused = "This passkey is not known here, or its account is switched off. Use your password, or ask your administrator.";

    public static void MapAccess(this IEndpointRouteBuilder routes, bool agency)
    {
        var anybody = routes.MapGroup("").AllowAnonymous();
        anybody.MapGet(SignInPath, SignInPageAsync).WithScript();
        anybody.MapForm(SignInPath, SignInAsync).LimitSignIns().WithScript();
        anybody.MapForm("/sign-in/passkey", PasskeyAsync).LimitSignIns().WithScript();
        anybody.MapGet("/join/{key}", JoinPageAsync);
        anybody.MapForm("/join/{key}", JoinAsync).LimitSignIns();
        if (agency)
        {
            anybody.MapGet("/sign-in/agency", (HttpRequest request) =>
                Results.Challenge(new AuthenticationProperties { RedirectUri = $"{request.PathBase}/sign-in/agency/done{QueryString.Create(Return, Local(request.Query[Return]))}" }, [AgencySignIn.Scheme])).LimitSignIns();
            anybody.MapGet("/sign-in/agency/done", AgencyAsync).WithScript();
        }

        routes.MapForm("/sign-out", SignOutAsync).RequireAuthorization();
    }

    private static async Task<IResult> SignInPageAsync(HttpRequest request, AccountSignIn signIn, ServerConfiguration configuration) => request.HttpContext.User.Identity?.IsAuthenticated == true
        ? Results.LocalRedirect($"~{Local(request.Query[Return])}")
        : await SignInAgainAsync(
            signIn, configuration, StatusCodes.Status200OK, request.Query[Return],
            request.Query.ContainsKey("expired") ? "You were signed out. Sign in, then do it once more; nothing was changed."
                : request.Query.ContainsKey("agency") ? "Your agency's sign-in did not let you in. Try again, or ask your administrator." : null);

    private static async Task<IResult> SignInAsync(HttpRequest request, AccountSignIn signIn, UserManager<Account> accounts, IPasswordHasher<Account> hasher, ServerConfiguration configuration, AccessLog log)
    {
        var form = await request.ReadFormAsync();
        var (name, password) = (form["name"].ToString().Trim(), form["password"].ToString());
        var account = await accounts.FindByNameAsync(name);
        if (account?.PasswordHash is null)
        {
            // As slow as for a name that exists.
            hasher.HashPassword(new Account(), password);
            await log.AddAsync("sign-in refused: unknown name or no password", account?.UserName);
            return await SignInAgainAsync(signIn, configuration, StatusCodes.Status401Unauthorized, form[Return], Refused);
        }

        var result = await signIn.PasswordSignInAsync(account, password, isPersistent: false, lockoutOnFailure: true);
        await log.AddAsync(
            result.Succeeded ? "signed in with a password" : result.IsLockedOut ? "sign-in refused: locked after too many tries" : result.IsNotAllowed ? "sign-in refused: switched off" : "sign-in refused: wrong password",
            account.UserName, result.Succeeded ? account.UserName : null);
        return result.Succeeded
            ? Results.LocalRedirect($"~{Local(form[Return])}")
            : await SignInAgainAsync(signIn, configuration, StatusCodes.Status401Unauthorized, form[Return], Refused);
    }

    private static async Task<IResult> PasskeyAsync(HttpRequest request, AccountSignIn signIn, ServerConfiguration configuration, AccessLog log, UserManager<Account> accounts)
    {
        var form = await request.ReadFormAsync();
        var result = SignInResult.Failed;
        Account? account = null;
        try
        {
            var assertion = await signIn.PerformPasskeyAssertionAsync(form["credential"].ToString());
            if (assertion.Succeeded)
            {
                account = assertion.User;
                await accounts.AddOrUpdatePasskeyAsync(account, assertion.Passkey);
                result = await signIn.CanSignInAsync(account) ? SignInResult.Success : SignInResult.NotAllowed;
            }
        }
        catch (InvalidOperationException)
        {
            // The page was so old that what it was to be answered with is gone.
        }

        await log.AddAsync(result.Succeeded ? "signed in with a passkey" : "sign-in refused: passkey", account?.UserName, result.Succeeded ? account?.UserName : null);
        if (!result.Succeeded)
        {
            return await SignInAgainAsync(signIn, configuration, StatusCodes.Status401Unauthorized, form[Return], PasskeyRefused);
        }

        await signIn.SignInAsync(account!, isPersistent: false, "passkey");
        return Results.LocalRedirect($"~{Local(form[Return])}");
    }

    private static async Task<IResult> AgencyAsync(HttpContext context, AccountSignIn signIn, AgencySignIn agency, ServerConfiguration configuration, AccessLog log)
    {
        var back = context.Request.Query[Return];
        var external = await context.AuthenticateAsync(IdentityConstants.ExternalScheme);
        await context.SignOutAsync(IdentityConstants.ExternalScheme);
        if (external.Principal is null)
        {
            return Results.LocalRedirect($"~{SignInPath}?agency=failed");
        }

        var (account, problem) = await agency.AccountAsync(external.Principal);
        if (account is null || !await signIn.CanSignInAsync(account))
        {
            await log.AddAsync("sign-in by the agency refused", account?.UserName);
            return await SignInAgainAsync(signIn, configuration, StatusCodes.Status403Forbidden, back, problem ?? "Your account is switched off. Ask your administrator.");
        }

        await signIn.SignInAsync(account, isPersistent: false, AgencySignIn.Scheme);
        await log.AddAsync("signed in by the agency", account.UserName, account.UserName);
        return Results.LocalRedirect($"~{Local(back)}");
    }

    private static async Task<IResult> SignOutAsync(AccountSignIn signIn, AccessLog log, ClaimsPrincipal user)
    {
        await signIn.SignOutAsync();
        await log.AddAsync("signed out", user.Identity!.Name);
        return Results.LocalRedirect($"~{SignInPath}");
    }

    private static async Task<IResult> JoinPageAsync(HttpContext context, string key, OneTimeLinks links, Administration administration) => await OpenAsync(context, key, links, administration) is var (link, account)
        ? PageResults.Page<JoinPage>(("Account", account))
        : NoLink();

    private static async Task<IResult> JoinAsync(HttpContext context, string key, OneTimeLinks links, Administration administration, UserManager<Account> accounts, AccountSignIn signIn, AccessLog log)
    {
        if (await OpenAsync(context, key, links, administration) is not var (link, account))
        {
            return NoLink();
        }

        var form = await context.Request.ReadFormAsync();
        var (name, password) = (form["name"].ToString().Trim(), form["password"].ToString());
        var problem = password != form["again"].ToString() ? "The two passwords are not the same." : await PasswordProblemAsync(accounts, account ?? new Account { UserName = name }, password);
        if (problem is null && account is null)
        {
            var roles = form.ContainsKey("everything") ? RoleNames.Every : Roles.Administrator;
            (account, problem) = await administration.CreateAsync(name, roles, null);
        }

        if (problem is not null)
        {
            return PageResults.Page<JoinPage>(StatusCodes.Status422UnprocessableEntity, ("Account", link.AccountId is null ? null : account), ("Name", name), ("Problem", problem));
        }

        if (!await links.SpendAsync(link))
        {
            return NoLink();
        }

        await accounts.RemovePasswordAsync(account!);
        await accounts.AddPasswordAsync(account!, password);
        await log.AddAsync("password set by one-time link", account!.UserName, account.UserName);
        await signIn.SignInAsync(account, isPersistent: false, "link");
        return Results.LocalRedirect("~/account?welcome=1");
    }

    /// <summary>What is wrong with a new password; null for nothing.</summary>
    public static async Task<string?> PasswordProblemAsync(UserManager<Account> accounts, Account account, string password)
    {
        if (password.Contains(account.UserName ?? "", StringComparison.OrdinalIgnoreCase) && account.UserName is { Length: > 0 })
        {
            return "The password holds your sign-in name. Choose another.";
        }

        foreach (var validator in accounts.PasswordValidators)
        {
            if (await validator.ValidateAsync(accounts, account, password) is { Succeeded: false } result)
            {
                return Administration.Problem(result);
            }
        }

        return null;
    }

    // The first administrator's link works on this machine only, and only while there is no administrator.
    private static async Task<(OneTimeLink Link, Account? Account)?> OpenAsync(HttpContext context, string key, OneTimeLinks links, Administration administration)
    {
        if (await links.FindAsync(key) is not { } link)
        {
            return null;
        }

        if (link.AccountId is null)
        {
            var here = context.Connection.RemoteIpAddress is { } remote && System.Net.IPAddress.IsLoopback(remote) && !context.Request.Headers.ContainsKey("X-Forwarded-For");
            return here && !await administration.HasAdministratorAsync() ? (link, null) : null;
        }

        return await administration.FindAsync(link.AccountId) is { Disabled: false } account ? (link, account) : null;
    }

    private static RazorComponentResult NoLink() => PageResults.Message(
        StatusCodes.Status404NotFound, "This link is not good any more", "It was used, it has expired, or it was copied in part. Ask your administrator for a new one; for the first administrator, start the program again and use the link that it prints, on the same machine.");

    private static async Task<IResult> SignInAgainAsync(AccountSignIn signIn, ServerConfiguration configuration, int status, string? back, string? problem) => PageResults.Page<SignInPage>(
        status, ("Agency", configuration.OpenIdConnect?.Name), ("Back", Local(back)), ("Problem", problem), ("PasskeyOptions", await signIn.MakePasskeyRequestOptionsAsync(null)));

    // Never to another site: a path of ours, with one slash at its beginning.
    private static string Local(string? address) => address is ['/', .. var rest] && rest is not ['/' or '\\', ..] && !rest.Any(char.IsControl) ? address : "/";
}
