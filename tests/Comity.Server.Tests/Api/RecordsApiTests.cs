using System.Net;
using System.Text.Json;
using Comity.Log.Proofs;
using Comity.Records;
using Comity.Records.Events;
using Comity.Server.Access;
using Comity.Server.Api;
using Comity.Server.Review;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests.Api;

/// <summary>Records over the API: kept once, read, corrected by whoever kept them, approved by somebody else, and proven.</summary>
public sealed class RecordsApiTests(ApiServer server) : IClassFixture<ApiServer>
{
    private const string Detainer = """{"on":"2025-02-01","document":"i-247a","facts":{"agency":"local-law-enforcement"},"note":"Received by fax."}""";
    private const ApiScopes Both = ApiScopes.Record | ApiScopes.Read;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheSameKeyKeepsTheSameOnceAndRefusesSomethingElse()
    {
        using var program = await server.ProgramAsync(Both);
        var (first, text) = await KeepAsync(program, Detainer, "one");
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal("\"1\"", first.Headers.ETag!.Tag);
        var kept = JsonSerializer.Deserialize<JsonElement>(text);
        var number = kept.GetProperty("number").GetString()!;
        Assert.Equal($"/v1/records/{number}", first.Headers.Location!.ToString());
        Assert.Equal(["hold-beyond-release", "notify-of-release"], kept.GetProperty("determinations").EnumerateArray().Select(item => item.GetProperty("action").GetString()).Order());

        // Word for word, members in another order, without quotes around the key: the same submission and the same answer.
        var (again, repeated) = await KeepAsync(program, """{"note":"Received by fax.","facts":{"agency":"local-law-enforcement"},"document":"i-247a","on":"2025-02-01"}""", "one");
        Assert.Equal((HttpStatusCode.Created, text), (again.StatusCode, repeated));
        Assert.Equal(text, (await ApiServer.SendAsync(program, "/v1/records", Detainer, headers: ("Idempotency-Key", "one"))).Text);
        var (other, problem) = await KeepAsync(program, Detainer.Replace("fax", "mail", StringComparison.Ordinal), "one");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Contains("used for something else", problem, StringComparison.Ordinal);

        // Another program's keys are its own.
        using var neighbour = await server.ProgramAsync(Both);
        var (_, next) = await KeepAsync(neighbour, Detainer, "one");
        Assert.NotEqual(number, JsonSerializer.Deserialize<JsonElement>(next).GetProperty("number").GetString());

        // All at once.
        var many = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => KeepAsync(program, Detainer, "twenty")));
        Assert.Single(many.Select(answer => answer.Text).Distinct());
    }

    [Fact]
    public async Task ARecordIsReadSearchedAndStreamed()
    {
        await using var own = await TestServer.StartAsync();
        var office = ApiServer.Of(own);
        using var program = await office.ProgramAsync(Both);
        for (var i = 1; i <= 5; i++)
        {
            await KeepAsync(program, $$$"""{"on":"2025-03-0{{{i}}}","facts":{"requestedAction":"{{{(i % 2 == 0 ? "arrest" : "notify-of-release")}}}","enforcementPurpose":"civil","judicialProcess":"none"}}""", $"n{i}");
        }

        var first = await GetAsync(program, "/v1/records?limit=2");
        Assert.Equal(["2025-03-05", "2025-03-04"], Days(first));
        var second = await GetAsync(program, $"/v1/records?limit=2&after={Uri.EscapeDataString(first.GetProperty("next").GetString()!)}");
        Assert.Equal(["2025-03-03", "2025-03-02"], Days(second));
        Assert.Equal(["2025-03-04"], Days(await GetAsync(program, "/v1/records?action=arrest&from=2025-03-03&to=2025-03-31")));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/records?limit=2");
        request.Headers.TryAddWithoutValidation("Accept", ApiBody.LinesMediaType);
        using var stream = await program.SendAsync(request, Stop);
        var lines = (await stream.Content.ReadAsStringAsync(Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        Assert.Equal(["2025-03-05", "2025-03-04", "2025-03-03", "2025-03-02", "2025-03-01"], lines.Select(line => line.GetProperty("on").GetString()));

        // What is kept is what decide says.
        var number = lines[1].GetProperty("number").GetString();
        using var logic = await office.ProgramAsync(ApiScopes.Decide);
        var decided = await ApiServer.PostAsync(logic, "/v1/decide", """{"on":"2025-03-04","facts":{"requestedAction":"arrest","enforcementPurpose":"civil","judicialProcess":"none"}}""");
        Assert.True(JsonElement.DeepEquals(decided, lines[1].GetProperty("determinations")[0]));
        using var read = await program.GetAsync($"/v1/records/{number}", Stop);
        Assert.Equal("\"1\"", read.Headers.ETag!.Tag);
        using var known = new HttpRequestMessage(HttpMethod.Get, $"/v1/records/{number}");
        known.Headers.TryAddWithoutValidation("If-None-Match", "\"1\"");
        using var unchanged = await program.SendAsync(known, Stop);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        foreach (var (path, status) in new[] { ("/v1/records?from=May", 400), ("/v1/records?limit=0", 400), ("/v1/records?after=x", 400), ("/v1/records/2025-000001", 404), ("/v1/records/x/proof", 404), ($"/v1/records/{number}/proof?event=x", 400) })
        {
            using var bad = await program.GetAsync(path, Stop);
            Assert.True(status == (int)bad.StatusCode, $"{path}: {(int)bad.StatusCode}");
            Assert.Equal("application/problem+json", bad.Content.Headers.ContentType!.MediaType);
        }

        await own.Records.AppendAsync(number!, new Erasure("Its time is over."), null, cancellation: Stop);
        using var erased = await program.GetAsync($"/v1/records/{number}", Stop);
        Assert.Equal(HttpStatusCode.Gone, erased.StatusCode);

        static IEnumerable<string?> Days(JsonElement page) => page.GetProperty("records").EnumerateArray().Select(record => record.GetProperty("on").GetString());
    }

    [Fact]
    public async Task WhatWasDoneIsAddedToTheStateThatWasRead()
    {
        using var program = await server.ProgramAsync(Both);
        var number = await NumberAsync(program, Detainer);
        var path = $"/v1/records/{number}/follow-ups";
        const string Declined = """{"action":"hold-beyond-release","choice":"declined","on":"2025-02-02"}""";
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await SendAsync(program, path, Declined, "a", "\"7\"")).Response.StatusCode);
        var (added, text) = await SendAsync(program, path, Declined, "a", "\"1\"");
        Assert.Equal((HttpStatusCode.Created, "\"2\""), (added.StatusCode, added.Headers.ETag!.Tag));

        // The answer is the same after the record went on, although the version has changed.
        Assert.Equal(text, (await SendAsync(program, path, Declined, "a", "\"1\"")).Text);
        foreach (var (body, hint) in new[]
        {
            ("""{"action":"hold-beyond-release","choice":"cooperated","on":"2025-02-02"}""", "does not provide"),
            ("""{"action":"hold-beyond-release","choice":"did","on":"2025-02-02"}""", "in-part"),
            ("""{"action":"hold-beyond-release","choice":"declined","on":"2999-02-02"}""", "not come yet"),
            ("""{"action":"hold-beyond-release","choice":"declined"}""", "which day"),
            ("""{"action":"hold-beyond-release","choice":"declined","when":"2025-02-02"}""", "no member"),
            ("""{"action":"hold-beyond-release","choice":"declined","on":"2025-02-02","reasonCode":"by-phone"}""", "no-means"),
            ("""{"action":"hold-beyond-release","choice":"declined","on":"2025-02-02","reasonCode":"other"}""", "Write it"),
            ("""{"action":"hold-beyond-release","choice":"declined","on":"2025-02-02","reasonCode":7}""", "are texts"),
        })
        {
            var (bad, problem) = await SendAsync(program, path, body, "b", null);
            Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
            Assert.Contains(hint, problem, StringComparison.Ordinal);
        }

        // An offered reason is one.
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(
            program, path, """{"action":"hold-beyond-release","choice":"cooperated","on":"2025-02-02","reasonCode":"court-ordered"}""", "e", null)).Response.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(program, path, """{"action":"arrest","choice":"declined","on":"2025-02-02"}""", "c", null)).Response.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(program, "/v1/records/2099-000001/follow-ups", Declined, "d", null)).Response.StatusCode);
    }

    [Fact]
    public async Task OnlyTheProgramThatKeptARecordCorrectsIt()
    {
        using var program = await server.ProgramAsync(Both);
        var number = await NumberAsync(program, Detainer);
        var path = $"/v1/records/{number}/corrections";
        const string Correct = """{"on":"2025-02-01","document":"i-247a","facts":{"agency":"state-law-enforcement"},"reason":"State police were asked."}""";
        Assert.Equal(428, (int)(await SendAsync(program, path, Correct, "a", null)).Response.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await SendAsync(program, path, Correct, "a", "\"2\"")).Response.StatusCode);
        using var neighbour = await server.ProgramAsync(Both);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(neighbour, path, Correct, "a", "\"1\"")).Response.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(program, "/v1/records/2099-000001/corrections", Correct, "b", "\"1\"")).Response.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(program, path, Correct.Replace("State police were asked.", " ", StringComparison.Ordinal), "c", "*")).Response.StatusCode);
        var coded = Correct.Replace("\"reason\":", "\"noteCode\":\"in-person\",\"reasonCode\":\"wrong-fact\",\"reason\":", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(program, path, coded, "a", "\"1\"")).Response.StatusCode);
        var file = await GetAsync(program, $"/v1/records/{number}");
        Assert.Equal("state-law-enforcement", file.GetProperty("record").GetProperty("facts").GetProperty("agency").GetString());
        Assert.Equal("in-person", file.GetProperty("record").GetProperty("noteCode").GetString());
        Assert.Equal("wrong-fact", file.GetProperty("events")[1].GetProperty("data").GetProperty("reasonCode").GetString());
        Assert.Equal(["record", "correction"], file.GetProperty("events").EnumerateArray().Select(item => item.GetProperty("kind").GetString()));
    }

    [Theory]
    [InlineData("""{"on":"2025-02-01","facts":{"requestedAction":"arrest"},"note":"Her name is Anna Smith, born 3 May 1990."}""", 422, "person")]
    [InlineData("""{"facts":{"requestedAction":"arrest"}}""", 400, "\"on\" is a date")]
    [InlineData("""{"on":"2025-02-01","facts":{}}""", 400, "requestedAction")]
    [InlineData("""{"on":"2025-02-01","facts":{"requestedAction":"arrest"},"note":7}""", 400, "are texts")]
    [InlineData("""{"on":"2025-02-01","facts":{"requestedAction":"arrest"},"noteCode":"no-means"}""", 400, "by-phone")]
    [InlineData("""{"on":"2025-02-01","facts":{"requestedAction":"arrest"},"notes":"x"}""", 400, "Did you mean")]
    public async Task WhatCannotBeKeptIsRefusedAndNothingIsKept(string body, int status, string hint)
    {
        using var program = await server.ProgramAsync(Both);
        var (response, text) = await KeepAsync(program, body, "k");
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(hint, string.Join(" ", ApiServer.Said(JsonSerializer.Deserialize<JsonElement>(text))), StringComparison.Ordinal);

        // The key is free again.
        Assert.Equal(HttpStatusCode.Created, (await KeepAsync(program, Detainer, "k")).Response.StatusCode);
    }

    [Fact]
    public async Task AnAnswerToAQuestionThatPolicyForbidsIsNotKeptInSilence()
    {
        using var program = await server.ProgramAsync(Both);
        var pack = TestServer.Logic.Pack;
        var fact = pack.Facts.First(fact => fact.Ask is not null);
        var (response, text) = await KeepAsync(program, JsonSerializer.Serialize(new { on = "2025-02-01", facts = new Dictionary<string, object> { ["requestedAction"] = "arrest", [fact.Name] = JsonSerializer.Deserialize<JsonElement>(fact.Values[0].Value.ToString()) } }), "f");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(fact.Ask!.ProvisionKey, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"\"")]
    [InlineData("\"a b\"")]
    public async Task WithoutAKeyNothingIsKept(string? key)
    {
        using var program = await server.ProgramAsync(ApiScopes.Record);
        var (response, text) = await ApiServer.SendAsync(program, "/v1/records", Detainer, headers: key is null ? [] : [("Idempotency-Key", key)]);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Idempotency-Key", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoeverMadeTheKeyDoesNotApproveWhatItsProgramKeeps()
    {
        var maker = await server.Server.AddAccountAsync("maker", RoleNames.Every);
        await server.Server.AddAccountAsync("other", Roles.Supervisor | Roles.Counsel);
        using var program = await server.ProgramAsync(Both, madeBy: maker);
        var number = await NumberAsync(program, """{"on":"2025-02-01","facts":{"requestedAction":"share-immigration-status","enforcementPurpose":"civil","judicialProcess":"none","agency":"state-law-enforcement"}}""");
        Assert.Equal("waiting", (await GetAsync(program, $"/v1/records/{number}")).GetProperty("approval").GetString());
        using var self = server.Server.Client();
        await self.SignInAsync("maker", TestServer.Password);
        Assert.Contains("with a key that you made", await self.ReadAsync($"/records/{number}"), StringComparison.Ordinal);
        using var refused = await self.PostAsync($"/records/{number}/verdict", $"/records/{number}", ("as", "supervisor"), ("version", "1"), ("verdict", "approve"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.DoesNotContain("Correct this record", await self.ReadAsync($"/records/{number}"), StringComparison.Ordinal);
        using var other = server.Server.Client();
        await other.SignInAsync("other", TestServer.Password);
        using var approved = await other.PostAsync($"/records/{number}/verdict", $"/records/{number}", ("as", "supervisor"), ("version", "1"), ("verdict", "approve"));
        Assert.Equal("/queue", approved.Headers.Location?.ToString());
        Assert.Equal("approved", (await GetAsync(program, $"/v1/records/{number}")).GetProperty("approval").GetString());
        await using var scope = server.Server.Application.Services.CreateAsyncScope();
        Assert.DoesNotContain(await scope.ServiceProvider.GetRequiredService<Reviews>().ReturnedToAsync(maker), item => item.Number == number);
    }

    [Fact]
    public async Task TheUnitOfTheKeyIsInTheRecordByItsName()
    {
        await server.Server.AddAccountAsync("unit-maker", Roles.Administrator);
        using var administrator = server.Server.Client();
        await administrator.SignInAsync("unit-maker", TestServer.Password);
        using var made = await administrator.PostAsync("/units", "/units", ("name", "Jail desk"));
        await using var scope = server.Server.Application.Services.CreateAsyncScope();
        var unit = (await scope.ServiceProvider.GetRequiredService<Administration>().UnitsAsync()).Single(unit => unit.Name == "Jail desk");
        using var program = await server.ProgramAsync(Both, unit.Id);
        var by = (await GetAsync(program, $"/v1/records/{await NumberAsync(program, Detainer)}")).GetProperty("record").GetProperty("by");
        Assert.Equal(("program", "Jail desk"), (by.GetProperty("role").GetString(), by.GetProperty("unit").GetString()));
    }

    [Fact]
    public async Task AProofAndTheLogCanBeCheckedWithoutTheServer()
    {
        using var program = await server.ProgramAsync(Both);
        var number = await NumberAsync(program, Detainer);
        var proof = LogProof.Parse(await program.GetStringAsync($"/v1/records/{number}/proof?content=true", Stop));
        Assert.Contains("i-247a", EventProof.Verify(proof, server.Server.Records.LogTrust).Content, StringComparison.Ordinal);
        var bare = LogProof.Parse(await program.GetStringAsync($"/v1/records/{number}/proof?event=1", Stop));
        Assert.Null(EventProof.Verify(bare, server.Server.Records.LogTrust).Content);
        var log = await GetAsync(program, "/v1/log");
        Assert.Equal(server.Server.Records.LogTrust.Keys.Select(key => key.ToString()), log.GetProperty("keys").EnumerateArray().Select(key => key.GetString()));
        Assert.StartsWith(server.Server.Records.LogTrust.Keys[0].Name, log.GetProperty("checkpoint").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, log.GetProperty("behind").ValueKind);
    }

    private static Task<(HttpResponseMessage Response, string Text)> KeepAsync(HttpClient program, string body, string key) => SendAsync(program, "/v1/records", body, key, null);

    private static Task<(HttpResponseMessage Response, string Text)> SendAsync(HttpClient program, string path, string body, string key, string? ifMatch) =>
        ApiServer.SendAsync(program, path, body, headers: ifMatch is null ? [("Idempotency-Key", $"\"{key}\"")] : [("Idempotency-Key", $"\"{key}\""), ("If-Match", ifMatch)]);

    private static async Task<string> NumberAsync(HttpClient program, string body)
    {
        var (response, text) = await KeepAsync(program, body, Guid.NewGuid().ToString());
        Assert.True(response.StatusCode == HttpStatusCode.Created, text);
        return JsonSerializer.Deserialize<JsonElement>(text).GetProperty("number").GetString()!;
    }

    private static async Task<JsonElement> GetAsync(HttpClient program, string path) => JsonSerializer.Deserialize<JsonElement>(await program.GetStringAsync(path, Stop));
}
