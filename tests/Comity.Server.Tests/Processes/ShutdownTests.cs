using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Comity.Records;

namespace Comity.Server.Tests.Processes;

/// <summary>A process that is told to stop.</summary>
public sealed class ShutdownTests
{
    private const string Line = """{"on":"2025-02-01","facts":{"requestedAction":"arrest"}}""" + "\n";

    [Fact]
    public async Task ItFinishesWhatItTookAndKeepsWhatItAcknowledged()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var agency = await Agency.FoundAsync(null);
        agency.Settings["COMITY__shutdown__drainSeconds"] = "2";
        using var server = await agency.StartAsync(0);
        var kept = new ConcurrentBag<string>();
        var load = Enumerable.Range(0, 4).Select(_ => KeepAsync(server.Address, kept)).ToList();

        // A stream that is half sent when the signal comes.
        using var program = agency.Program(server.Address);
        var pipe = new Pipe();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/decide") { Content = new StreamContent(pipe.Reader.AsStream()) };
        request.Content.Headers.ContentType = new("application/x-ndjson");
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(Line), cancellation);
        using var response = await program.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        using var answers = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        Assert.Contains("outcome", await answers.ReadLineAsync(cancellation), StringComparison.Ordinal);
        while (kept.Count < 20)
        {
            await Task.Delay(20, cancellation);
        }

        server.Terminate();

        // It still answers, and says that nobody should be sent here.
        using var proxy = new HttpClient { BaseAddress = server.Address };
        HttpStatusCode? ready;
        while ((ready = await ServerProcess.StatusAsync(proxy, "/ready")) == HttpStatusCode.OK)
        {
            await Task.Delay(20, cancellation);
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready);
        Assert.Equal(HttpStatusCode.OK, await ServerProcess.StatusAsync(proxy, "/health"));
        await Task.WhenAll(load);
        for (var i = 0; i < 100; i++)
        {
            await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(Line), cancellation);
            Assert.Contains("outcome", await answers.ReadLineAsync(cancellation), StringComparison.Ordinal);
        }

        await pipe.Writer.CompleteAsync();
        Assert.Null(await answers.ReadLineAsync(cancellation));
        Assert.Equal(0, await server.ExitAsync());
        await using var records = await RecordStore.OpenAsync(new RecordStoreOptions(new DataFolder(agency.Data(0))), cancellation);
        foreach (var number in kept)
        {
            Assert.NotNull(await records.GetAsync(number, cancellation));
        }
    }

    // Keeps records until the server is gone.
    private static async Task KeepAsync(Uri address, ConcurrentBag<string> kept)
    {
        using var officer = new StaffClient(address);
        await officer.SignInAsync(Agency.Officer, TestServer.Password);
        try
        {
            while (true)
            {
                using var response = await officer.PostAsync("/records", "/account", ("draft", Guid.NewGuid().ToString("N")), ("on", "2025-02-01"), ("act", "arrest"));
                Assert.StartsWith("/records/", response.Headers.Location?.ToString(), StringComparison.Ordinal);
                kept.Add(response.Headers.Location!.ToString().Split('/', '?')[2]);
            }
        }
        catch (HttpRequestException)
        {
            // It takes no more.
        }
    }
}
