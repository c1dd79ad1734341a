using System.Net;
using System.Text.Json;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Interviews;
using Comity.Server.Api;

namespace Comity.Server.Tests.Api;

/// <summary>Deciding and asking over HTTP.</summary>
public sealed class PolicyApiTests(ApiServer server) : IClassFixture<ApiServer>
{
    private const string Hold = """{"on":"2025-02-01","facts":{"requestedAction":"hold-beyond-release","enforcementPurpose":"civil","judicialProcess":"none"}}""";

    [Theory]
    [InlineData(Hold)]
    [InlineData("""{"on":"2025-02-01","facts":{"requestedAction":["hold-beyond-release","notify-of-release"],"enforcementPurpose":"civil"}}""")]
    [InlineData("""{"on":"2016-01-01","facts":{}}""")]
    public async Task DecideAnswersWhatThePolicyDecides(string body)
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        var (response, text) = await ApiServer.SendAsync(program, "/v1/decide", body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"\"{TestServer.Logic.Pack.Digest}\"", response.Headers.ETag!.Tag);
        using var document = JsonDocument.Parse(body);
        var request = RequestReader.Read(TestServer.Logic.Pack, document.RootElement, null).Request!;
        Assert.Equal(DeterminationJson.Text(new InterviewPlans(TestServer.Logic.Program).Decide(request)), text);
    }

    [Theory]
    [InlineData("{", "line 1")]
    [InlineData("[]", "JSON object")]
    [InlineData("""{"facts":{},"fact":{}}""", "Did you mean 'facts'?")]
    [InlineData("""{"on":"1 May","facts":{}}""", "2025-02-01")]
    [InlineData("""{"on":"2025-02-01"}""", "\"facts\" is missing")]
    [InlineData("""{"facts":{"plase":"school"}}""", "Did you mean 'place'?")]
    [InlineData("""{"facts":{"place":"scool"}}""", "Did you mean 'school'?")]
    [InlineData("""{"facts":{"place":{"a":1}}}""", "is not a value of 'place'")]
    public async Task ABadRequestSaysHowToMendIt(string body, string hint)
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        var problem = await ApiServer.PostAsync(program, "/v1/decide", body, 400);
        Assert.Contains(hint, string.Join(" ", ApiServer.Said(problem)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABodyThatIsTooLargeIsRefused()
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        await ApiServer.PostAsync(program, "/v1/decide", $$"""{"facts":{},"x":"{{new string('x', 300_000)}}"}""", 413);
    }

    [Fact]
    public async Task ACallerCanInsistOnThePolicyThatAnswers()
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        var digest = $"\"{TestServer.Logic.Pack.Digest}\"";
        Assert.Equal(HttpStatusCode.OK, (await ApiServer.SendAsync(program, "/v1/decide", Hold, headers: ("If-Match", digest))).Response.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await ApiServer.SendAsync(program, "/v1/decide", Hold, headers: ("If-Match", "\"sha256:0\""))).Response.StatusCode);
        using var known = new HttpRequestMessage(HttpMethod.Get, "/v1/pack");
        known.Headers.TryAddWithoutValidation("If-None-Match", digest);
        using var unchanged = await program.SendAsync(known, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Fact]
    public async Task AStreamIsAnsweredLineByLineAndGoesOnBehindABadOne()
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        var lines = Enumerable.Range(0, 20_000).Select(i => i % 100 == 50 ? "{" : i == 77 ? new string('x', 70_000) : Hold).ToList();
        var (response, text) = await ApiServer.SendAsync(program, "/v1/decide", string.Join('\n', lines), ApiBody.LinesMediaType);
        Assert.Equal(ApiBody.LinesMediaType, response.Content.Headers.ContentType!.MediaType);
        var answers = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        Assert.Equal(lines.Count, answers.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i] == Hold)
            {
                Assert.Equal("prohibited", answers[i].GetProperty("outcome").GetString());
            }
            else
            {
                Assert.Equal(i == 77 ? 413 : 400, answers[i].GetProperty("status").GetInt32());
            }
        }
    }

    [Fact]
    public async Task AskLeadsToACertainAnswerAndNeverAsksWhatIsForbidden()
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        var facts = new Dictionary<string, object>();
        var unknown = new List<string>();
        JsonElement answer;
        while ((answer = await ApiServer.PostAsync(program, "/v1/ask", JsonSerializer.Serialize(new { on = "2025-02-01", document = "i-247a", facts, unknown }))).GetProperty("next") is { ValueKind: JsonValueKind.Object } next)
        {
            Assert.True(facts.Count + unknown.Count < 20);
            var name = next.GetProperty("fact").GetString()!;
            Assert.DoesNotContain(name, facts.Keys.Concat(unknown));
            if (name == "requiredByLaw")
            {
                unknown.Add(name);
            }
            else
            {
                facts[name] = next.GetProperty("values").EnumerateArray().Last().GetProperty("value");
            }
        }

        Assert.Equal(2, answer.GetProperty("determinations").GetArrayLength());
        var bad = await ApiServer.PostAsync(program, "/v1/ask", """{"facts":{},"document":"i-247b","unknown":["plase"]}""", 400);
        Assert.Equal(2, ApiServer.Said(bad).Count);
    }

    [Fact]
    public async Task ThePackAndItsProvisionsAtADay()
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        var pack = JsonSerializer.Deserialize<JsonElement>(await program.GetStringAsync("/v1/pack", TestContext.Current.CancellationToken));
        Assert.Equal(TestServer.Logic.Pack.Facts.Count, pack.GetProperty("facts").GetArrayLength());
        var before = JsonSerializer.Deserialize<JsonElement>(await program.GetStringAsync("/v1/provisions?on=2025-01-27", TestContext.Current.CancellationToken));
        var after = JsonSerializer.Deserialize<JsonElement>(await program.GetStringAsync("/v1/provisions?on=2025-01-28", TestContext.Current.CancellationToken));
        Assert.DoesNotContain(Ids(before), id => id == "NY-LIST-2025");
        Assert.Equal(4, Ids(after).Count(id => id == "NY-LIST-2025"));
        using var bad = await program.GetAsync("/v1/provisions?on=May", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);

        static IEnumerable<string?> Ids(JsonElement answer) => answer.GetProperty("provisions").EnumerateArray().Select(provision => provision.GetProperty("id").GetString());
    }
}
