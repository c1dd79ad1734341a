using System.Security.Claims;
using System.Text.RegularExpressions;
using Comity.Server.Data;
using Comity.Server.Operation;
using Comity.Server.Web;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Access;

/// <summary>Signing in and out, and one-time links.</summary>
internal static partial class AccessEndpoints
{
    /// <summary>Where people sign in.</summary>
    public const string SignInPath = "/sign-in";

    private const string AgencyDone = AgencySignIn.Path + "/done";

    /// <summary>The value of an address that says where to go after signing in.</summary>
    public const string Return = "return";

    /// <summary>What to say to somebody whose form is carried through the sign-in.</summary>
    public const string SignedOut = "You were signed out, and nothing was changed. What you typed is still here: sign in, and it is shown to you.";

    /// <summary>Where the sign-in page sends the form that it carries, once somebody has signed in elsewhere.</summary>
    public const string UnsentPath = "/sign-in/unsent";

    // One sentence for all of these, so that nobody learns here which names exist.
    private const string Refused = "The name or the password is wrong, or the account is locked after too many tries. Wait a quarter of an hour, or ask your administrator.";

    // A password may hold shorter names: most words hold one.
    private const int ShortestName = 3;

    private const string PasskeyRefused = "This passkey is not known here, or its account is switched off. Use your password, or ask your administrator.";

    public static void MapAccess(this IEndpointRouteBuilder routes, bool agency)
    {
        var anybody = routes.MapGroup("").AllowAnonymous();
        anybody.MapGet(SignInPath, SignInPageAsync).WithScript();
        anybody.MapForm(SignInPath, SignInAsync).LimitSignIns().WithScript();
        anybody.MapForm("/sign-in/passkey", PasskeyAsync).LimitSignIns().WithScript();
        anybody.MapPost(UnsentPath, (Delegate)UnsentAsync).WithMetadata(new RequireAntiforgeryTokenAttribute()).WithScript();
        anybody.MapGet("/join/{key}", JoinPageAsync);
        anybody.MapForm("/join/{key}", JoinAsync).LimitSignIns();
        if (agency)
        {
            anybody.MapGet(AgencySignIn.Path, ToAgencyAsync).LimitSignIns().WithScript();
            anybody.MapGet(AgencyDone, AgencyAsync).WithScript();
            anybody.MapPost(AgencySignIn.Path + "/logout", AgencyLogoutAsync).DisableAntiforgery();
        }

        routes.MapForm("/sign-out", SignOutAsync).RequireAuthorization();
    }

    private static async Task<IResult> SignInPageAsync(HttpRequest request) => request.HttpContext.User.Identity?.IsAuthenticated == true
        ? Results.LocalRedirect($"~{Local(request.Query[Return])}")
        : await SignInAgainAsync(
            request.HttpContext, StatusCodes.Status200OK, request.Query[Return],
            request.Query.ContainsKey("expired") ? "You were signed out, and nothing was changed. Sign in, then do it once more."
                : request.Query["agency"] == AgencySignIn.Down ? AgencySignIn.DownText
                : request.Query.ContainsKey("agency") ? "Your agency's sign-in did not let you in. Try again, or ask your administrator." : null);

    private static async Task<IResult> SignInAsync(
        HttpRequest request, AccountSignIn signIn, UserManager<Account> accounts, AgencySignIn agency, IPasswordHasher<Account> hasher, ServerConfiguration configuration, AccessLog log)
    {
        var form = await request.ReadFormAsync();
        var (name, password) = (form["name"].ToString().Trim(), form["password"].ToString());
        var account = await accounts.FindByNameAsync(name);
        if (account?.PasswordHash is null || account.Disabled || !await agency.MayHaveOwnKeysAsync(account) || await accounts.IsLockedOutAsync(account))
        {
            // As slow as a password that is looked at.
            hasher.HashPassword(new Account(), password);
            await log.AddAsync(
                account?.PasswordHash is null ? "sign-in refused: unknown name or no password"
                : account.Disabled ? "sign-in refused: switched off"
                : !await agency.MayHaveOwnKeysAsync(account) ? "sign-in refused: belongs to the agency's sign-in"
                : "sign-in refused: locked after too many tries",
                account?.UserName);
            return await SignInAgainAsync(request.HttpContext, StatusCodes.Status401Unauthorized, form[Return], Refused,
                form[UnsentForm.Field]);
        }

        var result = await signIn.CheckPasswordSignInAsync(account, password, lockoutOnFailure: true);
        if (!result.Succeeded)
        {
            await log.AddAsync(result.IsLockedOut ? "sign-in refused: locked after too many tries" : "sign-in refused: wrong password", account.UserName);
            return await SignInAgainAsync(request.HttpContext, StatusCodes.Status401Unauthorized, form[Return], Refused,
                form[UnsentForm.Field]);
        }

        if (configuration.SignIn.NeedsPasskey(account.Roles) && (await accounts.GetPasskeysAsync(account)).Count > 0)
        {
            await log.AddAsync("sign-in refused: needs a passkey", account.UserName);
            return await SignInAgainAsync(
                request.HttpContext, StatusCodes.Status401Unauthorized, form[Return],
                "Your role needs two factors: sign in with your passkey. If it is lost, ask your administrator for a new link.",
                form[UnsentForm.Field]);
        }

        await signIn.SignInAsync(account, SignInMethod.Password);
        await log.AddAsync("signed in with a password", account.UserName, account.UserName);
        return SignedIn(request.HttpContext, form);
    }

