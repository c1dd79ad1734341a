using System.Text.Json;
using System.Text.Json.Nodes;
using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Policy.Comparison;
using Comity.Policy.Determinations;
using Comity.Policy.Explanation;
using Comity.Policy.Facts;
using Comity.Policy.Packs;
using Comity.Server.Api.Description;
using Comity.Server.Operation;
using Comity.Server.Policies;
using Comity.Server.Web;
using ModelContextProtocol.Protocol;

namespace Comity.Server.Api.Assistants;

/// <summary>
/// What an assistant may do: read the policy and ask it. Nothing is kept. The arguments of a tool are the body of the address of the API that does the same, and are read
/// by the same code, so that what is wrong with them is said in the same words.
/// </summary>
internal sealed class PolicyTools(PolicyVersions versions, TimeProvider clock, ApiDocument document)
{
    private static readonly string[] Day = ["on"];
    private static readonly string[] Days = ["from", "to", "without"];

    private IReadOnlyList<PolicyTool> Tools => field ??=
    [
        new("describe_policy", "Describe the policy", "Describes the policy of a day: its id and version, the facts that it turns on with their allowed values, and the papers that it knows. Call it before deciding.",
            "Pack", OnOnly, arguments => At(arguments, (writer, pack, _) => PackApi.Write(writer, pack))),
        new("provisions", "Provisions in force", "Lists the provisions in force on a day, with their text and citation.",
            "ProvisionList", OnOnly, arguments => At(arguments, PackApi.Write)),
        new("decide", "Decide", "Says what the written policy says about a request, with provisions, reasons and the facts that still matter. It states the policy; a person decides. Never send names, birth dates or identification numbers.",
            "DecideAnswer", Facts, Decide),
        new("ask", "The next question", "Gives the next question that matters, questions that policy forbids to ask with the reason, and what is certain already.",
            "AskAnswer", FactsAndPaper, Ask),
        new("explain", "Why, and why not", "Explains an answer: the rules that match, the fewest facts that force the outcome, and for each other outcome the smallest changes of facts that would lead to it.",
            "ExplainAnswer", Facts, Explain),
        new("compare", "What changes", "Compares the policy on two days, or what it would say without an instrument, over all situations: which answers change, how many, and where.",
            "Comparison", _ => new JsonObject
            {
                ["from"] = Date("The earlier day, as 2025-01-27; leave out both days for every day."),
                ["to"] = Date("The later day, as 2025-01-28."),
                ["without"] = Texts("Ids of instruments or keys of provisions that are left out before, as provisions lists them."),
            },
            CompareAsync),
    ];

    /// <summary>The tools, with the facts of today's policy.</summary>
    public async ValueTask<ListToolsResult> ListAsync(CancellationToken cancellation)
    {
        var pack = versions.At(clock.Today()).Pack;
        var tools = new List<Tool>();
        foreach (var tool in Tools)
        {
            var arguments = tool.Arguments(pack);
            tools.Add(new Tool
            {
                Name = tool.Name,
                Title = tool.Title,
                Description = tool.Description,
                InputSchema = JsonSerializer.SerializeToElement(new JsonObject
                {
                    ["type"] = "object",
                    ["required"] = arguments.ContainsKey("facts") ? new JsonArray("facts") : null,
                    ["properties"] = arguments,
                    ["additionalProperties"] = false,
                }.Where(member => member.Value is not null).ToDictionary()),
                OutputSchema = await document.SchemaAsync(tool.Answer, cancellation),
                Annotations = new ToolAnnotations { Title = tool.Title, ReadOnlyHint = true, DestructiveHint = false, IdempotentHint = true, OpenWorldHint = false },
            });
        }

        return new ListToolsResult { Tools = tools };
    }

    /// <summary>Calls a tool. What is wrong with its arguments is an answer, so that the assistant can mend it.</summary>
    public async ValueTask<CallToolResult> CallAsync(CallToolRequestParams call)
    {
        if (Tools.FirstOrDefault(tool => tool.Name == call.Name) is not { } tool)
        {
            return Mistake([$"There is no tool '{call.Name}'. {NearestName.Mend(call.Name, [.. Tools.Select(known => known.Name)])}".TrimEnd()]);
        }

        var (write, problems) = await tool.Call(JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, JsonElement>()));
        if (write is null)
        {
            return Mistake(problems);
        }

