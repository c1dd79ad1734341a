using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Comity.Server.Api;
using Comity.Server.Operation;

namespace Comity.Server.Tests.Api;

/// <summary>What HTTP says of a request beside its content: methods, media types, queries, encodings, limits.</summary>
public sealed class ApiHttpTests(ApiServer server) : IClassFixture<ApiServer>
{
    private const string Evaluation = """{"subject":{"type":"a","id":"b"},"action":{"name":"arrest"},"resource":{"type":"r","id":"1"}}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1/decide", "application/x-www-form-urlencoded", 415)]
    [InlineData("/v1/decide", "text/plain", 415)]
    [InlineData("/v1/ask", "application/x-ndjson", 415)]
    [InlineData("/v1/records", "text/plain", 415)]
    [InlineData("/access/v1/evaluation", "text/plain", 400)]
    [InlineData("/access/v1/evaluations", "application/x-www-form-urlencoded", 400)]
    [InlineData("/mcp", "text/plain", 415)]
    [InlineData("/v1/nowhere", "application/json", 404)]
    [InlineData("/access/v1/nowhere", "application/json", 404)]
    public async Task AnotherMediaTypeIsNamed(string path, string type, int status)
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide | ApiScopes.Record);
        var (response, text) = await ApiServer.SendAsync(program, path, "{}", type);
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode} {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(status, JsonSerializer.Deserialize<JsonElement>(text).GetProperty("status").GetInt32());
        Assert.Equal(status != 404, response.Headers.TryGetValues("Accept", out var accepted) && accepted.Single().StartsWith("application/json", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DELETE", "/v1/decide", "POST")]
    [InlineData("GET", "/v1/decide", "POST")]
    [InlineData("HEAD", "/v1/ask", "POST")]
    [InlineData("PUT", "/v1/pack", "GET, HEAD")]
    [InlineData("PATCH", "/v1/records", "GET, HEAD, POST")]
    [InlineData("DELETE", "/v1/records/2026-000001", "GET, HEAD")]
    [InlineData("OPTIONS", "/v1/compare", "POST")]
    [InlineData("GET", "/access/v1/evaluation", "POST")]
    [InlineData("GET", "/mcp", "POST")]
    [InlineData("DELETE", "/mcp", "POST")]
    public async Task AnotherMethodIsNamed(string method, string path, string allowed)
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        using var response = await program.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Stop);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        using var nobody = await server.ProgramAsync(ApiScopes.None);
        using var refused = await nobody.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData("/v1/records?outcome=zzz", "no outcome 'zzz'")]
    [InlineData("/v1/records?outcome=prohibitted", "Did you mean 'prohibited'?")]
    [InlineData("/v1/records?action=arest", "Did you mean 'arrest'?")]
    [InlineData("/v1/records?foo=1", "no \"foo\"")]
    [InlineData("/v1/records?outcom=prohibited", "Did you mean 'outcome'?")]
    [InlineData("/v1/records?from=2025-02-02&to=2025-02-01", "later day")]
    [InlineData("/v1/records?from=May", "2025-02-01")]
    [InlineData("/v1/records?after=zzz", "\"after\"")]
    [InlineData("/v1/records?limit=201", "1 to 200")]
    [InlineData("/v1/records?limit=5&limit=6", "twice")]
    [InlineData("/v1/pack?day=2025-02-01", "Known here: on.")]
    [InlineData("/v1/provisions?On=2025-02-01", "Did you mean 'on'?")]
    [InlineData("/v1/log?x", "no \"x\"")]
    [InlineData("/v1/records/2026-000001?x=1", "no \"x\"")]
    [InlineData("/v1/records/2026-000001/proof?evnt=1", "Did you mean 'event'?")]
    public async Task AQueryThatIsNotReadIsRefused(string address, string hint)
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide | ApiScopes.Read);
        using var response = await program.GetAsync(address, Stop);
        var text = await response.Content.ReadAsStringAsync(Stop);
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, text);
        Assert.Contains(hint, string.Join(" ", ApiServer.Said(JsonSerializer.Deserialize<JsonElement>(text))), StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", text, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[], string> Unreadable()
    {
        var data = new TheoryData<string, byte[], string>();
        (byte[] Text, string Hint)[] bodies =
        [
            ([.. """{"facts":{"place":"sch"""u8, 0xC3, 0x28, .. "\"}}"u8], "not UTF-8, at line 1, byte 23"),
            ([.. "{\n\"facts\":{\""u8, 0xED, 0xA0, 0x80, .. "\":1}}"u8], "not UTF-8, at line 2, byte 11"),
            (Encoding.UTF8.GetBytes("""{"facts":{"place":"\ud800"}}"""), "not Unicode, at line 1, byte 19"),
            (Encoding.UTF8.GetBytes("""{"facts":{"\udc00x":1}}"""), "not Unicode"),
            (Encoding.UTF8.GetBytes("""{"\ud800":1}"""), "not Unicode"),
            (Encoding.UTF8.GetBytes("""{"facts":{"requestedAction":"arrest","requestedAction":"share-immigration-status"}}"""), "\"requestedAction\" twice in one object, at line 1, byte 38"),
            (Encoding.UTF8.GetBytes("""{"facts":{},"facts":{}}"""), "\"facts\" twice"),
            (Encoding.UTF8.GetBytes("""{"on":"2025-02-01","\u006fn":"2025-02-02","facts":{}}"""), "\"on\" twice"),
        ];
        foreach (var path in (string[])["/v1/decide", "/v1/ask", "/v1/explain", "/v1/compare", "/v1/records", "/v1/records/2026-000001/follow-ups", "/access/v1/evaluation", "/access/v1/evaluations"])
        {
            foreach (var (body, hint) in bodies)
            {
                data.Add(path, body, hint);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task WhatTwoReadersCouldReadDifferentlyIsRefused(string path, byte[] body, string hint)
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide | ApiScopes.Record);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        request.Headers.Add("Idempotency-Key", $"\"{Guid.NewGuid()}\"");
        using var response = await program.SendAsync(request, Stop);
        var text = await response.Content.ReadAsStringAsync(Stop);
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{response.StatusCode} {text}");
        Assert.Contains(hint, JsonSerializer.Deserialize<JsonElement>(text).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStreamGoesOnBehindALineThatCannotBeRead()
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        const string Good = """{"on":"2025-02-01","facts":{"requestedAction":"arrest","enforcementPurpose":"civil","judicialProcess":"none"}}""";
        using var lines = new MemoryStream();
        var bad = Unreadable().Select(row => row.Data.Item2).Where(line => !line.Contains((byte)'\n')).Distinct().Take(7).ToList();
        foreach (var line in bad)
        {
            lines.Write([.. line, (byte)'\n', .. Encoding.UTF8.GetBytes(Good), (byte)'\n']);
        }

        using var response = await program.PostAsync("/v1/decide", new ByteArrayContent(lines.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue(ApiBody.LinesMediaType) } }, Stop);
        var answers = (await response.Content.ReadAsStringAsync(Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        Assert.Equal(2 * bad.Count, answers.Count);
        for (var i = 0; i < answers.Count; i += 2)
        {
            Assert.Equal(400, answers[i].GetProperty("status").GetInt32());
            Assert.Equal("prohibited", answers[i + 1].GetProperty("outcome").GetString());
        }
    }

    [Fact]
    public async Task ARecordOfADayThatHasNotComeIsNotKept()
    {
        using var program = await server.ProgramAsync(ApiScopes.Record);
        var (response, text) = await ApiServer.SendAsync(
            program, "/v1/records", """{"on":"2100-11-30","document":"i-247a","facts":{"agency":"local-law-enforcement"}}""", headers: ("Idempotency-Key", "\"tomorrow\""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains("2100-11-30, has not come yet", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatAnswersAboutPolicyNamesIt()
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        var digest = $"\"{TestServer.Logic.Pack.Digest}\"";
        var (one, _) = await ApiServer.SendAsync(program, AuthZenApi.EvaluationPath, Evaluation);
        Assert.Equal(digest, one.Headers.ETag!.Tag);
        var (other, _) = await ApiServer.SendAsync(program, AuthZenApi.EvaluationPath, Evaluation, headers: ("If-Match", "\"another\""));
        Assert.Equal(HttpStatusCode.PreconditionFailed, other.StatusCode);
    }

    [Fact]
    public async Task AProgramAndAPersonAreHeldToTheirLimits()
    {
        await using var limited = await TestServer.StartAsync(TestServer.Unhurried with { Programs = new ProgramLimits { PerMinute = 60 }, Session = new SessionLimits { PerMinute = 60 } });
        var programs = ApiServer.Of(limited);
        using var program = await programs.ProgramAsync(ApiScopes.Decide);
        HttpResponseMessage response;
        var answered = 0;
        while ((response = await program.GetAsync("/v1/pack", Stop)).IsSuccessStatusCode)
        {
            // A minute may end on the way.
            Assert.True(++answered <= 120);
        }

        Assert.True(answered >= 60);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("60", response.Headers.GetValues("Retry-After").Single());
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);

        // Each has a limit of its own.
        using var another = await programs.ProgramAsync(ApiScopes.Decide);
        Assert.True((await another.GetAsync("/v1/pack", Stop)).IsSuccessStatusCode);
    }
}