    private static async Task<IResult> PasskeyAsync(HttpRequest request, AccountSignIn signIn, AgencySignIn agency, AccessLog log)
    {
        var form = await request.ReadFormAsync();
        var account = await signIn.PasskeyAsync(form["credential"].ToString());
        if (account is null || !await signIn.CanSignInAsync(account) || !await agency.MayHaveOwnKeysAsync(account))
        {
            await log.AddAsync("sign-in refused: passkey", account?.UserName);
            return await SignInAgainAsync(request.HttpContext, StatusCodes.Status401Unauthorized, form[Return], PasskeyRefused,
                form[UnsentForm.Field]);
        }

        await signIn.SignInAsync(account, SignInMethod.Passkey);
        await log.AddAsync("signed in with a passkey", account.UserName, account.UserName);
        return SignedIn(request.HttpContext, form);
    }

    private static async Task<IResult> ToAgencyAsync(HttpContext context, AgencySignIn agency)
    {
        var back = Local(context.Request.Query[Return]);
        var ticket = new OpenIdConnectChallengeProperties { RedirectUri = $"{context.Request.PathBase}{AgencyDone}{QueryString.Create(Return, back)}" };
        if (context.Request.Query.ContainsKey("again"))
        {
            (ticket.Prompt, ticket.Items[Sessions.Confirmed]) = ("login", "");
        }

        return await agency.TryChallengeAsync(context, ticket)
            ? Results.Empty
            : await SignInAgainAsync(context, StatusCodes.Status503ServiceUnavailable, back, AgencySignIn.DownText);
    }

