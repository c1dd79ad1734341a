using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Text;
using Comity.Server.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Comity.Server.Tests.Api;

/// <summary>Programs that send a request and do not wait for the answer.</summary>
public sealed class DepartedClientTests
{
    private const string Request = """{"on":"2025-02-01","facts":{"requestedAction":"arrest","enforcementPurpose":"civil","judicialProcess":"none"}}""";

    private const int Departing = 50;

    [Theory]
    [InlineData("/v1/decide", Request)]
    [InlineData("/v1/explain", Request)]
    [InlineData("/v1/decide", "{\"on\":")]
    [InlineData("/v1/records", Request)]
    [InlineData("/v1/compare", """{"before":{"on":"2025-01-27"},"after":{"on":"2025-01-28"},"without":["NY-LIST-2025"]}""")]
    public async Task NothingIsLeftHalfReadOnTheirConnection(string path, string body)
    {
        // A server of its own: what listens to its log ends with it.
        await using var own = await TestServer.StartAsync();
        var server = ApiServer.Of(own);
        using var complaints = new Complaints();
        own.Application.Services.GetRequiredService<ILoggerFactory>().AddProvider(complaints);
        var (key, address) = (await server.KeyAsync(ApiScopes.Decide | ApiScopes.Record), new Uri(own.Address));
        using var ends = new ConnectionEnds(address.Port);
        var request = Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nIdempotency-Key: x\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        for (var i = 0; i < Departing; i++)
        {
            using var client = new TcpClient(address.Host, address.Port) { LingerState = new LingerOption(true, 0) };
            await client.GetStream().WriteAsync(request, TestContext.Current.CancellationToken);
            if (i % 2 == 1)
            {
                // The others leave before they are answered.
                await client.GetStream().ReadAtLeastAsync(new byte[10], 10, cancellationToken: TestContext.Current.CancellationToken);
            }
        }

        // Whoever stays is answered, and after those who left.
        using var program = await server.ProgramAsync(ApiScopes.Decide);
        await ApiServer.PostAsync(program, "/v1/decide", Request);

        // Kestrel has nothing more to say of a connection that it has counted as ended.
        await ends.WaitAsync(Departing);
        Assert.Empty(complaints.All);
    }

    // Counts the connections to a port that Kestrel is done with.
    private sealed class ConnectionEnds : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly SemaphoreSlim _ended = new(0);

        public ConnectionEnds(int port)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Meter.Name: "Microsoft.AspNetCore.Server.Kestrel", Name: "kestrel.connection.duration" })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
            {
                foreach (var tag in tags)
                {
                    if (tag is { Key: "server.port", Value: int ended } && ended == port)
                    {
                        _ended.Release();
                    }
                }
            });
            _listener.Start();
        }

        public async Task WaitAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                Assert.True(await _ended.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken), $"{i} connections ended.");
            }
        }

        public void Dispose()
        {
            _listener.Dispose();
            _ended.Dispose();
        }
    }

    // What Kestrel warns of.
    private sealed class Complaints : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal) ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                All.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
