using System.Diagnostics;

namespace Comity.Server.Tests.Api;

/// <summary>The published description, as others' tools read it: two linters find nothing, and what two generators make of it compiles.</summary>
public sealed class OpenApiToolsTests
{
    private static readonly string Description = Path.Combine(Repository.Root, "docs", "openapi.json");
    private static readonly string Source = Path.Combine(Repository.Root, "tests", "Comity.Server.Tests", "Npm");
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "npm");

    [Fact]
    public async Task LintersFindNothingAndGeneratedClientsCompile()
    {
        await InstallAsync();
        await RunAsync("redocly", "lint", "--format=stylish", "--max-problems=50", Description);
        await RunAsync("spectral", "lint", "--ruleset", ".spectral.json", "--fail-severity=warn", Description);
        await RunAsync("openapi-typescript", Description, "-o", "types.ts");
        await RunAsync("openapi-ts", "-i", Description, "-o", "client");
        await RunAsync(
            "tsc", "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler", "--lib", "es2022,dom,dom.iterable", "types.ts", "client/index.ts");
    }

    // Once for each lock file.
    private static async Task InstallAsync()
    {
        var npm = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "npm")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(npm is null, "npm is not on this machine: the linters and generators of OpenAPI are not run.");
        Directory.CreateDirectory(Folder);
        foreach (var file in Directory.EnumerateFiles(Source))
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)), overwrite: true);
        }

        var (installed, wanted) = (Path.Combine(Folder, "installed"), await File.ReadAllTextAsync(Path.Combine(Source, "package-lock.json"), TestContext.Current.CancellationToken));
        if (!File.Exists(installed) || await File.ReadAllTextAsync(installed, TestContext.Current.CancellationToken) != wanted)
        {
            var (code, text) = await StartAsync(npm!, "ci", "--no-audit", "--no-fund", "--ignore-scripts");
            Assert.SkipWhen(code != 0, $"npm cannot install the linters and generators of OpenAPI here: {text}");
            await File.WriteAllTextAsync(installed, wanted, TestContext.Current.CancellationToken);
        }
    }

    private static async Task RunAsync(string tool, params string[] arguments)
    {
        var (code, text) = await StartAsync(Path.Combine(Folder, "node_modules", ".bin", tool), arguments);
        Assert.True(code == 0 && !text.Contains("warning  ", StringComparison.Ordinal), $"{tool} ended with {code}: {text}");
    }

    private static async Task<(int Code, string Text)> StartAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) 
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["REDOCLY_TELEMETRY"] = "off", ["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true" },
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }
}
