using System.Diagnostics;
using Comity.Log.Notes;
using Comity.Log.Verification;
using Comity.Records.Audit;

namespace Comity.Records.Torture;

/// <summary>Kills a process that writes, again and again, and looks each time at what is left.</summary>
internal sealed class Kills(int seed)
{
    private const int KillsPerFolder = 25;

    private readonly Random _random = new(seed);

    public int Between { get; private set; }

    public int WhilePublishing { get; private set; }

    public int BeforeItWasReady { get; private set; }

    public long Events { get; private set; }

    /// <summary>Runs the rounds.</summary>
    /// <param name="count">How many kills.</param>
    /// <param name="report">Is told the result of each: null where all is well.</param>
    public async Task RunAsync(int count, Action<int, string?> report)
    {
        for (var done = 0; done < count;)
        {
            var folder = Directory.CreateTempSubdirectory("comity-torture-");
            var acknowledged = new Acknowledged();
            for (var round = 0; round < KillsPerFolder && done < count; round++)
            {
                report(++done, await RoundAsync(new DataFolder(folder.FullName), acknowledged));
            }

            Events += acknowledged.Count;
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The process that is killed.</summary>
    public static async Task WorkAsync(string folder)
    {
        await using var store = await RecordStore.OpenAsync(Options(new DataFolder(folder)));
        Console.WriteLine("ready");
        await Load.RunAsync(store, 12, receipt => Say(Acknowledged.Line(receipt)), exception => Say(exception.Message), CancellationToken.None);
    }

    private static RecordStoreOptions Options(DataFolder folder) => new(folder) { LogName = "example.com/torture", PublishEvery = TimeSpan.FromMilliseconds(30) };

    private static void Say(string line)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }

    private async Task<string?> RoundAsync(DataFolder folder, Acknowledged acknowledged)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Kills).Assembly.Location, "work", folder.Path]) { RedirectStandardOutput = true })!;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = Task.Run(async () =>
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line == "ready")
                {
                    ready.TrySetResult();
                }

                acknowledged.Add(line);
            }
        });

        // Mostly while it writes, sometimes while it starts and recovers.
        if (_random.Next(6) > 0)
        {
            await Task.WhenAny(ready.Task, process.WaitForExitAsync());
            await Task.Delay(_random.Next(600));
        }
        else
        {
            await Task.Delay(_random.Next(1_000));
        }

        if (process.HasExited)
        {
            return $"The process ended by itself with {process.ExitCode}.";
        }

        process.Kill();
        await process.WaitForExitAsync();
        await reading;
        BeforeItWasReady += ready.Task.IsCompleted ? 0 : 1;
        if (!File.Exists(folder.PublicKeyFile))
        {
            return null;
        }

        try
        {
            var trust = new LogTrust([.. File.ReadLines(folder.PublicKeyFile).Select(NoteKey.Parse)]);
            WhilePublishing += Directory.Exists(Path.Combine(folder.Log, ".unfinished")) && Directory.EnumerateFiles(Path.Combine(folder.Log, ".unfinished")).Any() ? 1 : 0;

            // As it lies there: sound, with the log behind the database or level with it.
            if (File.Exists(folder.Database) && File.Exists(Path.Combine(folder.Log, "checkpoint")))
            {
                var left = await RecordAudit.RunAsync(folder, null, new LogVerifyOptions(trust), CancellationToken.None);
                if (left.Problem is not null)
                {
                    return $"Before recovery: {left.Problem}";
                }

                Between += left.Leaves > left.Log.Checkpoint!.Size ? 1 : 0;
            }

            await using (var store = await RecordStore.OpenAsync(Options(folder)))
            {
                if (await acknowledged.MissingAsync(store) is { } missing)
                {
                    return missing;
                }
            }

            var after = await RecordAudit.RunAsync(folder, null, new LogVerifyOptions(trust), CancellationToken.None);
            return after.Problem is not null ? $"After recovery: {after.Problem}" : after.Leaves != after.Log.Checkpoint!.Size ? "After recovery the log does not cover the database." : null;
        }
        catch (Exception exception) when (exception is RecordStoreException or FormatException)
        {
            return $"A hand is needed: {exception.Message}";
        }
    }
}
