using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Instruments;
using Comity.Policy.Packs;
using Comity.Records;
using Comity.Server.Access;
using Comity.Server.Api.Records;
using Comity.Server.Operation;
using Comity.Server.Policies;
using Comity.Server.Records;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Comity.Server.Api.Description;

/// <summary>
/// The description as it is served. What the framework reads from the addresses is completed here with what it cannot know: what every address answers beside its
/// own (<c>protocol.json</c>), the words of every choice, and alternatives. It is made once.
/// </summary>
internal sealed class ApiDocument
{
    private const string SchemaPrefix = "#/components/schemas/";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = DeterminationJson.Options.Encoder };

    // Answers that carry the policy's digest.
    private static readonly string[] Tagged = ["decide", "ask", "explain", "pack", "provisions", "evaluation"];

    private static readonly string[] Outcomes = [.. Enum.GetValues<Outcome>().Select(Words.Of)];
    private static readonly string[] Effects = [.. new[] { Outcome.Prohibited, Outcome.Permitted, Outcome.Required }.Select(Words.Of)];
    private static readonly string[] Approvals = ["not-needed", "waiting", "approved", "returned"];

    // Every choice among words: in which schema, of which member.
    private static readonly (string Schema, string Member, string[] Words)[] Choices =
    [
        ("Determination", "outcome", Outcomes), ("OtherOutcome", "outcome", Outcomes), ("ChangedOutcome", "outcome", Outcomes), ("Answer", "outcome", Outcomes),
        ("Finding", "effect", Effects), ("MatchingRule", "effect", Effects),
        ("FactQuestion", "type", [.. Enum.GetValues<FactKind>().Select(Words.Of)]),
        ("Provision", "force", [.. Enum.GetValues<InstrumentForce>().Select(Words.Of)]), ("Provision", "status", [.. Enum.GetValues<ProvisionStatus>().Select(Words.Of)]),
        ("EvaluationOptions", "evaluations_semantic", ["execute_all", "deny_on_first_deny", "permit_on_first_permit"]),
        ("FollowUp", "choice", [.. FollowUpRules.Choices.Keys]), ("FollowUp", "reasonCode", Codes(Reasons.FollowUps)),
        ("NewRecord", "noteCode", Codes(Reasons.Notes)),
        ("Correction", "noteCode", Codes(Reasons.Notes)), ("Correction", "reasonCode", Codes(Reasons.Corrections)),
        ("Author", "role", [.. RoleNames.All.Select(role => role.Word()), Keeper.ProgramRole]),
        ("RecordEvent", "kind", ["record", "follow-up", "approval", "correction", "hold", "release", "erasure"]),
        ("RecordFile", "approval", Approvals), ("RecordFile", "counsel", Approvals),
    ];

    private static string[] Codes(IEnumerable<OfferedReason> reasons) => [.. reasons.Select(reason => reason.Code)];

    private readonly IServiceProvider _services;
    private readonly string _server;
    private readonly Lazy<Task<JsonObject>> _document;
    private readonly Lazy<Task<(byte[] Text, string Tag)>> _text;

    public ApiDocument(IServiceProvider services, ServerConfiguration configuration)
    {
        (_services, _server) = (services, configuration.PathBase ?? "/");
        _document = new Lazy<Task<JsonObject>>(MakeAsync);
        _text = new Lazy<Task<(byte[], string)>>(async () =>
        {
            var text = JsonSerializer.SerializeToUtf8Bytes(await _document.Value, Indented);
            return (text, $"\"{Convert.ToHexStringLower(SHA256.HashData(text))[..16]}\"");
        });
    }

    /// <summary>The description.</summary>
    public Task<JsonObject> JsonAsync(CancellationToken cancellation) => _document.Value.WaitAsync(cancellation);

    /// <summary>The description as text, and its entity tag.</summary>
    public Task<(byte[] Text, string Tag)> TextAsync(CancellationToken cancellation) => _text.Value.WaitAsync(cancellation);

    /// <summary>A schema with all that it refers to, which stands by itself: an object's.</summary>
    public async Task<JsonElement> SchemaAsync(string name, CancellationToken cancellation)
    {
        var schemas = (await JsonAsync(cancellation))["components"]!["schemas"]!.AsObject();
        var (needed, open) = (new JsonObject(), new Queue<string>([name]));
        while (open.TryDequeue(out var next))
        {
            if (!needed.ContainsKey(next))
            {
                var schema = schemas[next]!.DeepClone();
                foreach (var reference in References(schema).ToList())
                {
                    var target = reference["$ref"]!.GetValue<string>()[SchemaPrefix.Length..];
                    reference["$ref"] = $"#/$defs/{target}";
                    open.Enqueue(target);
                }

                needed.Add(next, schema);
            }
        }

        return JsonSerializer.SerializeToElement(new JsonObject { ["type"] = "object", ["$ref"] = $"#/$defs/{name}", ["$defs"] = needed });
    }

    private async Task<JsonObject> MakeAsync()
    {
        var description = await _services.GetRequiredKeyedService<IOpenApiDocumentProvider>(ApiDescription.Name).GetOpenApiDocumentAsync();
        var document = JsonNode.Parse(await description.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, CancellationToken.None))!.AsObject();
        await using var stream = typeof(ApiDocument).Assembly.GetManifestResourceStream("protocol.json")!;
        var protocol = (await JsonNode.ParseAsync(stream))!.AsObject();
        document["servers"] = new JsonArray(new JsonObject { ["url"] = _server, ["description"] = "The server that gives this description" });
        document["tags"] = protocol["tags"]!.DeepClone();
        var components = document["components"]!.AsObject();
        var schemas = components["schemas"]!.AsObject();
        Add(schemas, protocol["schemas"]!);
        Combine(schemas);
        Choose(schemas);
        components["headers"] = protocol["headers"]!.DeepClone();
        components["parameters"] = protocol["parameters"]!.DeepClone();
        components["responses"] = new JsonObject(protocol["responses"]!.AsObject().Select(response => KeyValuePair.Create<string, JsonNode?>(response.Value!["name"]!.GetValue<string>(), Response(response.Value!))));
        var paths = document["paths"]!.AsObject();
        Add(paths, protocol["paths"]!);
        foreach (var (path, item) in paths)
        {
            foreach (var (method, operation) in item!.AsObject())
            {
                Complete(path, method, operation!.AsObject(), protocol["responses"]!.AsObject());
            }
        }

        return document;
    }

    // Members that name alternatives, or parts, become these.
    private static void Combine(JsonObject schemas)
    {
        foreach (var type in typeof(ApiDocument).Assembly.GetTypes())
        {
            var keyword = type.GetCustomAttribute<OneOfAttribute>() is not null ? "oneOf" : type.GetCustomAttribute<AllOfAttribute>() is not null ? "allOf" : null;
            if (keyword is not null && schemas[ApiDescription.SchemaName(type)] is JsonObject schema)
            {
                schema[keyword] = new JsonArray([.. schema["properties"]!.AsObject().Select(member => new JsonObject { ["$ref"] = References(member.Value!).Single()["$ref"]!.DeepClone() })]);
                schema.Remove("type");
                schema.Remove("properties");
                schema.Remove("required");
            }
        }
    }

    private static void Choose(JsonObject schemas)
    {
        foreach (var (name, member, words) in Choices)
        {
            var schema = schemas[name]!["properties"]![member]!.AsObject();
            var mayBeNull = schema["type"] is JsonArray;
            schema["enum"] = new JsonArray([.. words.Select(word => JsonValue.Create(word)), .. mayBeNull ? [null] : Array.Empty<JsonNode?>()]);
        }
    }

    private static void Complete(string path, string method, JsonObject operation, JsonObject responses)
    {
        var id = operation["operationId"]!.GetValue<string>();
        var isOpen = operation["security"] is JsonArray { Count: 0 };
        var own = operation["responses"]!.AsObject();
        var parameters = operation["parameters"]?.AsArray() ?? [];
        var isTagged = Tagged.Contains(id);
        if (isTagged)
        {
            Header(own["200"]!, "ETag", "PolicyTag");
            parameters.Add(Reference("parameters", "PolicyIfMatch"));
            Answer("412");
        }

        if (id == "readRecord")
        {
            Header(own["200"]!, "ETag", "RecordTag");
        }

        if ((isTagged || id is "readRecord" or "description") && method == "get")
        {
            parameters.Add(Reference("parameters", "IfNoneMatch"));
            Answer("304");
        }

        if (own["201"] is { } created)
        {
            Header(created, "ETag", "RecordTag");
            if (id == "keepRecord")
            {
                Header(created, "Location", "Location");
            }
        }

        if (path.StartsWith(AuthZenApi.Root, StringComparison.Ordinal))
        {
            parameters.Add(Reference("parameters", "RequestId"));
            Header(own["200"]!, "X-Request-ID", "X-Request-ID");
        }

        if (!isOpen)
        {
            Answer("401");
            Answer("403");
            Answer("503");
        }

        if (operation["requestBody"] is JsonObject body)
        {
            var most = path == "/v1/compare" ? UploadedPack.MostEncoded(2) : Listening.MaximumBody;
            body["description"] = string.Create(
                CultureInfo.InvariantCulture, $"At most {most:N0} bytes of UTF-8; no member stands twice in an object.{(id == "decide" ? $" A stream may be of any length, a line of it at most {DecideApi.MaximumLine:N0} bytes." : "")}");
            Answer("413");
            if (!path.StartsWith(AuthZenApi.Root, StringComparison.Ordinal))
            {
                Answer("415");
            }
        }

        Answer("405");
        if (path is not ("/health" or "/ready"))
        {
            Answer("429");
        }

        // What is answered in lines: an answer or a problem each.
        if (id == "decide")
        {
            own["200"]!["content"]![ApiBody.LinesMediaType] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string", ["description"] = "One answer a line: a DecideAnswer, or a Problem in its place." } };
        }

        foreach (var parameter in parameters.OfType<JsonObject>())
        {
            switch (parameter["name"]?.GetValue<string>())
            {
                case "outcome":
                    parameter["schema"]!["enum"] = new JsonArray([.. Outcomes.Select(outcome => JsonValue.Create(outcome))]);
                    break;
                case "limit":
                    (parameter["schema"]!["minimum"], parameter["schema"]!["maximum"], parameter["schema"]!["default"]) = (1, RecordStore.MaximumPageSize, RecordsApi.DefaultLimit);
                    break;
                case "event":
                    (parameter["schema"]!["minimum"], parameter["schema"]!["default"]) = (1, 1);
                    break;
                case "number" when path.StartsWith("/v1/", StringComparison.Ordinal):
                    parameter["schema"]!["pattern"] = "^[0-9]{4}-[0-9]{6,}$";
                    break;
                case IdempotencyKey.Header:
                    parameter["schema"]!["pattern"] = "^\"?[!#-\\[\\]-~]{1,100}\"?$";
                    break;
            }
        }

        if (parameters.Count > 0)
        {
            operation["parameters"] = parameters.Parent is null ? parameters : parameters.DeepClone();
        }

        void Answer(string status)
        {
            own[status] = Reference("responses", responses[status]!["name"]!.GetValue<string>());
        }
    }

    private static void Header(JsonNode response, string name, string component)
    {
        var headers = response["headers"]?.AsObject() ?? [];
        headers[name] = Reference("headers", component);
        if (headers.Parent is null)
        {
            response["headers"] = headers;
        }
    }

    private static JsonObject Response(JsonNode response)
    {
        var made = new JsonObject { ["description"] = response["description"]!.DeepClone() };
        foreach (var name in response["headers"]?.AsArray().Select(name => name!.GetValue<string>()) ?? [])
        {
            Header(made, name, name);
        }

        if (response["headers"] is not null)
        {
            made["content"] = new JsonObject { [Problems.MediaType] = new JsonObject { ["schema"] = Reference("schemas", "Problem") } };
        }

        return made;
    }

    private static void Add(JsonObject target, JsonNode more)
    {
        foreach (var (name, value) in more.AsObject())
        {
            target.Add(name, value!.DeepClone());
        }
    }

    private static JsonObject Reference(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };

    private static IEnumerable<JsonObject> References(JsonNode? node) => node switch
    {
        JsonObject item => (item["$ref"] is JsonValue ? [item] : Array.Empty<JsonObject>()).Concat(item.SelectMany(member => References(member.Value))),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
