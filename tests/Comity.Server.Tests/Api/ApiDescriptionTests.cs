using System.Text.Json;
using Comity.Server.Access;
using Comity.Server.Api;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests.Api;

/// <summary>The description of the API, and the pages that show it.</summary>
public sealed class ApiDescriptionTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task TheDescriptionNamesEveryAddressOfTheApi()
    {
        var staff = await site.StaffAsync(Roles.Officer);
        var document = JsonSerializer.Deserialize<JsonElement>(await staff.ReadAsync("/openapi/v1.json"));
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var addresses = site.Server.Application.Services.GetRequiredService<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ApiAddress>() is not null && endpoint.RoutePattern.RawText is { } path && !path.StartsWith("/mcp", StringComparison.Ordinal) && !path.Contains("**", StringComparison.Ordinal))
            .Select(endpoint => endpoint.RoutePattern.RawText!);
        Assert.Equal(addresses.Distinct().Order(), document.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order());
    }

    [Fact]
    public async Task TheBrowserShowsIt()
    {
        await using var context = await site.ContextAsync();
        var page = await context.NewPageAsync();
        var errors = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                errors.Add(message.Text);
            }
        };
        await page.GotoAsync("/api");
        await page.GetByText("Decides a request", new() { Exact = false }).First.WaitForAsync();
        Assert.Empty(errors);
    }
}
