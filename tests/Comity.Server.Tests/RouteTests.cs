using System.Net;
using Comity.Server.Access;
using Comity.Server.Api;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests;

/// <summary>Who may go where: every route of the application, with every role and without one, against this table.</summary>
public sealed class RouteTests(Site site) : IClassFixture<Site>
{
    private const Roles Anybody = (Roles)(-1);
    private const Roles Readers = Roles.Officer | Roles.Supervisor | Roles.Counsel | Roles.Auditor;
    private const Roles Staff = Readers | Roles.Administrator;

    private static readonly Dictionary<string, Roles> Table = new()
    {
        ["GET /health"] = Anybody,
        ["GET /ready"] = Anybody,
        ["GET /comity.css"] = Anybody,
        ["GET /passkey.js"] = Anybody,
        ["GET /draft.js"] = Anybody,
        ["GET /policy"] = Anybody,
        ["GET /public"] = Anybody,
        ["GET /public/tally.csv"] = Anybody,
        ["GET /public/tally.json"] = Anybody,
        ["GET /public/en"] = Anybody,
        ["GET /public/en/policy"] = Anybody,
        ["GET /public/en/may-they"] = Anybody,
        ["GET /public/en/history"] = Anybody,
        ["GET /public/en/tally"] = Anybody,
        ["GET /public/es"] = Anybody,
        ["GET /public/es/policy"] = Anybody,
        ["GET /public/es/may-they"] = Anybody,
        ["GET /public/es/history"] = Anybody,
        ["GET /public/es/tally"] = Anybody,
        ["GET /policy/graph"] = Anybody,
        ["GET /compare"] = Anybody,
        ["GET /explain"] = Roles.Officer,
        ["GET /log/checkpoint"] = Anybody,
        ["GET /log/keys/{number:int:min(1)}"] = Anybody,
        ["GET /log/tile/{**path}"] = Anybody,
        ["GET /audit/log/checkpoint"] = Roles.Auditor,
        ["GET /audit/log/keys/{number:int:min(1)}"] = Roles.Auditor,
        ["GET /audit/log/tile/{**path}"] = Roles.Auditor,
        ["GET /sign-in"] = Anybody,
        ["POST /sign-in"] = Anybody,
        ["POST /sign-in/passkey"] = Anybody,
        ["POST /sign-in/unsent"] = Anybody,
        ["GET /join/{key}"] = Anybody,
        ["POST /join/{key}"] = Anybody,
        ["* {*path:nonfile}"] = Anybody,
        ["GET /"] = Staff,
        ["POST /sign-out"] = Staff,
        ["GET /account"] = Staff,
        ["POST /account/password"] = Staff,
        ["POST /account/sessions"] = Staff,
        ["GET /account/passkey"] = Staff,
        ["POST /account/passkey"] = Staff,
        ["POST /account/passkeys"] = Staff,
        ["POST /account/passkeys/remove"] = Staff,
        ["GET /request"] = Roles.Officer,
        ["GET /ask"] = Roles.Officer,
        ["POST /ask"] = Roles.Officer,
        ["POST /drafts/{id}/discard"] = Roles.Officer,
        ["POST /records"] = Roles.Officer,
        ["POST /records/{number}/follow-up"] = Roles.Officer,
        ["POST /records/{number}/verdict"] = Roles.Supervisor | Roles.Counsel,
        ["GET /queue"] = Roles.Supervisor | Roles.Counsel,
        ["GET /counsel"] = Roles.Counsel,
        ["GET /counsel/policy"] = Roles.Counsel,
        ["GET /counsel/versions/{digest}"] = Roles.Counsel,
        ["POST /counsel/drafts"] = Roles.Counsel,
        ["POST /counsel/publications/{number:int}/withdraw"] = Roles.Counsel,
        ["POST /counsel/publications/{number:int}/withdraw/approve"] = Roles.Counsel,
        ["POST /counsel/publications/{number:int}/withdraw/refuse"] = Roles.Counsel,
        ["GET /counsel/drafts/{id}"] = Roles.Counsel,
        ["GET /counsel/drafts/{id}/archive"] = Roles.Counsel,
        ["POST /counsel/drafts/{id}/archive"] = Roles.Counsel,
        ["GET /counsel/drafts/{id}/tables.xlsx"] = Roles.Counsel,
        ["POST /counsel/drafts/{id}/tables.xlsx"] = Roles.Counsel,
        ["GET /counsel/drafts/{id}/model.dmn"] = Roles.Counsel,
        ["GET /counsel/drafts/{id}/file"] = Roles.Counsel,
        ["POST /counsel/drafts/{id}/file"] = Roles.Counsel,
        ["GET /counsel/drafts/{id}/logic/{element}"] = Roles.Counsel,
        ["POST /counsel/drafts/{id}/logic/{element}"] = Roles.Counsel,
        ["POST /counsel/drafts/{id}/logic/{element}/check"] = Roles.Counsel,
        ["GET /counsel/drafts/{id}/items/{list}"] = Roles.Counsel,
        ["POST /counsel/drafts/{id}/items/{list}"] = Roles.Counsel,
        ["GET /counsel/drafts/{id}/items/{list}/one"] = Roles.Counsel,
        ["POST /counsel/drafts/{id}/items/{list}/one"] = Roles.Counsel,
        ["POST /counsel/drafts/{id}/what-if"] = Roles.Counsel,
        ["POST /counsel/drafts/{id}/what-if/cancel"] = Roles.Counsel,
        ["POST /counsel/drafts/{id}/undo"] = Roles.Counsel,
        ["POST /counsel/drafts/{id}/move"] = Roles.Counsel,
        ["POST /counsel/drafts/{id}/request"] = Roles.Counsel,
        ["POST /counsel/drafts/{id}/return"] = Roles.Counsel,
        ["POST /counsel/drafts/{id}/approve"] = Roles.Counsel,
        ["POST /counsel/drafts/{id}/discard"] = Roles.Counsel,
        ["GET /counsel/drafts/{id}/discard"] = Roles.Counsel,
        ["POST /counsel/drafts/{id}/resume"] = Roles.Counsel,
        ["GET /counsel/drafts/{id}/translations"] = Roles.Counsel,
        ["POST /counsel/drafts/{id}/translations"] = Roles.Counsel,
        ["GET /audit"] = Roles.Auditor,
        ["POST /audit/run"] = Roles.Auditor,
        ["POST /audit/cancel"] = Roles.Auditor,
        ["GET /records/{number}/check"] = Roles.Auditor,
        ["GET /records/{number}/proof/{version:int:min(1)}"] = Roles.Auditor,
        ["GET /records"] = Readers,
        ["GET /records/{number}"] = Readers,
        ["GET /accounts"] = Roles.Administrator,
        ["POST /accounts"] = Roles.Administrator,
        ["GET /accounts/{id}"] = Roles.Administrator,
        ["POST /accounts/{id}"] = Roles.Administrator,
        ["POST /accounts/{id}/disable"] = Roles.Administrator,
        ["POST /accounts/{id}/enable"] = Roles.Administrator,
        ["POST /accounts/{id}/link"] = Roles.Administrator,
        ["GET /units"] = Roles.Administrator,
        ["POST /units"] = Roles.Administrator,
        ["POST /units/{id}"] = Roles.Administrator,
        ["GET /programs"] = Roles.Administrator,
        ["POST /programs"] = Roles.Administrator,
        ["POST /programs/{id}/withdraw"] = Roles.Administrator,
        ["GET /api"] = Staff,
        ["GET /api/openapi.json"] = Staff,
        ["GET /.well-known/authzen-configuration"] = Anybody,
        ["GET /access-log"] = Roles.Administrator | Roles.Auditor,
    };

