using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Comity.Policy.Packs;
using Comity.Records.Tests;
using Comity.Server.Api;
using Comity.Server.Policies;
using Comity.Server.Tests.Api;
using Comity.Server.Workbench;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests.Workbench;

/// <summary>What strangers and counsel hand in is bounded, and harms neither the server nor a draft.</summary>
public sealed partial class HandInTests
{
    private const string Bomb = "count(for i in 1..100000, j in 1..100000 return i*j) > 1";

    private static readonly PackFiles Served = PackFiles.ReadFolder(Repository.Pack(Bench.Pack));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnArchiveNeedsItsOwnScopeAndIsRefusedWithTheNameOfItsPlace()
    {
        await using var bench = await Bench.StartAsync();
        var server = ApiServer.Of(bench.Server);
        var body = "{\"before\":{\"archive\":\"" + Convert.ToBase64String(PackArchive.Write(With(Bomb))) + "\"}}";
        using (var decides = await server.ProgramAsync(ApiScopes.Decide))
        {
            var (refused, _) = await ApiServer.SendAsync(decides, "/v1/compare", body);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            Assert.Contains("comity.archive", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        }

        using var program = await server.ProgramAsync(ApiScopes.Decide | ApiScopes.Archive);
        var (response, text) = await ApiServer.SendAsync(program, "/v1/compare", body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Matches($"{Regex.Escape(Bench.Model)}:[0-9]+:[0-9]+:? .*DIAG0002", text);

        // As many at once as one caller may have, and not one more.
        var bounds = bench.Server.Application.Services.GetRequiredService<HandIns>();
        var caller = new System.Security.Claims.ClaimsPrincipal(new System.Security.Claims.ClaimsIdentity([new(System.Security.Claims.ClaimTypes.NameIdentifier, "one")]));
        var places = Enumerable.Range(0, HandIns.MostAtOnce + 1).Select(_ => bounds.Enter(caller)).ToList();
        Assert.Equal([.. Enumerable.Repeat(true, HandIns.MostAtOnce), false], places.Select(place => place.IsAcquired));
        places.ForEach(place => place.Dispose());
        using var again = bounds.Enter(caller);
        Assert.True(again.IsAcquired);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ADraftBeginsWithAnArchive(bool postgres)
    {
        await using var bench = await Bench.StartAsync(postgres ? PostgresCluster.Shared.NewDatabase() : null);
        var edited = Served.With("facts.yaml", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Served.Find("facts.yaml")!.Value.Span) + "\n# Read again.\n"));
        var draft = await BeginAsync(bench, PackArchive.Write(edited));
        Assert.Equal(edited.Digest, PackArchive.Read(await bench.First.Http.GetByteArrayAsync($"{draft}/archive", Stop)).Digest);
    }

    [Fact]
    public async Task ADraftThatComputesTooMuchKeepsItsPages()
    {
        await using var bench = await Bench.StartAsync();
        var draft = await BeginAsync(bench, PackArchive.Write(With(Bomb)));
        string page;
        do
        {
            page = WebUtility.HtmlDecode(await bench.First.ReadAsync(draft));
        }
        while (page.Contains("worked out", StringComparison.Ordinal) && !page.Contains("DIAG0002", StringComparison.Ordinal));
        Assert.Contains("DIAG0002", page, StringComparison.Ordinal);
        Assert.Contains("Take the last edit back", page, StringComparison.Ordinal);
        Assert.Contains("<textarea", await bench.First.ReadAsync($"{draft}/file?path={Bench.Model}"), StringComparison.Ordinal);
        var (status, undone) = await bench.ActAsync(bench.First, draft, "undo");
        Assert.True(status == HttpStatusCode.OK, undone);
    }

    [Fact]
    public async Task WorkOnADraftEndsWithTheLastWhoWaits()
    {
        await using var bench = await Bench.StartAsync();
        var work = bench.Server.Application.Services.GetRequiredService<DraftWork>();
        var version = bench.Server.Application.Services.GetRequiredService<PolicyVersions>().All[0];
        using var gone = new CancellationTokenSource();
        var waiting = work.ConsequencesAsync(With(Bomb), version, Timeout.InfiniteTimeSpan, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        // What was stopped is not remembered: who asks next gets an answer.
        var known = await work.ConsequencesAsync(With(Bomb), version, Timeout.InfiniteTimeSpan, Stop);
        Assert.Equal("DIAG0002", Assert.Single(known!.Diagnostics).Code);
    }

    [Fact]
    public async Task WorkEndsWhenTheBrowserThatAskedForItIsGone()
    {
        await using var bench = await Bench.StartAsync();
        var draft = await BeginAsync(bench, PackArchive.Write(With(Bomb)));
        var work = bench.Server.Application.Services.GetRequiredService<DraftWork>();
        var version = bench.Server.Application.Services.GetRequiredService<PolicyVersions>().All[0];

        // Others are before it, so that it does not come to its end by itself.
        using var others = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var before = Enumerable.Range(0, 4).Select(number => work.ConsequencesAsync(With($"{number} = {number} and {Bomb}"), version, Timeout.InfiniteTimeSpan, others.Token)).ToList();
        using var gone = new CancellationTokenSource();
        var asking = bench.First.Http.GetAsync(draft, gone.Token);
        Task<Consequences>? asked;
        while ((asked = work.Find(With(Bomb), version)) is null)
        {
            Assert.False(asking.IsCompleted);
            await Task.Delay(5, Stop);
        }

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await others.CancelAsync();
        await Task.WhenAll(before).ContinueWith(_ => { }, Stop, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    [Fact]
    public async Task BodiesOfAnyKindAreAnsweredAndNeverWith500()
    {
        await using var bench = await Bench.StartAsync();
        using var program = await ApiServer.Of(bench.Server).ProgramAsync(ApiScopes.Decide | ApiScopes.Archive);
        var random = new Random(11);
        var archive = Convert.ToBase64String(PackArchive.Write(Served));
        string[] bodies = [$$"""{"before":{"archive":"{{archive}}"},"after":{"on":null},"without":["X"]}""", """{"before":{"on":"2025-01-27"},"after":{"on":"2025-01-28"}}"""];
        for (var sample = 0; sample < 60; sample++)
        {
            var body = bodies[sample % 2].ToCharArray();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                body[random.Next(body.Length)] = (char)random.Next(32, 127);
            }

            var (response, text) = await ApiServer.SendAsync(program, "/v1/compare", new string(body));
            Assert.True((int)response.StatusCode < 500, text);
        }
    }

    private static PackFiles With(string condition)
    {
        var model = Encoding.UTF8.GetString(Served.Find(Bench.Model)!.Value.Span);
        var cell = Entry().Match(model);
        Assert.True(cell.Success);
        var text = System.Security.SecurityElement.Escape($"if {condition} then \"required\" else \"permitted\"");
        return Served.With(Bench.Model, Encoding.UTF8.GetBytes(model[..cell.Groups["text"].Index] + text + model[(cell.Groups["text"].Index + cell.Groups["text"].Length)..]));
    }

    private static async Task<string> BeginAsync(Bench bench, byte[] archive)
    {
        using var file = new ByteArrayContent(archive);
        using var token = new StringContent(Token().Match(await bench.First.ReadAsync("/counsel")).Groups["token"].Value);
        using var title = new StringContent("From an archive");
        using var form = new MultipartFormDataContent { { token, "__RequestVerificationToken" }, { title, "title" }, { file, "archive", "pack.zip" } };
        using var response = await bench.First.Http.PostAsync("/counsel/drafts", form, Stop);
        Assert.True(response.StatusCode == HttpStatusCode.Redirect, await response.Content.ReadAsStringAsync(Stop));
        return response.Headers.Location!.ToString();
    }

    [GeneratedRegex("<outputEntry[^>]*>\\s*<text>(?<text>\"required\")</text>")]
    private static partial Regex Entry();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]* value=\"(?<token>[^\"]+)\"")]
    private static partial Regex Token();
}
