using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Comity.Records.Tests;

/// <summary>A PostgreSQL server of our own in a temporary folder, on the loopback address, started once for all tests.</summary>
internal sealed class PostgresCluster : IDisposable
{
    private static readonly Lazy<PostgresCluster> Started = new(() => new PostgresCluster());

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("comity-postgres-");
    private readonly int _port = FreePort();
    private int _databases;

    private PostgresCluster()
    {
        // Tests end it before (PostgresFixture); this is for programs.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
        if (AsRoot)
        {
            Run("chown", UnprivilegedUser, _folder.FullName);
        }

        Run(Program("initdb"), "-D", Data, "-U", "comity", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C");
        File.AppendAllText(Path.Combine(Data, "postgresql.conf"), $"listen_addresses = '127.0.0.1'\nport = {_port}\nunix_socket_directories = ''\nmax_connections = 200\n");
        Start();
    }

    public static PostgresCluster Shared => Started.Value;

    /// <summary>Stops the server, if it was started.</summary>
    public static void Stop()
    {
        if (Started.IsValueCreated)
        {
            Started.Value.Dispose();
        }
    }

    private static bool AsRoot => !OperatingSystem.IsWindows() && Environment.UserName == "root";

    private static string UnprivilegedUser => File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>The connection string of a new, empty database.</summary>
    public string NewDatabase()
    {
        var name = $"records_{Interlocked.Increment(ref _databases)}";
        using var connection = new NpgsqlConnection(Connection("postgres") + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        command.ExecuteNonQuery();
        return Connection(name);
    }

    public static object? Execute(string database, string sql)
    {
        using var connection = new NpgsqlConnection(database + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }

    /// <summary>Stops the server as a power cut would, and starts it again.</summary>
    public void Crash()
    {
        Run(Program("pg_ctl"), "-D", Data, "-m", "immediate", "-w", "stop");
        Start();
    }

    public void Dispose()
    {
        if (_folder.Exists)
        {
            Run(Program("pg_ctl"), "-D", Data, "-m", "immediate", "-w", "stop");
            _folder.Delete(recursive: true);
            _folder.Refresh();
        }
    }

    private string Connection(string database) => $"Host=127.0.0.1;Port={_port};Username=comity;Database={database};Timeout=5";

    private void Start() => Run(Program("pg_ctl"), "-D", Data, "-l", Path.Combine(_folder.FullName, "log"), "-w", "start");

    private static string Program(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin")) : [])
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"No {name} of PostgreSQL on this machine. './test' installs it.");

    // PostgreSQL does not run as root.
    private static void Run(string program, params string[] arguments)
    {
        var start = AsRoot && program != "chown"
            ? new ProcessStartInfo("setpriv", ["--reuid", UnprivilegedUser, "--regid", UnprivilegedUser == "postgres" ? "postgres" : "nogroup", "--clear-groups", program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        start.WorkingDirectory = "/";
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = !arguments.Contains("start");
        using var process = Process.Start(start)!;
        if (arguments.Contains("start"))
        {
            // The server keeps the pipe open.
            process.WaitForExit();
        }
        else
        {
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
        }

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}{(start.RedirectStandardError ? $": {process.StandardError.ReadToEnd()}" : "")}");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
