using System.Diagnostics;
using System.Globalization;
using Comity.Records.Storage;
using Comity.Records.Storage.Postgres;
using Comity.Records.Storage.Sqlite;
using Comity.Records.Tests;

namespace Comity.Records.Benchmarks;

/// <summary>
/// Durable appends by 64 clients, each waiting for its acknowledgement; and, in the same run, the database alone given all the same rows
/// in transactions of 64 events, without checks, canonical JSON, hashes or a log. Both have the same rows before the clock begins.
/// </summary>
internal static class Append
{
    private const int Clients = 64;

    // Until the just-in-time compiler is through.
    private const int WarmUp = 30_000;

    public static async Task RunAsync(int seconds)
    {
        foreach (var postgres in new[] { false, true })
        {
            var folder = Directory.CreateTempSubdirectory("comity-benchmark-");
            try
            {
                var (rate, p50, p99, bytes) = await StoreAsync(new DataFolder(Path.Combine(folder.FullName, "store")), postgres, seconds);
                var (bare, processor) = await BareAsync(new DataFolder(Path.Combine(folder.FullName, "store")), Path.Combine(folder.FullName, "bare.db"));
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(postgres ? "PostgreSQL" : "SQLite")}: {rate:F0} records/s, median {p50:F1} ms, p99 {p99:F1} ms; the bare database {bare:F0}/s ({processor:F0} µs), ratio {rate / bare:F2}; {bytes}"));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }

    private static string? _database;

    private static async Task<(double Rate, double P50, double P99, string Bytes)> StoreAsync(DataFolder folder, bool postgres, int seconds)
    {
        _database = postgres ? PostgresCluster.Shared.NewDatabase() : null;
        var store = await RecordStore.OpenAsync(new RecordStoreOptions(folder) { Postgres = _database });
        var times = new List<double>[Clients];
        await LoadAsync(store, (_, n) => n < WarmUp / Clients, times);
        var before = Enumerable.Sum(times, list => list.Count);
        var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        await LoadAsync(store, (elapsed, _) => elapsed.TotalSeconds < seconds, times);
        var (elapsed, used) = (clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds);
        var all = times.SelectMany(list => list).Order().ToArray();
        await store.DisposeAsync();
        var log = new DirectoryInfo(folder.Log).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        var database = postgres ? (long)PostgresCluster.Execute(_database!, "SELECT pg_database_size(current_database())")! : new FileInfo(folder.Database).Length;
        var total = all.Length + before;
        return (all.Length / elapsed, all[all.Length / 2], all[all.Length * 99 / 100], $"per record {used / all.Length:F0} µs of this process's processor time, {database / total} bytes of database and {log / total} of log for {Content().Length} of facts and determinations");
    }

    private static Task LoadAsync(RecordStore store, Func<TimeSpan, int, bool> goOn, List<double>[] times) => Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
    {
        times[client] = [];
        var clock = Stopwatch.StartNew();
        for (var n = 0; goOn(clock.Elapsed, n); n++)
        {
            var record = Record(client, n);
            var begin = Stopwatch.GetTimestamp();
            await store.AddAsync(record, new Author("officer", "booking"));
            times[client].Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }
    })));

    // The rows that the store wrote, read back and given to an empty database.
    private static async Task<(double Rate, double Processor)> BareAsync(DataFolder folder, string file)
    {
        var batches = new List<AppendWrites>();
        var source = await RecordStore.OpenForReadingAsync(folder, _database, default);
        await using (source.ConfigureAwait(false))
        {
            await using var reader = await source.ReadAsync(default);
            for (IReadOnlyList<StoredEvent> leaves; (leaves = await reader.LeavesAsync(batches.Count * Clients, Clients, content: true)).Count > 0;)
            {
                var writes = new AppendWrites();
                foreach (var item in leaves)
                {
                    var record = Events.RecordData.Read(item.Content!).Record;
                    Appending.Projection.Write(writes, null, () => null, item, record, Situations.Situation.Of(record), item.At);
                }

                batches.Add(writes);
            }
        }

        IRecordStorage storage = _database is null ? SqliteStorage.Open(file, TimeProvider.System) : await PostgresStorage.OpenAsync(PostgresCluster.Shared.NewDatabase(), write: true, default);
        await using var disposal = storage.ConfigureAwait(false);
        await WriteAsync(storage, batches.Take(WarmUp / Clients));
        var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var rows = await WriteAsync(storage, batches.Skip(WarmUp / Clients));
        return (rows / clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / rows);
    }

    private static async Task<int> WriteAsync(IRecordStorage storage, IEnumerable<AppendWrites> batches)
    {
        var rows = 0;
        foreach (var batch in batches)
        {
            await storage.BeginAsync(2026, AppendLookup.Nothing, default);
            await storage.WriteAsync(batch, default);
            await storage.CommitAsync(default);
            rows += batch.Events.Count;
        }

        return rows;
    }

    private static NewRecord Record(int client, int n) => new(
        new DateOnly(2026, 1, 1).AddDays(n % 300), "new-york", "2026.1", "sha256:" + new string('a', 64), "i-247a", Facts,
        [new("hold-beyond-release", "prohibited", false, Determination), new("notify-of-release", client % 2 == 0 ? "permitted" : "prohibited", client % 2 == 0, Determination)], null);

    private static string Content() => Facts + Determination + Determination;

    private const string Facts = """{"requestedAction":["hold-beyond-release","notify-of-release"],"enforcementPurpose":"civil","judicialProcess":"none","agency":"local-police","place":"jail","convictionKind":"none","identifiedThreat":false,"writtenRequest":true}""";

    private static readonly string Determination = $$"""
        {"policy":{"id":"new-york","version":"2026.1","digest":"sha256:{{new string('b', 64)}}"},"on":"2026-02-01","action":"hold-beyond-release","outcome":"prohibited",
        "provisions":[{"id":"NY-WELLS","section":"","citation":"People ex rel. Wells v. DeMarco, 168 A.D.3d 31 (2d Dep't 2018)","reason":"Holding a person past their release for civil enforcement is an arrest that New York's officers have no authority to make.","status":"in-force"},
        {"id":"NY-EO170","section":"§ B.3","citation":"Executive Order 170, § B.3","reason":"State officers may not hold a person for civil immigration enforcement without a judicial warrant.","status":"in-force"}],
        "possible":[],"circumstances":[],"conditions":["Keep the paper with the file."],"counselReview":null,"missing":[],"furtherFacts":[]}
        """;
}
