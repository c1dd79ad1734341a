using System.Security.Claims;
using Comity.Server.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Comity.Server.Tests;

/// <summary>An agency's OpenID Connect provider (OpenIddict) with one client and one person, who is signed in already.</summary>
public sealed class OpenIdProvider : IAsyncDisposable
{
    public const string ClientId = "comity";
    public const string ClientSecret = "a secret of the tests";

    private readonly WebApplication _application;

    private string _audience = "";
    private TimeSpan _lifetime;

    private OpenIdProvider(WebApplication application) => _application = application;

    /// <summary>Where it is.</summary>
    public string Authority { get; private set; } = "";

    /// <summary>The person: subject, sign-in name, groups, unit.</summary>
    public (string Subject, string Name, string[] Groups, string? Unit) Person { get; set; } = ("s-1", "ines", [], null);

    /// <summary>Whether claims about the person are in UserInfo only, as OpenID Connect Core 1.0 §5.4 has it.</summary>
    public bool ClaimsInUserInfo { get; set; }

    /// <summary>The sign-outs that began at a client: whether each brought an ID token.</summary>
    public List<bool> SignOuts { get; } = [];

    /// <summary>A token with the provider's signature.</summary>
    /// <param name="type">The type in its header; null for <c>JWT</c>.</param>
    /// <param name="audience">For whom it is.</param>
    /// <param name="claims">What it says.</param>
    /// <param name="lifetime">How long it is good from now on.</param>
    public string Sign(string? type, string audience, Dictionary<string, object> claims, TimeSpan? lifetime = null)
    {
        var key = _application.Services.GetRequiredService<IOptionsMonitor<OpenIddictServerOptions>>().CurrentValue.SigningCredentials[0];
        var now = DateTime.UtcNow;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Authority, Audience = audience, TokenType = type, Claims = claims, SigningCredentials = key, IssuedAt = now.AddHours(-1), Expires = now + (lifetime ?? TimeSpan.FromMinutes(10)),
        });
    }

    /// <summary>A token for a program (client credentials, RFC 9068).</summary>
    /// <param name="audience">For which server it is.</param>
    /// <param name="scopes">What it opens, separated by spaces.</param>
    /// <param name="lifetime">How long it is good from now on; one that is past when negative.</param>
    public async Task<string> TokenAsync(string audience, string scopes, TimeSpan? lifetime = null)
    {
        (_audience, _lifetime) = (audience, lifetime ?? TimeSpan.FromMinutes(10));
        using var client = new HttpClient { BaseAddress = new Uri(Authority) };
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", ClientId), new("client_secret", ClientSecret), new("scope", scopes)]);
        using var response = await client.PostAsync("token", form, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("access_token").GetString()!;
    }

    public static async Task<OpenIdProvider> StartAsync()
    {
        OpenIdProvider? provider = null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddOpenIddict().AddServer(server =>
        {
            server.EnableDegradedMode();
            server.SetAuthorizationEndpointUris("authorize").SetTokenEndpointUris("token").SetUserInfoEndpointUris("userinfo").SetEndSessionEndpointUris("logout");
            server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
            server.AllowClientCredentialsFlow().DisableAccessTokenEncryption();
            server.RegisterScopes([Scopes.Profile, .. ApiScopeNames.All.Select(scope => scope.Word())]);
            server.AddEphemeralEncryptionKey().AddEphemeralSigningKey();
            server.UseAspNetCore().DisableTransportSecurityRequirement();
            server.AddEventHandler<OpenIddictServerEvents.ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != ClientId || !context.RedirectUri!.EndsWith("/sign-in/agency/callback", StringComparison.Ordinal))
                {
                    context.Reject(Errors.InvalidClient);
                }

                return default;
            }));
            server.AddEventHandler<OpenIddictServerEvents.ValidateEndSessionRequestContext>(handler => handler.UseInlineHandler(_ => default));
            server.AddEventHandler<OpenIddictServerEvents.HandleEndSessionRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                provider!.SignOuts.Add(context.Request.IdTokenHint is not null);
                context.SignOut();
                return default;
            }));
            server.AddEventHandler<OpenIddictServerEvents.HandleUserInfoRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                var (subject, name, groups, unit) = provider!.Person;
                context.Subject = subject;
                context.Claims[Claims.PreferredUsername] = name;
                context.Claims["groups"] = new OpenIddictParameter([.. groups]);
                context.Claims["unit"] = unit;
                return default;
            }));
            server.AddEventHandler<OpenIddictServerEvents.ValidateTokenRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != ClientId || context.ClientSecret != ClientSecret)
                {
                    context.Reject(Errors.InvalidClient);
                }

                return default;
            }));
            server.AddEventHandler<OpenIddictServerEvents.HandleTokenRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.Request.IsClientCredentialsGrantType())
                {
                    var identity = new ClaimsIdentity(TokenValidationParameters.DefaultAuthenticationType);
                    identity.SetClaim(Claims.Subject, ClientId).SetScopes(context.Request.GetScopes()).SetResources(provider!._audience).SetAccessTokenLifetime(provider._lifetime);
                    context.SignIn(new ClaimsPrincipal(identity));
                }

                return default;
            }));
            server.AddEventHandler<OpenIddictServerEvents.HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                var (subject, name, groups, unit) = provider!.Person;
                var identity = new ClaimsIdentity(TokenValidationParameters.DefaultAuthenticationType);
                identity.SetClaim(Claims.Subject, subject).SetClaim("sid", $"session of {subject}").SetClaim(Claims.PreferredUsername, name).SetClaims("groups", [.. groups]).SetClaim("unit", unit);
                identity.SetScopes(context.Request.GetScopes());
                identity.SetDestinations(claim => provider.ClaimsInUserInfo && claim.Type is not (Claims.Subject or "sid") ? [] : [Destinations.IdentityToken]);
                context.SignIn(new ClaimsPrincipal(identity));
                return default;
            }));
        });
        builder.Services.AddAuthentication();
        builder.Services.AddRouting();
        var application = builder.Build();
        application.UseAuthentication();
        provider = new OpenIdProvider(application);
        await application.StartAsync();
        provider.Authority = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/";
        return provider;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
