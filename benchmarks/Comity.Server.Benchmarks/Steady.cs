using System.Globalization;

namespace Comity.Server.Benchmarks;

/// <summary><c>/v1/decide</c> at half of what wrk reaches, for a while, with recording on: other programs keep records at the same time.</summary>
internal static class Steady
{
    private const int RecordsPerSecond = 100;
    private const int PeakSeconds = 10;
    private const string Record = """{"on":"2025-02-01","facts":{"requestedAction":"hold-beyond-release","enforcementPurpose":"civil","judicialProcess":"none"}}""";

    public static async Task RunAsync(TimeSpan duration)
    {
        using var served = await Served.PrepareAsync();
        await served.StartAsync();
        var script = Wrk.Script(served.Data, Decide.Body, served.Key);
        var address = new Uri(served.Address, "/v1/decide");
        Wrk.Run(served.Process, address, script, PeakSeconds);
        var peak = Wrk.Run(served.Process, address, script, PeakSeconds).Rate;
        await Paced.RunAsync(served.Port, number => Keep(served, $"first-{number}"), RecordsPerSecond, TimeSpan.FromSeconds(PeakSeconds));
        var (before, alone) = (Processor(served), TimeSpan.FromSeconds(PeakSeconds));
        var first = await Paced.RunAsync(served.Port, number => Keep(served, $"alone-{number}"), RecordsPerSecond, alone);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"/v1/records alone: {Words(first, alone)}; {(Processor(served) - before).TotalMicroseconds / first.Length:F0} µs of the server's processor time for each"));
        var decide = Paced.Post("/v1/decide", served.Key, Decide.Body);
        var deciding = Paced.RunAsync(served.Port, _ => decide, peak / 2, duration);
        var recording = Paced.RunAsync(served.Port, number => Keep(served, $"beside-{number}"), RecordsPerSecond, duration);
        var (decided, kept) = (await deciding, await recording);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak {peak:F0} requests/s; half of it for {duration.TotalSeconds:F0} s beside {RecordsPerSecond} records/s:"));
        Console.WriteLine($"  /v1/decide: {Words(decided, duration)}");
        Console.WriteLine($"  /v1/records: {Words(kept, duration)}");
    }

    private static byte[] Keep(Served served, string key) => Paced.Post("/v1/records", served.Key, Record, $"Idempotency-Key: {key}\r\n");

    private static TimeSpan Processor(Served served)
    {
        served.Process.Refresh();
        return served.Process.TotalProcessorTime;
    }

    private static string Words(double[] times, TimeSpan duration) => string.Create(
        CultureInfo.InvariantCulture, $"{times.Length / duration.TotalSeconds:F0}/s, median {times[times.Length / 2]:F2} ms, p99 {times[times.Length * 99 / 100]:F2} ms, longest {times[^1]:F1} ms");
}
