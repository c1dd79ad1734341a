using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Comity.Log.Notes;
using Comity.Log.Verification;
using Comity.Records;
using Comity.Records.Audit;
using Comity.Records.Tests;

namespace Comity.Server.Tests.Processes;

/// <summary>Three real processes on one PostgreSQL behind nginx, as on three machines: each with a folder of its own.</summary>
public sealed partial class SeveralProcessesTests
{
    private const int Keepers = 4;
    private const int BeforeTheKill = 30;
    private const int Records = 80;

    [Fact]
    public async Task WhereOneIsKilledUnderLoadNothingAcknowledgedIsLostAndThereIsOneLog()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var agency = await Agency.FoundAsync(PostgresCluster.Shared.NewDatabase());
        var servers = await Task.WhenAll(Enumerable.Range(0, 3).Select(process => agency.StartAsync(process)));
        try
        {
            using var nginx = new Nginx(servers.Select(server => server.Port));
            await SameAnswersAsync(agency, [.. servers.Select(server => server.Address), nginx.Address]);

            // Officers and programs keep records; who gets no answer sends the same again, as a person or a program would.
            var kept = new ConcurrentDictionary<string, string>();
            var failures = 0;
            var killed = 0;
            await Task.WhenAll(Enumerable.Range(0, Keepers).Select(async keeper =>
            {
                using var officer = new StaffClient(nginx.Address);
                using var program = agency.Program(nginx.Address);
                if (keeper % 2 == 0)
                {
                    await RetryAsync(async () => await SignInAsync(officer) ? "" : null);
                }

                while (kept.Count < Records)
                {
                    var draft = Guid.NewGuid().ToString("N");
                    kept[draft] = await RetryAsync(() => keeper % 2 == 0 ? KeepAsync(officer, draft) : KeepAsync(program, draft));
                    if (kept.Count >= BeforeTheKill && Interlocked.Exchange(ref killed, 1) == 0)
                    {
                        servers[1].Kill();
                    }
                }

                async Task<string> RetryAsync(Func<Task<string?>> attempt)
                {
                    for (var tries = 0; ; tries++)
                    {
                        try
                        {
                            if (await attempt() is { } done)
                            {
                                return done;
                            }
                        }
                        catch (HttpRequestException)
                        {
                            // The connection broke; whether anything was kept is not known.
                        }

                        Interlocked.Increment(ref failures);
                        Assert.True(tries < 100, "No answer for too long.");
                        await Task.Delay(50, cancellation);
                    }
                }
            }));

            Assert.Equal(1, killed);
            TestContext.Current.TestOutputHelper?.WriteLine($"{failures} tries without an answer");

            // The killed one comes back and catches up.
            servers[1].Dispose();
            servers[1] = await agency.StartAsync(1);
            await CheckAsync(agency, servers, [.. kept.Values]);
            await WithdrawnEverywhereAsync(agency, servers);
        }
        finally
        {
            foreach (var server in servers)
            {
                server.Dispose();
            }
        }
    }

    private static async Task CheckAsync(Agency agency, ServerProcess[] servers, string[] numbers)
    {
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Equal(numbers.Length, numbers.Distinct().Count());
        var leaves = Convert.ToInt64(PostgresCluster.Execute(agency.Database!, "SELECT count(*) FROM events"), System.Globalization.CultureInfo.InvariantCulture);

        // Sent twice is kept once, and nothing is there that nobody was told of.
        Assert.Equal(numbers.Length, leaves);
        var year = numbers[0].Split('-')[0];
        Assert.Equal(Enumerable.Range(1, numbers.Length).Select(n => $"{year}-{n:D6}"), numbers.Order(StringComparer.Ordinal));

        var (checkpoints, sealedDays) = (new List<string>(), new List<string>());
        foreach (var (process, server) in servers.Index())
        {
            string[] checkpoint;
            do
            {
                await Task.Delay(100, cancellation);
                checkpoint = await File.ReadAllLinesAsync(Path.Combine(agency.Data(process), "log", "checkpoint"), cancellation);
            }
            while (checkpoint[1] != $"{leaves}");
            using var anybody = new HttpClient { BaseAddress = server.Address };
            sealedDays.Add(string.Join('\n', (await anybody.GetStringAsync("/log/checkpoint", cancellation)).Split('\n')[..3]));
            checkpoints.Add(string.Join('\n', checkpoint[..3]));
            var folder = new DataFolder(agency.Data(process));
            var audit = await RecordAudit.RunAsync(folder, agency.Database, new LogVerifyOptions(LogKeys.Parse(agency.Settings[DataFolder.KeyVariable]).Trust), cancellation);
            Assert.Null(audit.Problem);
            Assert.Equal(leaves, audit.Leaves);
        }

        // Name, size and root hash.
        Assert.Single(checkpoints.Distinct());
        Assert.Single(sealedDays.Distinct());
    }

    private static async Task SameAnswersAsync(Agency agency, Uri[] addresses)
    {
        foreach (var action in TestServer.Logic.Pack.Facts.Single(fact => fact.Name == TestServer.Logic.Pack.Manifest.Action).Values)
        {
            var body = $$$"""{"on":"2025-02-01","facts":{"requestedAction":"{{{action.Value.AsString()}}}","agency":"state-law-enforcement"}}""";
            var answers = new HashSet<string>();
            foreach (var address in addresses)
            {
                using var program = agency.Program(address);
                using var response = await program.PostAsync("/v1/decide", new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                answers.Add($"{response.Headers.ETag} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
            }

            Assert.Single(answers);
        }
    }

    // A key that is withdrawn in one process opens nothing in the others either, over connections that it was used on before.
    private static async Task WithdrawnEverywhereAsync(Agency agency, ServerProcess[] servers)
    {
        var programs = servers.Select(server => agency.Program(server.Address)).ToList();
        foreach (var program in programs)
        {
            Assert.Equal(HttpStatusCode.OK, await ServerProcess.StatusAsync(program, "/v1/pack"));
        }

        using var administrator = new StaffClient(servers[0].Address);
        Assert.True(await SignInAsync(administrator));
        var id = Withdraw().Match(await administrator.ReadAsync("/programs")).Groups["id"].Value;
        using var withdrawn = await administrator.PostAsync($"/programs/{id}/withdraw", "/programs");
        Assert.Equal(HttpStatusCode.Redirect, withdrawn.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await ServerProcess.StatusAsync(programs[0], "/v1/pack"));
        foreach (var program in programs)
        {
            while (await ServerProcess.StatusAsync(program, "/v1/pack") != HttpStatusCode.Unauthorized)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }

            program.Dispose();
        }
    }

    // The record's number; null where nobody answered.
    private static async Task<string?> KeepAsync(StaffClient officer, string draft)
    {
        using var response = await officer.PostAsync("/records", "/account", ("draft", draft), ("on", "2025-02-01"), ("paper", "i-247a"), ("act", "notify-of-release"), ("a", "agency:state-law-enforcement"), ("a", "requiredByLaw:false"), ("a", "convictedOfStateCrime:true"));
        return await NumberAsync(response, "/records/");
    }

    private static async Task<string?> KeepAsync(HttpClient program, string draft)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/records") { Content = new StringContent("""{"on":"2025-02-01","facts":{"requestedAction":"arrest","agency":"state-law-enforcement"}}""", Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", draft);
        using var response = await program.SendAsync(request, TestContext.Current.CancellationToken);
        return await NumberAsync(response, "/v1/records/");
    }

    private static async Task<string?> NumberAsync(HttpResponseMessage response, string path)
    {
        if (response.Headers.Location?.ToString() is { } location && location.StartsWith(path, StringComparison.Ordinal))
        {
            return location[path.Length..].Split('?')[0];
        }

        // A page that could not be loaded had no token for the form, which is then a bad request. A cookie of one process counts with the others.
        Assert.True(response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout or HttpStatusCode.BadRequest, $"{response.StatusCode} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        return null;
    }

    private static async Task<bool> SignInAsync(StaffClient officer)
    {
        using var response = await officer.PostAsync("/sign-in", "/sign-in", ("name", Agency.Officer), ("password", TestServer.Password));
        return response.StatusCode == HttpStatusCode.Redirect;
    }

    [GeneratedRegex("/programs/(?<id>[0-9a-f]+)/withdraw")]
    private static partial Regex Withdraw();
}