    private static async Task<IResult> AgencyAsync(HttpContext context, AccountSignIn signIn, AgencySignIn agency, AccessLog log)
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
            await log.AddAsync(account is null ? "sign-in by the agency refused" : "sign-in by the agency refused: switched off", account?.UserName);
            return await SignInAgainAsync(context, StatusCodes.Status403Forbidden, back,
                problem ?? "Your account is switched off. Ask your administrator.");
        }

        var ticket = external.Properties!;
        await signIn.SignInAsync(
            account, SignInMethod.Agency,
            [
                (Sessions.AgencySession, external.Principal.FindFirstValue("sid")), (Sessions.IdToken, ticket.GetTokenValue("id_token")),
                .. (ReadOnlySpan<(string, string?)>)(ticket.Items.ContainsKey(Sessions.Confirmed) && agency.IsFresh(external.Principal) ? [(Sessions.Confirmed, "")] : []),
            ]);
        await log.AddAsync("signed in by the agency", account.UserName, account.UserName);
        return Results.LocalRedirect($"~{Local(back)}");
    }

    // OpenID Connect Back-Channel Logout 1.0 §2.5 to §2.8: the provider itself calls.
    private static async Task<IResult> AgencyLogoutAsync(HttpContext context, AgencySignIn agency, AccessLog log)
    {
        context.Response.Headers.CacheControl = "no-store";
        var token = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync())["logout_token"].ToString() : "";
        if (await agency.EndSessionsAsync(token) is not { } account)
        {
            return Results.Json(new { error = "invalid_request", error_description = "This is no logout token of the provider for this client." }, statusCode: StatusCodes.Status400BadRequest);
        }

        await log.AddAsync("signed out by the agency", account.Length > 0 ? account : null);
        return Results.Ok();
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, AccountSignIn signIn, AgencySignIn agency, ServerContext server, AccessLog log, ClaimsPrincipal user)
    {
        var session = await Sessions.FindAsync(context);
        if (session is not null)
        {
            await server.Sessions.Where(ended => ended.Id == session.Id).ExecuteDeleteAsync();
        }

        await signIn.SignOutAsync();
        await log.AddAsync("signed out", user.Identity!.Name);
        if (session is not { Method: SignInMethod.Agency } || await agency.SignOutAddressAsync(context.Request, session) is not { } address)
        {
            return Results.LocalRedirect($"~{SignInPath}");
        }

        // A page between, because a form of ours leads to no other site.
        context.User = new ClaimsPrincipal(new ClaimsIdentity());
        context.Response.Headers["Refresh"] = $"0; url={address}";
        return PageResults.Page<SignedOutPage>(("Agency", agency.Name), ("Address", address));
    }

    private static async Task<IResult> JoinPageAsync(HttpContext context, string key, OneTimeLinks links, Administration administration) => await OpenAsync(context, key, links, administration) is var (link, account)
        ? PageResults.Page<JoinPage>(("Account", account))
        : NoLink();

    private static async Task<IResult> JoinAsync(
        HttpContext context, string key, OneTimeLinks links, Administration administration, UserManager<Account> accounts, AccountSignIn signIn, ServerContext server, AccessLog log)
    {
        if (await OpenAsync(context, key, links, administration) is not var (link, account))
        {
            return NoLink();
        }

        var form = await context.Request.ReadFormAsync();
        var (name, password) = (form["name"].ToString().Trim(), form["password"].ToString());
        var problem = password != form["again"].ToString() ? "The two passwords are not the same." : await PasswordProblemAsync(accounts, account ?? new Account { UserName = name }, password);
        if (problem is null)
        {
            // All of it or nothing: of two who open the link at the same time one gets in, and the other leaves nothing behind.
            await using var transaction = await server.Database.BeginTransactionAsync();
            if (!await links.SpendAsync(link))
            {
                return NoLink();
            }

            if (account is null)
            {
                (account, problem) = await administration.CreateAsync(name, form.ContainsKey("everything") ? RoleNames.Every : Roles.Administrator, null, allUnits: true);
            }

            if (account is not null)
            {
                // Whoever lost a password may have lost more: what opened the account before opens it no longer.
                foreach (var passkey in await accounts.GetPasskeysAsync(account))
                {
                    await accounts.RemovePasskeyAsync(account, passkey.CredentialId);
                }

                await accounts.RemovePasswordAsync(account);
                await accounts.AddPasswordAsync(account, password);
                await log.AddAsync("password set by one-time link", account.UserName, account.UserName);
                await transaction.CommitAsync();
                await signIn.SignInAsync(account, SignInMethod.Link);
                return Results.LocalRedirect("~/account?welcome=1");
            }
        }

        return PageResults.Page<JoinPage>(StatusCodes.Status422UnprocessableEntity, ("Account", account), ("Name", name), ("Problem", problem));
    }

    /// <summary>What is wrong with a new password; null for nothing.</summary>
    public static async Task<string?> PasswordProblemAsync(UserManager<Account> accounts, Account account, string password)
    {
        if (account.UserName is { Length: >= ShortestName } name && password.Contains(name, StringComparison.OrdinalIgnoreCase))
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

    // For those who signed in elsewhere meanwhile: by the agency, in another window. Their page's token is that of nobody, so the
    // browser's word counts.
    private static async Task<IResult> UnsentAsync(HttpContext context)
    {
        context.Features.Set<IAntiforgeryValidationFeature>(null);
        var form = UnsentForm.IsOwn(context.Request) ? await context.Request.ReadFormAsync() : FormCollection.Empty;
        return context.User.Identity?.IsAuthenticated == true
            ? SignedIn(context, form)
            : await SignInAgainAsync(context, StatusCodes.Status401Unauthorized, null, SignedOut, form[UnsentForm.Field]);
    }

    // To the page that somebody came from, or to what they had typed when they were signed out.
    private static IResult SignedIn(HttpContext context, IFormCollection form) =>
        UnsentForm.Unprotect(context, form[UnsentForm.Field]) is { } unsent
        ? unsent.Show(StatusCodes.Status200OK)
        : Results.LocalRedirect($"~{Local(form[Return])}");

    /// <summary>The page on which people sign in.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status under which it is answered.</param>
    /// <param name="back">Where to go afterwards; null for the first page.</param>
    /// <param name="problem">What to say first; null for nothing.</param>
    /// <param name="unsent">The form that is carried through, protected; null for none.</param>
    public static async Task<IResult> SignInAgainAsync(
        HttpContext context, int status, string? back, string? problem, string? unsent = null) => PageResults.Page<SignInPage>(
        status, ("Agency", context.RequestServices.GetRequiredService<ServerConfiguration>().OpenIdConnect?.Name), ("Back", Local(back)),
        ("Problem", problem), ("Unsent", unsent),
        ("PasskeyOptions", await context.RequestServices.GetRequiredService<AccountSignIn>().MakePasskeyRequestOptionsAsync(null)));

    // Never to another site: a path of ours, with one slash at its beginning, in the characters that a header may have.
    private static string Local(string? address) => address is ['/', .. var rest] && rest is not ['/' or '\\', ..] && !rest.Any(char.IsControl)
        ? BeyondAscii().Replace(address, match => Uri.EscapeDataString(match.Value)) : "/";

    [GeneratedRegex("[^\\x21-\\x7e]+")]
    private static partial Regex BeyondAscii();
}
