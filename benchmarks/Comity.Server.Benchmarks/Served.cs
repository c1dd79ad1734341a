using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Records;
using Comity.Records.Tests;
using Comity.Server.Access;
using Comity.Server.Api;
using Comity.Server.Api.Keys;
using Comity.Server.Operation;
using Comity.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Benchmarks;

/// <summary>A server as <c>./comity serve</c> starts it: the published program over New York's policy, as a process of its own, with a folder that is deleted at the end.</summary>
internal sealed class Served : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("comity-benchmark-");
    private readonly string? _postgres;
    private Process? _process;

    private Served(string? postgres) => _postgres = postgres;

    /// <summary>The password of the account that <see cref="PrepareAsync"/> makes.</summary>
    public const string Password = "correct horse battery";

    /// <summary>The name of that account.</summary>
    public const string Name = "bench";

    /// <summary>A program's key with every scope.</summary>
    public string Key { get; private set; } = "";

    public int Port { get; } = FreePort();

    public Uri Address => new($"http://localhost:{Port}");

    public string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>The process that runs.</summary>
    public Process Process => _process ?? throw new InvalidOperationException("Not started.");

    public static string Pack => Repository.Pack("new-york");

    /// <summary>Builds the program, makes a folder with a key and an account that has every role, and lets the caller put more into it.</summary>
    /// <param name="fill">Puts more into it; null for nothing.</param>
    /// <param name="postgres">Whether records and accounts are in a PostgreSQL database, which is started for it.</param>
    public static async Task<Served> PrepareAsync(Func<RecordStore, WebApplication, Task>? fill = null, bool postgres = false)
    {
        Run(Path.Combine(Repository.Root, "comity"), "--version");
        var served = new Served(postgres ? PostgresCluster.Shared.NewDatabase() : null);
        var folder = new DataFolder(served.Data);
        await using var records = await RecordStore.OpenAsync(new RecordStoreOptions(folder) { Postgres = served._postgres });
        var logic = PolicyLogic.Compile(PackReader.Read(Pack).Pack!).Logic!;
        await using var application = await ComityServer.BuildAsync(new ServerOptions(logic, Pack, records, folder, served._postgres, Path.Combine(served.Data, "keys"), new ServerConfiguration(), 0));
        await using (var scope = application.Services.CreateAsyncScope())
        {
            var (account, problem) = await scope.ServiceProvider.GetRequiredService<Administration>().CreateAsync(Name, Roles.Officer | Roles.Supervisor | Roles.Counsel | Roles.Auditor | Roles.Administrator, null);
            _ = problem is null ? await scope.ServiceProvider.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<Account>>().AddPasswordAsync(account!, Password) : throw new InvalidOperationException(problem);
        }

        served.Key = (await application.Services.GetRequiredService<ApiKeys>().MakeAsync("benchmark", ApiScopes.Decide | ApiScopes.Record | ApiScopes.Read, null, null)).Key!;
        if (fill is not null)
        {
            await fill(records, application);
        }

        return served;
    }

    /// <summary>Starts the server and waits until it answers.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> StartAsync(string firstPath = "/health")
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(Repository.Root, "artifacts/comity/comity.dll"), "serve", Pack, "--data", Data, "--port", $"{Port}", .. _postgres is null ? [] : (string[])["--database", _postgres]])
        {
            RedirectStandardOutput = true,

            // What is measured is the server, not the limit of one program.
            Environment = { ["COMITY__programs__perMinute"] = "100000000" },
        };
        var clock = Stopwatch.StartNew();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        using var client = new HttpClient { BaseAddress = Address };
        await AnsweredAsync(client, firstPath, _process);
        return clock.Elapsed;
    }

    /// <summary>Ends the server as an operator does.</summary>
    public void Stop()
    {
        if (_process is not null)
        {
            Run("kill", "-TERM", $"{_process.Id}");
            _process.WaitForExit();
            _process.Dispose();
            _process = null;
        }
    }

    public void Dispose()
    {
        Stop();
        _folder.Delete(recursive: true);
    }

    /// <summary>Waits until something answers with success.</summary>
    public static async Task AnsweredAsync(HttpClient client, string path, Process process)
    {
        while (true)
        {
            try
            {
                using var response = await client.GetAsync(path);
                response.EnsureSuccessStatusCode();
                await response.Content.ReadAsByteArrayAsync();
                return;
            }
            catch (HttpRequestException exception) when (exception.StatusCode is null && !process.HasExited)
            {
                await Task.Delay(5);
            }
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
        }
    }
}
