using System.Net;
using Comity.Records;
using Comity.Records.Tests;
using Comity.Server.Policies;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests.Workbench;

/// <summary>From a draft to a policy that is served.</summary>
public sealed class PublishingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task APublishedPolicyDecidesFromItsDayOnAndNotBefore()
    {
        await using var bench = await Bench.StartAsync();
        var day = bench.Clock.Today.AddDays(10);
        var draft = await bench.BeginAsync();
        await bench.EditAsync(draft, """<outputEntry><text>"required"</text></outputEntry>""", """<outputEntry><text>"permitted"</text></outputEntry>""", last: true);

        // Nobody is bound by a draft, nor by a request to publish it.
        Assert.Equal("required", await bench.OutcomeAsync(day));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await bench.ActAsync(bench.First, draft, "request", ("from", Written(bench.Clock.Today.AddDays(-1))))).Status);
        Assert.Equal(HttpStatusCode.OK, (await bench.ActAsync(bench.First, draft, "request", ("from", Written(day)))).Status);
        Assert.Equal("required", await bench.OutcomeAsync(day));

        // Not oneself, and not what was edited after the request.
        var (own, page) = await bench.ActAsync(bench.First, draft, "approve");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, own);
        Assert.Contains("You worked on this draft yourself", page, StringComparison.Ordinal);
        await bench.EditAsync(draft, "Telling", "Telling", last: true, with: "<!-- reviewed -->\n");
        Assert.Contains("Nobody asks that this draft be published", (await bench.ActAsync(bench.Second, draft, "approve")).Page, StringComparison.Ordinal);

        await bench.ActAsync(bench.First, draft, "request", ("from", Written(day)));
        var (approved, published) = await bench.ActAsync(bench.Second, draft, "approve");
        Assert.Equal(HttpStatusCode.OK, approved);
        Assert.Contains("approved by second", published, StringComparison.Ordinal);

        // The day of the request chooses, whatever day it is today.
        Assert.Equal("required", await bench.OutcomeAsync(day.AddDays(-1)));
        Assert.Equal("permitted", await bench.OutcomeAsync(day));
        bench.Clock.Move(10);
        Assert.Equal("required", await bench.OutcomeAsync(day.AddDays(-1)));
        Assert.Equal("permitted", await bench.OutcomeAsync(bench.Clock.Today));

        // The log has it, and the files are what the log names.
        var entry = Assert.Single(await bench.Server.Records.PolicyEventsAsync(Stop));
        var publication = Assert.IsType<PolicyPublication>(entry.Item);
        Assert.Equal(day, publication.From);
        Assert.Equal(new Author("counsel", null), entry.By);
        var versions = bench.Server.Application.Services.GetRequiredService<PolicyVersions>();
        Assert.Equal(publication.PackDigest, (await versions.FilesAsync(publication.PackDigest))!.Digest);
        Assert.Equal(publication.PackDigest, versions.At(day).Digest);

        // It is in effect and is not withdrawn, and a draft that was published is not edited.
        await bench.SignInAsync();
        using var withdrawn = await bench.First.PostAsync("/counsel/publications/1/withdraw", "/counsel", ("reason", "x"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, withdrawn.StatusCode);
        Assert.Contains("published or given up", await bench.EditAsync(draft, "EX-COOP", "EX-COOP", last: true, with: "<!-- late -->\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatIsNotInEffectYetCanBeWithdrawnAndTheLogSaysSo(bool postgres)
    {
        await using var bench = await Bench.StartAsync(postgres ? PostgresCluster.Shared.NewDatabase() : null);
        var day = bench.Clock.Today.AddDays(5);
        await bench.PublishAsync(day);
        Assert.Equal("permitted", await bench.OutcomeAsync(day));
        using var without = await bench.First.PostAsync("/counsel/publications/1/withdraw", "/counsel", ("reason", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, without.StatusCode);
        using var person = await bench.First.PostAsync("/counsel/publications/1/withdraw", "/counsel", ("reason", "Asked by A 012-345-678"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, person.StatusCode);

        // One asks, another does it; a request can end without.
        foreach (var reason in (string[])["Too early.", "A court stayed it."])
        {
            using var none = await bench.Second.PostAsync("/counsel/publications/1/withdraw/approve", "/counsel");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, none.StatusCode);
            using var asked = await bench.First.PostAsync("/counsel/publications/1/withdraw", "/counsel", ("reason", reason));
            Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
            using var twice = await bench.Second.PostAsync("/counsel/publications/1/withdraw", "/counsel", ("reason", "x"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, twice.StatusCode);
            using var alone = await bench.First.PostAsync("/counsel/publications/1/withdraw/approve", "/counsel");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, alone.StatusCode);
            Assert.Contains($"first asks to withdraw it: {reason}", await bench.Second.ReadAsync("/counsel"), StringComparison.Ordinal);
            Assert.Equal("permitted", await bench.OutcomeAsync(day));
            using var ended = await bench.Second.PostAsync($"/counsel/publications/1/withdraw/{(reason == "Too early." ? "refuse" : "approve")}", "/counsel");
            Assert.Equal(HttpStatusCode.Redirect, ended.StatusCode);
        }
        Assert.Equal("required", await bench.OutcomeAsync(day));
        Assert.Equal(new PolicyWithdrawal(1, "A court stayed it."), (await bench.Server.Records.PolicyEventsAsync(Stop))[1].Item);
        Assert.Contains("withdrawn: A court stayed it.", await bench.First.ReadAsync("/counsel"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADraftWithABrokenGuaranteeIsNotPublished()
    {
        await using var bench = await Bench.StartAsync();
        var draft = await bench.BeginAsync();

        // The first rule is what the guarantee 'Court' protects.
        await bench.EditAsync(draft, """<outputEntry><text>"required"</text></outputEntry>""", """<outputEntry><text>"permitted"</text></outputEntry>""", last: false);
        var (status, page) = await bench.ActAsync(bench.First, draft, "request", ("from", Written(bench.Clock.Today)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Matches("Not every check holds: [^<]*Court", page);
        Assert.Contains("Guarantee Court", page, StringComparison.Ordinal);
        Assert.Contains("/logic/court-process#rule-1", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecordsThatWouldHaveComeOutOtherwiseAreFoundAndStayAsTheyAre()
    {
        await using var bench = await Bench.StartAsync();
        foreach (var action in (string[])["hold", "notify-of-release", "notify-of-release"])
        {
            using var kept = await bench.Second.PostAsync("/records", "/account", ("on", "2026-05-01"), ("paper", "no-paper"), ("act", action), ("a", "judicialWarrant:true"));
            Assert.Equal(HttpStatusCode.Redirect, kept.StatusCode);
        }

        var draft = await bench.BeginAsync();
        await bench.EditAsync(draft, """<outputEntry><text>"required"</text></outputEntry>""", """<outputEntry><text>"permitted"</text></outputEntry>""", last: true);
        using var begun = await bench.First.PostAsync($"{draft}/what-if", draft);
        Assert.Equal(HttpStatusCode.Redirect, begun.StatusCode);
        string page;
        while (!(page = WebUtility.HtmlDecode(await bench.First.ReadAsync(draft))).Contains("would have come out otherwise.", StringComparison.Ordinal))
        {
            Assert.DoesNotContain("could not go on", page, StringComparison.Ordinal);
            await Task.Delay(50, Stop);
        }

        Assert.Contains("2 of 3 records would have come out otherwise.", page, StringComparison.Ordinal);
        Assert.Contains("2026-000003", page, StringComparison.Ordinal);
        Assert.Equal("required", (await bench.Server.Records.GetAsync("2026-000003", Stop))!.Content.Determinations[0].Outcome);
    }

    [Fact]
    public async Task ADraftThatWasBegunBeforeAnotherPublicationDoesNotTakeItBack()
    {
        await using var bench = await Bench.StartAsync();
        var old = await bench.BeginAsync("An older draft");
        await bench.EditAsync(old, "is done.", "is done at once.", last: false);
        await bench.PublishAsync(bench.Clock.Today);
        var (status, page) = await bench.ActAsync(bench.First, old, "request", ("from", Written(bench.Clock.Today)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("would take that back", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnybodyComparesThePublishedPoliciesByTheirDaysOrByName()
    {
        await using var bench = await Bench.StartAsync();
        var day = bench.Clock.Today.AddDays(3);
        Assert.DoesNotContain("Before, by", await bench.First.ReadAsync("/compare"), StringComparison.Ordinal);
        await bench.PublishAsync(day);
        var versions = bench.Server.Application.Services.GetRequiredService<PolicyVersions>().All;
        var form = await bench.First.ReadAsync("/compare");
        Assert.All(versions, version => Assert.Equal(2, form.Split($"value=\"{version.Digest}\"").Length - 1));

        // On one day, both policies; and each on its own day.
        foreach (var sides in new[] { $"from={Written(day)}&to={Written(day)}&before={versions[0].Digest}", $"from={Written(day.AddDays(-1))}&to={Written(day)}", $"before={versions[0].Digest}&after={versions[1].Digest}" })
        {
            var page = System.Net.WebUtility.HtmlDecode(await bench.First.ReadAsync($"/compare?{sides}"));
            Assert.Contains("The answer changes in", page, StringComparison.Ordinal);
            Assert.Contains($"After: {versions[1].Pack.Manifest.Id} {versions[1].Pack.Manifest.Version}, {versions[1].Digest}", page, StringComparison.Ordinal);
        }

        Assert.Contains("Identical", await bench.First.ReadAsync($"/compare?from={Written(day)}&to={Written(day.AddDays(1))}"), StringComparison.Ordinal);
        using var unknown = await bench.First.GetAsync("/compare?before=sha256:0");
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
    }

    [Fact]
    public async Task EveryProcessServesWhatOneOfThemPublished()
    {
        await using var bench = await Bench.StartAsync();
        var day = bench.Clock.Today.AddDays(3);
        await bench.PublishAsync(day);

        // Another process over the same database begins with it.
        await bench.Server.RestartAsync();
        var versions = bench.Server.Application.Services.GetRequiredService<PolicyVersions>();
        Assert.Equal(day, versions.At(day).EffectiveFrom);
        Assert.Null(versions.At(day.AddDays(-1)).EffectiveFrom);

        // And one that runs already sees within seconds what the log says.
        await bench.Server.Records.AppendPolicyAsync(new PolicyWithdrawal(1, "Withdrawn elsewhere."), new Author("counsel", null), 1, cancellation: Stop);
        while (versions.All.Count > 1)
        {
            await Task.Delay(50, Stop);
        }
    }

    private static string Written(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
