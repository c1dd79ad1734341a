using System.Collections.Concurrent;
using System.Diagnostics;
using Comity.Records;

namespace Comity.Cli.Tests;

/// <summary>Every command that the pages tell is run as it is written, or stands below with the reason why it is not.</summary>
public sealed class DocumentedCommandTests : IDisposable
{
    // What is put in the place of names such as PACK and FILE. The folder that the commands run in has a pack, data, and what is named
    // here.
    private static readonly Dictionary<string, string> Filled = new(StringComparer.Ordinal)
    {
        ["./comity tck DIR"] = "./comity tck kit",
        ["comity serve PACK --data WHERE --config FILE"] = "comity serve policies/new-york --data where --config settings.json",
        ["comity serve /policy --data /data"] = "comity serve policies/example-state --data where",
        ["comity serve --data FOLDER"] = "comity serve --data where",
        ["comity table export PACK FILE.xlsx"] = "comity table export policies/new-york new.xlsx",
        ["comity table export PACK FILE.dmn"] = "comity table export policies/new-york new.dmn",
        ["comity table import PACK FILE.xlsx"] = "comity table import policies/new-york tables.xlsx",
        ["comity log rotate-key"] = "comity log rotate-key",
        ["comity log rotate-key --data DATA"] = "comity log rotate-key --data share/comity",
        ["comity log verify DATA"] = "comity log verify share/comity",
        ["comity log verify DATA --key KEY"] = "comity log verify share/comity --key share/comity/log.pub",
        ["comity log verify DATA --since CHECKPOINT"] = "comity log verify share/comity --since share/comity/log/checkpoint",
        ["comity log verify 2026-000123-1.tlog-proof --key KEY"] = "comity log verify {proof} --key share/comity/log.pub",
        ["comity records prove NUMBER"] = "comity records prove {number}",
        ["comity records erase --due"] = "comity records erase --due",
        ["comity records export"] = "comity records export",
        ["comity records tally"] = "comity records tally",
        ["comity records backup FILE"] = "comity records backup new.backup",
        ["comity records restore FILE"] = "comity records restore kept.backup --data where",
    };

    // How a command begins that is not run here, and why.
    private static readonly Dictionary<string, string> NotRun = new(StringComparer.Ordinal)
    {
        ["./test"] = "It runs all tests, this one among them.",
        ["dotnet test "] = "It runs all tests, this one among them.",
        ["dotnet run -c Release --project benchmarks/"] = "It measures for minutes or hours; that it is there is checked below.",
        ["dotnet run --project tests/"] = "It runs other tests, or for hours; that they are there is checked below.",
        ["dotnet run -c Release --project tests/"] = "It runs for hours; that it is there is checked below.",
        ["COMITY_PICTURES="] = "It needs a browser for minutes; that its tests are there is checked below.",
        ["COMITY_SHOTS="] = "It needs a browser for minutes; that its tests are there is checked below.",
        ["COMITY_GENERATE_CLIENT="] = "It writes into the sources; that its tests are there is checked below.",
        ["dotnet publish "] = "It compiles ahead of time, for a minute or two.",
        ["docker "] = "It needs a container engine and the network.",
        ["useradd "] = "It needs root.",
        ["journalctl "] = "It needs systemd.",
        ["curl "] = "The server's tests send it, with a key: DocumentedCallTests.",
        ["comity log verify https:"] = "It needs the network.",
        ["comity records prove policy"] = "It needs a policy that was published: PublishingTests.",
        ["./comity decide policies/new-york …"] = "It is shortened; README.md has it whole.",
    };

    // Not everything that a command tells is good news.
    private static readonly Dictionary<string, int> Codes = new(StringComparer.Ordinal)
    {
        ["./comity ask policies/new-york"] = 3,
    };

