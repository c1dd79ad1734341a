using System.Text.Json.Nodes;

namespace Comity.Benchmarks.Tables;

/// <summary>What a rule asks of one fact: a value, or a run of whole numbers with both ends included.</summary>
internal sealed record Condition(string Fact, object? Value, int Low = 0, int High = 0)
{
    public bool IsRange => Value is null;
}

/// <summary>A rule with what it answers.</summary>
internal sealed record Rule(IReadOnlyList<Condition> Conditions, string Outcome, string Id);

/// <summary>A decision table: the first rule all of whose conditions hold, otherwise the last rule, which has none.</summary>
internal sealed record Table(string Name, IReadOnlyList<Rule> Rules, Rule Otherwise)
{
    public JsonObject ToJson() => new()
    {
        ["rules"] = new JsonArray([.. Rules.Select(rule => new JsonObject
        {
            ["conditions"] = new JsonObject(rule.Conditions.Select(condition => KeyValuePair.Create(
                condition.Fact, condition.IsRange ? new JsonArray(condition.Low, condition.High) : (JsonNode?)JsonValue.Create(condition.Value)))),
            ["outcome"] = rule.Outcome,
            ["id"] = rule.Id,
        })]),
        ["otherwise"] = new JsonObject { ["outcome"] = Otherwise.Outcome, ["id"] = Otherwise.Id },
    };
}
