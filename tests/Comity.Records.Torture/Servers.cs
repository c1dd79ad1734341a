using Comity.Log.Notes;
using Comity.Log.Verification;
using Comity.Records.Audit;
using Comity.Records.Tests;

namespace Comity.Records.Torture;

/// <summary>A PostgreSQL server that is stopped as by a power cut and started again, while clients of two stores write.</summary>
internal static class Servers
{
    public static async Task<string?> RestartedAsync(int times, Action<string> say)
    {
        var folder = Directory.CreateTempSubdirectory("comity-torture-");
        var database = PostgresCluster.Shared.NewDatabase();
        var acknowledged = new Acknowledged();
        var refused = 0;
        try
        {
            // The nodes share the log's key.
            RecordStoreOptions Options(string node) => new(new DataFolder(Path.Combine(folder.FullName, node))) { Postgres = database, LogName = "example.com/torture", PublishEvery = TimeSpan.FromMilliseconds(50) };
            await using var first = await RecordStore.OpenAsync(Options("first"));
            Directory.CreateDirectory(Path.Combine(folder.FullName, "second"));
            File.Copy(Path.Combine(folder.FullName, "first", "log.key"), Path.Combine(folder.FullName, "second", "log.key"));
            await using var second = await RecordStore.OpenAsync(Options("second"));
            using var stop = new CancellationTokenSource();
            var load = Task.WhenAll(new[] { first, second }.Select(store => Load.RunAsync(
                store, 8, receipt => acknowledged.Add(receipt.Leaf, receipt.Number, receipt.Version), _ => Interlocked.Increment(ref refused), stop.Token)));
            for (var i = 0; i < times; i++)
            {
                await Task.Delay(700);
                PostgresCluster.Shared.Crash();
            }

            var before = acknowledged.Count;
            await Task.Delay(3_000);
            await stop.CancelAsync();
            await load;
            say($"PostgreSQL was crashed {times} times under load: {acknowledged.Count} events were acknowledged, {refused} calls failed.");
            if (acknowledged.Count == before)
            {
                return "Nothing was kept after the last restart.";
            }

            foreach (var (store, node) in new[] { (first, "first"), (second, "second") })
            {
                if (await acknowledged.MissingAsync(store) is { } missing)
                {
                    return missing;
                }

                await store.PublishAsync();
                var data = new DataFolder(Path.Combine(folder.FullName, node));
                var audit = await RecordAudit.RunAsync(data, database, new LogVerifyOptions(new LogTrust([.. File.ReadLines(data.PublicKeyFile).Select(NoteKey.Parse)])), CancellationToken.None);
                if (audit.Problem is not null)
                {
                    return $"{node}: {audit.Problem}";
                }
            }

            // Ed25519 signs the same text the same way: the nodes show one log.
            return await File.ReadAllTextAsync(Path.Combine(folder.FullName, "first", "log", "checkpoint")) == await File.ReadAllTextAsync(Path.Combine(folder.FullName, "second", "log", "checkpoint"))
                ? null
                : "The two nodes show different checkpoints.";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
