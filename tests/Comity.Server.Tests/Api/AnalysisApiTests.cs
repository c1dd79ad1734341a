using System.Net;
using System.Text;
using System.Text.Json;
using Comity.Policy.Comparison;
using Comity.Policy.Determinations;
using Comity.Policy.Packs;
using Comity.Server.Api;
using Comity.Server.Policies;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests.Api;

/// <summary>Explaining and comparing over HTTP: what is said must hold when it is asked.</summary>
public sealed class AnalysisApiTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task EveryChangeThatIsNamedLeadsToItsOutcomeAndTheReasonForcesTheAnswer()
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        var explanation = await ApiServer.PostAsync(program, "/v1/explain", """{"on":"2025-02-01","facts":{"requestedAction":"hold-beyond-release","enforcementPurpose":"civil","judicialProcess":"none","agency":"local-law-enforcement"}}""");
        var determination = explanation.GetProperty("determination");
        Assert.Equal("prohibited", determination.GetProperty("outcome").GetString());
        var forcing = new Dictionary<string, JsonElement> { ["requestedAction"] = JsonSerializer.SerializeToElement("hold-beyond-release") };
        foreach (var fact in explanation.GetProperty("reason").GetProperty("facts").EnumerateArray().Select(fact => fact.GetProperty("fact").GetString()!))
        {
            forcing[fact] = JsonSerializer.SerializeToElement(fact switch { "enforcementPurpose" => "civil", "judicialProcess" => "none", "agency" => "local-law-enforcement", _ => throw new InvalidOperationException(fact) });
        }

        Assert.Equal("prohibited", await OutcomeAsync(program, "2025-02-01", JsonSerializer.SerializeToElement(forcing)));
        Assert.Contains(explanation.GetProperty("rules").EnumerateArray(), rule => rule.GetProperty("prevails").GetBoolean());
        var changes = 0;
        foreach (var other in explanation.GetProperty("others").EnumerateArray())
        {
            foreach (var change in other.GetProperty("changes").EnumerateArray())
            {
                changes++;
                Assert.Equal(other.GetProperty("outcome").GetString(), await OutcomeAsync(program, "2025-02-01", change.GetProperty("facts")));
            }
        }

        Assert.InRange(changes, 1, 1_000);
        var several = await ApiServer.PostAsync(program, "/v1/explain", """{"on":"2025-02-01","facts":{"requestedAction":["arrest","notify-of-release"],"enforcementPurpose":"civil"}}""");
        Assert.Equal(2, several.GetProperty("explanations").GetArrayLength());
        var bad = await ApiServer.PostAsync(program, "/v1/explain", """{"facts":{"enforcementPurpose":"civil"}}""", 400);
        Assert.Contains("requestedAction", string.Join(" ", ApiServer.Said(bad)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoDaysAreComparedAsTheLibraryComparesThemAndTheExamplesHold()
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        var (from, to) = (new DateOnly(2025, 1, 27), new DateOnly(2025, 1, 28));
        var (response, text) = await ApiServer.SendAsync(program, "/v1/compare", """{"before":{"on":"2025-01-27"},"after":{"on":"2025-01-28"}}""");
        Assert.True(response.IsSuccessStatusCode, text);
        Assert.Equal(DeterminationJson.Text(writer => ComparisonJson.Write(writer, PolicyComparison.Of(new PolicySide(TestServer.Logic.Program, from), new PolicySide(TestServer.Logic.Program, to)))), text);
        var groups = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("changes").EnumerateArray().ToList();
        Assert.NotEmpty(groups);
        foreach (var group in groups)
        {
            var facts = group.GetProperty("example").GetProperty("facts");
            Assert.Equal(group.GetProperty("before").GetProperty("outcome").GetString(), await OutcomeAsync(program, "2025-01-27", facts));
            Assert.Equal(group.GetProperty("after").GetProperty("outcome").GetString(), await OutcomeAsync(program, "2025-01-28", facts));
        }
    }

    [Fact]
    public async Task AnInstrumentIsLeftOutAndAPolicyIsNamedByItsDigest()
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        var digest = TestServer.Logic.Pack.Digest;
        var without = await ApiServer.PostAsync(program, "/v1/compare", $$$"""{"before":{"policy":"{{{digest}}}"},"without":["NY-2026"]}""");
        Assert.Equal(["NY-2026"], without.GetProperty("before").GetProperty("without").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(digest, without.GetProperty("after").GetProperty("digest").GetString());
        Assert.NotEqual(digest, without.GetProperty("before").GetProperty("digest").GetString());
        Assert.True(without.GetProperty("changed").GetInt64() > 0);
        var same = await ApiServer.PostAsync(program, "/v1/compare", $$$"""{"before":{"on":"2025-02-01","policy":"{{{digest}}}"},"after":{"on":"2025-02-01"}}""");
        Assert.True(same.GetProperty("identical").GetBoolean());
    }

    [Fact]
    public async Task APolicyThatIsNotServedIsSentAndNothingOfItStays()
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide | ApiScopes.Archive);
        var served = PackFiles.ReadFolder(Repository.Pack("new-york"));
        var same = await ApiServer.PostAsync(program, "/v1/compare", Body(served, ""","on":"2025-02-01" """, """{"on":"2025-02-01"}"""));
        Assert.True(same.GetProperty("identical").GetBoolean());

        // Every prohibition becomes a permission; larger than other bodies may be.
        var model = served.Paths.Single(path => path.EndsWith(".dmn", StringComparison.Ordinal));
        var text = Encoding.UTF8.GetString(served.Find(model)!.Value.Span).Replace("<text>\"prohibited\"</text>", "<text>\"permitted\"</text>", StringComparison.Ordinal);
        var noise = new byte[1_000_000];
        new Random(1).NextBytes(noise);
        var edited = served.With(model, Encoding.UTF8.GetBytes(text)).With("notes/scan.txt", noise);
        var changed = await ApiServer.PostAsync(program, "/v1/compare", Body(edited, "", "{}"));
        Assert.Equal(edited.Digest, changed.GetProperty("before").GetProperty("digest").GetString());
        Assert.Equal(served.Digest, changed.GetProperty("after").GetProperty("digest").GetString());
        Assert.Contains(changed.GetProperty("changes").EnumerateArray(), group => (group.GetProperty("before").GetProperty("outcome").GetString(), group.GetProperty("after").GetProperty("outcome").GetString()) == ("permitted", "prohibited"));
        Assert.Null(await server.Server.Application.Services.GetRequiredService<PolicyVersions>().FindAsync(edited.Digest));

        // What is wrong with it is said as it is to whoever writes it.
        var broken = served.With(model, Encoding.UTF8.GetBytes(text.Replace("<text>\"permitted\"</text>", "<text>\"permitted</text>", StringComparison.Ordinal)));
        var problem = await ApiServer.PostAsync(program, "/v1/compare", Body(broken, "", "{}"), 400);
        Assert.All(ApiServer.Said(problem), said => Assert.StartsWith($"\"before\": {model}:", said, StringComparison.Ordinal));

        static string Body(PackFiles files, string on, string after) => $$"""{"before":{"archive":"{{Convert.ToBase64String(PackArchive.Write(files))}}"{{on}}},"after":{{after}}}""";
    }

    [Fact]
    public async Task ADamagedArchiveIsRefused()
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide | ApiScopes.Archive);
        var archive = PackArchive.Write(PackFiles.ReadFolder(Repository.Pack("new-york")));
        var random = new Random(9);
        for (var sample = 0; sample < 60; sample++)
        {
            var damaged = archive.AsSpan(0, sample % 3 == 0 ? random.Next(archive.Length) : archive.Length).ToArray();
            for (var i = random.Next(20); i > 0 && damaged.Length > 0; i--)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            var (response, text) = await ApiServer.SendAsync(program, "/v1/compare", $$$"""{"before":{"archive":"{{{Convert.ToBase64String(damaged)}}}"}}""");
            Assert.True(response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.OK, text);
        }
    }

    [Theory]
    [InlineData("""{"before":{"archive":"UEsDBA=="}}""", "ZIP archive with pack.yaml at its root")]
    [InlineData("""{"before":{"archive":"no Base64!"}}""", "in Base64")]
    [InlineData("""{"before":{"archive":7}}""", "in Base64")]
    [InlineData("""{"before":{"archive":"UEsDBA==","policy":"sha256:0"}}""", "not both")]
    [InlineData("{}", "Say what to compare")]
    [InlineData("""{"before":{"on":"2025-02-01"}}""", "both sides")]
    [InlineData("""{"befor":{}}""", "Did you mean 'before'?")]
    [InlineData("""{"before":{"day":"2025-02-01"}}""", "There is no member")]
    [InlineData("""{"before":{"on":"May"},"after":{"on":1}}""", "2025-02-01")]
    [InlineData("""{"before":{"policy":"sha256:0"}}""", "GET /v1/pack")]
    [InlineData("""{"without":["NY-2O26"]}""", "Did you mean 'NY-2026'?")]
    [InlineData("""{"without":"NY-2026"}""", "is a list")]
    public async Task ABadComparisonSaysHowToMendIt(string body, string hint)
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide | ApiScopes.Archive);
        var problem = await ApiServer.PostAsync(program, "/v1/compare", body, 400);
        Assert.Contains(hint, string.Join(" ", ApiServer.Said(problem)), StringComparison.Ordinal);
    }

    private static async Task<string?> OutcomeAsync(HttpClient program, string on, JsonElement facts)
    {
        var answer = await ApiServer.PostAsync(program, "/v1/decide", JsonSerializer.Serialize(new { on, facts }));
        return answer.GetProperty("outcome").GetString();
    }
}
