using System.Net;
using System.Text.Json;
using Comity.Server.Access;
using Comity.Server.Api;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests.Api;

/// <summary>The description of the API, and the page that shows it.</summary>
public sealed class ApiDescriptionTests(Site site) : IClassFixture<Site>
{
    // Set to write the file anew instead of comparing it; see docs/api.md.
    private const string Write = "COMITY_GENERATE_CLIENT";

    private static readonly string Published = Path.Combine(Repository.Root, "docs", "openapi.json");

    // Open to everybody and no part of the API proper, but described.
    private static readonly string[] Beside =
        ["/.well-known/authzen-configuration", "/health", "/log/checkpoint", "/log/keys/{number}", "/log/tile/{path}", "/public/tally.csv", "/public/tally.json", "/ready"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnyKeyReadsIt()
    {
        foreach (var scope in (ApiScopes[])[ApiScopes.Decide, ApiScopes.Record, ApiScopes.Read])
        {
            using var program = await ApiServer.Of(site.Server).ProgramAsync(scope);
            using var response = await program.GetAsync("/openapi/v1.json", Stop);
            Assert.Equal((HttpStatusCode.OK, "application/json"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
            using var again = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json");
            again.Headers.TryAddWithoutValidation("If-None-Match", response.Headers.ETag!.Tag);
            Assert.Equal(HttpStatusCode.NotModified, (await program.SendAsync(again, Stop)).StatusCode);
        }

        using var nobody = await ApiServer.Of(site.Server).ProgramAsync(ApiScopes.None);
        using var refused = await nobody.GetAsync("/openapi/v1.json", Stop);
        Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json"), (refused.StatusCode, refused.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task ThePublishedFileIsTodaysDescription()
    {
        var text = await DescriptionAsync();
        if (Environment.GetEnvironmentVariable(Write) is not null)
        {
            await File.WriteAllTextAsync(Published, text + "\n", Stop);
        }

        Assert.True(text == (await File.ReadAllTextAsync(Published, Stop)).ReplaceLineEndings("\n").TrimEnd(), $"The description of the API has changed. Run this test once with {Write}=1 and commit {Published}.");
    }

    [Fact]
    public async Task TheDescriptionNamesEveryAddressOfTheApi()
    {
        var document = JsonSerializer.Deserialize<JsonElement>(await DescriptionAsync());
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var addresses = site.Server.Application.Services.GetRequiredService<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ApiAddress>() is not null && endpoint.RoutePattern.RawText is { } path && !path.Contains("**", StringComparison.Ordinal))
            .Select(endpoint => endpoint.RoutePattern.RawText!.TrimEnd('/'));
        Assert.Equal(addresses.Concat(Beside).Distinct().Order(), document.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order());
    }

    [Fact]
    public async Task EveryAnswerThatOccursIsDescribed()
    {
        var document = JsonSerializer.Deserialize<JsonElement>(await DescriptionAsync());
        foreach (var path in document.GetProperty("paths").EnumerateObject().Where(path => path.Name.StartsWith("/v1/", StringComparison.Ordinal)))
        {
            foreach (var method in path.Value.EnumerateObject())
            {
                var statuses = method.Value.GetProperty("responses").EnumerateObject().Select(response => response.Name).ToList();
                Assert.All((string[])["401", "403", "405", "429", "503", .. method.Name == "post" ? (string[])["400", "413", "415"] : []], status => Assert.Contains(status, statuses));
            }
        }

        var outcome = document.GetProperty("components").GetProperty("schemas").GetProperty("Determination").GetProperty("properties").GetProperty("outcome");
        Assert.Contains("contradictory", outcome.GetProperty("enum").EnumerateArray().Select(word => word.GetString()));
        Assert.Equal(2, document.GetProperty("components").GetProperty("schemas").GetProperty("DecideAnswer").GetProperty("oneOf").GetArrayLength());
    }

    [Fact]
    public async Task ThePageShowsItWithoutAScriptAndLeadsBack()
    {
        await using var context = await site.ContextAsync(javaScript: false, roles: Roles.Administrator);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/programs");
        await page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "API", Exact = false }).First.ClickAsync();
        await page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "POST /v1/decide" }).WaitForAsync();
        var html = await page.ContentAsync();
        Assert.InRange(html.Length, 10_000, 900_000);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.Contains("contradictory", html, StringComparison.Ordinal);
        await page.GetByText("Back to Comity").ClickAsync();
    }

    private async Task<string> DescriptionAsync()
    {
        using var program = await ApiServer.Of(site.Server).ProgramAsync(ApiScopes.Decide);
        return await program.GetStringAsync("/openapi/v1.json", Stop);
    }
}
