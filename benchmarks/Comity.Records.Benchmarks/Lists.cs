using System.Diagnostics;
using System.Globalization;
using Comity.Records.Storage;
using Comity.Records.Storage.Postgres;
using Comity.Records.Storage.Sqlite;
using Comity.Records.Tests;

namespace Comity.Records.Benchmarks;

/// <summary>Pages of 25 out of very many records, in both databases, with each kind of filter: the first call after opening, then first pages and pages in the middle.</summary>
internal static class Lists
{
    private const int Days = 2_000;

    public static async Task RunAsync(long records)
    {
        foreach (var postgres in new[] { false, true })
        {
            var folder = Directory.CreateTempSubdirectory("comity-benchmark-");
            try
            {
                var database = postgres ? PostgresCluster.Shared.NewDatabase() : null;
                var data = new DataFolder(folder.FullName);
                var clock = Stopwatch.StartNew();
                await ManyRecords.FillAsync(data, database, records, Days);
                var size = postgres ? (long)PostgresCluster.Execute(database!, "SELECT pg_database_size(current_database())")! : new FileInfo(data.Database).Length;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(postgres ? "PostgreSQL" : "SQLite")}: {records:N0} records in {clock.Elapsed.TotalSeconds:F0} s, {size / records} bytes each"));
                if (postgres)
                {
                    // Nothing of it is left in the server's own memory.
                    PostgresCluster.Execute(database!, "CHECKPOINT");
                    PostgresCluster.Shared.Crash();
                }

                Console.WriteLine(DropCaches() ? "The machine's disk caches were emptied before each first call." : "The machine's disk caches cannot be emptied here (Linux and root can): first calls are first after opening only.");
                foreach (var (name, filter) in new (string, RecordFilter)[]
                {
                    ("no filter", new()), ("outcome", new("prohibited")), ("action", new(null, "notify")), ("outcome and action", new("required", "assist")),
                    ("days", new(null, null, Day(500), Day(1_500))), ("one day and outcome", new("permitted", null, Day(700), Day(700))), ("a pair that is rare", new("undetermined", "assist", Day(10), Day(1_990))),
                })
                {
                    // Each filter from a store that was just opened.
                    DropCaches();
                    IRecordStorage storage = database is null ? SqliteStorage.OpenForReading(data.Database) : await PostgresStorage.OpenAsync(database, write: false, default);
                    await using var disposal = storage.ConfigureAwait(false);
                    var (first, next) = await TimeAsync(storage, filter, null);
                    var (middle, _) = await TimeAsync(storage, filter, next is null ? null : $"{Day(1_000):yyyy-MM-dd}_2026-{records / 2:D6}");
                    Console.WriteLine($"  {name}: first page {first}; in the middle {middle}");
                }
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }

    private static DateOnly Day(int n) => ManyRecords.FirstDay.AddDays(n);

    private static bool DropCaches()
    {
        try
        {
            File.WriteAllText("/proc/sys/vm/drop_caches", "3");
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task<(string Times, string? Next)> TimeAsync(IRecordStorage storage, RecordFilter filter, string? after)
    {
        // The first call finds cold pages; the others do not.
        var times = new List<double>();
        string? next = null;
        for (var i = 0; i < 21; i++)
        {
            var clock = Stopwatch.StartNew();
            next = (await RecordStore.PageAsync(storage, filter, after, 25, default)).Next;
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"{times[0]:F1} ms cold, then {times.Skip(1).Order().ElementAt(10):F1} ms ({times.Skip(1).Max():F1} ms at most)");
        return (text, next);
    }
}
