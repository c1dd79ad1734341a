using System.Text;
using Comity.Records.Storage;
using Microsoft.Data.Sqlite;

namespace Comity.Records.Tests.Storage;

public sealed class SqliteFailureTests : IDisposable
{
    private readonly TemporaryStore _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public void AFileThatIsNoDatabaseIsNamedSo()
    {
        _file.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("not a database\n", 100))));

        Fails(RecordStoreProblem.NotARecordStore, () => _file.Open());
    }

    [Fact]
    public void AFolderThatCannotBeMadeIsNamedSo()
    {
        _file.Write([]);

        Fails(RecordStoreProblem.CannotOpen, () => RecordStore.Open(Path.Combine(_file.Path, "records.db")));
    }

    [Fact]
    public void AFolderInPlaceOfTheFileIsNamedSo()
    {
        Directory.CreateDirectory(_file.Path);

        Fails(RecordStoreProblem.CannotOpen, () => _file.Open());
    }

    [Fact]
    public void AReadOnlyFileIsNamedSo()
    {
        _file.Open().Dispose();
        // A file whose write format is above 2 is read-only to SQLite, for any user: https://www.sqlite.org/fileformat.html §1.3.3.
        var content = File.ReadAllBytes(_file.Path);
        content[18] = 3;
        _file.Write(content);

        Fails(RecordStoreProblem.ReadOnly, () => _file.Open());
    }

    [Fact]
    public void ALockedFileIsNamedSo()
    {
        using var store = _file.Open();
        using var other = _file.Connect();
        TemporaryStore.Execute(other, "BEGIN IMMEDIATE");

        Fails(RecordStoreProblem.Locked, () => store.Add(Samples.Record()));
        TemporaryStore.Execute(other, "ROLLBACK");
        Assert.Equal("000001", store.Add(Samples.Record()).Number[5..]);
    }

    [Fact]
    public void ADamagedFileIsNamedSo()
    {
        using (var store = _file.Open())
        {
            store.Add(Samples.Record());
        }
        var content = File.ReadAllBytes(_file.Path);
        // The first page holds the schema; the pages after it the rows.
        Array.Fill(content, (byte)0x5A, 4096, content.Length - 4096);
        _file.Write(content);

        Fails(RecordStoreProblem.Damaged, () =>
        {
            using var store = _file.Open();
            store.List(new RecordFilter(), null, 10);
        });
    }

    [Theory]
    [InlineData(10)]
    [InlineData(13)]
    public void AFailingDiskIsNamedSo(int code) =>
        Assert.Equal(RecordStoreProblem.DiskFailure, SqliteFailure.Tell(new SqliteException("disk", code), "x.db").Problem);

    private void Fails(RecordStoreProblem problem, Action action)
    {
        var exception = Assert.Throws<RecordStoreException>(action);
        Assert.Equal(problem, exception.Problem);
        Assert.Contains(_file.Path, exception.Message, StringComparison.Ordinal);
    }
}
