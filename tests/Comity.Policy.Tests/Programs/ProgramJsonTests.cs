using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Comity.Policy.Determinations;
using Comity.Policy.Interviews;
using Comity.Policy.Programs;
using Json.Schema;

namespace Comity.Policy.Tests.Programs;

/// <summary>A program is the same whether it was compiled or read.</summary>
public sealed class ProgramJsonTests
{
    private static readonly JsonSchema Schema =
        JsonSchema.FromFile(Path.Combine(Repository.Root, "docs", "program.schema.json"));

    [Theory]
    [InlineData("new-york")]
    [InlineData("example-state")]
    public void OnePackGivesOneTextAndWhatIsReadWritesItAgain(string pack)
    {
        var json = CompiledPacks.Json(CompiledPacks.Of(pack));
        Assert.Equal(json, CompiledPacks.Json(CompiledPacks.Compile(pack)));
        Assert.Equal(Encoding.UTF8.GetString(json), Encoding.UTF8.GetString(CompiledPacks.Json(CompiledPacks.Read(json))));
    }

    [Theory]
    [InlineData("new-york", 20_000)]
    [InlineData("example-state", 20_000)]
    public void WhatIsReadDecidesAndAsksTheSame(string pack, int count)
    {
        var (compiled, read) = (CompiledPacks.Of(pack), CompiledPacks.Read(CompiledPacks.Json(CompiledPacks.Of(pack))));
        var (plans, plansRead) = (new InterviewPlans(compiled), new InterviewPlans(read));
        var requests = new RandomRequests(compiled, seed: 18);
        for (var i = 0; i < count; i++)
        {
            var request = requests.Next();
            Assert.Equal(DeterminationJson.Text(plans.Decide(request)), DeterminationJson.Text(plansRead.Decide(request)));
            foreach (var (fact, factRead) in compiled.Policy.Facts.Zip(read.Policy.Facts))
            {
                var (may, mayRead) = (compiled.AskAt(fact, request), read.AskAt(factRead, request));
                Assert.Equal((may.Allowed, string.Join(" ", may.DependsOn)), (mayRead.Allowed, string.Join(" ", mayRead.DependsOn)));
            }
        }
    }

    [Theory]
    [InlineData("new-york")]
    [InlineData("example-state")]
    public void WhatIsReadSaysTheSameOfItself(string pack)
    {
        var (policy, read) = (CompiledPacks.Of(pack).Policy, CompiledPacks.Read(CompiledPacks.Json(CompiledPacks.Of(pack))).Policy);
        Assert.Equal(policy.Manifest.Title, read.Manifest.Title);
        Assert.Equal(policy.Digest, read.Digest);
        Assert.Equal(policy.EffectiveDates, read.EffectiveDates);
        Assert.All(policy.EffectiveDates, day => Assert.Equal(policy.InForce(day), read.InForce(day)));
        Assert.Equal(policy.Facts.Select(fact => fact.Expected), read.Facts.Select(fact => fact.Expected));
        Assert.Equal(policy.Facts.Select(fact => fact.Question), read.Facts.Select(fact => fact.Question));
        Assert.Equal(policy.Documents.SelectMany(document => document.Settles), read.Documents.SelectMany(document => document.Settles));
        Assert.Equal(
            policy.Translations["es"].Texts.OrderBy(entry => entry.Key, StringComparer.Ordinal),
            read.Translations["es"].Texts.OrderBy(entry => entry.Key, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("new-york")]
    [InlineData("example-state")]
    public void TheSchemaHoldsForIt(string pack)
    {
        var json = JsonNode.Parse(CompiledPacks.Json(CompiledPacks.Of(pack)))!;
        var options = new EvaluationOptions { OutputFormat = OutputFormat.List };
        var result = Schema.Evaluate(JsonSerializer.SerializeToElement(json), options);
        Assert.True(result.IsValid, JsonSerializer.Serialize(result));
        json["roots"]!["outcome"] = "required";
        Assert.False(Schema.Evaluate(JsonSerializer.SerializeToElement(json), options).IsValid);
    }
}
