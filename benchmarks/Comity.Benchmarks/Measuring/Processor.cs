using System.Diagnostics;

namespace Comity.Benchmarks.Measuring;

/// <summary>The processor's time, which the machine's other work disturbs less than the clock's.</summary>
internal static class Processor
{
    /// <summary>How many processes wait for a processor or use one, on the average of the last minute; Linux alone tells.</summary>
    public static string Load => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    /// <summary>What this process has used so far.</summary>
    public static TimeSpan Time
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.TotalProcessorTime;
        }
    }
}
