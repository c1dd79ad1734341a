using System.Text.Json;
using Comity.Client;
using Comity.Server.Api;

namespace Comity.Server.Tests.Api;

/// <summary>The package <c>Comity.Client</c>: generated from today's description, and used against a real server.</summary>
public sealed class ClientTests(ApiServer server) : IClassFixture<ApiServer>
{
    // Set to write the file anew instead of comparing it; see docs/api.md.
    private const string Write = "COMITY_GENERATE_CLIENT";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheGeneratedFileIsWhatTodaysDescriptionGenerates()
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        var code = await ClientGeneration.GenerateAsync(await program.GetStringAsync("/openapi/v1.json", Stop));
        if (Environment.GetEnvironmentVariable(Write) is not null)
        {
            await File.WriteAllTextAsync(ClientGeneration.File, code, Stop);
        }

        Assert.True(code == (await File.ReadAllTextAsync(ClientGeneration.File, Stop)).ReplaceLineEndings("\n"), $"The description of the API has changed. Run this test once with {Write}=1 and commit {ClientGeneration.File}.");
    }

    [Fact]
    public async Task TheExampleOfTheReadmeRuns()
    {
        var code = Assert.Single(ReadmeExample.Blocks("Comity.Client", "csharp"))
            .Replace("https://comity.agency.example/", server.Server.Address, StringComparison.Ordinal).Replace("comity_…", await server.KeyAsync(ApiScopes.Decide), StringComparison.Ordinal);
        Assert.Equal(Assert.Single(ReadmeExample.Blocks("Comity.Client", "text")), ReadmeExample.Run(code));
    }

    [Fact]
    public async Task AProgramAsksComparesAndExplains()
    {
        var comity = ComityClient.Connect(new Uri(server.Server.Address), await server.KeyAsync(ApiScopes.Decide));
        var pack = await comity.PackAsync(cancellationToken: Stop);
        Assert.Equal(TestServer.Logic.Pack.Digest, pack.Digest);
        var asked = await comity.AskAsync(new AskRequest { Document = "i-247a", Facts = [] }, cancellationToken: Stop);
        Assert.Contains(asked.Next!.Fact, pack.Facts.Select(fact => fact.Fact));
        var compared = await comity.CompareAsync(new CompareRequest { Before = new CompareSide { On = new DateOnly(2025, 1, 27) }, After = new CompareSide { On = new DateOnly(2025, 1, 28) } }, Stop);
        Assert.NotEmpty(compared.Changes);
        var explained = await comity.ExplainAsync(new DecideRequest { On = new DateOnly(2025, 2, 1), Facts = { ["requestedAction"] = "arrest", ["enforcementPurpose"] = "civil", ["judicialProcess"] = "none" } }, cancellationToken: Stop);
        foreach (var other in explained.Others!)
        {
            foreach (var change in other.Changes)
            {
                Assert.Equal(other.Outcome, (await comity.DecideAsync(new DecideRequest { On = new DateOnly(2025, 2, 1), Facts = change.Facts }, cancellationToken: Stop)).Outcome);
            }
        }

        Assert.NotEmpty((await comity.ProvisionsAsync(new DateOnly(2025, 2, 1), cancellationToken: Stop)).Provisions);
        var decision = await comity.EvaluationAsync(new EvaluationRequest
        {
            Subject = new EvaluationEntity { Type = "agency", Id = "troop-k" }, Action = new EvaluationAction { Name = "arrest" }, Resource = new EvaluationEntity { Type = "request", Id = "17" },
            Context = new() { ["on"] = "2025-02-01", ["enforcementPurpose"] = "civil", ["judicialProcess"] = "none" },
        }, cancellationToken: Stop);
        Assert.Equal((false, "prohibited"), (decision.Decision, decision.Context!.Outcome));
    }

    [Fact]
    public async Task AProgramKeepsARecordAndIsToldWhatIsWrong()
    {
        var comity = ComityClient.Connect(new Uri(server.Server.Address), await server.KeyAsync(ApiScopes.Record | ApiScopes.Read));
        var record = new NewRecord { On = new DateOnly(2025, 2, 1), Document = "i-247a", Facts = { ["agency"] = "local-law-enforcement" } };
        var kept = await comity.KeepRecordAsync("mine", record, Stop);
        Assert.Equal(kept.At, (await comity.KeepRecordAsync("mine", record, Stop)).At);
        await comity.FollowUpAsync(kept.Number, "did", new FollowUp { Action = "hold-beyond-release", Choice = "declined", On = new DateOnly(2025, 2, 2) }, "\"1\"", Stop);
        var corrected = await comity.CorrectRecordAsync(kept.Number, "better", new Correction { On = record.On, Document = "i-247a", Facts = { ["agency"] = "state-law-enforcement" }, Reason = "State police were asked." }, "\"2\"", Stop);
        Assert.Equal(3, corrected.Version);
        var file = await comity.ReadRecordAsync(kept.Number, cancellationToken: Stop);
        Assert.Equal(["record", "follow-up", "correction"], file.Events.Select(item => item.Kind));
        Assert.Contains(kept.Number, (await comity.ListRecordsAsync(from: record.On, limit: 200, cancellationToken: Stop)).Records.Select(item => item.Number));
        Assert.StartsWith("c2sp.org/tlog-proof", await comity.ProveRecordAsync(kept.Number, 3, true, Stop), StringComparison.Ordinal);
        Assert.NotEmpty((await comity.LogAsync(Stop)).Keys);
        var refused = await Assert.ThrowsAsync<ApiException<Problem>>(() => comity.KeepRecordAsync("bad", new NewRecord { On = record.On, Facts = { ["requestedActoin"] = "arrest" } }, Stop));
        Assert.Equal(400, refused.StatusCode);
        Assert.Contains("Did you mean 'requestedAction'?", refused.Result.Detail, StringComparison.Ordinal);
    }
}
