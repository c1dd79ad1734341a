using System.Diagnostics;
using System.Globalization;
using Comity.Records.Events;
using Comity.Records.Storage;
using Comity.Records.Storage.Postgres;
using Comity.Records.Storage.Sqlite;
using Comity.Records.Tallying;
using Comity.Records.Tallying.Publication;
using Comity.Records.Tests;

namespace Comity.Records.Benchmarks;

/// <summary>
/// The tally over very many records: reading the counts and making all that is published of them, by every unit of time and every dimension. Counts are made by the
/// projection that an append uses, ten years of them; the records themselves, which the tally does not read, are not written.
/// </summary>
internal static class Tallies
{
    private const int Days = 3_653;
    private static readonly DateOnly First = new(2016, 1, 1);
    private static readonly string[] Actions = ["hold", "notify", "interview", "share", "transfer", "arrest", "access", "detain", "transport", "assist", "inquire"];
    private static readonly string[] Outcomes = ["prohibited", "permitted", "required", "not-covered", "undetermined"];
    private static readonly string[] Circumstances = ["none", "convicted", "crime", "relevant", "multinational", "several"];

    public static async Task RunAsync(long records)
    {
        var writes = new AppendWrites();
        Count(writes, records);
        var folder = Directory.CreateTempSubdirectory("comity-benchmark-");
        try
        {
            await using (var sqlite = SqliteStorage.Open(new DataFolder(folder.FullName).Database, TimeProvider.System))
            {
                await MeasureAsync("SQLite", sqlite, writes, records);
            }

            await using var postgres = await PostgresStorage.OpenAsync(PostgresCluster.Shared.NewDatabase(), write: true, default);
            await MeasureAsync("PostgreSQL", postgres, writes, records);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(string name, IRecordStorage storage, AppendWrites writes, long records)
    {
        await storage.BeginAsync(2026, AppendLookup.Nothing, default);
        await storage.WriteAsync(writes, default);
        await storage.CommitAsync(default);
        var values = new Dictionary<string, IReadOnlyList<string>> { ["action"] = Actions, ["outcome"] = Outcomes, ["direction"] = ["asked", "asks"], ["circumstance"] = Circumstances };
        var (reading, publishing, figures) = (new List<double>(), new List<double>(), 0);
        for (var i = 0; i < 21; i++)
        {
            var clock = Stopwatch.StartNew();
            IReadOnlyList<TallyRow> rows;
            await using (var reader = await storage.ReadAsync(default))
            {
                rows = await reader.TallyAsync(0, int.MaxValue);
            }

            reading.Add(clock.Elapsed.TotalMilliseconds);
            var tally = PublicTally.Of(rows, First.AddDays(Days - 1), values, TallyRules.Default);
            figures = Enum.GetValues<TallyUnit>().Sum(unit => tally.Spans(unit).Count + values.Keys.Sum(dimension => tally.Breakdown(dimension, unit).Count));
            publishing.Add(clock.Elapsed.TotalMilliseconds - reading[^1]);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {records} records in {writes.Tally.Count} counts; read in {Middle(reading):F1} ms, published as {figures} rows in {Middle(publishing):F1} ms (the first time {reading[0] + publishing[0]:F1} ms in all)"));

        static double Middle(List<double> times) => times.Skip(1).Order().ElementAt(times.Count / 2 - 1);
    }

    private static void Count(AppendWrites writes, long records)
    {
        var random = new Random(1);
        var fresh = new NewRecord[256];
        for (var i = 0L; i < records; i++)
        {
            var day = First.AddDays((int)(i * Days / records));
            if (fresh[i % 256] is not { } record || record.On != day)
            {
                fresh[i % 256] = record = new NewRecord(day, "new-york", "2026.1", "sha256:" + new string('a', 64), null, "{}",
                    [new(Actions[Math.Min(random.Next(Actions.Length), random.Next(Actions.Length))], Outcomes[Math.Min(random.Next(Outcomes.Length), random.Next(Outcomes.Length))], false, "{}")
                    {
                        Counted = new Dictionary<string, string> { ["direction"] = random.Next(20) == 0 ? "asks" : "asked", ["circumstance"] = Circumstances[Math.Min(random.Next(6), random.Next(6))] },
                    }], null);
            }

            var at = Instant.Of(new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero));
            TallyProjection.Add(writes.Tally, null, new StoredEvent(i, i + 1, 1, EventKind.Record, at, [], null, null, null), record, at);
        }
    }
}
