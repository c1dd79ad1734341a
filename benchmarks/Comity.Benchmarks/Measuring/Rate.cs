using System.Diagnostics;

namespace Comity.Benchmarks.Measuring;

/// <summary>How fast something ran.</summary>
/// <param name="PerSecond">How often in a second, on one thread.</param>
/// <param name="Bytes">Bytes allocated each time; null where it ran in another process.</param>
internal sealed record Rate(double PerSecond, double? Bytes = null)
{
    // Slow engines look at the clock often enough, fast ones seldom enough.
    private const int Between = 256;

    /// <summary>Runs a function over the cases, again and again, for so long.</summary>
    /// <param name="cases">How many cases there are.</param>
    /// <param name="run">Runs one; what it gives is added up, so that it cannot be left out.</param>
    /// <param name="time">For how long.</param>
    public static Rate Of(int cases, Func<int, int> run, TimeSpan time)
    {
        var (done, sum, next) = (0L, 0, 0);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        TimeSpan elapsed;
        do
        {
            for (var i = 0; i < Between; i++)
            {
                sum += run(next);
                next = next + 1 == cases ? 0 : next + 1;
            }

            done += Between;

            elapsed = Stopwatch.GetElapsedTime(started);
        }
        while (elapsed < time);

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Sink = sum;
        return new Rate(done / elapsed.TotalSeconds, (double)allocated / done);
    }

    /// <summary>The median of several rounds.</summary>
    public static Rate Median(IReadOnlyCollection<Rate> rounds) => rounds.OrderBy(rate => rate.PerSecond).ElementAt(rounds.Count / 2);

    private static volatile int Sink;
}
