using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Comity.Server.Api;
using Comity.Server.Api.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests.Api;

/// <summary>One server for a class of tests of the API, and programs with keys.</summary>
public sealed class ApiServer : IAsyncLifetime
{
    private TestServer? _server;

    public ApiServer()
    {
    }

    private ApiServer(TestServer server) => _server = server;

    public TestServer Server => _server!;

    /// <summary>Programs of a server that somebody else started and stops.</summary>
    public static ApiServer Of(TestServer server) => new(server);

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>A program with a key for these scopes; without a key for none.</summary>
    public async Task<HttpClient> ProgramAsync(ApiScopes scopes, string? unitId = null, string? madeBy = null)
    {
        var client = new HttpClient { BaseAddress = new Uri(Server.Address) };
        if (scopes != ApiScopes.None)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await KeyAsync(scopes, unitId, madeBy));
        }

        return client;
    }

    public async Task<string> KeyAsync(ApiScopes scopes, string? unitId = null, string? madeBy = null)
    {
        var (key, problem) = await Server.Application.Services.GetRequiredService<ApiKeys>().MakeAsync($"test {Guid.NewGuid():N}", scopes, unitId, madeBy);
        Assert.Null(problem);
        return key!;
    }

    public static async Task<(HttpResponseMessage Response, string Text)> SendAsync(HttpClient client, string path, string body, string type = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, type) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public static async Task<JsonElement> PostAsync(HttpClient client, string path, string body, int expected = 200)
    {
        var (response, text) = await SendAsync(client, path, body);
        Assert.True(expected == (int)response.StatusCode, $"{(int)response.StatusCode} {text}");
        Assert.Equal(expected >= 400 ? "application/problem+json" : "application/json", response.Content.Headers.ContentType!.MediaType);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>What a problem says is wrong: one thing in its detail, several in a list instead.</summary>
    public static IReadOnlyList<string> Said(JsonElement problem)
    {
        var (one, several) = (problem.TryGetProperty("detail", out var detail), problem.TryGetProperty("errors", out var errors));
        Assert.True(one != several, problem.GetRawText());
        return one ? [detail.GetString()!] : [.. errors.EnumerateArray().Select(error => error.GetString()!)];
    }
}
