using System.Net;
using Comity.Records;
using Comity.Records.Tests;
using Comity.Server.Access;
using Comity.Server.Api;
using Comity.Server.Data;
using Comity.Server.Tests.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests;

/// <summary>Who may act on a record, and who is found to have done so.</summary>
public sealed class AccountabilityTests
{
    private static readonly (string, string)[] Permitted =
    [
        ("on", "2025-02-01"), ("paper", "i-247a"), ("act", "notify-of-release"), ("a", "agency:state-law-enforcement"), ("a", "requiredByLaw:false"), ("a", "convictedOfStateCrime:true"),
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UnitsCountAndEveryStepNamesItsAccountToAuditors(bool postgres)
    {
        await using var server = await TestServer.StartAsync(database: postgres ? PostgresCluster.Shared.NewDatabase() : null);
        var (north, south) = (await UnitAsync(server, "Troop North"), await UnitAsync(server, "Troop South"));
        using var olga = await StaffAsync(server, "olga", Roles.Officer, north);
        using var omar = await StaffAsync(server, "omar", Roles.Officer, south);
        using var sam = await StaffAsync(server, "sam", Roles.Supervisor, south);
        using var nora = await StaffAsync(server, "nora", Roles.Supervisor, north);
        using var ida = await StaffAsync(server, "ida", Roles.Supervisor, south, allUnits: true);
        using var cleo = await StaffAsync(server, "cleo", Roles.Counsel);
        using var abe = await StaffAsync(server, "abe", Roles.Auditor);
        using var adam = await StaffAsync(server, "adam", Roles.Administrator);
        var number = await KeepAsync(olga);

        // Another unit's supervisor neither sees it in the queue nor decides, whoever acts for all does.
        Assert.DoesNotContain(number, await sam.ReadAsync("/queue"), StringComparison.Ordinal);
        Assert.Contains(number, await nora.ReadAsync("/queue"), StringComparison.Ordinal);
        Assert.Contains(number, await ida.ReadAsync("/queue"), StringComparison.Ordinal);
        var (status, text) = await VerdictAsync(sam, number, 1, "supervisor", "approve");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("the unit Troop North; its supervisors decide", text, StringComparison.Ordinal);

        // Another unit's officer follows nothing up; the own one does, before the approval, and that is said.
        (status, text) = await FollowUpAsync(omar, number, "cooperated");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("Follow-ups are added there", text, StringComparison.Ordinal);
        (status, _) = await FollowUpAsync(olga, number, "declined");
        Assert.Equal(HttpStatusCode.Redirect, status);
        (status, _) = await FollowUpAsync(olga, number, "cooperated");
        Assert.Equal(HttpStatusCode.Redirect, status);
        var events = (await server.Records.FileAsync(number, Stop))!.Events;
        Assert.DoesNotContain("beforeApproval", events[1].Data, StringComparison.Ordinal);
        Assert.Contains("\"beforeApproval\":true", events[2].Data, StringComparison.Ordinal);
        Assert.Contains("done before the approval", await nora.ReadAsync("/queue"), StringComparison.Ordinal);
        Assert.Contains("before the approval that this record needed", await nora.ReadAsync($"/records/{number}"), StringComparison.Ordinal);
        Assert.Contains(number, await abe.ReadAsync("/audit"), StringComparison.Ordinal);
        Assert.Contains("before the approval", await abe.ReadAsync($"/records/{number}"), StringComparison.Ordinal);

        // Returned: nothing is followed up until it is corrected.
        Assert.Equal(HttpStatusCode.Redirect, (await VerdictAsync(nora, number, 3, "supervisor", "return")).Status);
        (status, text) = await FollowUpAsync(olga, number, "cooperated");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("was returned", text, StringComparison.Ordinal);
        using var corrected = await olga.PostAsync("/records", "/account", [.. Permitted, ("corrects", number), ("reason", "Looked again.")]);
        Assert.Equal(HttpStatusCode.Redirect, corrected.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await VerdictAsync(ida, number, 5, "supervisor", "approve")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await VerdictAsync(cleo, number, 6, "counsel", "approve")).Status);
        (status, _) = await FollowUpAsync(olga, number, "cooperated");
        Assert.Equal(HttpStatusCode.Redirect, status);
        Assert.DoesNotContain("beforeApproval", (await server.Records.FileAsync(number, Stop))!.Events[^1].Data, StringComparison.Ordinal);

        // Each step with its account, for auditors and administrators; records and their public log say none.
        Assert.Equal(
            [
                ("olga", "record kept"), ("olga", "follow-up: did not do it"), ("olga", "follow-up: did what was asked, before the approval"), ("nora", "returned as supervisor"),
                ("olga", "record corrected"), ("ida", "approved as supervisor"), ("cleo", "approved as counsel"), ("olga", "follow-up: did what was asked"),
            ],
            (await server.LogAsync()).Where(entry => entry.Record == number).Select(entry => (entry.By, entry.What)));
        foreach (var (who, may) in new[] { (abe, true), (adam, true), (olga, false), (nora, false), (cleo, false) })
        {
            using var log = await who.GetAsync($"/access-log?record={number}");
            Assert.Equal(may ? HttpStatusCode.OK : HttpStatusCode.Forbidden, log.StatusCode);
            Assert.Equal(may, (await log.Content.ReadAsStringAsync(Stop)).Contains("approved as counsel", StringComparison.Ordinal));
        }

        Assert.All((await server.Records.FileAsync(number, Stop))!.Events, item => Assert.DoesNotContain("olga", item.Data + item.By, StringComparison.Ordinal));
        Assert.DoesNotContain("nora", await nora.ReadAsync($"/records/{number}") is var page ? page[page.IndexOf("<main", StringComparison.Ordinal)..] : "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task AUnitKeepsWhatWaitsForItUnderAnotherName()
    {
        await using var server = await TestServer.StartAsync();
        var north = await UnitAsync(server, "Troop North");
        using var olga = await StaffAsync(server, "olga", Roles.Officer, north);
        using var nora = await StaffAsync(server, "nora", Roles.Supervisor, north);
        var number = await KeepAsync(olga);
        await using (var scope = server.Application.Services.CreateAsyncScope())
        {
            Assert.Null(await scope.ServiceProvider.GetRequiredService<Administration>().SaveUnitAsync(north, "Troop N", false));
        }

        Assert.Contains(number, await nora.ReadAsync("/queue"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await VerdictAsync(nora, number, 1, "supervisor", "approve")).Status);
    }

    [Fact]
    public async Task OneAccountGivesOneOfTheTwoVerdicts()
    {
        await using var server = await TestServer.StartAsync();
        using var olga = await StaffAsync(server, "olga", Roles.Officer);
        using var both = await StaffAsync(server, "both", Roles.Supervisor | Roles.Counsel);
        using var cleo = await StaffAsync(server, "cleo", Roles.Counsel);
        foreach (var (first, second) in new[] { ("supervisor", "counsel"), ("counsel", "supervisor") })
        {
            var number = await KeepAsync(olga);
            Assert.Equal(HttpStatusCode.Redirect, (await VerdictAsync(both, number, 1, first, "approve")).Status);
            var (status, text) = await VerdictAsync(both, number, 2, second, "approve");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
            Assert.Contains("You gave the other verdict", text, StringComparison.Ordinal);
            Assert.Equal(2, (await server.Records.FileAsync(number, Stop))!.Version);
            if (second == "counsel")
            {
                Assert.Equal(HttpStatusCode.Redirect, (await VerdictAsync(cleo, number, 2, second, "approve")).Status);
            }
        }
    }

    [Fact]
    public async Task ADraftsIdIsItsOfficersOnly()
    {
        await using var server = await TestServer.StartAsync();
        using var olga = await StaffAsync(server, "olga", Roles.Officer);
        using var omar = await StaffAsync(server, "omar", Roles.Officer);
        (string, string)[] form = [("draft", "0123456789abcdef0123456789abcdef"), .. Permitted];
        using var stolen = await omar.PostAsync("/records", "/account", [.. form, ("note", "other")]);
        using var own = await olga.PostAsync("/records", "/account", form);
        using var again = await olga.PostAsync("/records", "/account", form);
        Assert.Equal(HttpStatusCode.Redirect, own.StatusCode);
        Assert.NotEqual(stolen.Headers.Location, own.Headers.Location);
        Assert.Equal(own.Headers.Location, again.Headers.Location);
    }

    [Fact]
    public async Task AProgramsFollowUpsKeepToTheSameRules()
    {
        const string Done = """{"action":"notify-of-release","choice":"cooperated","on":"2025-02-03","reason":"The conviction was for a violent crime."}""";
        await using var server = await TestServer.StartAsync();
        var (north, south) = (await UnitAsync(server, "Troop North"), await UnitAsync(server, "Troop South"));
        using var olga = await StaffAsync(server, "olga", Roles.Officer, north);
        using var nora = await StaffAsync(server, "nora", Roles.Supervisor, north);
        var office = ApiServer.Of(server);
        using var jail = await office.ProgramAsync(ApiScopes.Record, north);
        using var elsewhere = await office.ProgramAsync(ApiScopes.Record, south);
        var number = await KeepAsync(olga);
        Assert.Equal(HttpStatusCode.Conflict, (await ApiServer.SendAsync(elsewhere, $"/v1/records/{number}/follow-ups", Done, headers: ("Idempotency-Key", "one"))).Response.StatusCode);
        var (kept, first) = await ApiServer.SendAsync(jail, $"/v1/records/{number}/follow-ups", Done, headers: ("Idempotency-Key", "one"));
        Assert.Equal(HttpStatusCode.Created, kept.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await VerdictAsync(nora, number, 2, "supervisor", "return")).Status);

        // Sent again it is answered alike, however far the review is by now; something new is refused.
        Assert.Equal(first, (await ApiServer.SendAsync(jail, $"/v1/records/{number}/follow-ups", Done, headers: ("Idempotency-Key", "one"))).Text);
        var (refused, text) = await ApiServer.SendAsync(jail, $"/v1/records/{number}/follow-ups", Done, headers: ("Idempotency-Key", "two"));
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("was returned", text, StringComparison.Ordinal);
        Assert.Equal(3, (await server.Records.FileAsync(number, Stop))!.Version);
        Assert.Contains(await server.LogAsync(), entry => entry.Record == number && entry.What == "follow-up: did what was asked, before the approval" && entry.By!.StartsWith("test ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SupervisorsWithoutAUnitGoOnForAllWhenAnOlderDatabaseIsOpened()
    {
        var folder = Directory.CreateTempSubdirectory("comity-older-");
        var options = new DbContextOptionsBuilder<ServerContext>();
        ServerDatabase.Use(options, new DataFolder(folder.FullName), null);
        await using (var context = new ServerContext(options.Options))
        {
            await ServerSchema.ApplyAsync(context, Stop, 7);
            await context.Database.ExecuteSqlRawAsync(
                """
                INSERT INTO units VALUES ('u', 'Troop North', 0);
                INSERT INTO accounts VALUES ('a', 'a', 'A', NULL, 's', 'c', NULL, 1, 0, 2, NULL, 0, 0), ('b', 'b', 'B', NULL, 's', 'c', NULL, 1, 0, 2, 'u', 0, 0);
                INSERT INTO api_keys (id, name, key_digest, scopes, created_at) VALUES ('k', 'k', 'd', 1, 0);
                """, Stop);
            await ServerSchema.ApplyAsync(context, Stop);
            Assert.Equal([("a", true), ("b", false)], (await context.Accounts.OrderBy(account => account.Id).ToListAsync(Stop)).Select(account => (account.Id, account.AllUnits)));
            Assert.InRange((await context.ApiKeys.SingleAsync(Stop)).ExpiresAt - DateTimeOffset.UtcNow, TimeSpan.FromDays(364), TimeSpan.FromDays(366));
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    private static async Task<string> UnitAsync(TestServer server, string name)
    {
        await using var scope = server.Application.Services.CreateAsyncScope();
        Assert.Null(await scope.ServiceProvider.GetRequiredService<Administration>().SaveUnitAsync(null, name, false));
        return (await scope.ServiceProvider.GetRequiredService<ServerContext>().Units.SingleAsync(unit => unit.Name == name, Stop)).Id;
    }

    private static async Task<StaffClient> StaffAsync(TestServer server, string name, Roles roles, string? unit = null, bool allUnits = false)
    {
        await server.AddAccountAsync(name, roles, unit, allUnits);
        var staff = server.Client();
        await staff.SignInAsync(name, TestServer.Password);
        return staff;
    }

    private static async Task<string> KeepAsync(StaffClient officer)
    {
        using var kept = await officer.PostAsync("/records", "/account", [("draft", Guid.NewGuid().ToString("N")), .. Permitted]);
        Assert.Equal(HttpStatusCode.Redirect, kept.StatusCode);
        return kept.Headers.Location!.ToString().Split('/', '?')[2];
    }

    private static async Task<(HttpStatusCode Status, string Text)> VerdictAsync(StaffClient who, string number, int version, string acting, string verdict)
    {
        using var response = await who.PostAsync(
            $"/records/{number}/verdict", $"/records/{number}", ("as", acting), ("version", version.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("verdict", verdict), ("reason", "Look again."));
        return (response.StatusCode, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(Stop)));
    }

    private static async Task<(HttpStatusCode Status, string Text)> FollowUpAsync(StaffClient officer, string number, string choice)
    {
        using var response = await officer.PostAsync(
            $"/records/{number}/follow-up", "/account", ("action", "notify-of-release"), ("choice", choice), ("on", "2025-02-03"), ("reason", "The conviction was for a violent crime."));
        return (response.StatusCode, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(Stop)));
    }
}
