using System.Diagnostics;

namespace Comity.Cli.Tests;

/// <summary>Starts the program.</summary>
internal static class Comity
{
    public static string NewYork { get; } = Repository.Pack("new-york");

    /// <summary>The program's file.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "comity.dll");

    public static (int Code, string Output, string Error) Run(string input, params string[] arguments) => Run(input, Environment.CurrentDirectory, arguments);

    /// <summary>Starts it in a folder, with further variables of the environment.</summary>
    public static (int Code, string Output, string Error) Run(
        string input, string folder, string[] arguments, params ReadOnlySpan<(string Name, string Value)> variables)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result);
    }
}
