namespace Comity.Records.Tests.Audit;

/// <summary>Whoever can write the database and the log's files, but has not the key, is found out, whatever they change.</summary>
public sealed class TamperTests
{
    private static readonly Author By = new("officer", null);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task EveryChangeOfARowIsFound(Database kind)
    {
        using var file = new TemporaryStore(kind);
        await FillAsync(file);
        var database = new TamperedDatabase(file.Folder, file.Postgres);
        Assert.Null(await database.ProblemAsync());
        database.Keep();
        var zero = database.Written(new byte[32]);
        var changes = new List<string>
        {
            // Dropped from the end, and all of a record's rows at once.
            "DELETE FROM events WHERE position = (SELECT max(position) FROM events)",
            "DELETE FROM events WHERE number = 2026000000000002; DELETE FROM records WHERE number = 2026000000000002; DELETE FROM listed WHERE number = 2026000000000002",

            // Put in a second time, at the end and in the middle.
            "INSERT INTO events SELECT (SELECT max(position) + 1 FROM events), 2026000000000009, 1, 'record', at, commitment, NULL, salt, content FROM events WHERE position = 0",
            "UPDATE events SET position = -position - 2 WHERE position > 2; UPDATE events SET position = -position - 1 WHERE position < 0; INSERT INTO events SELECT 3, 2026000000000009, 1, kind, at, commitment, NULL, salt, content FROM events WHERE position = 0",

            // Erased without a trace, or an erasure that erased nothing.
            "UPDATE events SET salt = NULL, content = NULL WHERE position = 0",
            "UPDATE events SET salt = (SELECT salt FROM events WHERE position = 0), content = (SELECT content FROM events WHERE position = 0) WHERE content IS NULL",
            "INSERT INTO listed SELECT pair, on_day + 1, number FROM listed LIMIT 1",
            "INSERT INTO records SELECT number + 100, version, current, on_day, kind, kept_at, held, erased, situation, matters FROM records LIMIT 1",
        };
        var positions = database.Rows("SELECT position FROM events ORDER BY position");
        foreach (var position in positions)
        {
            changes.Add($"DELETE FROM events WHERE position = {position}");
            foreach (var change in (string[])["number = number + 1000", "version = version + 50", "kind = 'note'", "at = at + 1", $"submission = {database.Written([0])}", $"salt = {zero}", "content = content || ' '", "content = replace(content, 'e', 'E')", $"commitment = {zero}"])
            {
                changes.Add($"UPDATE events SET {change} WHERE position = {position}");
            }

            foreach (var other in positions.Where(other => string.CompareOrdinal(position, other) < 0))
            {
                changes.Add($"UPDATE events SET position = -1 WHERE position = {position}; UPDATE events SET position = {position} WHERE position = {other}; UPDATE events SET position = {other} WHERE position = -1");
            }
        }

        // What no program of ours would write.
        foreach (var change in (string[])["number = -5", "number = 9223372036854775807", "version = 0", "version = 2147483647", "at = 9223372036854775807", "at = -9223372036854775807", "kind = ''", "content = ''", "content = 'x'", $"salt = {database.Written([])}", $"commitment = {database.Written([])}", $"commitment = {database.Written(new byte[31])}", "position = 9223372036854775807", "position = -7"])
        {
            changes.Add($"UPDATE events SET {change} WHERE position = 2");
        }

        foreach (var change in (string[])["number = -5", "number = 9223372036854775807", "on_day = -1", "on_day = 2147483647", "kept_at = 9223372036854775807", "current = -1", "version = -1", "held = 7"])
        {
            changes.Add($"UPDATE records SET {change} WHERE number = 2026000000000001");
        }

        changes.AddRange(["UPDATE listed SET on_day = -1", "UPDATE listed SET number = -1 WHERE number = 2026000000000001", "UPDATE pairs SET action = NULL", "UPDATE pairs SET pair = -pair"]);
        foreach (var number in database.Rows("SELECT number FROM records"))
        {
            changes.Add($"DELETE FROM records WHERE number = {number}");
            foreach (var change in (string[])["version = version + 1", "current = 0", "current = 1", "on_day = on_day + 1", "kind = 'x'", "kept_at = kept_at - 1", "held = 1 - held", "erased = 1 - erased", "situation = situation + 1", "matters = '[\"Matter 9\"]'"])
            {
                changes.Add($"UPDATE records SET {change} WHERE number = {number}");
            }
        }

        changes.AddRange(database.Rows("SELECT 'pair = ' || pair || ' AND number = ' || number FROM listed").Select(row => $"DELETE FROM listed WHERE {row}"));
        changes.AddRange(database.Rows("SELECT pair FROM pairs").SelectMany(pair => new[] { $"DELETE FROM pairs WHERE pair = {pair}", $"UPDATE pairs SET outcome = 'x' WHERE pair = {pair}" }));

        // The record that was erased is still counted, and nothing says where: one less would be sound too.
        changes.AddRange(["UPDATE tally SET count = count - 2", "DELETE FROM tally", "UPDATE tally SET day = day + 1", "UPDATE tally SET day = 100000000", "UPDATE tally SET day = -1", "UPDATE tally_keys SET value = 'x' WHERE value <> ''", "UPDATE tally SET count = count + 2 WHERE key = (SELECT key FROM tally_keys WHERE dimension = 'requests')"]);
        changes.AddRange(["DELETE FROM tally_keys WHERE value <> ''", "DELETE FROM situations", "UPDATE situations SET count = count + 1", "UPDATE situations SET content = content || ' '"]);
        changes.AddRange(["DELETE FROM days", "UPDATE days SET day = day - 1", "UPDATE days SET size = size + 1", $"UPDATE days SET salt = {zero}", $"UPDATE days SET root = {zero}"]);
        var found = 0;
        foreach (var change in changes)
        {
            if (database.Change(change))
            {
                Assert.True(await database.ProblemAsync() is not null, change);
                found++;
            }

            database.PutBack();
        }

        Assert.Null(await database.ProblemAsync());
        Assert.True(found > 230, $"{found}");
    }

