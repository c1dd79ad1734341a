using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Comity.Records.Tests;
using Comity.Server.Api;
using Npgsql;

namespace Comity.Server.Tests.Api;

/// <summary>A database that cannot be reached, and comes back.</summary>
public sealed class DatabaseOutageTests
{
    private const string Request = """{"on":"2025-02-01","document":"i-247a","facts":{"agency":"local-law-enforcement"}}""";

    [Fact]
    public async Task ProgramsAreToldToComeBack()
    {
        var database = new NpgsqlConnectionStringBuilder(PostgresCluster.Shared.NewDatabase());
        using var way = new Relay(database.Port);
        database.Port = way.Port;
        database.Timeout = 2;
        await using var server = await TestServer.StartAsync(database: database.ConnectionString);
        using var program = await ApiServer.Of(server).ProgramAsync(ApiScopes.Decide | ApiScopes.Record | ApiScopes.Read);
        Assert.Equal(HttpStatusCode.Created, await SendAsync("/v1/records"));
        way.Close();

        // The key is good for a second more without the database.
        while (await SendAsync("/v1/decide") == HttpStatusCode.OK)
        {
        }

        foreach (var path in (string[])["/v1/decide", "/v1/records", "/access/v1/evaluation", "/mcp"])
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await SendAsync(path));
        }

        way.Open();
        HttpStatusCode status;
        while ((status = await SendAsync("/v1/records")) != HttpStatusCode.Created)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        }

        async Task<HttpStatusCode> SendAsync(string path)
        {
            var body = path == "/v1/decide" ? Request.Replace("\"document\":\"i-247a\",", "", StringComparison.Ordinal) : Request;
            var (response, text) = await ApiServer.SendAsync(program, path, body, headers: ("Idempotency-Key", "\"one\""));
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero, text);
                Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
            }

            return response.StatusCode;
        }
    }

    // A way to a port that can be closed, with all that is on it.
    private sealed class Relay : IDisposable
    {
        private readonly int _target;
        private readonly ConcurrentBag<TcpClient> _open = [];
        private TcpListener _listener;

        public Relay(int target)
        {
            _target = target;
            _listener = new TcpListener(IPAddress.Loopback, 0);
            Open();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        }

        public int Port { get; }

        public void Open()
        {
            if (Port != 0)
            {
                _listener = new TcpListener(IPAddress.Loopback, Port);
            }

            _listener.Start();
            _ = AcceptAsync(_listener);
        }

        public void Close()
        {
            _listener.Stop();
            while (_open.TryTake(out var client))
            {
                client.Dispose();
            }
        }

        public void Dispose() => Close();

        private async Task AcceptAsync(TcpListener listener)
        {
            try
            {
                while (true)
                {
                    var (near, far) = (await listener.AcceptTcpClientAsync(), new TcpClient());
                    await far.ConnectAsync(IPAddress.Loopback, _target);
                    _open.Add(near);
                    _open.Add(far);
                    _ = CopyAsync(near, far);
                    _ = CopyAsync(far, near);
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // Closed.
            }
        }

        private static async Task CopyAsync(TcpClient from, TcpClient to)
        {
            try
            {
                await from.GetStream().CopyToAsync(to.GetStream());
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // Closed.
            }

            from.Dispose();
            to.Dispose();
        }
    }
}
