using System.Net;
using System.Text;
using System.Text.Json;

namespace Comity.Server.Tests.Processes;

/// <summary>What leaves a process beside its answers: logs, traces and metrics.</summary>
public sealed class TelemetryTests
{
    private const string Text = "ZEBRA4711";
    private const string Note = "a zebra note of the officer";
    private const string Reason = "a zebra reason";
    private const string Choice = "notify-of-release";

    [Fact]
    public async Task TheyTellWhatHappenedAndNeverWhatARequestSaid()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var collector = await Collector.StartAsync();
        using var agency = await Agency.FoundAsync(null);
        foreach (var (name, value) in new[]
        {
            ("COMITY__telemetry__endpoint", collector.Address), ("COMITY__telemetry__protocol", "http/protobuf"), ("COMITY__log__level", "debug"), ("COMITY__log__format", "json"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "300"), ("OTEL_BSP_SCHEDULE_DELAY", "100"), ("OTEL_SERVICE_NAME", "comity-under-test"),
        })
        {
            agency.Settings[name] = value;
        }

        using var server = await agency.StartAsync(0, "example-state");

        // By every way in.
        var facts = $$"""{"requestedAction":"{{Choice}}","formNumber":"{{Text}}"}""";
        using var program = agency.Program(server.Address);
        foreach (var (path, body, status) in new[]
        {
            ("/v1/decide", $$"""{"on":"2025-02-01","facts":{{facts}}}""", HttpStatusCode.OK),
            ("/v1/ask", $$"""{"on":"2025-02-01","facts":{{facts}}}""", HttpStatusCode.OK),
            ("/v1/decide", $$$"""{"on":"2025-02-01","facts":{"requestedAction":"{{{Text}}}"}}""", HttpStatusCode.BadRequest),
            ("/v1/decide", $$"""{"on":"2025-02-01","facts":{"{{Text}}""", HttpStatusCode.BadRequest),
            ("/access/v1/evaluation", $$$"""{"subject":{"type":"a","id":"{{{Text}}}"},"action":{"name":"{{{Choice}}}"},"resource":{"type":"b","id":"c"},"context":{"formNumber":"{{{Text}}}"}}""", HttpStatusCode.OK),
        })
        {
            using var response = await program.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), cancellation);
            Assert.True(status == response.StatusCode, $"{path} {response.StatusCode} {await response.Content.ReadAsStringAsync(cancellation)}");
        }

        using (var call = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent($$$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"decide","arguments":{"facts":{{{{facts}}}}}}}""", Encoding.UTF8, "application/json") })
        {
            call.Headers.Accept.ParseAdd("application/json, text/event-stream");
            using var answered = await program.SendAsync(call, cancellation);
            Assert.Contains("outcome", await answered.Content.ReadAsStringAsync(cancellation), StringComparison.Ordinal);
        }

        using var officer = new StaffClient(server.Address);
        using var wrong = await officer.PostAsync("/sign-in", "/sign-in", ("name", Agency.Officer), ("password", Text));
        await officer.SignInAsync(Agency.Officer, TestServer.Password);
        Assert.Contains(Text, await officer.ReadAsync($"/ask?on=2025-02-01&paper=no-paper&act={Choice}&a=formNumber%3A{Text}"), StringComparison.Ordinal);
        using var answer = await officer.PostAsync("/ask", $"/ask?on=2025-02-01&paper=no-paper&act={Choice}", ("on", "2025-02-01"), ("paper", "no-paper"), ("act", Choice), ("asked", "formNumber"), ("typed", Text));
        using var kept = await officer.PostAsync("/records", "/account", ("draft", "0123456789abcdef0123456789abcdef"), ("on", "2025-02-01"), ("paper", "no-paper"), ("act", Choice), ("a", $"formNumber:{Text}"), ("note", Note));
        var record = kept.Headers.Location!.ToString().Split('?')[0];
        Assert.StartsWith("/records/", record, StringComparison.Ordinal);
        using var followed = await officer.PostAsync($"{record}/follow-up", record, ("action", Choice), ("choice", "declined"), ("on", "2025-02-02"), ("reason", Reason));
        Assert.Equal(HttpStatusCode.Redirect, followed.StatusCode);
        using var invited = await officer.PostAsync("/accounts", "/accounts", ("name", "otto"), ("role", "officer"));
        var link = TestServer.LinkIn(await invited.Content.ReadAsStringAsync(cancellation));
        Assert.Contains("otto", await officer.ReadAsync(link), StringComparison.Ordinal);

        // All of it is there, and the process sends the rest when it ends.
        server.Terminate();
        Assert.Equal(0, await server.ExitAsync());
        var (traces, metrics) = (collector.Received("/v1/traces"), collector.Received("/v1/metrics"));
        Assert.All(["comity-under-test", "/v1/decide", "/records/{number}", "append record", "append follow-up"], text => Assert.Contains(text, traces, StringComparison.Ordinal));
        Assert.All(["comity.decisions", "comity.outcome", "comity.records.events", "comity.records.append.duration", "http.server.request.duration"], text => Assert.Contains(text, metrics, StringComparison.Ordinal));
        var lines = server.Written.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        var requests = lines.Where(line => line.GetProperty("Category").GetString() == "Comity.Server.Requests").Select(line => line.GetProperty("State")).ToList();
        Assert.Contains(requests, line => line.GetProperty("Route").GetString() == "/v1/decide" && line.GetProperty("Status").GetInt32() == 400);
        Assert.True(lines.Count > requests.Count, "Debug writes more than a line for each request.");

        Assert.All([Text, Note, Reason, Choice, agency.Key, TestServer.Password, link, officer.Session.Value], secret =>
        {
            Assert.DoesNotContain(secret, server.Written, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(secret, traces, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(secret, metrics, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task WithoutACollectorNothingIsMeasured()
    {
        await using var server = await TestServer.StartAsync();
        Assert.Null(server.Application.Services.GetService(typeof(OpenTelemetry.Trace.TracerProvider)));
    }
}
