using Comity.Records.Migrations;

namespace Comity.Records.Tests.Migrations;

public sealed class MigratorTests : IDisposable
{
    private readonly TemporaryStore _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public void ANewFileGetsTheNewestVersion()
    {
        _file.Open().Dispose();

        Assert.Equal((long)Migration.All[^1].Version, _file.Execute("PRAGMA user_version"));
        Assert.Equal(Enumerable.Range(1, Migration.All.Count), Migration.All.Select(migration => migration.Version));
    }

    [Fact]
    public void ANewerVersionIsLeftAlone()
    {
        _file.Open().Dispose();
        _file.Execute("PRAGMA user_version = 99");

        var exception = Assert.Throws<RecordStoreException>(() => _file.Open());

        Assert.Equal(RecordStoreProblem.NewerSchema, exception.Problem);
        Assert.Contains("99", exception.Message, StringComparison.Ordinal);
        Assert.Equal(99L, _file.Execute("PRAGMA user_version"));
    }

    [Fact]
    public void AnotherProgramsDatabaseIsLeftAlone()
    {
        _file.Execute("CREATE TABLE theirs (x)");

        Assert.Equal(RecordStoreProblem.NotARecordStore, Assert.Throws<RecordStoreException>(() => _file.Open()).Problem);
        Assert.Equal(1L, _file.Execute("SELECT count(*) FROM sqlite_schema"));
    }

    [Fact]
    public void NoColumnIsForAPerson()
    {
        _file.Open().Dispose();

        Assert.Equal(
            "action counsel_review created_at document_id facts json note on_date outcome pack_digest pack_id pack_version position sequence year",
            _file.Execute("""
                SELECT group_concat(name, ' ') FROM (
                    SELECT DISTINCT c.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table' ORDER BY c.name)
                """));
    }
}
