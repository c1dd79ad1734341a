using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
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
        using var connection = new TcpClient("127.0.0.1", server.Port);
        using var answers = new StreamReader(connection.GetStream());
        await SendAsync(connection, $"POST /v1/decide HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {agency.Key}\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");
        await AnswerAsync(connection, answers);
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
            await AnswerAsync(connection, answers);
        }

        await SendAsync(connection, "0\r\n\r\n");
        Assert.EndsWith("0\r\n\r\n", await answers.ReadToEndAsync(cancellation), StringComparison.Ordinal);
        Assert.Equal(0, await server.ExitAsync());
        await using var records = await RecordStore.OpenAsync(new RecordStoreOptions(new DataFolder(agency.Data(0))), cancellation);
        foreach (var number in kept)
        {
            Assert.NotNull(await records.GetAsync(number, cancellation));
        }
    }

    private static async Task SendAsync(TcpClient connection, string text) => await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);

    // Sends a line as a chunk and waits for its answer.
    private static async Task AnswerAsync(TcpClient connection, StreamReader answers)
    {
        await SendAsync(connection, $"{Line.Length:x}\r\n{Line}\r\n");
        string? read;
        do
        {
            read = await answers.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.NotNull(read);
        }
        while (!read.Contains("\"outcome\"", StringComparison.Ordinal));
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
