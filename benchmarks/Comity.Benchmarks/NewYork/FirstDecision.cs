using System.Diagnostics;
using System.Globalization;
using Comity.Benchmarks.Measuring;

namespace Comity.Benchmarks.NewYork;

/// <summary>
/// A whole process for one decision, as a user starts it: from the start of <c>./comity</c> to its end, with the answer read; from the
/// pack's folder, and from the program that was compiled of it.
/// </summary>
internal static class FirstDecision
{
    public static int Run(TextWriter output, int count)
    {
        var folder = Path.Combine("policies", "new-york");
        var program = Path.Combine(Path.GetTempPath(), $"comity-{Environment.ProcessId}.json");
        try
        {
            // The first builds the program where a source is newer, and brings it into the system's cache.
            Start(["compile", folder, "--to", "program", "--output", program], code: 0);
            foreach (var policy in new[] { folder, program })
            {
                Once(policy);
            }

            // In turns, so that a busy machine disturbs both alike.
            var times = Enumerable.Range(0, count).Select(_ => (Folder: Once(folder), Program: Once(program))).ToList();
            Print(output, folder, [.. times.Select(time => time.Folder).Order()]);
            Print(output, "new-york.json", [.. times.Select(time => time.Program).Order()]);
            return 0;
        }
        finally
        {
            File.Delete(program);
        }
    }

    private static void Print(TextWriter output, string policy, double[] times)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"./comity {string.Join(' ', Arguments(policy))}: {times[times.Length / 2]:F0} ms (median of {times.Length} processes; "
            + $"{times[0]:F0} to {times[^1]:F0}), {Environment.ProcessorCount} cores, load {Processor.Load}"));
    }

    private static string[] Arguments(string policy) => ["decide", policy, "--on", "2025-02-01", "--fact", "requestedAction=arrest"];

    // 3: facts that matter are not known; the next question is part of the answer.
    private static double Once(string policy)
    {
        var (answer, time) = Start(Arguments(policy), code: 3);
        return answer.Contains("UNDETERMINED", StringComparison.Ordinal) ? time : throw new InvalidOperationException(answer);
    }

    private static (string Answer, double Time) Start(string[] arguments, int code)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "comity"), arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == code
            ? (answer, clock.Elapsed.TotalMilliseconds)
            : throw new InvalidOperationException($"./comity ended with {process.ExitCode}: {answer}");
    }
}