        var text = DeterminationJson.Text(write);
        return new CallToolResult { Content = [new TextContentBlock { Text = text }], StructuredContent = JsonSerializer.Deserialize<JsonElement>(text) };
    }

    private ValueTask<ToolAnswer> At(JsonElement arguments, Action<Utf8JsonWriter, PolicyPack, DateOnly> write)
    {
        if (ApiBody.Stranger(arguments, Day) is { } stranger)
        {
            return Bad(stranger);
        }

        JsonElement? on = arguments.TryGetProperty("on", out var given) ? given : null;
        return RequestReader.Day(on, clock.Today()) is { } day
            ? Good(writer => write(writer, versions.At(day).Pack, day))
            : Bad($"\"on\": {QueryValues.DayProblem}");
    }

    private ValueTask<ToolAnswer> Decide(JsonElement arguments)
    {
        var version = Version(arguments);
        var read = RequestReader.Read(version.Pack, arguments, clock.Today());
        return read.Request is null
            ? Bad([.. read.Problems])
            : Good(writer => DeterminationJson.Write(writer, Measures.Decided(version.Plans.Decide(read.Request))));
    }

    private ValueTask<ToolAnswer> Ask(JsonElement arguments)
    {
        var version = Version(arguments);
        var (state, problems) = AskApi.State(version.Pack, arguments, clock.Today());
        return state is null ? Bad([.. problems]) : Good(writer => AskApi.Write(writer, version.Interview.At(state)));
    }

    private ValueTask<ToolAnswer> Explain(JsonElement arguments)
    {
        var logic = Version(arguments).Logic;
        var (explanations, problems) = AnalysisApi.Explain(logic, RequestReader.Read(logic.Pack, arguments, clock.Today()));
        return explanations is null ? Bad([.. problems]) : Good(writer => ExplanationJson.Write(writer, explanations));
    }

    private async ValueTask<ToolAnswer> CompareAsync(JsonElement arguments)
    {
        if (ApiBody.Stranger(arguments, Days) is { } stranger)
        {
            return new ToolAnswer(null, [stranger]);
        }

        var body = JsonSerializer.SerializeToElement(new { before = new { on = Given("from") }, after = new { on = Given("to") }, without = Given("without") });
        using var work = new WorkBudget();
        var (comparison, problems) = await AnalysisApi.ComparisonAsync(versions, body, clock.Today(), work);
        return comparison is null ? new ToolAnswer(null, problems) : new ToolAnswer(writer => ComparisonJson.Write(writer, comparison), []);

        JsonElement? Given(string name) => arguments.TryGetProperty(name, out var value) ? value : null;
    }

    // A day that is none is refused when the request is read.
    private PolicyVersion Version(JsonElement arguments) => versions.At(RequestReader.Day(arguments) ?? clock.Today());

    private static JsonObject OnOnly(PolicyPack pack) => new() { ["on"] = Date("The day, as 2025-02-01; today when it is left out.") };

    private static JsonObject Facts(PolicyPack pack) => new()
    {
        ["on"] = Date("The day of the request, as 2025-02-01; today when it is left out."),
        ["facts"] = new JsonObject
        {
            ["type"] = "object",
            ["description"] = "What is known, by name. Leave out what is not known; do not guess.",
            ["properties"] = new JsonObject(pack.Facts.Select(fact => KeyValuePair.Create<string, JsonNode?>(fact.Name, Schema(fact, fact.Name == pack.Manifest.Action)))),
            ["additionalProperties"] = false,
        },
    };

    private static JsonObject FactsAndPaper(PolicyPack pack)
    {
        var arguments = Facts(pack);
        arguments["document"] = new JsonObject
        {
            ["type"] = "string", ["description"] = "The paper in hand, which settles some facts.", ["enum"] = new JsonArray([.. pack.Documents.Select(paper => JsonValue.Create(paper.Id))]),
        };
        arguments["unknown"] = Texts("Names of facts that nobody knows yet; they are not asked again.");
        return arguments;
    }

    private static JsonObject Schema(Fact fact, bool several)
    {
        var schema = new JsonObject { ["description"] = $"{fact.Label}. {fact.Question}" };
        if (fact.Kind == FactKind.Choice)
        {
            JsonArray Values() => [.. fact.Values.Select(choice => JsonNode.Parse(DeterminationJson.Text(writer => Fact.Write(writer, choice.Value)))), .. fact.MayBeAbsent
                ? [null]
                : Array.Empty<JsonNode?>()];
            if (several)
            {
                schema["anyOf"] = new JsonArray(new JsonObject { ["enum"] = Values() }, new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["enum"] = Values() } });
            }
            else
            {
                schema["enum"] = Values();
            }

            return schema;
        }

        var type = fact.Kind switch { FactKind.Boolean => "boolean", FactKind.Number => "number", _ => "string" };
        schema["type"] = fact.MayBeAbsent ? new JsonArray(type, "null") : type;
        if (fact.Kind == FactKind.Date)
        {
            schema["format"] = "date";
        }

        return schema;
    }

    private static JsonObject Date(string description) => new() { ["type"] = "string", ["format"] = "date", ["description"] = description };

    private static JsonObject Texts(string description) =>
        new() { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" }, ["description"] = description };

    private static ValueTask<ToolAnswer> Good(Action<Utf8JsonWriter> write) => ValueTask.FromResult(new ToolAnswer(write, []));

    private static ValueTask<ToolAnswer> Bad(params IReadOnlyList<string> problems) => ValueTask.FromResult(new ToolAnswer(null, problems));

    // Not an exception: those are logged with their texts, and a text may hold the value of a fact.
    private static CallToolResult Mistake(IReadOnlyList<string> problems) => new() { IsError = true, Content = [new TextContentBlock { Text = string.Join(" ", problems) }] };

    // A tool: what it takes, by names (JSON Schema), and which schema of the API's description its answer has.
    private sealed record PolicyTool(
        string Name, string Title, string Description, string Answer, Func<PolicyPack, JsonObject> Arguments, Func<JsonElement, ValueTask<ToolAnswer>> Call);

    // What is answered, or what is wrong with the arguments.
    private sealed record ToolAnswer(Action<Utf8JsonWriter>? Write, IReadOnlyList<string> Problems);
}
