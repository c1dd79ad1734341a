using System.Net;
using Comity.Server.Access;
using Comity.Server.Data;
using Comity.Server.Operation;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests;

/// <summary>Signing in by the agency's own provider, which is a real one.</summary>
public sealed class AgencySignInTests
{
    [Fact]
    public async Task TheProviderSaysWhoItIsAndWhatTheyMayDo()
    {
        await using var provider = await OpenIdProvider.StartAsync();
        var secret = Path.GetTempFileName();
        await File.WriteAllTextAsync(secret, OpenIdProvider.ClientSecret + "\n", TestContext.Current.CancellationToken);
        var configuration = TestServer.Unhurried with
        {
            OpenIdConnect = new OpenIdConnectClient
            {
                Authority = provider.Authority, ClientId = OpenIdProvider.ClientId, ClientSecretFile = secret, UnitClaim = "unit",
                Roles = new Dictionary<string, string> { ["comity-officers"] = "officer", ["comity-audit"] = "auditor" },
            },
        };
        Assert.Empty(configuration.Problems());
        await using var server = await TestServer.StartAsync(configuration);
        await using (var scope = server.Application.Services.CreateAsyncScope())
        {
            Assert.Null(await scope.ServiceProvider.GetRequiredService<Administration>().SaveUnitAsync(null, "Troop K", false));
        }

        using var ines = server.Client();
        Assert.Contains("/sign-in/agency?return=", await ines.ReadAsync("/sign-in"), StringComparison.Ordinal);

        // No group that is a role here: no account.
        provider.Person = ("s-1", "ines", ["payroll"], null);
        using (var refused = await FollowAsync(ines, "/sign-in/agency"))
        {
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            Assert.Null(await server.AccountAsync("ines"));
        }

        provider.Person = ("s-1", "ines", ["comity-officers", "payroll"], "Troop K");
        using (var signedIn = await FollowAsync(ines, "/sign-in/agency?return=%2Frequest"))
        {
            Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
            Assert.Equal("/request", signedIn.RequestMessage!.RequestUri!.AbsolutePath);
        }

        var account = await server.AccountAsync("ines");
        Assert.Equal(Roles.Officer, account.Roles);
        Assert.NotNull(account.UnitId);

        // Another group the next time; the same account.
        provider.Person = ("s-1", "ines", ["comity-audit"], null);
        using var later = server.Client();
        using (var changed = await FollowAsync(later, "/sign-in/agency"))
        {
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        }

        Assert.Equal((account.Id, Roles.Auditor, null), ((await server.AccountAsync("ines")).Id, (await server.AccountAsync("ines")).Roles, (await server.AccountAsync("ines")).UnitId));

        // Somebody else with a name that is taken gets nobody's account.
        await server.AddAccountAsync("adam", Roles.Administrator);
        provider.Person = ("s-2", "adam", ["comity-officers"], null);
        using var adam = server.Client();
        using (var taken = await FollowAsync(adam, "/sign-in/agency"))
        {
            Assert.Equal(HttpStatusCode.Forbidden, taken.StatusCode);
        }

        Assert.Equal(Roles.Administrator, (await server.AccountAsync("adam")).Roles);
        File.Delete(secret);
    }