    // What is typed, or read from a file; a detainer is in hand, and nothing else is known.
    private static readonly Dictionary<string, string> Inputs = new(StringComparer.Ordinal)
    {
        ["./comity ask policies/new-york"] = "1\n" + string.Concat(Enumerable.Repeat("?\n", 50)),
        ["./comity decide policies/new-york --lines < requests.jsonl"] =
            """{"on":"2025-02-01","facts":{"requestedAction":"arrest","enforcementPurpose":"civil","judicialProcess":"none"}}""",
    };

    private const string Model = """
        <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="sum" namespace="urn:sum">
          <decision id="sum" name="sum"><variable name="sum"/><literalExpression><text>1 + 2</text></literalExpression></decision>
        </definitions>
        """;

    private const string Case = """
        <testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
          <modelName>0001-sum.dmn</modelName>
          <testCase id="001"><resultNode name="sum" type="decision"><expected><value xsi:type="xsd:decimal">3</value></expected></resultNode></testCase>
        </testCases>
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("comity-cli-docs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task EveryCommandRunsOrSaysWhyNot()
    {
        var template = Path.Combine(_folder, "template");
        var (number, proof) = await PrepareAsync(template);
        var invocations = DocumentedCommand.All
            .Where(command => Filled.ContainsKey(command.Text)
                || !NotRun.Keys.Any(start => command.Text.StartsWith(start, StringComparison.Ordinal)))
            .Select(command => (Command: command, Invocation: Invocation.Of(command, number, proof)))
            .GroupBy(one => string.Join('\n', one.Invocation.Words)).ToList();
        Assert.InRange(invocations.Count, 20, 200);
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            invocations.Index(),
            TestContext.Current.CancellationToken,
            async (one, cancellation) =>
            {
                var folder = Path.Combine(_folder, $"{one.Index}");
                Copy(template, folder);
                var (code, said) = await RunAsync(folder, one.Item.First().Invocation, cancellation);
                foreach (var (command, invocation) in one.Item)
                {
                    if (code != Codes.GetValueOrDefault(command.Text)
                        || invocation.Options.Any(option => !said.Contains(option, StringComparison.Ordinal)))
                    {
                        wrong.Add($"{command} ended with {code}:\n{said}");
                    }
                }
            });
        Assert.True(wrong.IsEmpty, string.Join("\n", wrong));
    }

    [Fact]
    public void NoReasonOutlivesItsCommand()
    {
        var texts = DocumentedCommand.All.Select(command => command.Text).ToList();
        Assert.All(Filled.Keys.Concat(Codes.Keys).Concat(Inputs.Keys), command => Assert.Contains(command, texts));
        Assert.All(NotRun.Keys, start => Assert.Contains(texts, text => text.StartsWith(start, StringComparison.Ordinal)));
    }

    [Fact]
    public void ProjectsModesTestsAndVariablesThatAreNamedAreThere()
    {
        var named = DocumentedCommand.All.Where(command => command.Words.Contains("--project")
            || command.Words.Contains("publish")).ToList();
        Assert.NotEmpty(named);
        Assert.All(named, command =>
        {
            var project = command.Words[command.Words.ToList().FindIndex(word => word is "--project" or "publish") + 1];
            var folder = Path.Combine(Repository.Root, project);
            Assert.True(Directory.Exists(folder), $"{command}: there is no {project}.");
            var sources = string.Concat(Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains(
                    $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText));
            var given = command.Words.SkipWhile(word => word != "--").Skip(1).ToList();
            var mode = given.Count > 0 && !given[0].StartsWith('-') ? [$"\"{given[0]}\""] : Array.Empty<string>();
            var classes = given.Where(word => word.StartsWith('*')).Select(word => $"class {word[1..]}");
            var variables = command.Words.TakeWhile(word => word.Contains('=', StringComparison.Ordinal)).Select(word =>
                $"\"{word.Split('=')[0]}\"");
            Assert.All([.. mode, .. classes, .. variables], part =>
                Assert.True(sources.Contains(part, StringComparison.Ordinal), $"{command}: {project} has no {part}."));
        });
    }

    // A folder with two packs, data with records, a backup, a proof, a workbook, and a kit without cases.
    private static async Task<(string Number, string Proof)> PrepareAsync(string folder)
    {
        foreach (var pack in new[] { "new-york", "example-state" })
        {
            Copy(Repository.Pack(pack), Path.Combine(folder, "policies", pack));
        }

        var number = "";
        var data = Path.Combine(folder, "share", "comity");
        await using (var store = await RecordStore.OpenAsync(
            new RecordStoreOptions(new DataFolder(data)), TestContext.Current.CancellationToken))
        {
            var record = new NewRecord(
                new DateOnly(2025, 2, 1), "new-york", "1", "sha256:" + new string('a', 64), null, """{"requestedAction":["arrest"]}""",
                [new RecordedDetermination("arrest", "prohibited", false, "{}")], null);
            number = (await store.AddAsync(
                record, new Author("officer", null), null, cancellation: TestContext.Current.CancellationToken)).Number;
        }

        var kit = Directory.CreateDirectory(Path.Combine(folder, "kit", "TestCases", "compliance-level-2", "0001-sum")).FullName;
        await File.WriteAllTextAsync(Path.Combine(kit, "0001-sum.dmn"), Model, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(kit, "0001-sum-test-01.xml"), Case, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "settings.json"), "{}", TestContext.Current.CancellationToken);
        foreach (var made in (string[][])[
            ["records", "backup", "kept.backup"], ["records", "prove", number], ["table", "export", "policies/new-york", "tables.xlsx"]])
        {
            var (code, said) = await RunAsync(folder, new Invocation(made, [], ""), TestContext.Current.CancellationToken);
            Assert.True(code == 0, said);
        }

        return (number, $"{number}-1.tlog-proof");
    }

    private static async Task<(int Code, string Said)> RunAsync(string folder, Invocation invocation, CancellationToken cancellation)
    {
        if (invocation.Words.Contains("serve"))
        {
            return await ServeAsync(folder, [.. invocation.Words, "--port", "0"], cancellation);
        }

        using var process = Start(folder, invocation.Words);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.StandardInput.WriteAsync(invocation.Input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output + await error);
    }

    private static async Task<(int Code, string Said)> ServeAsync(string folder, IEnumerable<string> words, CancellationToken cancellation)
    {
        using var process = Start(folder, words);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(cancellation);
        var said = "";
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            said += line + "\n";
            if (line.StartsWith("Records are kept in", StringComparison.Ordinal))
            {
                using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
                await kill.WaitForExitAsync(cancellation);
            }
        }

        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, said + await error);
    }

    private static Process Start(string folder, IEnumerable<string> words)
    {
        var start = new ProcessStartInfo("dotnet", [Comity.Program, .. words])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["XDG_DATA_HOME"] = Path.Combine(folder, "share");
        return Process.Start(start)!;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        foreach (var empty in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, empty)));
        }
    }

    // A command of which only the name is told, perhaps with options, is asked for its help, which must name the options.
    private sealed record Invocation(IReadOnlyList<string> Words, IReadOnlyList<string> Options, string Input)
    {
        public static Invocation Of(DocumentedCommand command, string number, string proof)
        {
            var isWhole = Filled.TryGetValue(command.Text, out var filled);
            var text = (filled ?? command.Text).Replace("{number}", number, StringComparison.Ordinal).Replace(
                "{proof}", proof, StringComparison.Ordinal);
            var words = new DocumentedCommand("", text).Words.ToList();
            words = [.. words.Skip(words[0] == "dotnet" ? words.IndexOf("--") + 1 : 1).TakeWhile(word => word != "<")];
            if (isWhole || words.Contains("serve") || words.Exists(word => word.Contains('/', StringComparison.Ordinal)))
            {
                return new Invocation(words, [], Inputs.GetValueOrDefault(command.Text, ""));
            }

            var options = words.Where(word => word.StartsWith("--", StringComparison.Ordinal)).ToList();
            return new Invocation([.. words.Except(options), "--help"], options, "");
        }
    }
}
