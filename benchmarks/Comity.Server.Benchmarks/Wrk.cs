using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Comity.Server.Benchmarks;

/// <summary>wrk, run for some seconds over kept connections with one body.</summary>
internal static partial class Wrk
{
    private const int Connections = 64;

    /// <summary>Requests a second, and the processor time that the server spends on each, in microseconds. Every answer must be a success.</summary>
    public static (double Rate, double Processor) Run(Process server, Uri address, string script, int seconds)
    {
        server.Refresh();
        var before = server.TotalProcessorTime;
        var start = new ProcessStartInfo("wrk", ["-t1", $"-c{Connections}", $"-d{seconds}s", "-s", script, address.ToString()]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        server.Refresh();
        return !text.Contains("Non-2xx", StringComparison.Ordinal) && !text.Contains("Socket errors", StringComparison.Ordinal) && Rate().Match(text) is { Success: true } rate && Count().Match(text) is { Success: true } count
            ? (double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture), (server.TotalProcessorTime - before).TotalMicroseconds / double.Parse(count.Groups[1].Value, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException(text);
    }

    /// <summary>What to do where wrk is not on this machine; null where it is.</summary>
    public static string? Missing() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "wrk")))
        ? null
        : "This measures with wrk, which is not on this machine. Install it: apt-get install wrk, or brew install wrk.";

    /// <summary>Writes the script that sends a body.</summary>
    public static string Script(string folder, string body, string key)
    {
        var file = Path.Combine(folder, "post.lua");
        File.WriteAllText(file, $"""
            wrk.method = "POST"
            wrk.body = [[{body}]]
            wrk.headers["Content-Type"] = "application/json"
            wrk.headers["Authorization"] = "Bearer {key}"
            """);
        return file;
    }

    [GeneratedRegex("""Requests/sec:\s+([\d.]+)""")]
    private static partial Regex Rate();

    [GeneratedRegex("""(\d+) requests in""")]
    private static partial Regex Count();
}
