using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Comity.Server.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Comity.Server.Tests.Api;

/// <summary>Programs that send a request and do not wait for the answer.</summary>
public sealed class DepartedClientTests(ApiServer server) : IClassFixture<ApiServer>
{
    private const string Request = """{"on":"2025-02-01","facts":{"requestedAction":"arrest","enforcementPurpose":"civil","judicialProcess":"none"}}""";

    [Theory]
    [InlineData("/v1/decide", Request)]
    [InlineData("/v1/explain", Request)]
    [InlineData("/v1/decide", "{\"on\":")]
    [InlineData("/v1/records", Request)]
    [InlineData("/v1/compare", """{"before":{"on":"2025-01-27"},"after":{"on":"2025-01-28"},"without":["NY-LIST-2025"]}""")]
    public async Task NothingIsLeftHalfReadOnTheirConnection(string path, string body)
    {
        using var complaints = new Complaints();
        server.Server.Application.Services.GetRequiredService<ILoggerFactory>().AddProvider(complaints);
        var (key, address) = (await server.KeyAsync(ApiScopes.Decide | ApiScopes.Record), new Uri(server.Server.Address));
        var request = Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nIdempotency-Key: x\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        for (var i = 0; i < 50; i++)
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
        await Task.Delay(500, TestContext.Current.CancellationToken);
        Assert.Empty(complaints.All);
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
