using System.Net;
using System.Text.Json;
using Comity.Records;
using Comity.Records.Tests;
using Comity.Server.Tests.Api;
using Npgsql;

namespace Comity.Server.Tests;

/// <summary>Health and readiness.</summary>
public sealed class ReadinessTests
{
    [Fact]
    public async Task ADatabaseThatDoesNotAnswerIsNoReasonToStartAgainButToSendNobody()
    {
        var database = PostgresCluster.Shared.NewDatabase();
        var (other, name) = (PostgresCluster.Shared.NewDatabase(), new NpgsqlConnectionStringBuilder(database).Database);
        await using var server = await TestServer.StartAsync(database: database);
        using var watcher = new HttpClient { BaseAddress = new Uri(server.Address) };
        Assert.Matches("^ready\nWarning: no witness", await watcher.GetStringAsync("/ready", TestContext.Current.CancellationToken));
        PostgresCluster.Execute(other, $"ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        PostgresCluster.Execute(other, $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{name}'");
        Assert.Equal(["The database does not answer."], await UntilAsync(watcher, HttpStatusCode.ServiceUnavailable));
        using (var health = await watcher.GetAsync("/health", TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        }

        PostgresCluster.Execute(other, $"ALTER DATABASE {name} ALLOW_CONNECTIONS true");
        await UntilAsync(watcher, HttpStatusCode.OK);
    }

    [Fact]
    public async Task ALogThatCannotBeWrittenIsTold()
    {
        await using var server = await TestServer.StartAsync();
        using var watcher = new HttpClient { BaseAddress = new Uri(server.Address) };
        await UntilAsync(watcher, HttpStatusCode.OK);
        var (log, away) = (server.Records.LogFolder, server.Records.LogFolder + ".away");
        Directory.Move(log, away);
        await File.WriteAllTextAsync(log, "", TestContext.Current.CancellationToken);
        await server.Records.AddAsync(new NewRecord(new DateOnly(2025, 2, 1), "p", "1", "sha256:" + new string('0', 64), null, "{}", [new RecordedDetermination(null, "permitted", false, "{}")], null), null, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["The log's files cannot be brought up to date; the page Audit says why."], await UntilAsync(watcher, HttpStatusCode.ServiceUnavailable));
        File.Delete(log);
        Directory.Move(away, log);
        await UntilAsync(watcher, HttpStatusCode.OK);
    }

    // What it says when it answers so at last.
    private static async Task<IEnumerable<string?>> UntilAsync(HttpClient watcher, HttpStatusCode status)
    {
        while (true)
        {
            using var response = await watcher.GetAsync("/ready", TestContext.Current.CancellationToken);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (response.StatusCode == status)
            {
                if (status == HttpStatusCode.OK)
                {
                    return [];
                }

                Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
                return ApiServer.Said(JsonSerializer.Deserialize<JsonElement>(text));
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
