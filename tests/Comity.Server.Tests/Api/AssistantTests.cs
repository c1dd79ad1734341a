using System.Net;
using System.Text.Json;
using Comity.Server.Api;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Comity.Server.Tests.Api;

/// <summary>The Model Context Protocol, through its own client.</summary>
public sealed class AssistantTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task AnAssistantReadsThePolicyAndAsksIt()
    {
        await using var assistant = await ConnectAsync();
        var tools = await assistant.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["ask", "compare", "decide", "describe_policy", "explain", "provisions"], tools.Select(tool => tool.Name).Order());
        Assert.All(tools, tool => Assert.True(tool.ProtocolTool.Annotations!.ReadOnlyHint));
        var answer = await CallAsync(assistant, "decide", new() { ["on"] = "2025-02-01", ["facts"] = new Dictionary<string, object> { ["requestedAction"] = "arrest", ["enforcementPurpose"] = "civil", ["judicialProcess"] = "none" } });
        Assert.Equal("prohibited", JsonSerializer.Deserialize<JsonElement>(answer.Text).GetProperty("outcome").GetString());
        var asked = await CallAsync(assistant, "ask", new() { ["facts"] = new Dictionary<string, object>() });
        Assert.Equal("requestedAction", JsonSerializer.Deserialize<JsonElement>(asked.Text).GetProperty("next").GetProperty("fact").GetString());
        var explained = await CallAsync(assistant, "explain", new() { ["on"] = "2025-02-01", ["facts"] = new Dictionary<string, object> { ["requestedAction"] = "arrest", ["enforcementPurpose"] = "civil", ["judicialProcess"] = "none" } });
        Assert.Equal("prohibited", JsonSerializer.Deserialize<JsonElement>(explained.Text).GetProperty("determination").GetProperty("outcome").GetString());
        var compared = await CallAsync(assistant, "compare", new() { ["from"] = "2025-01-27", ["to"] = "2025-01-28" });
        Assert.False(JsonSerializer.Deserialize<JsonElement>(compared.Text).GetProperty("identical").GetBoolean());
        Assert.True((await CallAsync(assistant, "compare", [])).IsError);
        var pack = await CallAsync(assistant, "describe_policy", []);
        Assert.Equal("new-york", JsonSerializer.Deserialize<JsonElement>(pack.Text).GetProperty("id").GetString());
        var provisions = await CallAsync(assistant, "provisions", new() { ["on"] = "2025-01-27" });
        Assert.DoesNotContain("NY-LIST-2025", provisions.Text, StringComparison.Ordinal);
    }

    // Another maker's client, which checks every message and every structured answer against its schema.
    [Fact]
    public async Task TheTypeScriptClientOfTheProtocolReadsThePolicyAndAsksIt()
    {
        var client = await NpmFolder.InstallAsync("tests/Comity.Server.Tests/Npm/Mcp", "the protocol's client for TypeScript");
        var (code, output, error) = await client.NodeAsync("client.mjs", $"{server.Server.Address}/mcp", await server.KeyAsync(ApiScopes.Decide));
        Assert.True(code == 0, error);
        var told = JsonSerializer.Deserialize<JsonElement>(output);
        Assert.Equal("comity", told.GetProperty("server").GetString());
        Assert.Contains("describe_policy", told.GetProperty("instructions").GetString(), StringComparison.Ordinal);
        Assert.Equal(["ask", "compare", "decide", "describe_policy", "explain", "provisions"], told.GetProperty("tools").EnumerateArray().Select(tool => tool.GetString()!).Order());
        Assert.Equal("prohibited", told.GetProperty("outcome").GetString());
        Assert.Equal("requestedAction", told.GetProperty("next").GetString());
        Assert.False(told.GetProperty("identical").GetBoolean());
        Assert.Contains("Did you mean 'place'?", told.GetProperty("mistake").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(0, told.GetProperty("resources").GetArrayLength());
        Assert.True(told.GetProperty("read").GetInt32() > 100);
        Assert.Equal(-32002, told.GetProperty("missing").GetInt32());
    }

    [Fact]
    public async Task AMistakeIsExplainedToTheAssistant()
    {
        await using var assistant = await ConnectAsync();
        var answer = await CallAsync(assistant, "decide", new() { ["facts"] = new Dictionary<string, object> { ["plase"] = "school" } });
        Assert.True(answer.IsError);
        Assert.Contains("Did you mean 'place'?", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnswersAreStructuredAsTheirSchemasSay()
    {
        await using var assistant = await ConnectAsync();
        Assert.Contains("describe_policy", assistant.ServerInstructions, StringComparison.Ordinal);
        Assert.NotEqual("1", assistant.ServerInfo!.Version);
        var tools = await assistant.ListToolsAsync(cancellationToken: Stop);
        var facts = tools.Single(tool => tool.Name == "decide").ProtocolTool.InputSchema.GetProperty("properties").GetProperty("facts");
        Assert.Equal("object", facts.GetProperty("type").GetString());
        Assert.Equal(TestServer.Logic.Pack.Facts.Select(fact => fact.Name), facts.GetProperty("properties").EnumerateObject().Select(fact => fact.Name));
        foreach (var tool in tools)
        {
            var schema = tool.ProtocolTool.OutputSchema!.Value;
            Assert.Equal("object", schema.GetProperty("type").GetString());
            Assert.True(schema.GetProperty("$defs").TryGetProperty(schema.GetProperty("$ref").GetString()!.Split('/')[^1], out _));
        }

        var result = await assistant.CallToolAsync("ask", new Dictionary<string, object?> { ["on"] = "2025-02-01", ["document"] = "i-247a", ["facts"] = new Dictionary<string, object>(), ["unknown"] = new[] { "requiredByLaw" } }, cancellationToken: Stop);
        Assert.Equal(JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(result.Content.OfType<TextContentBlock>().Single().Text)), JsonSerializer.Serialize(result.StructuredContent));
        Assert.Equal(2, result.StructuredContent!.Value.GetProperty("determinations").GetArrayLength());
    }

    [Theory]
    [InlineData("decide", """{}""", "\"facts\" is missing")]
    [InlineData("decide", """{"facts":"x"}""", "JSON object of names and values")]
    [InlineData("decide", """{"facts":{},"on":5}""", "\"on\" is a date")]
    [InlineData("decide", """{"fact":{}}""", "Did you mean 'facts'?")]
    [InlineData("ask", """{"facts":{},"document":"i-247b"}""", "Did you mean 'i-247a'?")]
    [InlineData("ask", """{"facts":{},"unknown":"place"}""", "\"unknown\" is a list")]
    [InlineData("describe_policy", """{"on":"zzz"}""", "2025-02-01")]
    [InlineData("describe_policy", """{"day":"2025-02-01"}""", "Known here: on.")]
    [InlineData("provisions", """{"on":7}""", "2025-02-01")]
    [InlineData("compare", """{"before":{},"after":{}}""", "no member \"before\"")]
    [InlineData("compare", """{"from":"x","to":"2025-01-28"}""", "2025-02-01")]
    [InlineData("explain", """{"facts":{}}""", "Say what is asked for")]
    [InlineData("decid", """{}""", "Did you mean 'decide'?")]
    public async Task WhatIsWrongWithArgumentsIsSaid(string tool, string arguments, string hint)
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        var answer = await ApiServer.PostAsync(program, "/mcp", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"TOOL","arguments":ARGUMENTS}}"""
            .Replace("TOOL", tool, StringComparison.Ordinal).Replace("ARGUMENTS", arguments, StringComparison.Ordinal));
        Assert.True(answer.GetProperty("result").GetProperty("isError").GetBoolean());
        Assert.Contains(hint, answer.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThePolicyAndItsProvisionsAreResources()
    {
        await using var assistant = await ConnectAsync();
        var resources = await assistant.ListResourcesAsync(cancellationToken: Stop);
        Assert.Contains("comity://policy", resources.Select(resource => resource.Uri));
        foreach (var resource in resources)
        {
            var text = Assert.IsType<TextResourceContents>(Assert.Single((await assistant.ReadResourceAsync(resource.Uri, cancellationToken: Stop)).Contents));
            Assert.Equal(JsonValueKind.Object, JsonSerializer.Deserialize<JsonElement>(text.Text).ValueKind);
        }

        Assert.Equal("comity://provisions/{key}", Assert.Single(await assistant.ListResourceTemplatesAsync(cancellationToken: Stop)).UriTemplate);
        await Assert.ThrowsAnyAsync<ModelContextProtocol.McpException>(async () => await assistant.ReadResourceAsync("comity://nothing", cancellationToken: Stop));
    }

    [Theory]
    [InlineData("2024-11-05", "2024-11-05")]
    [InlineData("2025-06-18", "2025-06-18")]
    [InlineData("2025-11-25", "2025-11-25")]
    [InlineData("2099-01-01", "2025-11-25")]
    [InlineData("zzz", "2025-11-25")]
    public async Task AVersionThatIsNotKnownGetsAnother(string asked, string given)
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        var request = """{"jsonrpc":"2.0","id":"a","method":"initialize","params":{"protocolVersion":"VERSION","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"""
            .Replace("VERSION", asked, StringComparison.Ordinal);
        foreach (var headers in new (string, string)[][] { [], [("Accept", "application/json")], [("MCP-Protocol-Version", asked), ("Accept", "application/json, text/event-stream")] })
        {
            var (response, text) = await ApiServer.SendAsync(program, "/mcp", request, headers: headers);
            Assert.True(response.StatusCode == HttpStatusCode.OK, text);
            Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
            Assert.Equal(given, JsonSerializer.Deserialize<JsonElement>(text).GetProperty("result").GetProperty("protocolVersion").GetString());
        }
    }

    [Fact]
    public async Task AnotherSiteAndUnreadableMessagesAreRefused()
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";
        foreach (var (origin, status) in new[] { ("https://evil.example", HttpStatusCode.Forbidden), ("null", HttpStatusCode.Forbidden), (new Uri(server.Server.Address).GetLeftPart(UriPartial.Authority), HttpStatusCode.OK) })
        {
            Assert.Equal(status, (await ApiServer.SendAsync(program, "/mcp", Ping, headers: ("Origin", origin))).Response.StatusCode);
        }

        foreach (var (body, code, hint) in new[]
        {
            ("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"decide","arguments":{"facts":{"place":"home","place":"school"}}}}""", -32700, "\"place\" twice"),
            ("{", -32700, "not JSON"),
            ("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"decide","arguments":[1]}}""", -32602, "\"arguments\" is an object"),
        })
        {
            var (response, text) = await ApiServer.SendAsync(program, "/mcp", body);
            Assert.Equal(code == -32700 ? HttpStatusCode.BadRequest : HttpStatusCode.OK, response.StatusCode);
            var error = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("error");
            Assert.Equal(code, error.GetProperty("code").GetInt32());
            Assert.Contains(hint, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task<McpClient> ConnectAsync() => await McpClient.CreateAsync(
        new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(new Uri(server.Server.Address), "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {await server.KeyAsync(ApiScopes.Decide)}" },
        }),
        cancellationToken: TestContext.Current.CancellationToken);

    private static async Task<(string Text, bool IsError)> CallAsync(McpClient assistant, string tool, Dictionary<string, object?> arguments)
    {
        var result = await assistant.CallToolAsync(tool, arguments, cancellationToken: TestContext.Current.CancellationToken);
        return (string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text)), result.IsError == true);
    }
}
