using System.Security.Claims;
using System.Text.Encodings.Web;
using Comity.Server.Api.Keys;
using Comity.Server.Operation;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Comity.Server.Api;

/// <summary>Who calls the API: a program with a key, or with a token of the agency's provider (RFC 6750, RFC 9068).</summary>
internal static class ApiAuthentication
{
    /// <summary>The scheme that chooses: sessions for pages, keys and tokens for the API.</summary>
    public const string Scheme = "Comity";

    /// <summary>The scheme of keys.</summary>
    public const string KeyScheme = "Key";

    /// <summary>The scheme of tokens.</summary>
    public const string TokenScheme = "Token";

    private const string Bearer = "Bearer ";

    // How far the clocks of the provider and of this server may differ.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    // Where a token names the program, the first first: RFC 9068, Entra's second and first version, and the subject.
    private static readonly string[] Programs = ["client_id", "azp", "appid", "sub"];

    // Where a token says what it opens.
    private static readonly string[] Grants = [ApiScopeNames.Claim, "scp", "roles"];

    public static void AddApi(this AuthenticationBuilder authentication, TokenIssuer? issuer)
    {
        authentication.Services.AddSingleton<ApiKeys>();
        authentication.AddScheme<AuthenticationSchemeOptions, KeyHandler>(KeyScheme, null);
        if (issuer is not null)
        {
            authentication.AddJwtBearer(TokenScheme, options => Configure(options, issuer));
        }

        authentication.AddPolicyScheme(Scheme, null, options => options.ForwardDefaultSelector = context =>
            context.GetEndpoint()?.Metadata.GetMetadata<ApiAddress>() is null ? IdentityConstants.ApplicationScheme
            : issuer is not null && Presented(context.Request) is { } text && !text.StartsWith(ApiKeys.Prefix, StringComparison.Ordinal) ? TokenScheme
            : KeyScheme);
    }

    private static string? Presented(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : null;
    }

    private static void Configure(JwtBearerOptions options, TokenIssuer issuer)
    {
        options.Authority = issuer.Authority;
        options.Audience = issuer.Audience;
        options.RequireHttpsMetadata = !new Uri(issuer.Authority).IsLoopback;
        options.MapInboundClaims = false;
        options.TokenValidationParameters.NameClaimType = "client_id";
        options.TokenValidationParameters.ClockSkew = Skew;
        options.TokenValidationParameters.ValidTypes = ["at+jwt", "application/at+jwt", .. issuer.Type is { } type ? [type] : Array.Empty<string>()];
        options.Events = new JwtBearerEvents
        {
            // RFC 9068 §2.2.3: one claim, scopes separated by spaces; Entra calls it scp, and gives programs their rights as roles. The program is known by
            // what the provider calls it.
            OnTokenValidated = validated =>
            {
                var identity = (ClaimsIdentity)validated.Principal!.Identity!;
                if (Programs.Select(name => identity.FindFirst(name)?.Value).FirstOrDefault(value => !string.IsNullOrEmpty(value)) is not { } program)
                {
                    validated.Fail("The token names no program.");
                    return Task.CompletedTask;
                }

                var granted = Grants.SelectMany(identity.FindAll).ToList();
                granted.ForEach(identity.RemoveClaim);
                identity.AddClaims(granted.SelectMany(claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct().Select(scope => new Claim(ApiScopeNames.Claim, scope)));
                identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, $"token:{program}"));
                return Task.CompletedTask;
            },
            OnChallenge = challenge =>
            {
                challenge.HandleResponse();
                return RefuseAsync(challenge.HttpContext, challenge.Error);
            },
            OnForbidden = forbidden => RefuseScopeAsync(forbidden.HttpContext),
        };
    }

    private static Task RefuseAsync(HttpContext context, string? error)
    {
        var issuer = context.RequestServices.GetRequiredService<ServerConfiguration>().Tokens;
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"comity\"" + (error is null ? "" : $", error=\"{error}\"")
            + (issuer is null ? "" : $", resource_metadata=\"{ProtectedResource.MetadataOf(context)}\"");
        return Problems.WriteAsync(context, StatusCodes.Status401Unauthorized, "Send a key", "Send 'Authorization: Bearer' with a key that an administrator made, or with a token of the agency's provider.");
    }

    private static Task RefuseScopeAsync(HttpContext context) => RefuseScopeAsync(context, context.GetEndpoint()!.Metadata.GetMetadata<ApiAddress>()!.Scope);

    /// <summary>Says that a scope is needed (RFC 6750 §3.1).</summary>
    public static Task RefuseScopeAsync(HttpContext context, ApiScopes needed)
    {
        // The address that any key opens is closed to a token without a scope.
        var scope = needed == ApiScopes.None ? ApiScopes.Decide.Word() : needed.Word();
        context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"comity\", error=\"insufficient_scope\", scope=\"{scope}\"";
        return Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "The key does not open this", $"This needs the scope {scope}.");
    }

    private sealed class KeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeys keys)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override async Task<AuthenticateResult> HandleAuthenticateAsync() => Presented(Request) is not { Length: > 0 } text ? AuthenticateResult.NoResult()
            : (keys.TryFind(Context, text, out var known) ? known : await keys.FindAsync(text)) is { } program
                ? AuthenticateResult.Success(new AuthenticationTicket(program.Principal, KeyScheme))
            : AuthenticateResult.Fail("The key is not good.");

        protected override Task HandleChallengeAsync(AuthenticationProperties properties) => RefuseAsync(Context, Presented(Request) is null ? null : "invalid_token");

        protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => RefuseScopeAsync(Context);
    }
}
