using System.Globalization;
using Comity.Records.Appending;
using Comity.Records.Events;
using Microsoft.Data.Sqlite;

namespace Comity.Records.Storage.Sqlite.Migrations;

/// <summary>Version 2: each record of version 1 becomes the first event of its record, under its number, in the order in which they were kept.</summary>
internal static class RecordsBecomeEvents
{
    public static void Run(SqliteConnection connection, SqliteTransaction transaction, TimeProvider clock)
    {
        var at = Instant.Of(clock.GetUtcNow());
        var position = 0L;
        using var insert = new SqliteWrites(connection, transaction);
        foreach (var (number, kept, record) in Read(connection))
        {
            // The log can vouch for the record from now on only; its content says when it was kept.
            var pending = new PendingEvent(null, null, EventKind.Record, SealedEvent.Written(null), RecordData.Of(record, kept), null, record);
            var content = SealedEvent.Content(at, pending.By, pending.Data, pending.Kind, number, null, 1);
            var added = new StoredEvent(position++, number, 1, pending.Kind, at, SealedEvent.Commitment(pending.Salt, content), null, pending.Salt, content);
            var writes = new AppendWrites();
            var row = Projection.Write(writes, null, () => null, added, record, null, kept);

            // There is no tally yet, and no situation; the steps that make them count these too.
            writes.Tally.Clear();
            writes.Records.Clear();
            insert.Write(writes);
            using var insertRow = connection.Command(
                "INSERT INTO records (number, version, current, on_day, kind, kept_at, held, erased) VALUES ($number, $version, $current, $day, $kind, $kept, 0, 0)",
                ("$number", row.Number), ("$version", row.Version), ("$current", row.Current), ("$day", row.OnDay), ("$kind", row.Kind), ("$kept", row.KeptAt));
            insertRow.ExecuteNonQuery();
        }

        connection.Execute("DROP TABLE determinations_1; DROP TABLE records_1");
    }

    private static List<(long Number, long Kept, NewRecord Record)> Read(SqliteConnection connection)
    {
        var records = new List<(long, long, NewRecord)>();
        using var command = connection.Command("SELECT year, sequence, created_at, on_date, pack_id, pack_version, pack_digest, document_id, facts, note FROM records_1 ORDER BY created_at, year, sequence");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var (year, sequence) = (reader.GetInt32(0), reader.GetInt64(1));
            records.Add((
                RecordNumber.Of(year, sequence), Instant.Of(DateTimeOffset.ParseExact(reader.GetString(2), "O", CultureInfo.InvariantCulture)),
                new NewRecord(
                    DateOnly.ParseExact(reader.GetString(3), "yyyy-MM-dd", CultureInfo.InvariantCulture), reader.GetString(4), reader.GetString(5), reader.GetString(6),
                    reader.IsDBNull(7) ? null : reader.GetString(7), reader.GetString(8), Determinations(connection, year, sequence), reader.IsDBNull(9) ? null : reader.GetString(9))));
        }

        return records;
    }

    private static List<RecordedDetermination> Determinations(SqliteConnection connection, int year, long sequence)
    {
        var determinations = new List<RecordedDetermination>();
        using var command = connection.Command(
            "SELECT action, outcome, counsel_review, json FROM determinations_1 WHERE year = $year AND sequence = $sequence ORDER BY position", ("$year", year), ("$sequence", sequence));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            determinations.Add(new RecordedDetermination(reader.IsDBNull(0) ? null : reader.GetString(0), reader.GetString(1), reader.GetBoolean(2), reader.GetString(3)));
        }

        return determinations;
    }
}
