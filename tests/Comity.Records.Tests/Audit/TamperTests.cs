using Comity.Log.Verification;
using Comity.Records.Audit;
using CsCheck;

namespace Comity.Records.Tests.Audit;

/// <summary>Whoever can write the database and the log's files, but has not the key, is found out, whatever they change.</summary>
public sealed class TamperTests : IDisposable
{
    private static readonly Author By = new("officer", null);

    private readonly TemporaryStore _file = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task EveryChangeOfARowIsFound()
    {
        await FillAsync();
        Assert.Null(await ProblemAsync());
        var sound = await File.ReadAllBytesAsync(_file.Path, Stop);
        var changes = new List<string>
        {
            // Dropped from the end, and all of a record's rows at once.
            "DELETE FROM events WHERE position = (SELECT max(position) FROM events)",
            "DELETE FROM events WHERE number = 2026000000000002; DELETE FROM records WHERE number = 2026000000000002; DELETE FROM listed WHERE number = 2026000000000002",

            // Put in a second time, at the end and in the middle.
            "INSERT INTO events SELECT max(position) + 1, 2026000000000009, 1, 'record', at, commitment, NULL, salt, content FROM events WHERE position = 0",
            "UPDATE events SET position = -position - 2 WHERE position > 2; UPDATE events SET position = -position - 1 WHERE position < 0; INSERT INTO events SELECT 3, 2026000000000009, 1, kind, at, commitment, NULL, salt, content FROM events WHERE position = 0",

            // Erased without a trace, or an erasure that erased nothing.
            "UPDATE events SET salt = NULL, content = NULL WHERE position = 0",
            "UPDATE events SET salt = (SELECT salt FROM events WHERE position = 0), content = (SELECT content FROM events WHERE position = 0) WHERE content IS NULL",
            "INSERT INTO listed SELECT pair, on_day + 1, number FROM listed LIMIT 1",
            "INSERT INTO records SELECT number + 100, version, current, on_day, kind, kept_at, held, erased, situation FROM records LIMIT 1",
        };
        var positions = Rows("SELECT group_concat(position) FROM events");
        foreach (var position in positions)
        {
            changes.Add($"DELETE FROM events WHERE position = {position}");
            foreach (var change in (string[])["number = number + 1000", "version = version + 50", "kind = 'note'", "at = at + 1", "submission = x'00'", "salt = zeroblob(32)", "content = content || ' '", "content = replace(content, 'e', 'E')", "commitment = zeroblob(32)"])
            {
                changes.Add($"UPDATE events SET {change} WHERE position = {position}");
            }

            foreach (var other in positions.Where(other => string.CompareOrdinal(position, other) < 0))
            {
                changes.Add($"UPDATE events SET position = -1 WHERE position = {position}; UPDATE events SET position = {position} WHERE position = {other}; UPDATE events SET position = {other} WHERE position = -1");
            }
        }

        foreach (var number in Rows("SELECT group_concat(number) FROM records"))
        {
            changes.Add($"DELETE FROM records WHERE number = {number}");
            foreach (var change in (string[])["version = version + 1", "current = 0", "current = 1", "on_day = on_day + 1", "kind = 'x'", "kept_at = kept_at - 1", "held = 1 - held", "erased = 1 - erased", "situation = situation + 1"])
            {
                changes.Add($"UPDATE records SET {change} WHERE number = {number}");
            }
        }

        changes.AddRange(Rows("SELECT group_concat(rowid_, '|') FROM (SELECT 'pair = ' || pair || ' AND number = ' || number AS rowid_ FROM listed)", '|').Select(row => $"DELETE FROM listed WHERE {row}"));
        changes.AddRange(Rows("SELECT group_concat(pair) FROM pairs").SelectMany(pair => new[] { $"DELETE FROM pairs WHERE pair = {pair}", $"UPDATE pairs SET outcome = 'x' WHERE pair = {pair}" }));
        changes.AddRange(["UPDATE tally SET count = count - 1", "DELETE FROM tally", "UPDATE tally SET day = day + 1", "UPDATE tally_keys SET value = 'x' WHERE value <> ''", "UPDATE tally SET count = count + 2 WHERE key = (SELECT key FROM tally_keys WHERE dimension = 'requests')"]);
        var found = 0;
        foreach (var change in changes)
        {
            await File.WriteAllBytesAsync(_file.Path, sound, Stop);
            if (Changes(change))
            {
                Assert.True(await ProblemAsync() is not null, change);
                found++;
            }
        }

        Assert.True(found > 150);
    }

