using System.Net;
using Comity.Server.Access;
using Comity.Server.Data;
using Comity.Server.Operation;
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
