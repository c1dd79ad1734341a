using System.Globalization;
using Comity.Records;
using Comity.Records.Tests;
using Comity.Server.Access;
using Npgsql;

namespace Comity.Server.Tests;

/// <summary>The check of everything where several processes serve.</summary>
public sealed class AuditRunTests
{
    private const string Good = "Everything checked out.";
    private const string GoingOn = "going on";

    [Fact]
    public async Task EveryProcessSeesItCanStopItAndShowsWhatItCameTo()
    {
        var database = PostgresCluster.Shared.NewDatabase();
        await using var first = await TestServer.StartAsync(database: database);
        await first.AddAccountAsync("ada", Roles.Auditor);
        await using var second = await TestServer.StartAsync(database: database);
        using var here = await SignedInAsync(first);
        using var there = await SignedInAsync(second);

        // Reading the events has to wait, so that the run goes on for as long as this test likes.
        await using (var connection = new NpgsqlConnection(database + ";Pooling=false"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using (var command = new NpgsqlCommand("LOCK TABLE events IN ACCESS EXCLUSIVE MODE", connection, transaction))
            {
                await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }

            using var begun = await there.PostAsync("/audit/run", "/audit");
            Assert.Contains(GoingOn, await here.ReadAsync("/audit"), StringComparison.Ordinal);
            using var again = await here.PostAsync("/audit/run", "/audit");
            Assert.Equal(1L, PostgresCluster.Execute(database, "SELECT count(*) FROM audits"));
            using var stopped = await here.PostAsync("/audit/cancel", "/audit");
            await UntilAsync(here, "It was stopped.");
            Assert.Contains("It was stopped.", await there.ReadAsync("/audit"), StringComparison.Ordinal);
        }

        using var run = await here.PostAsync("/audit/run", "/audit");
        await UntilAsync(there, Good);

        // One that is started later shows it too.
        await using var third = await TestServer.StartAsync(database: database);
        using var later = await SignedInAsync(third);
        Assert.Contains(Good, await later.ReadAsync("/audit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARunWhoseProcessWasKilledIsToldAndDoesNotBlockTheNext()
    {
        var database = PostgresCluster.Shared.NewDatabase();
        await using var server = await TestServer.StartAsync(database: database);
        await server.AddAccountAsync("ada", Roles.Auditor);
        using var auditor = await SignedInAsync(server);
        var longAgo = (DateTimeOffset.UtcNow - TimeSpan.FromMinutes(1)).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        PostgresCluster.Execute(database, $"INSERT INTO audits VALUES ('0', 1, {longAgo}, {longAgo}, NULL, 5, 9, NULL, false, NULL, false, 0, '[]', 0, NULL, false)");
        Assert.Contains("The program that ran it ended.", await auditor.ReadAsync("/audit"), StringComparison.Ordinal);
        using var run = await auditor.PostAsync("/audit/run", "/audit");
        await UntilAsync(auditor, Good);
        Assert.Equal(1L, PostgresCluster.Execute(database, "SELECT count(*) FROM audits WHERE stopped = 'The program that ran it ended.' AND running IS NULL"));
    }

    [Fact]
    public async Task ARecordWhoseReasoningIsAnotherIsShownByEveryProcess()
    {
        await using var server = await TestServer.StartAsync();
        await server.AddAccountAsync("ada", Roles.Auditor);
        using var auditor = await SignedInAsync(server);
        var number = (await server.Records.AddAsync(
            new NewRecord(new DateOnly(2025, 2, 1), "other", "1", "sha256:" + new string('0', 64), null, "{}", [new RecordedDetermination(null, "permitted", false, "{}")], null), null, cancellation: TestContext.Current.CancellationToken)).Number;
        using var run = await auditor.PostAsync("/audit/run", "/audit");
        await UntilAsync(auditor, "Something does not check out. See below.");
        await server.RestartAsync();
        using var later = await SignedInAsync(server);
        var page = await later.ReadAsync("/audit");
        Assert.Contains($"{number}</a>", page, StringComparison.Ordinal);
        Assert.Contains("are not here", page, StringComparison.Ordinal);
    }

    private static async Task<StaffClient> SignedInAsync(TestServer server)
    {
        var client = server.Client();
        await client.SignInAsync("ada", TestServer.Password);
        return client;
    }

    private static async Task UntilAsync(StaffClient client, string text)
    {
        while (!(await client.ReadAsync("/audit")).Contains(text, StringComparison.Ordinal))
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
