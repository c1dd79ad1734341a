using System.Diagnostics;
using System.Globalization;
using Comity.Benchmarks.Measuring;

namespace Comity.Benchmarks.NewYork;

/// <summary>A whole process for one decision, as a user starts it: from the start of <c>./comity</c> to its end, with the answer read.</summary>
internal static class FirstDecision
{
    private static readonly string[] Arguments = ["decide", Path.Combine("policies", "new-york"), "--on", "2025-02-01", "--fact", "requestedAction=arrest"];

    public static int Run(TextWriter output, int count)
    {
        // The first builds the program where a source is newer, and brings it into the system's cache.
        Once();
        var times = Enumerable.Range(0, count).Select(_ => Once()).Order().ToArray();
        var load = Processor.Load;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"./comity {string.Join(' ', Arguments)}: {times[count / 2]:F0} ms (median of {count} processes; {times[0]:F0} to {times[^1]:F0}), {Environment.ProcessorCount} cores, load {load}"));
        return 0;
    }

    private static double Once()
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "comity"), Arguments) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var time = clock.Elapsed.TotalMilliseconds;

        // 3: facts that matter are not known; the next question is part of the answer.
        return process.ExitCode == 3 && answer.Contains("UNDETERMINED", StringComparison.Ordinal) ? time : throw new InvalidOperationException($"./comity ended with {process.ExitCode}: {answer}");
    }
}