    [Fact]
    public async Task EveryRouteOpensToItsRolesAndToNobodyElse()
    {
        var routes = Routes().SelectMany(endpoint => Methods(endpoint).Select(method => (Method: method, Pattern: endpoint.RoutePattern.RawText! is [.. var path, '/'] and [_, _, ..] ? path : endpoint.RoutePattern.RawText!))).ToList();
        Assert.Equal(Table.Keys.Order(), routes.Select(route => $"{route.Method} {route.Pattern}").Order());
        foreach (var role in (Roles[])[Roles.None, .. RoleNames.All])
        {
            var staff = await site.StaffAsync(role);

            // Signing out comes last, or nothing could follow it.
            foreach (var (method, pattern) in routes.OrderBy(route => route.Pattern == "/sign-out"))
            {
                using var request = new HttpRequestMessage(new HttpMethod(method == "*" ? "GET" : method), Sample(pattern));
                if (method == "POST")
                {
                    request.Content = new FormUrlEncodedContent([]);
                }

                using var response = await staff.Http.SendAsync(request, TestContext.Current.CancellationToken);
                if (method == "GET")
                {
                    // HEAD is answered alike.
                    using var head = await staff.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, Sample(pattern)), TestContext.Current.CancellationToken);
                    Assert.Equal((pattern, response.StatusCode, response.Headers.Location, response.Content.Headers.ContentType), (pattern, head.StatusCode, head.Headers.Location, head.Content.Headers.ContentType));
                }

                var open = Table[$"{method} {pattern}"];
                var expected = open == Anybody || (open & role) != 0;
                var refused = response.StatusCode == HttpStatusCode.Forbidden || (response.Headers.Location?.ToString().Contains("/sign-in?", StringComparison.Ordinal) ?? false);
                Assert.True(expected != refused, $"{role}: {method} {pattern} answered {(int)response.StatusCode} {response.Headers.Location}");
                Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);
            }
        }
    }

    [Fact]
    public void EveryFormAsksForItsToken() =>
        Assert.All(Routes().Where(endpoint => Methods(endpoint).Contains("POST")), endpoint => Assert.True(endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>()?.RequiresValidation, endpoint.RoutePattern.RawText));

    // Programs' addresses open to keys and tokens only: see ApiAccessTests.
    private IEnumerable<RouteEndpoint> Routes() => site.Server.Application.Services.GetRequiredService<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<ApiAddress>() is null);

    private static IReadOnlyList<string> Methods(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"];

    private static string Sample(string pattern) => pattern.StartsWith('/') ? pattern.Replace("{version:int:min(1)}", "1", StringComparison.Ordinal).Replace("{number:int:min(1)}", "1", StringComparison.Ordinal).Replace("{number}", "2099-000001", StringComparison.Ordinal).Replace("{id}", "x", StringComparison.Ordinal).Replace("{key}", "x", StringComparison.Ordinal).Replace("{digest}", "sha256:0123456789abcdef", StringComparison.Ordinal).Replace("{element}", "x", StringComparison.Ordinal).Replace("{list}", "provisions", StringComparison.Ordinal).Replace("{number:int}", "1", StringComparison.Ordinal) : "/nowhere";
}
