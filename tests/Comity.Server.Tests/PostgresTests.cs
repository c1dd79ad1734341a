using System.Net;
using Comity.Records.Tests;
using Comity.Server.Access;
using Comity.Server.Auditor;
using Comity.Server.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests;

/// <summary>The same server over PostgreSQL.</summary>
public sealed class PostgresTests
{
    [Fact]
    public async Task AccountsReviewAndAuditWorkThereToo()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var server = await TestServer.StartAsync(database: PostgresCluster.Shared.NewDatabase());
        using var adam = server.Client();
        var link = (await ComityServer.SetupPathAsync(server.Application))!;
        using var made = await adam.PostAsync(link, link, ("name", "adam"), ("password", TestServer.Password), ("again", TestServer.Password));
        Assert.Equal("/account?welcome=1", made.Headers.Location?.ToString());
        using var unit = await adam.PostAsync("/units", "/units", ("name", "Troop K"));
        await using var scope = server.Application.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ServerContext>();
        var troop = await context.Units.SingleAsync(cancellation);
        using var invited = await adam.PostAsync("/accounts", "/accounts", ("name", "ines"), ("role", "officer"), ("unit", troop.Id));
        using var ines = server.Client();
        var join = TestServer.LinkIn(await invited.Content.ReadAsStringAsync(cancellation));
        using var joined = await ines.PostAsync(join, join, ("password", TestServer.Password), ("again", TestServer.Password));
        Assert.Equal(HttpStatusCode.Redirect, joined.StatusCode);

        // A passkey's row, with its JSON.
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var account = (await accounts.FindByNameAsync("ines"))!;
        var passkey = new UserPasskeyInfo([1, 2, 3], [4], DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), 5, ["internal"], true, false, false, [6], [7]) { Name = "blue key" };
        Assert.True((await accounts.AddOrUpdatePasskeyAsync(account, passkey)).Succeeded);
        context.ChangeTracker.Clear();
        var found = Assert.Single(await accounts.GetPasskeysAsync(account));
        Assert.Equal(("blue key", passkey.CreatedAt, 5u, "internal"), (found.Name, found.CreatedAt, found.SignCount, found.Transports!.Single()));
        Assert.Equal(account.Id, (await accounts.FindByPasskeyIdAsync([1, 2, 3]))!.Id);

        // A draft, a record in its unit's name, a verdict, and everything checked.
        using var answered = await ines.PostAsync("/ask", "/request", ("paper", "i-247a"), ("on", "2025-02-01"));
        var at = answered.Headers.Location!.ToString();
        Assert.Contains("Go on: Form I-247A", await ines.ReadAsync("/request"), StringComparison.Ordinal);
        using var kept = await ines.PostAsync("/records", "/account", ("draft", at.Split("draft=")[1].Split('&')[0]), ("on", "2025-02-01"), ("paper", "i-247a"), ("act", "notify-of-release"), ("a", "agency:state-law-enforcement"), ("a", "requiredByLaw:false"), ("a", "convictedOfStateCrime:true"));
        var number = kept.Headers.Location!.ToString().Split('/', '?')[2];
        Assert.DoesNotContain("Go on:", await ines.ReadAsync("/request"), StringComparison.Ordinal);
        var record = (await server.Records.FileAsync(number, cancellation))!;
        Assert.Equal(("officer", "Troop K"), (record.Current!.By!.Role, record.Current.By.Unit));
        await server.AddAccountAsync("sam", Roles.Supervisor | Roles.Auditor, allUnits: true);
        using var sam = server.Client();
        await sam.SignInAsync("sam", TestServer.Password);
        Assert.Contains(number, await sam.ReadAsync("/queue?unit=Troop+K"), StringComparison.Ordinal);
        Assert.DoesNotContain(number, await sam.ReadAsync("/queue?unit=Troop+L"), StringComparison.Ordinal);
        using var approved = await sam.PostAsync($"/records/{number}/verdict", $"/records/{number}", ("as", "supervisor"), ("version", "1"), ("verdict", "approve"));
        Assert.Equal("/queue", approved.Headers.Location?.ToString());
        Assert.DoesNotContain(number, await sam.ReadAsync("/queue"), StringComparison.Ordinal);
        using var again = await sam.PostAsync($"/records/{number}/verdict", $"/records/{number}", ("as", "supervisor"), ("version", "1"), ("verdict", "return"), ("reason", "No."));
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        using var begun = await sam.PostAsync("/audit/run", "/audit");
        var run = server.Application.Services.GetRequiredService<AuditRun>();
        AuditProgress? progress;
        while ((progress = await run.ProgressAsync()) is not { FinishedAt: not null })
        {
            await Task.Delay(20, cancellation);
        }

        Assert.Equal((null, true, 1L, 0L), (progress.Stopped, progress.LogGood, progress.Same, progress.OtherCount));
        await Assert.ThrowsAnyAsync<Exception>(() => context.AccessLog.ExecuteDeleteAsync(cancellation));
    }
}
