using System.Diagnostics;

namespace Comity.Testing;

/// <summary>Programs of the Node world that tests run against ours, installed from their lock file when a test first needs them.</summary>
internal sealed class NpmFolder
{
    private readonly string _folder;

    private NpmFolder(string folder) => _folder = folder;

    /// <summary>Installs what a folder's lock file names, once for each; skips the test, and says why, where that cannot be.</summary>
    /// <param name="source">The folder in the repository, from its root.</param>
    /// <param name="what">What is not run then, for the message.</param>
    public static async Task<NpmFolder> InstallAsync(string source, string what)
    {
        var npm = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "npm")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(npm is null, $"npm is not on this machine: {what} is not run. Install Node.js with npm; the test then installs the rest.");
        var cancellation = TestContext.Current.CancellationToken;
        var (from, installed) = (Path.Combine(Repository.Root, source), new NpmFolder(Path.Combine(AppContext.BaseDirectory, "npm", Path.GetFileName(source))));
        Directory.CreateDirectory(installed._folder);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(installed._folder, Path.GetFileName(file)), overwrite: true);
        }

        var (mark, wanted) = (Path.Combine(installed._folder, "installed"), await File.ReadAllTextAsync(Path.Combine(from, "package-lock.json"), cancellation));
        if (!File.Exists(mark) || await File.ReadAllTextAsync(mark, cancellation) != wanted)
        {
            var (code, output, error) = await installed.StartAsync(npm!, "ci", "--no-audit", "--no-fund", "--ignore-scripts");
            Assert.SkipWhen(code != 0, $"npm cannot install {what} here: {output}{error}");
            await File.WriteAllTextAsync(mark, wanted, cancellation);
        }

        return installed;
    }

    /// <summary>Runs a program of an installed package.</summary>
    public Task<(int Code, string Output, string Error)> RunAsync(string tool, params IEnumerable<string> arguments) =>
        StartAsync(Path.Combine(_folder, "node_modules", ".bin", tool), arguments);

    /// <summary>Runs a script of the folder.</summary>
    public Task<(int Code, string Output, string Error)> NodeAsync(string script, params IEnumerable<string> arguments) => StartAsync("node", [script, .. arguments]);

    private async Task<(int Code, string Output, string Error)> StartAsync(string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["REDOCLY_TELEMETRY"] = "off", ["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true" },
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
