namespace Comity.Server.Tests.Api;

/// <summary>The published description, as others' tools read it: two linters find nothing, and what two generators make of it compiles.</summary>
public sealed class OpenApiToolsTests
{
    private static readonly string Description = Path.Combine(Repository.Root, "docs", "openapi.json");

    [Fact]
    public async Task LintersFindNothingAndGeneratedClientsCompile()
    {
        var tools = await NpmFolder.InstallAsync("tests/Comity.Server.Tests/Npm/OpenApi", "what lints and generates from OpenAPI");
        await RunAsync("redocly", "lint", "--format=stylish", "--max-problems=50", Description);
        await RunAsync("spectral", "lint", "--ruleset", ".spectral.json", "--fail-severity=warn", Description);
        await RunAsync("openapi-typescript", Description, "-o", "types.ts");
        await RunAsync("openapi-ts", "-i", Description, "-o", "client");
        await RunAsync(
            "tsc", "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler",
            "--lib", "es2022,dom,dom.iterable", "types.ts", "client/index.ts");

        async Task RunAsync(string tool, params string[] arguments)
        {
            var (code, output, error) = await tools.RunAsync(tool, arguments);
            Assert.True(code == 0 && !(output + error).Contains("warning  ", StringComparison.Ordinal), $"{tool} ended with {code}: {output}{error}");
        }
    }
}
