using System.ComponentModel;
using System.Text.Json;
using Comity.Feel.Evaluation;
using Comity.Policy.Comparison;
using Comity.Policy.Determinations;
using Comity.Policy.Explanation;
using Comity.Policy.Facts;
using Comity.Server.Operation;
using Comity.Server.Policies;
using Comity.Server.Web;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Comity.Server.Api.Assistants;

/// <summary>What an assistant may do: read the policy and ask it. Nothing is kept.</summary>
[McpServerToolType]
internal sealed class PolicyTools(PolicyVersions versions, TimeProvider clock)
{
    [McpServerTool(Name = "describe_policy", Title = "Describe the policy", ReadOnly = true, Destructive = false, OpenWorld = false, Idempotent = true)]
    [Description("Describes the policy that is served: its id and version, the facts that it turns on with their allowed values, and the papers that it knows. Call it before deciding.")]
    public CallToolResult Describe() => Json(writer => PackApi.Write(writer, versions.At(clock.Today()).Pack));

    [McpServerTool(Name = "provisions", Title = "Provisions in force", ReadOnly = true, Destructive = false, OpenWorld = false, Idempotent = true)]
    [Description("Lists the provisions in force on a day, with their text and citation.")]
    public CallToolResult Provisions([Description("The day, as 2025-02-01; today when it is left out.")] string? on = null) => QueryValues.TryDay(on, out var day)
        ? Json(writer => PackApi.Write(writer, versions.At(day ?? clock.Today()).Pack, day ?? clock.Today()))
        : Mistake([QueryValues.DayProblem]);

    [McpServerTool(Name = "decide", Title = "Decide", ReadOnly = true, Destructive = false, OpenWorld = false, Idempotent = true)]
    [Description("Says what the written policy says about a request, with provisions, reasons and the facts that still matter. It states the policy; a person decides. Never send names, birth dates or identification numbers.")]
    public CallToolResult Decide(
        [Description("What is known, by the names that describe_policy gives. Leave out what is not known; do not guess.")] JsonElement facts,
        [Description("The day of the request, as 2025-02-01; today when it is left out.")] string? on = null)
    {
        var (request, decider) = (Request(facts, on), At(on).Decider);
        var read = RequestReader.Read(decider.Pack, request, clock.Today());
        return read.Request is null ? Mistake(read.Problems) : Json(writer => DeterminationJson.Write(writer, Measures.Decided(decider.Decide(read.Request))));
    }

    [McpServerTool(Name = "ask", Title = "The next question", ReadOnly = true, Destructive = false, OpenWorld = false, Idempotent = true)]
    [Description("Gives the next question that matters, questions that policy forbids to ask with the reason, and what is certain already.")]
    public CallToolResult Ask(
        [Description("What is known, by the names that describe_policy gives.")] JsonElement facts,
        [Description("The day of the request, as 2025-02-01; today when it is left out.")] string? on = null)
    {
        var version = At(on);
        var (state, problems) = AskApi.State(version.Pack, Request(facts, on), clock.Today());
        return state is null ? Mistake(problems) : Json(writer => AskApi.Write(writer, version.Interview.At(state)));
    }

    [McpServerTool(Name = "explain", Title = "Why, and why not", ReadOnly = true, Destructive = false, OpenWorld = false, Idempotent = true)]
    [Description("Explains an answer: the rules that match, the fewest facts that force the outcome, and for each other outcome the smallest changes of facts that would lead to it.")]
    public CallToolResult Explain(
        [Description("What is known, by the names that describe_policy gives; the requested action among them.")] JsonElement facts,
        [Description("The day of the request, as 2025-02-01; today when it is left out.")] string? on = null)
    {
        var decider = At(on).Decider;
        var (explanations, problems) = AnalysisApi.Explain(decider, RequestReader.Read(decider.Pack, Request(facts, on), clock.Today()));
        return explanations is null ? Mistake(problems) : Json(writer => ExplanationJson.Write(writer, explanations));
    }

    [McpServerTool(Name = "compare", Title = "What changes", ReadOnly = true, Destructive = false, OpenWorld = false, Idempotent = true)]
    [Description("Compares the policy on two days, or what it would say without an instrument, over all situations: which answers change, how many, and where.")]
    public async Task<CallToolResult> CompareAsync(
        [Description("The earlier day, as 2025-01-27; leave out both days for every day.")] string? from = null,
        [Description("The later day, as 2025-01-28.")] string? to = null,
        [Description("Ids of instruments or keys of provisions that are left out before, as provisions lists them.")] string[]? without = null)
    {
        var body = JsonSerializer.SerializeToElement(new { before = new { on = from }, after = new { on = to }, without });
        using var work = new WorkBudget();
        var (comparison, problems) = await AnalysisApi.ComparisonAsync(versions, body, clock.Today(), work);
        return comparison is null ? Mistake(problems) : Json(writer => ComparisonJson.Write(writer, comparison));
    }

    // A day that is none is refused when the request is read.
    private PolicyVersion At(string? on) => versions.At((QueryValues.TryDay(on, out var day) ? day : null) ?? clock.Today());

    private static JsonElement Request(JsonElement facts, string? on) =>
        JsonSerializer.SerializeToElement(on is null ? new Dictionary<string, object> { ["facts"] = facts } : new Dictionary<string, object> { ["on"] = on, ["facts"] = facts });

    // Not an exception: those are logged with their texts, and a text may hold the value of a fact.
    private static CallToolResult Mistake(IReadOnlyList<string> problems) => new() { IsError = true, Content = [new TextContentBlock { Text = string.Join(" ", problems) }] };

    private static CallToolResult Json(Action<Utf8JsonWriter> write) => new() { Content = [new TextContentBlock { Text = DeterminationJson.Text(write) }] };
}
