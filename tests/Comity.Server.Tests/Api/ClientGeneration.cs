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
    public static async Task<string> GenerateAsync(string description) => new CSharpClientGenerator(await OpenApiDocument.FromJsonAsync(description), new CSharpClientGeneratorSettings
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
