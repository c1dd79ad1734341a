using System.Net;
using System.Text.Json;
using Comity.Server.Api;

namespace Comity.Server.Tests.Api;

/// <summary>The AuthZEN Authorization API 1.0: shapes, defaults, semantics and errors as its sections 5 to 10 give them.</summary>
public sealed class AuthZenTests(ApiServer server) : IClassFixture<ApiServer>
{
    private const string Subject = """ "subject":{"type":"agency","id":"troop-k","properties":{"agency":"state-law-enforcement"}} """;
    private const string Resource = """ "resource":{"type":"request","id":"17"} """;

    [Theory]
    [InlineData("share-immigration-status", true, "permitted")]
    [InlineData("hold-beyond-release", false, "prohibited")]
    [InlineData("notify-of-release", false, "undetermined")]
    public async Task OneEvaluationGivesADecisionAndItsReasons(string action, bool decision, string outcome)
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        var answer = await ApiServer.PostAsync(program, AuthZenApi.EvaluationPath, $$$"""
            { {{{Subject}}}, "action":{"name":"{{{action}}}","properties":{"enforcementPurpose":"civil"}}, {{{Resource}}}, "context":{"on":"2025-02-01","judicialProcess":"none"} }
            """);
        Assert.Equal(decision, answer.GetProperty("decision").GetBoolean());
        Assert.Equal(outcome, answer.GetProperty("context").GetProperty("outcome").GetString());
        Assert.Equal("2025-02-01", answer.GetProperty("context").GetProperty("on").GetString());
    }

    [Theory]
    [InlineData("execute_all", "true,false,true")]
    [InlineData("deny_on_first_deny", "true,false")]
    [InlineData("permit_on_first_permit", "true")]
    public async Task SeveralTakeTheirDefaultsFromTheRequestAndEndWhereTheSemanticSays(string semantic, string expected)
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        var answer = await ApiServer.PostAsync(program, AuthZenApi.EvaluationsPath, $$$"""
            { {{{Subject}}}, {{{Resource}}}, "action":{"name":"share-immigration-status"}, "context":{"on":"2025-02-01","judicialProcess":"none","enforcementPurpose":"civil"},
              "evaluations":[ {}, {"action":{"name":"arrest"}}, {"context":{"on":"2016-01-01"}} ], "options":{"evaluations_semantic":"{{{semantic}}}"} }
            """);
        Assert.Equal(expected, string.Join(',', answer.GetProperty("evaluations").EnumerateArray().Select(one => one.GetProperty("decision").GetBoolean() ? "true" : "false")));
    }

    [Fact]
    public async Task OneThatCannotBeEvaluatedIsRefusedInItsPlace()
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        var answer = await ApiServer.PostAsync(program, AuthZenApi.EvaluationsPath, $$$"""
            { {{{Subject}}}, {{{Resource}}}, "evaluations":[ {"action":{"name":"dance"}}, {"action":{"name":"share-immigration-status"}} ] }
            """);
        var evaluations = answer.GetProperty("evaluations");
        Assert.False(evaluations[0].GetProperty("decision").GetBoolean());
        Assert.Equal(400, evaluations[0].GetProperty("context").GetProperty("error").GetProperty("status").GetInt32());
        Assert.True(evaluations[1].GetProperty("decision").GetBoolean());
    }

    [Theory]
    [InlineData("""{}""", "subject")]
    [InlineData("""{"subject":{"type":"a"},"action":{"name":"arrest"},"resource":{"type":"r","id":"1"}}""", "\"id\"")]
    [InlineData("""{"subject":{"type":"a","id":"b"},"action":{"name":4},"resource":{"type":"r","id":"1"}}""", "\"name\"")]
    [InlineData("""{"subject":{"type":"a","id":"b"},"action":{"name":"arrest"},"resource":{"type":"r","id":"1"},"context":[]}""", "\"context\"")]
    [InlineData("""{"subject":{"type":"a","id":"b"},"action":{"name":"arrest"},"resource":{"type":"r","id":"1"},"context":{"place":"scool"}}""", "Did you mean 'school'?")]
    [InlineData("""{"subject":{"type":"a","id":"b","properties":[]},"action":{"name":"arrest"},"resource":{"type":"r","id":"1"}}""", "\"properties\" of \"subject\"")]
    [InlineData("""{"subject":{"type":"a","id":"b"},"action":{"name":"arrest","properties":"x"},"resource":{"type":"r","id":"1"}}""", "\"properties\" of \"action\"")]
    [InlineData("""{"subject":{"type":"a","id":"b"},"action":{"name":"arrest,notify-of-release"},"resource":{"type":"r","id":"1"}}""", "one action")]
    public async Task AMalformedRequestIs400(string body, string hint)
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        foreach (var path in new[] { AuthZenApi.EvaluationPath, AuthZenApi.EvaluationsPath })
        {
            var problem = await ApiServer.PostAsync(program, path, body, 400);
            Assert.Contains(hint, string.Join(" ", ApiServer.Said(problem)), StringComparison.Ordinal);
        }
    }

    // What the certification's scenario sends (C-2.2.3, C-2.2.8), and any gateway: attributes that no policy here knows.
    [Fact]
    public async Task WhatIsNoFactIsNotLookedAtAndNamed()
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        const string Request = """
            {"subject":{"type":"user","id":"alice@example.com","properties":{"department":"Sales","role":["a","b"],"agency":"state-law-enforcement"}},
             "action":{"name":"share-immigration-status","properties":{"method":"GET","enforcementPurpose":"civil"}},
             "resource":{"type":"account","id":"123","properties":{"status":{"x":1},"owner":null}},
             "context":{"on":"2025-02-01","time":"2025-06-27T18:03-07:00","ip":"10.0.0.1","judicialProcess":"none"},"further":true}
            """;
        foreach (var path in new[] { AuthZenApi.EvaluationPath, AuthZenApi.EvaluationsPath })
        {
            var answer = await ApiServer.PostAsync(program, path, Request);
            Assert.True(answer.GetProperty("decision").GetBoolean());
            Assert.Equal("department,ip,method,owner,role,status,time", string.Join(',', answer.GetProperty("context").GetProperty("ignored").EnumerateArray().Select(name => name.GetString()).Order()));
        }
    }

    [Fact]
    public async Task TheMetadataNamesTheEndpointsAndTheRequestsIdComesBack()
    {
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        var metadata = JsonSerializer.Deserialize<JsonElement>(await program.GetStringAsync(AuthZenApi.MetadataPath, TestContext.Current.CancellationToken));
        Assert.Equal(server.Server.Address, metadata.GetProperty("policy_decision_point").GetString());
        var endpoint = metadata.GetProperty("access_evaluation_endpoint").GetString()!;
        var (response, _) = await ApiServer.SendAsync(program, endpoint, $$$"""{ {{{Subject}}}, {{{Resource}}}, "action":{"name":"arrest"} }""", headers: ("X-Request-ID", "bfe9eb29"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("bfe9eb29", response.Headers.GetValues("X-Request-ID").Single());
    }
}
