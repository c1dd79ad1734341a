using Comity.Server.Api;
using Comity.Server.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Access;

/// <summary>What access needs: accounts, sign-in by password, passkey or the agency's provider, sessions, and the refusal of everything else.</summary>
internal static class AccessServices
{
    // OWASP's count for PBKDF2 with HMAC-SHA-512.
    private const int PasswordIterations = 210_000;
    private const int PasswordLength = 12;

    public static void AddAccess(this IServiceCollection services, ServerOptions server)
    {
        var configuration = server.Configuration;
        services.AddSingleton(configuration);
        services.AddDbContext<ServerContext>(options => ServerDatabase.Use(options, server.Folder, server.Postgres));
        services.AddScoped<IUserStore<Account>, AccountStore>();
        services.AddScoped<IUserClaimsPrincipalFactory<Account>, AccountPrincipals>();
        services.AddScoped<OneTimeLinks>();
        services.AddScoped<AccessLog>();
        services.AddScoped<Administration>();
        services.AddScoped<AgencySignIn>();
        services.AddScoped<Confirmation>();
        services.AddIdentityCore<Account>(identity =>
        {
            // Length, and no rules about letters (NIST SP 800-63B §3.1.1.2).
            identity.Password.RequiredLength = PasswordLength;
            identity.Password.RequiredUniqueChars = 5;
            identity.Password.RequireDigit = identity.Password.RequireLowercase = identity.Password.RequireUppercase = identity.Password.RequireNonAlphanumeric = false;
            identity.Lockout.MaxFailedAccessAttempts = configuration.SignIn.TriesBeforeLock;
            identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(configuration.SignIn.LockMinutes);
            identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;

            // Names are as agencies have them; SignInNames says which cannot be.
            identity.User.AllowedUserNameCharacters = "";
        }).AddSignInManager<AccountSignIn>().AddUserValidator<SignInNames>().AddPasswordValidator<CommonPasswords>();
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = PasswordIterations);
        services.Configure<IdentityPasskeyOptions>(passkey =>
        {
            // The device asks for a finger, a face or a code, so that a passkey is two factors.
            passkey.UserVerificationRequirement = "required";
            passkey.ResidentKeyRequirement = "required";
        });
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "comity-form";
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            antiforgery.HeaderName = null;
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        var authentication = services.AddAuthentication(ApiAuthentication.Scheme);
        authentication.AddApi(configuration.Tokens);
        authentication.AddCookie(IdentityConstants.ApplicationScheme);
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).Configure<TimeProvider>((cookie, clock) =>
        {
            cookie.TimeProvider = clock;
            Sessions.Configure(cookie, configuration.Session);
        });
        AddPassing(authentication, IdentityConstants.TwoFactorUserIdScheme, "comity-passkey");
        AddPassing(authentication, IdentityConstants.ExternalScheme, "comity-agency");
        if (configuration.OpenIdConnect is { } client)
        {
            authentication.AddOpenIdConnect(AgencySignIn.Scheme, client.Name, options => AgencySignIn.Configure(options, client));
        }

        // An address that says nothing about who may use it is closed to everybody.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build());
    }

    /// <summary>Brings the tables up to date.</summary>
    public static async Task PrepareAsync(IServiceProvider services, CancellationToken cancellation)
    {
        await using var scope = services.CreateAsyncScope();
        await ServerSchema.ApplyAsync(scope.ServiceProvider.GetRequiredService<ServerContext>(), cancellation);
    }

    /// <summary>The path of a new link that makes the first administrator; null when there is one.</summary>
    public static async Task<string?> SetupPathAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Administration>().HasAdministratorAsync()
            ? null
            : await scope.ServiceProvider.GetRequiredService<OneTimeLinks>().MakeAsync(null, OneTimeLinks.SetupLifetime);
    }

    // Cookies that live from one step of signing in to the next.
    private static void AddPassing(AuthenticationBuilder authentication, string scheme, string name) => authentication.AddCookie(scheme, cookie =>
    {
        cookie.Cookie.Name = name;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = TimeSpan.FromMinutes(10);
    });
}