    [Fact]
    public async Task EveryBitOfWhatIsCommittedToMatters()
    {
        await FillAsync();
        var sound = await File.ReadAllBytesAsync(_file.Path, Stop);
        var random = new Random(8785);
        for (var sample = 0; sample < 120; sample++)
        {
            await File.WriteAllBytesAsync(_file.Path, sound, Stop);
            using (var connection = _file.Connect())
            {
                using var read = connection.CreateCommand();
                var column = new[] { "salt", "content", "commitment" }[random.Next(3)];
                read.CommandText = $"SELECT position, CAST({column} AS BLOB) FROM events WHERE content IS NOT NULL ORDER BY position LIMIT 1 OFFSET {random.Next(6)}";
                using var row = read.ExecuteReader();
                Assert.True(row.Read());
                var bytes = (byte[])row.GetValue(1);
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(7));
                var position = row.GetInt64(0);
                row.Close();
                using var write = connection.CreateCommand();
                write.CommandText = $"UPDATE events SET {column} = {(column == "content" ? "CAST($value AS TEXT)" : "$value")} WHERE position = {position}";
                write.Parameters.AddWithValue("$value", bytes);
                write.ExecuteNonQuery();
                write.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
                write.ExecuteNonQuery();
                Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
                var problem = await ProblemAsync();
                Assert.Equal(position, problem!.Leaf);
            }
        }
    }

    [Fact]
    public async Task ChangesAtSampledPlacesOfALargerDatabaseAndLogAreFoundAndTheirLeafIsNamed()
    {
        await using (var store = await _file.OpenAsync())
        {
            await Tampering.FillAsync(store, 1_500, Samples.Record());
        }

        var (found, missed) = await new Tampering(_file.Folder, new Random(5)).RunAsync(8);
        Assert.Null(missed);
        Assert.True(found > 8 * 20);
    }

    [Fact]
    public async Task TheFirstDifferenceIsNamedOnPostgresToo()
    {
        using var file = new TemporaryStore(Database.Postgres);
        await using (var store = await file.OpenAsync())
        {
            for (var i = 0; i < 20; i++)
            {
                await store.AddAsync(Samples.Record(), By, cancellation: Stop);
            }
        }

        file.Execute("UPDATE events SET content = replace(content, 'prohibited', 'permitted') WHERE position IN (7, 13)");
        var result = await RecordAudit.RunAsync(file.Folder, file.Postgres, new LogVerifyOptions(file.Trust), Stop);
        Assert.Equal(7, result.Problem!.Leaf);
        file.Execute("DELETE FROM events WHERE position = 5");
        result = await RecordAudit.RunAsync(file.Folder, file.Postgres, new LogVerifyOptions(file.Trust), Stop);
        Assert.Equal(5, result.Problem!.Leaf);
    }

    [Fact]
    public async Task AnOlderDatabaseIsNotTakenForTheStore()
    {
        await using (var store = await _file.OpenAsync())
        {
            await store.AddAsync(Samples.Record(), By, cancellation: Stop);
        }

        var old = await File.ReadAllBytesAsync(_file.Path, Stop);
        await using (var store = await _file.OpenAsync())
        {
            await store.AddAsync(Samples.Record(), By, cancellation: Stop);
        }

        await File.WriteAllBytesAsync(_file.Path, old, Stop);
        var exception = await Assert.ThrowsAsync<RecordStoreException>(() => _file.OpenAsync());
        Assert.Equal(RecordStoreProblem.LogDisagrees, exception.Problem);
        Assert.Equal(1, (await ProblemAsync())!.Leaf);
    }

    private async Task FillAsync()
    {
        await using var store = await _file.OpenAsync();
        var first = await store.AddAsync(Samples.Record(), By, "key", cancellation: Stop);
        var second = await store.AddAsync(Samples.Record(note: "second"), By, cancellation: Stop);
        await store.AppendAsync(first.Number, new FollowUp("detain", Choice.Declined, null), By, cancellation: Stop);
        var third = await store.AddAsync(Samples.Record(), By, cancellation: Stop);
        await store.AppendAsync(second.Number, new Correction(Samples.Record(note: "corrected"), "wrong"), By, cancellation: Stop);
        await store.AppendAsync(second.Number, new LegalHold("Matter 17"), By, cancellation: Stop);
        await store.AppendAsync(third.Number, new Erasure("asked"), By, cancellation: Stop);
        await store.AddAsync(Samples.Record(), By, cancellation: Stop);
        await store.AppendPolicyAsync(Samples.Publication(), By, 0, cancellation: Stop);
        await store.AppendPolicyAsync(new PolicyWithdrawal(1, "A court stayed it."), By, 1, cancellation: Stop);
    }

    private async Task<LogProblem?> ProblemAsync()
    {
        try
        {
            return (await RecordAudit.RunAsync(_file.Folder, null, new LogVerifyOptions(_file.Trust), Stop)).Problem;
        }
        catch (RecordStoreException exception)
        {
            return new LogProblem(null, exception.Message);
        }
    }

    private string[] Rows(string sql, char separator = ',') => ((string)_file.Execute(sql)!).Split(separator);

    // Some changes change nothing, or are refused by a constraint.
    private bool Changes(string sql)
    {
        const string Everything = """
            SELECT (SELECT group_concat(concat_ws('|', position, number, version, kind, at, quote(commitment), quote(submission), quote(salt), quote(content))) FROM events)
                || (SELECT group_concat(concat_ws('|', number, version, current, on_day, kind, kept_at, held, erased)) FROM records)
                || (SELECT group_concat(concat_ws('|', pair, on_day, number)) FROM listed) || (SELECT group_concat(concat_ws('|', pair, outcome, action)) FROM pairs)
            """;
        using var connection = _file.Connect();
        var before = TemporaryStore.Execute(connection, Everything);
        try
        {
            TemporaryStore.Execute(connection, sql);
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            return false;
        }

        return !Equals(before, TemporaryStore.Execute(connection, Everything));
    }
}
