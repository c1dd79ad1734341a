using System.Data.Common;
using System.Globalization;
using System.Text;
using Comity.Records.Appending;
using Comity.Records.Events;
using Comity.Records.Storage.Postgres;
using Comity.Records.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Comity.Records.Benchmarks;

/// <summary>
/// Fills an empty database with very many records of two requested actions, by statements that the database runs by itself. They are read as
/// any others; salts and commitments are zeros, and there is no log.
/// </summary>
internal static class ManyRecords
{
    private static readonly string[] Outcomes = ["prohibited", "permitted", "required", "not-covered", "undetermined"];
    private static readonly string[] Actions = ["hold", "notify", "interview", "share", "transfer", "arrest", "access", "detain", "transport", "assist"];

    /// <summary>The day of the first request.</summary>
    public static DateOnly FirstDay { get; } = new(2020, 1, 1);

    /// <summary>Fills the SQLite file of a folder, or an empty PostgreSQL database.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="postgres">The database; null for the file.</param>
    /// <param name="records">How many.</param>
    /// <param name="days">On how many days.</param>
    public static async Task FillAsync(DataFolder folder, string? postgres, long records, int days)
    {
        if (postgres is null)
        {
            folder.Create();
            await using (SqliteStorage.Open(folder.Database, TimeProvider.System))
            {
                // Makes the tables.
            }

            await using var connection = new SqliteConnection($"Data Source={folder.Database};Pooling=False");
            await connection.OpenAsync();
            await ExecuteAsync(connection, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA cache_size = -400000; PRAGMA temp_store = MEMORY");
            await FillAsync(connection, "x'" + new string('0', 64) + "'", records, days);
            await ExecuteAsync(connection, "PRAGMA journal_mode = WAL");
        }
        else
        {
            await using (await PostgresStorage.OpenAsync(postgres, write: true, default))
            {
                // Makes the tables.
            }

            await using var connection = new NpgsqlConnection(postgres + ";Pooling=false;Command Timeout=0");
            await connection.OpenAsync();
            await FillAsync(connection, "'\\x" + new string('0', 64) + "'::bytea", records, days);
            await ExecuteAsync(connection, "VACUUM ANALYZE");
        }
    }

    private static async Task FillAsync(DbConnection connection, string zeros, long records, int days)
    {
        await ExecuteAsync(connection, "CREATE TEMPORARY TABLE made (kind integer PRIMARY KEY, one bigint, other bigint, content text)");
        await ExecuteAsync(connection, "CREATE TEMPORARY TABLE days (n integer PRIMARY KEY, on_day integer, written text)");
        foreach (var (kind, record) in Kinds().Index())
        {
            var pairs = Projection.Pairs(record).ToArray();
            var content = Encoding.UTF8.GetString(SealedEvent.Content(0, "null", RecordData.Of(record), EventKind.Record, RecordNumber.Of(2026, 1), null, 1))
                .Replace($"{FirstDay:yyyy-MM-dd}", "@day", StringComparison.Ordinal).Replace(RecordNumber.Text(RecordNumber.Of(2026, 1)), "@number", StringComparison.Ordinal);
            await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO made VALUES ({kind}, {pairs[0].Pair}, {pairs[1].Pair}, '{content}')"));
            foreach (var pair in pairs)
            {
                await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO pairs (pair, outcome, action) VALUES ({pair.Pair}, '{pair.Outcome}', '{pair.Action}') ON CONFLICT DO NOTHING"));
            }
        }

        var values = Enumerable.Range(0, days).Select(n => string.Create(CultureInfo.InvariantCulture, $"({n}, {FirstDay.AddDays(n).DayNumber}, '{FirstDay.AddDays(n):yyyy-MM-dd}')"));
        await ExecuteAsync(connection, $"INSERT INTO days VALUES {string.Join(',', values)}");

        // The rare outcome comes with every thousandth record only.
        var first = RecordNumber.Of(2026, 1);
        var rows = string.Create(CultureInfo.InvariantCulture, $"""
            WITH RECURSIVE n(i) AS (SELECT CAST(0 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {records}),
            r AS (SELECT i, {first} + i AS number, i % 10 + 10 * (i / 10 % (CASE WHEN i % 1000 = 0 THEN 5 ELSE 4 END)) AS kind, i * {days} / {records} AS day FROM n)
            """);
        var number = connection is SqliteConnection ? "printf('2026-%06d', i + 1)" : "'2026-' || lpad((i + 1)::text, greatest(6, length((i + 1)::text)), '0')";
        await ExecuteAsync(connection, $"""
            INSERT INTO events (position, number, version, kind, at, commitment, submission, salt, content)
            {rows} SELECT i, number, 1, 'record', i, {zeros}, NULL, {zeros}, replace(replace(made.content, '@day', days.written), '@number', {number}) FROM r JOIN made ON made.kind = r.kind JOIN days ON days.n = r.day
            """);
        await ExecuteAsync(connection, $"""
            INSERT INTO records (number, version, current, on_day, kind, kept_at, held, erased)
            {rows} SELECT number, 1, i, days.on_day, 'determination', i, 0, 0 FROM r JOIN days ON days.n = r.day
            """);
        foreach (var pair in new[] { "one", "other" })
        {
            await ExecuteAsync(connection, $"INSERT INTO listed (pair, on_day, number) {rows} SELECT made.{pair}, days.on_day, r.number FROM r JOIN made ON made.kind = r.kind JOIN days ON days.n = r.day");
        }
    }

    private static IEnumerable<NewRecord> Kinds() => Outcomes.SelectMany(outcome => Actions.Select((action, i) => new NewRecord(
        FirstDay, "new-york", "2026.1", "sha256:" + new string('a', 64), null, "{}",
        [new(action, outcome, false, "{}"), new(Actions[(i + 1) % Actions.Length], "prohibited", false, "{}")], null)));

    private static async Task ExecuteAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
