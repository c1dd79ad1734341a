using System.Globalization;
using System.Security.Claims;
using Comity.Server.Data;
using Comity.Server.Operation;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Comity.Server.Access;

/// <summary>Signs people in by the agency's own provider, which says who they are and what roles they have, and out again.</summary>
internal sealed partial class AgencySignIn(
    ServerConfiguration configuration, UserManager<Account> accounts, ServerContext context, AccessLog log, TimeProvider clock, IOptionsMonitor<OpenIdConnectOptions> options,
    ILogger<AgencySignIn> logger)
{
    /// <summary>The scheme's name, and the provider's in the accounts' logins.</summary>
    public const string Scheme = "agency";

    /// <summary>Where the way to the provider begins.</summary>
    public const string Path = "/sign-in/agency";

    /// <summary>The value by which an address says that the provider does not answer.</summary>
    public const string Down = "down";

    /// <summary>What is said then.</summary>
    public const string DownText = "Your agency's sign-in does not answer. Wait a little and try again; if it goes on, tell your administrator.";

    private const string LogoutEvent = "http://schemas.openid.net/event/backchannel-logout";

    // How far clocks may differ, how long the provider may take, and how fresh a sign-in is that confirms something.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    /// <summary>What the provider is called.</summary>
    public string Name => configuration.OpenIdConnect?.Name ?? "";

    /// <summary>Sets the client up (OpenID Connect Core 1.0 §3.1 and §5.3, RFC 7636).</summary>
    public static void Configure(OpenIdConnectOptions options, OpenIdConnectClient client)
    {
        options.Authority = client.Authority;
        options.RequireHttpsMetadata = new Uri(client.Authority).Scheme == "https";
        options.ClientId = client.ClientId;
        options.ClientSecret = client.ClientSecretFile is { } file ? File.ReadAllText(file).Trim() : null;
        options.SignInScheme = IdentityConstants.ExternalScheme;
        options.CallbackPath = Path + "/callback";
        options.RemoteSignOutPath = default;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.MapInboundClaims = false;
        options.DisableTelemetry = true;
        options.BackchannelTimeout = Patience;
        options.TokenValidationParameters.ClockSkew = Skew;

        // Kept until the session begins; the provider wants its ID token back at the end.
        options.SaveTokens = true;
        options.GetClaimsFromUserInfoEndpoint = true;
        foreach (var claim in new[] { client.NameClaim, client.RoleClaim, client.UnitClaim }.OfType<string>().Distinct())
        {
            options.ClaimActions.MapJsonKey(claim, claim);
        }

        options.CorrelationCookie.SameSite = options.NonceCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        foreach (var scope in client.Scopes)
        {
            options.Scope.Add(scope);
        }

        options.Events.OnRemoteFailure = failed =>
        {
            var down = failed.Failure is { } failure && IsAway(failure);
            var logger = failed.HttpContext.RequestServices.GetRequiredService<ILogger<AgencySignIn>>();
            if (down)
            {
                Away(logger, failed.Failure!.GetBaseException().Message);
            }
            else
            {
                Failed(logger, failed.Failure?.GetType().Name ?? "none");
            }

            failed.Response.Redirect($"{failed.Request.PathBase}{AccessEndpoints.SignInPath}?agency={(down ? Down : "failed")}");
            failed.HandleResponse();
            return Task.CompletedTask;
        };
    }

    /// <summary>Sends the browser to the provider.</summary>
    /// <returns>False where the provider does not answer.</returns>
    public async Task<bool> TryChallengeAsync(HttpContext request, AuthenticationProperties ticket)
    {
        try
        {
            await request.ChallengeAsync(Scheme, ticket);
            return true;
        }
        catch (Exception exception) when (IsAway(exception))
        {
            Away(logger, exception.GetBaseException().Message);
            return false;
        }
    }

    /// <summary>Whether an account may have a password or passkeys here: those of the provider may not, unless the configuration says so, because they would outlive it.</summary>
    public async Task<bool> MayHaveOwnKeysAsync(Account account) =>
        configuration.OpenIdConnect is null or { LocalSignIn: true } || !await context.Set<IdentityUserLogin<string>>().AnyAsync(login => login.UserId == account.Id);

    /// <summary>Whether somebody signed in at the provider a moment ago, as far as it says when (the claim <c>auth_time</c>).</summary>
    public bool IsFresh(ClaimsPrincipal principal) =>
        !long.TryParse(principal.FindFirstValue("auth_time"), NumberStyles.None, CultureInfo.InvariantCulture, out var at) || clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(at) < Fresh;

    /// <summary>The account of whoever the provider named, made or brought up to date.</summary>
    /// <returns>The account, or why there is none.</returns>
    public async Task<(Account? Account, string? Problem)> AccountAsync(ClaimsPrincipal principal)
    {
        var client = configuration.OpenIdConnect!;
        var (subject, name) = (principal.FindFirstValue("sub"), principal.FindFirstValue(client.NameClaim)?.Trim());
        if (string.IsNullOrEmpty(subject) || string.IsNullOrEmpty(name))
        {
            Unnamed(logger, client.NameClaim, string.Join(", ", principal.Claims.Select(claim => claim.Type).Distinct()));
            return (null, $"Your agency's sign-in did not say what you are called (the claim '{client.NameClaim}'). Tell your administrator.");
        }

        var roles = principal.FindAll(client.RoleClaim).Select(claim => RoleNames.Read(client.Roles.GetValueOrDefault(claim.Value))).Aggregate(Roles.None, (sum, role) => sum | role);
        if (roles == Roles.None)
        {
            Roleless(logger, client.RoleClaim, principal.FindAll(client.RoleClaim).Select(claim => claim.Value).Distinct().Count());
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
        else if (await accounts.CreateAsync(account) is { Succeeded: false } result)
        {
            var taken = result.Errors.Any(error => error.Code == nameof(IdentityErrorDescriber.DuplicateUserName));
            Refused(logger, client.NameClaim, taken ? "another account has this sign-in name" : string.Join(" ", result.Errors.Select(error => error.Description)));
            return (null, taken
                ? "There is already an account with your sign-in name that does not belong to your agency's sign-in. Ask your administrator."
                : $"Your agency's sign-in gives you a name that cannot be used here. {Administration.Problem(result)} Tell your administrator.");
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

    /// <summary>Where the browser goes to be signed out at the provider too (OpenID Connect RP-Initiated Logout 1.0 §2).</summary>
    /// <returns>Null where the provider has no such address, or does not answer.</returns>
    public async Task<string?> SignOutAddressAsync(HttpRequest request, Session session)
    {
        var client = options.Get(Scheme);
        if (await ProviderAsync(client) is not { EndSessionEndpoint: { Length: > 0 } end })
        {
            return null;
        }

        var message = new OpenIdConnectMessage
        {
            IssuerAddress = end, IdTokenHint = session.IdToken, ClientId = client.ClientId,
            PostLogoutRedirectUri = $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}{AccessEndpoints.SignInPath}",
        };
        return message.CreateLogoutRequestUrl();
    }

    /// <summary>Ends the sessions that a logout token names (OpenID Connect Back-Channel Logout 1.0 §2.6).</summary>
    /// <returns>The sign-in name of the account, empty where it has none here; null for a token that is not good.</returns>
    public async Task<string?> EndSessionsAsync(string token)
    {
        var client = options.Get(Scheme);
        if (await ReadAsync(token, client) is not { } read || !read.TryGetPayloadValue<System.Text.Json.JsonElement>("events", out var events)
            || events.ValueKind != System.Text.Json.JsonValueKind.Object || !events.TryGetProperty(LogoutEvent, out _) || read.TryGetClaim("nonce", out _))
        {
            return null;
        }

        var (subject, sid) = (read.Subject, read.TryGetClaim("sid", out var claim) ? claim.Value : null);
        if (string.IsNullOrEmpty(subject) && sid is null)
        {
            return null;
        }

        // Where both are named it is that session; the subject alone means all of them.
        var account = string.IsNullOrEmpty(subject) ? null : await accounts.FindByLoginAsync(Scheme, subject);
        var ended = context.Sessions.Where(session => session.Method == SignInMethod.Agency && (account == null || session.AccountId == account.Id) && (sid == null || session.AgencySession == sid));
        if (account is null && sid is null)
        {
            return "";
        }

        var name = account?.UserName
            ?? await ended.Join(context.Accounts, session => session.AccountId, known => known.Id, (_, known) => known.UserName).FirstOrDefaultAsync();
        await ended.ExecuteDeleteAsync();
        return name ?? "";
    }

    private static async Task<JsonWebToken?> ReadAsync(string token, OpenIdConnectOptions client)
    {
        if (token.Length == 0)
        {
            return null;
        }

        for (var attempt = 0; attempt < 2 && await ProviderAsync(client) is { } provider; attempt++)
        {
            var result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, new TokenValidationParameters
            {
                ValidIssuer = provider.Issuer, ValidAudience = client.ClientId, IssuerSigningKeys = provider.SigningKeys, ClockSkew = Skew,
                ValidTypes = ["logout+jwt", "application/logout+jwt", "JWT"],
            });
            if (result.IsValid)
            {
                return (JsonWebToken)result.SecurityToken;
            }

            // The provider may sign with a newer key by now.
            if (result.Exception is not SecurityTokenSignatureKeyNotFoundException)
            {
                return null;
            }

            client.ConfigurationManager!.RequestRefresh();
        }

        return null;
    }

    private static async Task<OpenIdConnectConfiguration?> ProviderAsync(OpenIdConnectOptions client)
    {
        try
        {
            return await client.ConfigurationManager!.GetConfigurationAsync(CancellationToken.None);
        }
        catch (Exception exception) when (IsAway(exception))
        {
            return null;
        }
    }

    // The library wraps what went wrong on the way in its own exceptions, and says IDX20803 or IDX20804 where it got no metadata.
    private static bool IsAway(Exception exception) =>
        exception is HttpRequestException or IOException or TaskCanceledException || exception.Message.StartsWith("IDX2080", StringComparison.Ordinal) || (exception.InnerException is { } inner && IsAway(inner));

    [LoggerMessage(LogLevel.Warning, "The agency's sign-in does not answer: {Reason}")]
    private static partial void Away(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "The agency's sign-in did not let somebody in ({Kind}). Its own log says why.")]
    private static partial void Failed(ILogger logger, string kind);

    [LoggerMessage(LogLevel.Warning, "The agency's sign-in names nobody: the claim '{Claim}' (openIdConnect.nameClaim) is neither in its ID token nor in UserInfo. There are: {Claims}.")]
    private static partial void Unnamed(ILogger logger, string claim, string claims);

    [LoggerMessage(LogLevel.Warning, "The agency's sign-in gave somebody no role: the claim '{Claim}' (openIdConnect.roleClaim) had {Count} values, and none of them is listed under openIdConnect.roles.")]
    private static partial void Roleless(ILogger logger, string claim, int count);

    [LoggerMessage(LogLevel.Warning, "The agency's sign-in gave a name (openIdConnect.nameClaim, '{Claim}') with which no account was made: {Reason}")]
    private static partial void Refused(ILogger logger, string claim, string reason);
}
