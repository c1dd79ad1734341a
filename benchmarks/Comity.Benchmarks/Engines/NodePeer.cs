using System.Diagnostics;
using System.Text.Json.Nodes;
using Comity.Benchmarks.Measuring;
using Comity.Benchmarks.Tables;

namespace Comity.Benchmarks.Engines;

/// <summary>An engine of benchmarks/peers, in a process of node's; one JSON object a line in each direction.</summary>
internal sealed class NodePeer : IDisposable
{
    private readonly string _engine;
    private readonly Process _process;

    public NodePeer(string engine)
    {
        _engine = engine;
        _process = Process.Start(new ProcessStartInfo("node", ["run.mjs", engine])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>Whether node is there; installs the peers where they are not installed yet.</summary>
    public static bool Available { get; } = Prepare();

    private static string Folder => Path.Combine(Repository.Root, "benchmarks", "peers");

    /// <summary>Asks for something and waits for the answer.</summary>
    /// <exception cref="PeerFailedException">The engine reports an error, or its process is gone.</exception>
    public JsonNode Ask(string command, JsonNode argument)
    {
        var answer = JsonNode.Parse(Exchange(new JsonObject { [command] = argument }.ToJsonString()) ?? throw Ended())!;
        return answer["error"] is { } error ? throw new PeerFailedException($"{_engine}: {error}") : answer;
    }

    public static EngineFactory Table(string engine, string package, bool takesBig) => (table, cases) =>
        Available && (takesBig || table == Generator.Small) ? new TableEngine(new NodePeer(engine), $"{package} {Version(package)} (node)", table, cases) : null;

    /// <summary>The installed version of a package.</summary>
    public static string Version(string package) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "node_modules", package, "package.json")))!["version"]!.ToString();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    // The line that answers a line; null where the process ended instead.
    private string? Exchange(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
            return _process.StandardOutput.ReadLine();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private PeerFailedException Ended()
    {
        _process.WaitForExit();
        return new PeerFailedException($"{_engine}: node ended with exit code {_process.ExitCode}");
    }

    private static bool Prepare()
    {
        try
        {
            if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
            {
                Console.Error.WriteLine("Installing the engines for node: npm install in benchmarks/peers.");
                using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--no-audit", "--no-fund"]) { WorkingDirectory = Folder, RedirectStandardOutput = true })!;
                npm.WaitForExit();
                return npm.ExitCode == 0;
            }

            using var node = Process.Start(new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true })!;
            node.WaitForExit();
            return node.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.Error.WriteLine("node is not installed; its engines are left out.");
            return false;
        }
    }

    private sealed class TableEngine(NodePeer peer, string name, Table table, IReadOnlyList<Facts> cases) : IEngine
    {
        public string Name => name;

        public IReadOnlyList<string> Answers() =>
            [.. peer.Ask("load", new JsonObject { ["table"] = table.ToJson(), ["cases"] = new JsonArray([.. cases.Select(facts => facts.ToJson())]) })["answers"]!.AsArray().Select(id => id!.ToString())];

        public Rate Measure(TimeSpan time) => new(peer.Ask("time", JsonValue.Create(time.TotalSeconds))["perSecond"]![0]!.GetValue<double>());

        public void Dispose() => peer.Dispose();
    }
}