    [Theory]
    [InlineData("o'brien@agency.gov")]
    [InlineData("CORP\\olga")]
    [InlineData("Olga Smith")]
    [InlineData("josé")]
    public async Task ClaimsComeFromUserInfoAndNamesAreTheAgencys(string name)
    {
        await using var provider = await OpenIdProvider.StartAsync();
        provider.ClaimsInUserInfo = true;
        await using var server = await ServerAsync(provider);
        provider.Person = ("s-1", name, ["comity-officers", "comity-audit"], null);
        using var staff = server.Client();
        using var signedIn = await FollowAsync(staff, "/sign-in/agency?return=%2Frequest");
        Assert.Equal("/request", signedIn.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(Roles.Officer | Roles.Auditor, (await server.AccountAsync(name)).Roles);
    }

    [Fact]
    public async Task ANameThatCannotBeIsRefusedForTheTrueReason()
    {
        await using var provider = await OpenIdProvider.StartAsync();
        await using var server = await ServerAsync(provider);
        provider.Person = ("s-1", "ol\u202Ega", ["comity-officers"], null);
        using var staff = server.Client();
        using var refused = await FollowAsync(staff, "/sign-in/agency");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var page = await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("a character that cannot be seen", page, StringComparison.Ordinal);
        Assert.DoesNotContain("already an account", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SigningOutLeadsToTheProviderAndBack()
    {
        await using var provider = await OpenIdProvider.StartAsync();
        await using var server = await ServerAsync(provider);
        provider.Person = ("s-1", "ines", ["comity-officers"], null);
        using var ines = server.Client();
        (await FollowAsync(ines, "/sign-in/agency")).Dispose();
        using var thief = ines.Copy();
        using var left = await ines.PostAsync("/sign-out", "/account");
        Assert.Equal(HttpStatusCode.OK, left.StatusCode);
        var next = left.Headers.GetValues("Refresh").Single();
        Assert.StartsWith($"0; url={provider.Authority}logout?", next, StringComparison.Ordinal);
        using var there = await ines.Http.GetAsync(new Uri(next["0; url=".Length..]), TestContext.Current.CancellationToken);
        Assert.Equal($"{server.Address}/sign-in", there.Headers.Location?.ToString());
        Assert.Equal([true], provider.SignOuts);
        foreach (var gone in new[] { ines, thief })
        {
            using var closed = await gone.GetAsync("/account");
            Assert.Equal(HttpStatusCode.Redirect, closed.StatusCode);
        }
    }

    [Fact]
    public async Task TheProviderEndsSessionsItself()
    {
        await using var provider = await OpenIdProvider.StartAsync();
        await using var stranger = await OpenIdProvider.StartAsync();
        await using var server = await ServerAsync(provider);
        var events = new Dictionary<string, object> { ["http://schemas.openid.net/event/backchannel-logout"] = new Dictionary<string, object>() };
        provider.Person = ("s-1", "ines", ["comity-officers"], null);
        using var ines = server.Client();
        (await FollowAsync(ines, "/sign-in/agency")).Dispose();
        provider.Person = ("s-2", "omar", ["comity-officers"], null);
        using var omar = server.Client();
        (await FollowAsync(omar, "/sign-in/agency")).Dispose();

        // Whatever is not this provider's logout token for this client ends nothing.
        foreach (var bad in new[]
        {
            "", "x.y.z", stranger.Sign("logout+jwt", OpenIdProvider.ClientId, new() { ["sub"] = "s-1", ["events"] = events }),
            provider.Sign("logout+jwt", "another", new() { ["sub"] = "s-1", ["events"] = events }),
            provider.Sign("logout+jwt", OpenIdProvider.ClientId, new() { ["sub"] = "s-1" }),
            provider.Sign("logout+jwt", OpenIdProvider.ClientId, new() { ["sub"] = "s-1", ["events"] = events, ["nonce"] = "n" }),
            provider.Sign("logout+jwt", OpenIdProvider.ClientId, new() { ["events"] = events }),
            provider.Sign("at+jwt", OpenIdProvider.ClientId, new() { ["sub"] = "s-1", ["events"] = events }),
            provider.Sign("logout+jwt", OpenIdProvider.ClientId, new() { ["sub"] = "s-1", ["events"] = events }, TimeSpan.FromMinutes(-5)),
        })
        {
            Assert.Equal(HttpStatusCode.BadRequest, await LogoutAsync(bad));
        }

        Assert.Equal(HttpStatusCode.OK, (await ines.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, await LogoutAsync(provider.Sign("logout+jwt", OpenIdProvider.ClientId, new() { ["sub"] = "s-1", ["events"] = events })));
        Assert.Equal(HttpStatusCode.Redirect, (await ines.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await omar.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, await LogoutAsync(provider.Sign("logout+jwt", OpenIdProvider.ClientId, new() { ["sid"] = "session of s-2", ["events"] = events })));
        Assert.Equal(HttpStatusCode.Redirect, (await omar.GetAsync("/account")).StatusCode);
        Assert.Contains(await server.LogAsync(), entry => entry is { What: "signed out by the agency", Account: "omar" });

        async Task<HttpStatusCode> LogoutAsync(string token)
        {
            using var client = new HttpClient { BaseAddress = new Uri(server.Address) };
            using var form = new FormUrlEncodedContent([new("logout_token", token)]);
            using var response = await client.PostAsync("/sign-in/agency/logout", form, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NothingOfAnAccountOutlivesItsProviderUnlessTheAgencySaysSo(bool local)
    {
        await using var provider = await OpenIdProvider.StartAsync();
        await using var server = await ServerAsync(provider, local);
        provider.Person = ("s-1", "ines", ["comity-officers"], null);
        using var ines = server.Client();
        (await FollowAsync(ines, "/sign-in/agency?again=1")).Dispose();
        Assert.Equal(local, (await ines.ReadAsync("/account")).Contains("Add a passkey", StringComparison.Ordinal));
        using var add = await ines.GetAsync("/account/passkey");
        Assert.Equal(local ? HttpStatusCode.OK : HttpStatusCode.Conflict, add.StatusCode);
        await server.AddAccountAsync("adam", Roles.Administrator);
        using var adam = server.Client();
        await adam.SignInAsync("adam", TestServer.Password);
        var id = (await server.AccountAsync("ines")).Id;
        using var link = await adam.PostAsync($"/accounts/{id}/link", $"/accounts/{id}");
        Assert.Equal(local ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity, link.StatusCode);

        // A password that is there from before opens nothing either.
        await using (var scope = server.Application.Services.CreateAsyncScope())
        {
            var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
            await accounts.AddPasswordAsync((await accounts.FindByNameAsync("ines"))!, TestServer.Password);
        }

        using var by = server.Client();
        using var signedIn = await by.PostAsync("/sign-in", "/sign-in", ("name", "ines"), ("password", TestServer.Password));
        Assert.Equal(local ? HttpStatusCode.Redirect : HttpStatusCode.Unauthorized, signedIn.StatusCode);
    }

    [Fact]
    public async Task AProviderThatIsDownIsSaidSo()
    {
        var provider = await OpenIdProvider.StartAsync();
        await using var server = await ServerAsync(provider);
        await provider.DisposeAsync();
        using var ines = server.Client();
        using var down = await ines.GetAsync("/sign-in/agency");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, down.StatusCode);
        Assert.Contains("does not answer", await down.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task<TestServer> ServerAsync(OpenIdProvider provider, bool local = false)
    {
        var secret = Path.GetTempFileName();
        await File.WriteAllTextAsync(secret, OpenIdProvider.ClientSecret + "\n", TestContext.Current.CancellationToken);
        return await TestServer.StartAsync(TestServer.Unhurried with
        {
            OpenIdConnect = new OpenIdConnectClient
            {
                Authority = provider.Authority, ClientId = OpenIdProvider.ClientId, ClientSecretFile = secret, LocalSignIn = local,
                Roles = new Dictionary<string, string> { ["comity-officers"] = "officer", ["comity-audit"] = "auditor" },
            },
        });
    }

    private static async Task<HttpResponseMessage> FollowAsync(StaffClient client, string address)
    {
        var response = await client.GetAsync(address);
        for (var i = 0; i < 10 && response.Headers.Location is { } next; i++)
        {
            var from = response.RequestMessage!.RequestUri!;
            response.Dispose();
            response = await client.Http.GetAsync(new Uri(from, next), TestContext.Current.CancellationToken);
        }

        return response;
    }
}
