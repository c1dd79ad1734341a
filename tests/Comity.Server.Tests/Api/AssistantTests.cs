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

    [Fact]
    public async Task AMistakeIsExplainedToTheAssistant()
    {
        await using var assistant = await ConnectAsync();
        var answer = await CallAsync(assistant, "decide", new() { ["facts"] = new Dictionary<string, object> { ["plase"] = "school" } });
        Assert.True(answer.IsError);
        Assert.Contains("Did you mean 'place'?", answer.Text, StringComparison.Ordinal);
    }

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
