using System.Globalization;

namespace Comity.Server.Benchmarks;

/// <summary>From the start of the process to the last byte of the first page.</summary>
internal static class Start
{
    private const int Rounds = 7;

    public static async Task RunAsync()
    {
        using var served = await Served.PrepareAsync();
        foreach (var path in new[] { "/policy", "/sign-in" })
        {
            var (times, processor) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                times.Add((await served.StartAsync(path)).TotalMilliseconds);
                served.Process.Refresh();
                processor.Add(served.Process.TotalProcessorTime.TotalMilliseconds);
                served.Stop();
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: usable {times.Order().ElementAt(Rounds / 2):F0} ms after the start (median of {Rounds}; {times.Min():F0} to {times.Max():F0}); {processor.Order().ElementAt(Rounds / 2):F0} ms of processor time"));
        }
    }
}
