using System.Net;
using System.Text;
using System.Text.Json;
using Comity.Server.Access;
using Comity.Server.Api;
using Comity.Server.Api.Keys;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests.Api;

/// <summary>Which programs may call what.</summary>
public sealed class ApiAccessTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task EveryAddressOpensToItsScopeAndToNothingElse()
    {
        var endpoints = server.Server.Application.Services.GetRequiredService<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ApiAddress>() is not null).ToList();
        Assert.Contains(endpoints, endpoint => endpoint.RoutePattern.RawText == "/v1/decide");
        Assert.Contains(endpoints, endpoint => endpoint.RoutePattern.RawText!.StartsWith("/mcp", StringComparison.Ordinal));
        foreach (var scope in (ApiScopes[])[ApiScopes.None, ApiScopes.Decide, ApiScopes.Record, ApiScopes.Read])
        {
            using var program = await server.ProgramAsync(scope);
            foreach (var endpoint in endpoints)
            {
                var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET";
                using var request = new HttpRequestMessage(new HttpMethod(method), endpoint.RoutePattern.RawText!.Replace("{**nothing}", "nowhere", StringComparison.Ordinal).Replace("{number}", "2099-000001", StringComparison.Ordinal));
                if (method == "POST")
                {
                    request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
                }

                using var response = await program.SendAsync(request, TestContext.Current.CancellationToken);
                var needed = endpoint.Metadata.GetMetadata<ApiAddress>()!.Scope;
                if (method == "GET")
                {
                    using var head = await program.SendAsync(new HttpRequestMessage(HttpMethod.Head, request.RequestUri), TestContext.Current.CancellationToken);
                    Assert.Equal((endpoint.RoutePattern.RawText, response.StatusCode, response.Content.Headers.ContentType, response.Headers.ETag), (endpoint.RoutePattern.RawText, head.StatusCode, head.Content.Headers.ContentType, head.Headers.ETag));
                }

                var refused = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
                Assert.True(refused == (needed == ApiScopes.None ? scope == ApiScopes.None : needed != scope), $"{scope}: {method} {endpoint.RoutePattern.RawText} answered {(int)response.StatusCode}");
                if (refused)
                {
                    Assert.Equal(scope == ApiScopes.None ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden, response.StatusCode);
                    Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
                    var problem = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
                    Assert.Equal(["type", "title", "status", "detail"], problem.EnumerateObject().Select(member => member.Name));
                    Assert.StartsWith("Bearer", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public async Task APersonsSessionOpensNoAddressOfTheApiAndAKeyOpensNoPage()
    {
        await server.Server.AddAccountAsync("everything", RoleNames.Every);
        using var staff = server.Server.Client();
        await staff.SignInAsync("everything", TestServer.Password);
        using var refused = await staff.GetAsync("/v1/pack");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var program = await server.ProgramAsync(ApiScopes.Decide | ApiScopes.Read | ApiScopes.Record);
        Assert.Contains("Sign in", await program.GetStringAsync("/records", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAdministratorMakesAKeyThatWorksUntilItIsWithdrawn()
    {
        await server.Server.AddAccountAsync("ada", Roles.Administrator);
        using var ada = server.Server.Client();
        await ada.SignInAsync("ada", TestServer.Password);
        using var nothing = await ada.PostAsync("/programs", "/programs", ("name", "jail desk"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nothing.StatusCode);
        using var made = await ada.PostAsync("/programs", "/programs", ("name", "jail desk"), ("scope", "comity.decide"));
        var page = await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var key = page[page.IndexOf(ApiKeys.Prefix, StringComparison.Ordinal)..].Split('<')[0];
        using var program = new HttpClient { BaseAddress = new Uri(server.Server.Address) };
        program.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var good = await program.GetAsync("/v1/pack", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);

        // The key is shown once.
        var list = await ada.ReadAsync("/programs");
        Assert.Contains("jail desk", list, StringComparison.Ordinal);
        Assert.DoesNotContain(key, list, StringComparison.Ordinal);
        var id = (await server.Server.Application.Services.GetRequiredService<ApiKeys>().GoodAsync()).Single(one => one.Name == "jail desk").Id;
        using var withdrawn = await ada.PostAsync($"/programs/{id}/withdraw", "/programs");
        Assert.Equal(HttpStatusCode.Redirect, withdrawn.StatusCode);
        using var bad = await program.GetAsync("/v1/pack", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, bad.StatusCode);
        Assert.Contains("invalid_token", bad.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Contains(await server.Server.LogAsync(), entry => entry is { What: "program's key withdrawn", Account: "jail desk", By: "ada" });
    }

    [Fact]
    public async Task WhatIsNotThereIsAProblemToo()
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        using var response = await program.GetAsync("/v1/deside", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var problem = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(404, problem.GetProperty("status").GetInt32());
    }
}
