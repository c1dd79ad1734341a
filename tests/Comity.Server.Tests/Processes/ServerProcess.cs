using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Comity.Server.Tests.Processes;

/// <summary>A real <c>comity serve</c>: a process of its own, as an operator starts it.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _written = new();

    private ServerProcess(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public Uri Address => new($"http://localhost:{Port}");

    /// <summary>Everything that it wrote to its standard output and error.</summary>
    public string Written => string.Join('\n', _written);

    /// <summary>Starts it, and waits until it is ready.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="database">The PostgreSQL database; null for SQLite.</param>
    /// <param name="settings">Settings and other variables of its environment; <c>{port}</c> in them is the port.</param>
    /// <param name="pack">The pack's folder below <c>policies</c>.</param>
    public static async Task<ServerProcess> StartAsync(string data, string? database, IReadOnlyDictionary<string, string> settings, string pack = "new-york")
    {
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "comity.dll"), "serve", Repository.Pack(pack), "--data", data, "--port", $"{port}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value.Replace("{port}", $"{port}", StringComparison.Ordinal);
        }

        if (database is not null)
        {
            start.Environment["COMITY_DATABASE"] = database;
        }

        var server = new ServerProcess(Process.Start(start)!, port);
        server._process.OutputDataReceived += (_, line) => server._written.Enqueue(line.Data ?? "");
        server._process.ErrorDataReceived += (_, line) => server._written.Enqueue(line.Data ?? "");
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        using var client = new HttpClient { BaseAddress = server.Address };
        while (await StatusAsync(client, "/ready") != HttpStatusCode.OK)
        {
            Assert.False(server._process.HasExited, server.Written);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        return server;
    }

    /// <summary>What an address answers with; null where nobody answers.</summary>
    public static async Task<HttpStatusCode?> StatusAsync(HttpClient client, string path)
    {
        try
        {
            using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Ends it as a power cut would (SIGKILL).</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Tells it to stop (SIGTERM), as systemd and containers do.</summary>
    public void Terminate() => Terminate(_process);

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Sends SIGTERM.</summary>
    public static void Terminate(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
