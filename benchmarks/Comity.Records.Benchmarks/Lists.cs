using System.Diagnostics;
using System.Globalization;
using Comity.Records.Storage;
using Comity.Records.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Comity.Records.Benchmarks;

/// <summary>Pages of 25 out of very many records, with each kind of filter, first pages and pages in the middle.</summary>
internal static class Lists
{
    private const int Days = 2_000;

    private static readonly string[] Outcomes = ["prohibited", "permitted", "required", "not-covered", "undetermined"];
    private static readonly string[] Actions = ["hold", "notify", "interview", "share", "transfer", "arrest", "access", "detain", "transport", "assist"];

    public static async Task RunAsync(long records)
    {
        var folder = Directory.CreateTempSubdirectory("comity-benchmark-");
        try
        {
            var data = new DataFolder(folder.FullName);
            var clock = Stopwatch.StartNew();
            await FillAsync(data, records);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{records} records in {clock.Elapsed.TotalSeconds:F0} s, {new FileInfo(data.Database).Length / records} bytes each"));
            await using var storage = SqliteStorage.OpenForReading(data.Database);
            foreach (var (name, filter) in new (string, RecordFilter)[]
            {
                ("no filter", new()), ("outcome", new("prohibited")), ("action", new(null, "notify")), ("outcome and action", new("required", "assist")),
                ("days", new(null, null, Day(500), Day(1_500))), ("one day and outcome", new("permitted", null, Day(700), Day(700))), ("a pair that is rare", new("undetermined", "assist", Day(10), Day(1_990))),
            })
            {
                var (first, next) = await TimeAsync(storage, filter, null);
                var (middle, _) = await TimeAsync(storage, filter, next is null ? null : $"{Day(1_000):yyyy-MM-dd}_2026-{records / 2:D6}");
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: first page {first}; in the middle {middle}"));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static DateOnly Day(int n) => new DateOnly(2020, 1, 1).AddDays(n);

    private static async Task<(string Times, string? Next)> TimeAsync(SqliteStorage storage, RecordFilter filter, string? after)
    {
        // The first call is on cold pages; the others are not.
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

    private static async Task FillAsync(DataFolder data, long records)
    {
        await using (SqliteStorage.Open(data.Database, TimeProvider.System))
        {
            // Makes the tables.
        }

        using var connection = new SqliteConnection($"Data Source={data.Database};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA cache_size = -400000");
        using var transaction = connection.BeginTransaction();
        using var writes = new SqliteWrites(connection, transaction);
        var made = new Dictionary<(int, int, int), (NewRecord Record, byte[] Data, PairRow[] Pairs)>();
        var (salt, commitment) = (new byte[32], new byte[32]);
        for (var i = 0L; i < records; i++)
        {
            // The records of a day differ in their numbers only.
            var (action, outcome, day) = ((int)(i % 10), (int)(i / 10 % (i % 1_000 == 0 ? 5 : 4)), (int)(i * Days / records));
            if (!made.TryGetValue((action, outcome, day), out var known))
            {
                var fresh = new NewRecord(
                    Day(day), "new-york", "2026.1", "sha256:" + new string('a', 64), null, "{}",
                    [new(Actions[action], Outcomes[outcome], false, "{}"), new(Actions[(action + 1) % 10], "prohibited", false, "{}")], null);
                made[(action, outcome, day)] = known = (fresh, Events.RecordData.Of(fresh), [.. Appending.Projection.Pairs(fresh)]);
            }

            var (record, text, pairs) = known;
            var number = Events.RecordNumber.Of(2026, i + 1);
            var content = Events.SealedEvent.Content(i, "null", text, "record", number, null, 1);
            var item = new StoredEvent(i, number, 1, "record", i, commitment, null, salt, content);
            var one = new AppendWrites();
            one.Events.Add(item);
            one.Records[number] = Appending.Projection.Next(null, item, record, null, i);
            foreach (var pair in pairs)
            {
                one.Pairs[pair.Pair] = pair;
                one.Listed.Add(new ListedRow(pair.Pair, record.On.DayNumber, number));
            }

            writes.Write(one);
        }

        transaction.Commit();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