    [Theory]
    [InlineData(Database.Sqlite, 120)]
    [InlineData(Database.Postgres, 30)]
    public async Task EveryBitOfWhatIsCommittedToMatters(Database kind, int samples)
    {
        using var file = new TemporaryStore(kind);
        await FillAsync(file);
        var (database, random) = (new TamperedDatabase(file.Folder, file.Postgres), new Random(8785));
        database.Keep();
        for (var sample = 0; sample < samples; sample++)
        {
            var column = new[] { "salt", "content", "commitment" }[random.Next(3)];
            var position = database.Number($"SELECT position FROM events WHERE content IS NOT NULL ORDER BY position LIMIT 1 OFFSET {random.Next(6)}");
            Assert.True(database.Change($"UPDATE events SET {column} = {database.Flipped(column, position, random)} WHERE position = {position}"));
            var problem = await database.ProblemAsync();
            Assert.Equal(position, problem!.Leaf);
            database.PutBack();
        }
    }

    [Theory]
    [InlineData(Database.Sqlite, 8)]
    [InlineData(Database.Postgres, 4)]
    public async Task ChangesAtSampledPlacesOfALargerDatabaseAndLogAreFoundAndTheirLeafIsNamed(Database kind, int samples)
    {
        using var file = new TemporaryStore(kind);
        await using (var store = await file.OpenAsync())
        {
            await Tampering.FillAsync(store, 1_500, Samples.Record());
        }

        var (found, missed) = await new Tampering(new TamperedDatabase(file.Folder, file.Postgres), new Random(5)).RunAsync(samples);
        Assert.Null(missed);
        Assert.True(found > samples * 20);
    }

    [Fact]
    public async Task AnOlderDatabaseIsNotTakenForTheStore()
    {
        using var file = new TemporaryStore();
        await using (var store = await file.OpenAsync())
        {
            await store.AddAsync(Samples.Record(), By, cancellation: Stop);
        }

        var old = await File.ReadAllBytesAsync(file.Path, Stop);
        await using (var store = await file.OpenAsync())
        {
            await store.AddAsync(Samples.Record(), By, cancellation: Stop);
        }

        await File.WriteAllBytesAsync(file.Path, old, Stop);
        var exception = await Assert.ThrowsAsync<RecordStoreException>(() => file.OpenAsync());
        Assert.Equal(RecordStoreProblem.LogDisagrees, exception.Problem);
        Assert.Equal(1, (await new TamperedDatabase(file.Folder, null).ProblemAsync())!.Leaf);
    }

    private static async Task FillAsync(TemporaryStore file)
    {
        await using var store = await file.OpenAsync();
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
}
