using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Comity.Server.Access;
using Comity.Server.Api;

namespace Comity.Server.Tests.Api;

/// <summary>Tokens of the agency's provider, from a real one.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private const string Audience = "comity-api";
    private const string Arrest = """{"on":"2025-02-01","facts":{"requestedAction":"arrest","enforcementPurpose":"civil","judicialProcess":"none"}}""";
    private const string Share = """{"on":"2025-02-01","facts":{"requestedAction":"share-immigration-status","enforcementPurpose":"civil","judicialProcess":"none","agency":"state-law-enforcement"}}""";

    private OpenIdProvider _provider = null!;
    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await OpenIdProvider.StartAsync();
        _server = await TestServer.StartAsync(TestServer.Unhurried with { Tokens = new TokenIssuer { Authority = _provider.Authority, Audience = Audience } });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task ATokenOpensWhatItsScopesSay()
    {
        using var decides = Program(await _provider.TokenAsync(Audience, "comity.decide"));
        Assert.Equal("prohibited", (await ApiServer.PostAsync(decides, "/v1/decide", Arrest)).GetProperty("outcome").GetString());
        var (refused, _) = await ApiServer.SendAsync(decides, "/v1/records", Arrest, headers: ("Idempotency-Key", "one"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("scope=\"comity.record\"", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);

        using var records = Program(await _provider.TokenAsync(Audience, "comity.record comity.read"));
        Assert.Equal(HttpStatusCode.Forbidden, (await ApiServer.SendAsync(records, "/v1/decide", Arrest)).Response.StatusCode);
        var (kept, text) = await ApiServer.SendAsync(records, "/v1/records", Share, headers: ("Idempotency-Key", "one"));
        Assert.Equal(HttpStatusCode.Created, kept.StatusCode);

        // A new token of the same program repeats the same submission; somebody with an account approves it.
        using var renewed = Program(await _provider.TokenAsync(Audience, "comity.record"));
        Assert.Equal(text, (await ApiServer.SendAsync(renewed, "/v1/records", Share, headers: ("Idempotency-Key", "one"))).Text);
        var number = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("number").GetString()!;
        var by = JsonSerializer.Deserialize<JsonElement>(await records.GetStringAsync($"/v1/records/{number}", TestContext.Current.CancellationToken)).GetProperty("record").GetProperty("by");
        Assert.Equal(("program", JsonValueKind.Null), (by.GetProperty("role").GetString(), by.GetProperty("unit").ValueKind));
        await _server.AddAccountAsync("sam", Roles.Supervisor);
        using var sam = _server.Client();
        await sam.SignInAsync("sam", TestServer.Password);
        using var approved = await sam.PostAsync($"/records/{number}/verdict", $"/records/{number}", ("as", "supervisor"), ("version", "1"), ("verdict", "approve"));
        Assert.Equal("/queue", approved.Headers.Location?.ToString());
    }

    [Fact]
    public async Task ATokenThatIsNotForHereOpensNothing()
    {
        await using var stranger = await OpenIdProvider.StartAsync();
        var good = await _provider.TokenAsync(Audience, "comity.decide");
        var parts = good.Split('.');
        foreach (var (name, token) in new[]
        {
            ("another audience", await _provider.TokenAsync("another", "comity.decide")),
            ("another issuer", await stranger.TokenAsync(Audience, "comity.decide")),
            ("expired", await _provider.TokenAsync(Audience, "comity.decide", TimeSpan.FromMinutes(-10))),
            ("expired a moment ago", await _provider.TokenAsync(Audience, "comity.decide", TimeSpan.FromMinutes(-2))),
            ("no access token", _provider.Sign("JWT", Audience, new() { ["client_id"] = "c", ["scope"] = "comity.decide" })),
            ("no type", _provider.Sign(null, Audience, new() { ["client_id"] = "c", ["scope"] = "comity.decide" })),
            ("nobody's", _provider.Sign("at+jwt", Audience, new() { ["scope"] = "comity.decide" })),
            ("another signature", $"{parts[0]}.{parts[1]}.{new string(parts[2].Reverse().ToArray())}"),
            ("no token", "x.y.z"),
        })
        {
            using var program = Program(token);
            var (response, text) = await ApiServer.SendAsync(program, "/v1/decide", Arrest);
            Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{name}: {(int)response.StatusCode}");
            Assert.Contains("error=\"invalid_token\"", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
            Assert.Equal(401, JsonSerializer.Deserialize<JsonElement>(text).GetProperty("status").GetInt32());
        }

        using var without = Program(await _provider.TokenAsync(Audience, "profile"));
        Assert.Equal(HttpStatusCode.Forbidden, (await ApiServer.SendAsync(without, "/v1/decide", Arrest)).Response.StatusCode);
        using var still = Program(good);
        Assert.Equal(HttpStatusCode.OK, (await ApiServer.SendAsync(still, "/v1/decide", Arrest)).Response.StatusCode);
    }

    [Theory]
    [InlineData("at+jwt", "scope", "comity.decide", "client_id")]
    [InlineData("application/at+jwt", "scope", "other comity.decide", "sub")]
    [InlineData("at+jwt", "scp", "comity.decide comity.read", "azp")]
    [InlineData("at+jwt", "roles", "comity.decide", "appid")]
    public async Task RightsAreReadAsProvidersWriteThem(string type, string claim, string value, string program)
    {
        Dictionary<string, object> claims = new() { [program] = "jail-desk", [claim] = claim == "roles" ? new[] { "other", value } : value };
        using var good = Program(_provider.Sign(type, Audience, claims));
        Assert.Equal(HttpStatusCode.OK, (await ApiServer.SendAsync(good, "/v1/decide", Arrest)).Response.StatusCode);
        using var late = Program(_provider.Sign(type, Audience, claims, TimeSpan.FromSeconds(-20)));
        Assert.Equal(HttpStatusCode.OK, (await ApiServer.SendAsync(late, "/v1/decide", Arrest)).Response.StatusCode);
    }

    [Fact]
    public async Task AnotherTypeIsLetInWhereTheAgencySaysSo()
    {
        await using var server = await TestServer.StartAsync(TestServer.Unhurried with { Tokens = new TokenIssuer { Authority = _provider.Authority, Audience = Audience, Type = "JWT" } });
        using var program = new HttpClient { BaseAddress = new Uri(server.Address) };
        program.DefaultRequestHeaders.Authorization = new("Bearer", _provider.Sign("JWT", Audience, new() { ["azp"] = "jail-desk", ["roles"] = new[] { "comity.decide" } }));
        Assert.Equal(HttpStatusCode.OK, (await ApiServer.SendAsync(program, "/v1/decide", Arrest)).Response.StatusCode);
    }

    [Fact]
    public async Task AProgramFindsTheProviderByItself()
    {
        foreach (var (path, resource, scopes) in new[] { ("/v1/decide", "", "comity.decide comity.record comity.read comity.archive"), ("/mcp", "/mcp", "comity.decide") })
        {
            using var stranger = new HttpClient { BaseAddress = new Uri(_server.Address) };
            var (refused, _) = await ApiServer.SendAsync(stranger, path, Arrest);
            var metadata = refused.Headers.WwwAuthenticate.ToString().Split("resource_metadata=\"")[1].TrimEnd('"');
            var found = JsonSerializer.Deserialize<JsonElement>(await stranger.GetStringAsync(metadata, TestContext.Current.CancellationToken));
            Assert.Equal(_server.Address + resource, found.GetProperty("resource").GetString());
            Assert.Equal(scopes, string.Join(' ', found.GetProperty("scopes_supported").EnumerateArray().Select(scope => scope.GetString())));
            Assert.Single(found.GetProperty("authorization_servers").EnumerateArray());
        }
    }

    [Fact]
    public async Task KeysWorkBesideTokens()
    {
        using var program = await ApiServer.Of(_server).ProgramAsync(ApiScopes.Decide);
        Assert.Equal(HttpStatusCode.OK, (await ApiServer.SendAsync(program, "/v1/decide", Arrest)).Response.StatusCode);
    }

    private HttpClient Program(string token) => new() { BaseAddress = new Uri(_server.Address), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
}
