using Comity.Log.Verification;
using Comity.Records.Audit;
using Comity.Records.Storage.Postgres;
using Comity.Records.Storage.Sqlite.Migrations;

namespace Comity.Records.Tests.Storage;

/// <summary>Schemas go forward from every version that was released, and nothing is lost on the way.</summary>
public sealed class MigratorTests : IDisposable
{
    private readonly TemporaryStore _file = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task ANewFileGetsTheNewestVersion()
    {
        await (await _file.OpenAsync()).DisposeAsync();
        Assert.Equal((long)Migration.All[^1].Version, _file.Execute("PRAGMA user_version"));
        Assert.Equal("wal", _file.Execute("PRAGMA journal_mode"));
        Assert.Equal(Enumerable.Range(1, Migration.All.Count), Migration.All.Select(migration => migration.Version));
    }

    [Fact]
    public async Task TheRecordsOfVersionOneBecomeEvents()
    {
        _file.Execute(Migration.All[0].Sql + """
            ; PRAGMA user_version = 1; PRAGMA application_id = 1131375977;
            INSERT INTO records VALUES
                (2025, 7, '2025-12-31T23:59:59.1234567+00:00', '2025-12-30', 'new-york', '2025.1', 'sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'detainer', '{"b": true, "a": [1]}', NULL),
                (2026, 1, '2026-01-01T00:00:00.0000000+00:00', '2026-01-01', 'new-york', '2025.1', 'sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', NULL, '{}', 'a note');
            INSERT INTO determinations VALUES
                (2025, 7, 0, 'notify', 'permitted', 1, '{"outcome": "permitted"}'), (2025, 7, 1, 'hold', 'prohibited', 0, '{"outcome": "prohibited"}'),
                (2026, 1, 0, NULL, 'not-covered', 0, '{}');
            """);
        await using (var store = await _file.OpenAsync(new Clock(new DateTimeOffset(2026, 3, 15, 12, 0, 0, TimeSpan.Zero))))
        {
            var first = (await store.GetAsync("2025-000007", Stop))!;
            Assert.Equal(new DateTimeOffset(2025, 12, 31, 23, 59, 59, TimeSpan.Zero).AddTicks(1_234_560), first.CreatedAt);
            Assert.Equal(("""{"a":[1],"b":true}""", "detainer", (string?)null, new DateOnly(2025, 12, 30)), (first.Content.Facts, first.Content.DocumentId, first.Content.Note, first.Content.On));
            Assert.Equal([new("notify", "permitted", true, """{"outcome":"permitted"}"""), new("hold", "prohibited", false, """{"outcome":"prohibited"}""")], first.Content.Determinations);
            Assert.Equal(["2026-000001", "2025-000007"], (await store.ListAsync(new RecordFilter(), null, 10, Stop)).Records.Select(record => record.Number));
            Assert.Equal(new DateTimeOffset(2026, 3, 15, 12, 0, 0, TimeSpan.Zero), (await store.FileAsync("2025-000007", Stop))!.Events[0].At);
            Assert.Equal(
                [("2025-12-30", "requests", "", 1L), ("2025-12-30", "determinations", "", 2L), ("2026-01-01", "determinations", "", 1L)],
                (await store.TallyAsync(new DateOnly(2025, 12, 30), new DateOnly(2026, 1, 1), Stop)).Where(row => row is { Dimension: "requests", Day.Year: 2025 } or { Dimension: "determinations" })
                    .OrderBy(row => row.Day).ThenByDescending(row => row.Dimension).Select(row => ($"{row.Day:yyyy-MM-dd}", row.Dimension, row.Value, row.Count)));
            Assert.Equal("2026-000002", (await store.AddAsync(Samples.Record(), null, cancellation: Stop)).Number);
        }

        Assert.Null((await RecordAudit.RunAsync(_file.Folder, null, new LogVerifyOptions(_file.Trust), Stop)).Problem);
    }

    [Fact]
    public async Task ANewerVersionIsLeftAlone()
    {
        await (await _file.OpenAsync()).DisposeAsync();
        _file.Execute("PRAGMA user_version = 99");
        var exception = await Assert.ThrowsAsync<RecordStoreException>(() => _file.OpenAsync());
        Assert.Equal(RecordStoreProblem.NewerSchema, exception.Problem);
        Assert.Contains("99", exception.Message, StringComparison.Ordinal);
        Assert.Equal(99L, _file.Execute("PRAGMA user_version"));
    }

    [Fact]
    public async Task ANewerVersionOfPostgresIsLeftAlone()
    {
        using var file = new TemporaryStore(Database.Postgres);
        await (await file.OpenAsync()).DisposeAsync();
        Assert.Equal(PostgresSchema.Steps.Count, file.Execute("SELECT max(version) FROM comity_schema"));
        file.Execute("INSERT INTO comity_schema VALUES (99)");
        Assert.Equal(RecordStoreProblem.NewerSchema, (await Assert.ThrowsAsync<RecordStoreException>(() => file.OpenAsync())).Problem);
    }

    [Fact]
    public async Task AnotherProgramsDatabaseIsLeftAlone()
    {
        _file.Execute("CREATE TABLE theirs (x)");
        Assert.Equal(RecordStoreProblem.NotARecordStore, (await Assert.ThrowsAsync<RecordStoreException>(() => _file.OpenAsync())).Problem);
        Assert.Equal(1L, _file.Execute("SELECT count(*) FROM sqlite_schema"));
    }

    [Fact]
    public async Task NoColumnIsForAPerson()
    {
        const string Columns = "action at commitment content count current day dimension erased held kept_at key kind leaf matters note number on_day outcome pair position root salt situation size submission value version";
        await (await _file.OpenAsync()).DisposeAsync();
        Assert.Equal(Columns, _file.Execute("""
            SELECT group_concat(name, ' ') FROM (
                SELECT DISTINCT c.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table' ORDER BY c.name)
            """));
        using var postgres = new TemporaryStore(Database.Postgres);
        await (await postgres.OpenAsync()).DisposeAsync();
        Assert.Equal(Columns, postgres.Execute("SELECT string_agg(column_name, ' ' ORDER BY column_name) FROM (SELECT DISTINCT column_name::text FROM information_schema.columns WHERE table_schema = 'public') AS c"));
    }
}
