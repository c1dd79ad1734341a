using System.Net;
using System.Text;
using System.Text.Json;
using Comity.Records.Tests;

namespace Comity.Server.Tests.Processes;

/// <summary>What leaves a process beside its answers: logs, traces and metrics.</summary>
public sealed class TelemetryTests
{
    private const string Text = "ZEBRA4711";
    private const string Note = "a zebra note of the officer";
    private const string Reason = "a zebra reason";
    private const string Choice = "notify-of-release";
    private const double Hours = 719.3;
    private const string Day = "2019-09-17";

    // An interview under way, as addresses of pages have it.
    private const string Interview = $"draft=0123456789abcdef0123456789abcdef&on=2025-02-01&paper=no-paper&act={Choice}&a=formNumber%3A{Text}&a=holdHours%3A719.3&a=detainerIssued%3A{Day}";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TheyTellWhatHappenedAndNeverWhatARequestSaid(bool postgres)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var collector = await Collector.StartAsync();
        using var agency = await Agency.FoundAsync(postgres ? PostgresCluster.Shared.NewDatabase() : null);
        foreach (var (name, value) in new[]
        {
            ("COMITY__telemetry__endpoint", collector.Address), ("COMITY__telemetry__protocol", "http/protobuf"), ("COMITY__log__level", "debug"), ("COMITY__log__format", "json"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "300"), ("OTEL_BSP_SCHEDULE_DELAY", "100"), ("OTEL_SERVICE_NAME", "comity-under-test"),

            // Not even where an operator wants the library to send queries as they are.
            ("OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION", "true"),
        })
        {
            agency.Settings[name] = value;
        }

        using var server = await agency.StartAsync(0, "example-state");

        // By every way in.
        var facts = $$"""{"requestedAction":"{{Choice}}","formNumber":"{{Text}}","holdHours":719.3,"detainerIssued":"{{Day}}"}""";
        var request = $$"""{"on":"2025-02-01","facts":{{facts}}}""";
        var evaluation = $$$"""{"subject":{"type":"a","id":"{{{Text}}}"},"action":{"name":"{{{Choice}}}"},"resource":{"type":"b","id":"c"},"context":{"formNumber":"{{{Text}}}","holdHours":719.3}}""";
        using var program = agency.Program(server.Address);
        foreach (var (path, body, status) in new[]
        {
            ("/v1/decide", request, HttpStatusCode.OK),
            ("/v1/ask", request, HttpStatusCode.OK),
            ("/v1/explain", request, HttpStatusCode.OK),
            ("/v1/records", request, HttpStatusCode.Created),
            ($"/v1/decide?formNumber={Text}", $$$"""{"on":"2025-02-01","facts":{"requestedAction":"{{{Text}}}"}}""", HttpStatusCode.BadRequest),
            ("/v1/decide", $$"""{"on":"2025-02-01","facts":{"{{Text}}""", HttpStatusCode.BadRequest),
            ("/access/v1/evaluation", evaluation, HttpStatusCode.OK),
            ("/access/v1/evaluations", $$"""{"evaluations":[{{evaluation}}]}""", HttpStatusCode.OK),
            ($"/v1/{Text}", request, HttpStatusCode.NotFound),
        })
        {
            Assert.Equal((path, status), (path, (await AnsweredAsync(path, body, "application/json")).Status));
        }

