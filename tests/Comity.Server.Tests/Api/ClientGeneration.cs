using System.Text.Json.Nodes;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag;
using NSwag.CodeGeneration;
using NSwag.CodeGeneration.CSharp;
using NSwag.CodeGeneration.OperationNameGenerators;

namespace Comity.Server.Tests.Api;

/// <summary>Generates the typed client of the package <c>Comity.Client</c> from the server's description.</summary>
internal static class ClientGeneration
{
    /// <summary>The generated file.</summary>
    public static string File { get; } = Path.Combine(Repository.Root, "src", "Comity.Client", "ComityClient.g.cs");

    /// <summary>The code for a description.</summary>
    public static async Task<string> GenerateAsync(string description) =>
        new CSharpClientGenerator(await OpenApiDocument.FromJsonAsync(ForClient(description)), new CSharpClientGeneratorSettings
    {
        ClassName = "ComityClient",
        UseBaseUrl = false,
        GenerateOptionalParameters = true,
        ParameterNameGenerator = new ParameterNames(),
        OperationNameGenerator = new SingleClientFromOperationIdOperationNameGenerator(),
        CSharpGeneratorSettings =
        {
            Namespace = "Comity.Client",
            JsonLibrary = CSharpJsonLibrary.SystemTextJson,
            DateType = "System.DateOnly",
            GenerateNullableReferenceTypes = true,
            GenerateOptionalPropertiesAsNullable = true,
            ArrayType = "System.Collections.Generic.IReadOnlyList",
            ArrayInstanceType = "System.Collections.Generic.List",
            DictionaryType = "System.Collections.Generic.Dictionary",
        },
    }).GenerateFile().ReplaceLineEndings("\n");

    // What the generator has no form for in C#: alternatives become one type with the members of all, words stay texts (a newer server may have more of them), and
    // what is no part of the API proper is left out.
    private static string ForClient(string description)
    {
        var document = JsonNode.Parse(description)!.AsObject();
        var paths = document["paths"]!.AsObject();
        foreach (var path in paths.Select(path => path.Key).Where(path => !path.StartsWith("/v1/", StringComparison.Ordinal) && !path.StartsWith("/access/", StringComparison.Ordinal)).ToList())
        {
            paths.Remove(path);
        }

        var schemas = document["components"]!["schemas"]!.AsObject();
        foreach (var name in schemas.Select(schema => schema.Key).ToList())
        {
            if (schemas[name]!["oneOf"] is not null || schemas[name]!["allOf"] is not null)
            {
                schemas[name] = new JsonObject { ["type"] = "object", ["description"] = schemas[name]!["description"]?.DeepClone(), ["properties"] = new JsonObject(Members(schemas, name)) };
            }
        }

        foreach (var item in All(document).OfType<JsonObject>().ToList())
        {
            if (item["enum"] is JsonArray)
            {
                item.Remove("enum");
            }

            if (item["type"] is JsonArray types && types.Count(type => type!.GetValue<string>() != "null") > 1)
            {
                item.Remove("type");
            }
        }

        return document.ToJsonString();
    }

    private static Dictionary<string, JsonNode?> Members(JsonObject schemas, string name) =>
        (schemas[name]!["oneOf"] ?? schemas[name]!["allOf"]) is JsonArray parts
        ? parts.SelectMany(part => Members(schemas, part!["$ref"]!.GetValue<string>().Split('/')[^1])).ToDictionary()
        : schemas[name]!["properties"]!.AsObject().ToDictionary(member => member.Key, member => (JsonNode?)member.Value!.DeepClone());

    private static IEnumerable<JsonNode> All(JsonNode? node) => node switch
    {
        JsonObject item => item.SelectMany(member => All(member.Value)).Prepend(item),
        JsonArray items => items.SelectMany(All),
        _ => [],
    };

    // Headers have names that are none in C#.
    private sealed class ParameterNames : IParameterNameGenerator
    {
        public string Generate(OpenApiParameter parameter, IEnumerable<OpenApiParameter> allParameters)
        {
            var parts = parameter.Name.Split('-');
            var name = string.Concat(parts.Select((part, i) => (i == 0 ? char.ToLowerInvariant(part[0]) : char.ToUpperInvariant(part[0])) + part[1..]));
            return name == "event" ? "version" : name;
        }
    }
}
