using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Comity.Server.Benchmarks;

/// <summary><c>POST /v1/decide</c> with a key against a bare endpoint that returns the same bytes: wrk on each in turn.</summary>
internal static class Decide
{
    /// <summary>A request as a duty officer's program would send it.</summary>
    public const string Body = """{"on":"2025-02-01","facts":{"requestedAction":"hold-beyond-release","enforcementPurpose":"civil","judicialProcess":"none"}}""";

    private const int Rounds = 5;
    private const int Seconds = 5;
    private const int WarmUp = 12;

    public static async Task RunAsync()
    {
        using var served = await Served.PrepareAsync();
        await served.StartAsync();
        var answer = Path.Combine(served.Data, "..", "answer");
        await File.WriteAllBytesAsync(answer, await AnswerAsync(served));
        var (port, script) = (Served.FreePort(), Wrk.Script(Path.GetDirectoryName(answer)!, Body, served.Key));
        using var bare = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["bare", $"{port}", answer]))!;
        try
        {
            var peer = new Uri($"http://localhost:{port}/v1/decide");
            var decide = new Uri(served.Address, "/v1/decide");
            using (var client = new HttpClient())
            {
                while (!await ReadyAsync(client, peer))
                {
                    await Task.Delay(20);
                }
            }

            // Both are compiled for good before anything counts.
            Wrk.Run(bare, peer, script, WarmUp);
            Wrk.Run(served.Process, decide, script, WarmUp);
            var rounds = new List<((double Rate, double Processor) Peer, (double Rate, double Processor) Ours)>();
            for (var round = 0; round < Rounds; round++)
            {
                rounds.Add((Wrk.Run(bare, peer, script, Seconds), Wrk.Run(served.Process, decide, script, Seconds)));
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{new FileInfo(answer).Length} bytes; bare endpoint {Median(rounds, round => round.Peer.Rate):F0} requests/s, /v1/decide {Median(rounds, round => round.Ours.Rate):F0}; ratio {Median(rounds, round => round.Ours.Rate / round.Peer.Rate):F2} (median of {Rounds} rounds: {string.Join(", ", rounds.Select(round => (round.Ours.Rate / round.Peer.Rate).ToString("F2", CultureInfo.InvariantCulture)))})"));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"processor time of the server for each request: bare endpoint {Median(rounds, round => round.Peer.Processor):F1} µs, /v1/decide {Median(rounds, round => round.Ours.Processor):F1} µs"));
        }
        finally
        {
            bare.Kill();
            await bare.WaitForExitAsync();
        }
    }

    /// <summary>A client with the key.</summary>
    public static HttpClient Client(Served served)
    {
        var client = new HttpClient { BaseAddress = served.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", served.Key);
        return client;
    }

    private static double Median<T>(List<T> rounds, Func<T, double> of) => rounds.Select(of).Order().ElementAt(rounds.Count / 2);

    private static async Task<byte[]> AnswerAsync(Served served)
    {
        using var client = Client(served);
        using var response = await client.PostAsync("/v1/decide", new StringContent(Body, Encoding.UTF8, "application/json"));
        return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
    }

    private static async Task<bool> ReadyAsync(HttpClient client, Uri peer)
    {
        try
        {
            using var response = await client.PostAsync(peer, null);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