        Assert.Contains("outcome", (await AnsweredAsync("/v1/decide", $"{request}\n{request}\n", "application/x-ndjson")).Body, StringComparison.Ordinal);
        Assert.Contains("outcome", (await AnsweredAsync("/mcp", $$$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"decide","arguments":{"facts":{{{{facts}}}}}}}""", "application/json")).Body, StringComparison.Ordinal);
        foreach (var path in (string[])[$"/v1/records?action={Choice}", $"/v1/records/{Text}", $"/v1/pack?formNumber={Text}"])
        {
            using var response = await program.GetAsync(path, cancellation);
            Assert.NotEqual(HttpStatusCode.Unauthorized, response.StatusCode);
        }

        using var officer = new StaffClient(server.Address);
        using var wrong = await officer.PostAsync("/sign-in", "/sign-in", ("name", Agency.Officer), ("password", Text));
        await officer.SignInAsync(Agency.Officer, TestServer.Password);
        Assert.Contains(Text, await officer.ReadAsync($"/ask?{Interview}"), StringComparison.Ordinal);
        using var answer = await officer.PostAsync("/ask", $"/ask?on=2025-02-01&paper=no-paper&act={Choice}", ("on", "2025-02-01"), ("paper", "no-paper"), ("act", Choice), ("asked", "formNumber"), ("typed", Text));
        foreach (var path in (string[])[$"/explain?{Interview}", $"/records?action={Choice}", $"/request?{Interview}", $"/public/en/may-they?place=jail&who=officer&what={Text}", $"/ask?{Interview}&a={Text}", $"/records/{Text}", $"/{Text}?{Interview}", $"/sign-in?return=%2Fask%3F{Uri.EscapeDataString(Interview)}"])
        {
            using var response = await officer.GetAsync(path);
            Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);
        }

        (string, string)[] interview = [("draft", "0123456789abcdef0123456789abcdef"), ("on", "2025-02-01"), ("paper", "no-paper"), ("act", Choice), ("a", $"formNumber:{Text}"), ("a", "holdHours:719.3"), ("a", $"detainerIssued:{Day}")];
        using var kept = await officer.PostAsync("/records", "/account", [.. interview, ("note", Note)]);
        var record = kept.Headers.Location!.ToString().Split('?')[0];
        Assert.StartsWith("/records/", record, StringComparison.Ordinal);
        using var followed = await officer.PostAsync($"{record}/follow-up", record, ("action", Choice), ("choice", "declined"), ("on", "2025-02-02"), ("reason", Reason));
        Assert.Equal(HttpStatusCode.Redirect, followed.StatusCode);
        using var invited = await officer.PostAsync("/accounts", "/accounts", ("name", "otto"), ("role", "officer"));
        var link = TestServer.LinkIn(await invited.Content.ReadAsStringAsync(cancellation));
        Assert.Contains("otto", await officer.ReadAsync(link), StringComparison.Ordinal);

        // Also where it fails: the database lost the tables.
        agency.Execute("ALTER TABLE drafts RENAME TO lost_drafts; ALTER TABLE situations RENAME TO lost_situations");
        using var failed = await officer.GetAsync($"/request?{Interview}");
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        using var unkept = await officer.PostAsync("/records", "/account", [.. interview, ("note", Note)]);
        Assert.Equal(HttpStatusCode.InternalServerError, unkept.StatusCode);

        // All of it is there, and the process sends the rest when it ends.
        server.Terminate();
        Assert.Equal(0, await server.ExitAsync());
        var (traces, metrics) = (collector.Received("/v1/traces"), collector.Received("/v1/metrics"));
        Assert.All(["comity-under-test", "/v1/decide", "/records/{number}", "append record", "append follow-up", "error.type"], text => Assert.Contains(text, traces, StringComparison.Ordinal));
        Assert.All(["comity.decisions", "comity.outcome", "comity.records.events", "comity.records.append.duration", "http.server.request.duration"], text => Assert.Contains(text, metrics, StringComparison.Ordinal));
        var lines = server.Written.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        var requests = lines.Where(line => line.GetProperty("Category").GetString() == "Comity.Server.Requests").Select(line => line.GetProperty("State")).ToList();
        Assert.Contains(requests, line => line.GetProperty("Route").GetString() == "/v1/decide" && line.GetProperty("Status").GetInt32() == 400);
        Assert.True(lines.Count > requests.Count, "Debug writes more than a line for each request.");

        // Values that a tag holds as numbers are not texts there.
        var hours = Encoding.Latin1.GetString(BitConverter.GetBytes(Hours));
        Assert.All([Text, "719.3", hours, Day, Note, Reason, Choice, agency.Key, TestServer.Password, link, officer.Session.Value], secret =>
        {
            Assert.DoesNotContain(secret, server.Written, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(secret, traces, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(secret, metrics, StringComparison.OrdinalIgnoreCase);
        });

        async Task<(HttpStatusCode Status, string Body)> AnsweredAsync(string path, string body, string type)
        {
            using var call = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, type) };
            call.Headers.Accept.ParseAdd("application/json, text/event-stream");
            call.Headers.Add("Idempotency-Key", $"{Text}-{Guid.NewGuid()}");
            using var response = await program.SendAsync(call, cancellation);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellation));
        }
    }

    [Fact]
    public async Task WithoutACollectorNothingIsMeasured()
    {
        await using var server = await TestServer.StartAsync();
        Assert.Null(server.Application.Services.GetService(typeof(OpenTelemetry.Trace.TracerProvider)));
    }
}
