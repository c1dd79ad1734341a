using System.Text;
using Comity.Records.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Comity.Records.Tests.Storage;

public sealed class SqliteFailureTests : IDisposable
{
    private readonly TemporaryStore _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task AFileThatIsNoDatabaseIsNamedSo()
    {
        _file.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("not a database\n", 100))));

        await FailsAsync(RecordStoreProblem.NotARecordStore, () => _file.OpenAsync());
    }

    [Fact]
    public async Task AFolderThatCannotBeMadeIsNamedSo()
    {
        _file.Write([]);

        await FailsAsync(RecordStoreProblem.CannotOpen, () => RecordStore.OpenAsync(new RecordStoreOptions(new DataFolder(_file.Path))));
    }

    [Fact]
    public async Task AFolderInPlaceOfTheFileIsNamedSo()
    {
        Directory.CreateDirectory(_file.Path);

        await FailsAsync(RecordStoreProblem.CannotOpen, () => _file.OpenAsync());
    }

    [Fact]
    public async Task AReadOnlyFileIsNamedSo()
    {
        await (await _file.OpenAsync()).DisposeAsync();
        // A file whose write format is above 2 is read-only to SQLite, for any user: https://www.sqlite.org/fileformat.html §1.3.3.
        var content = await File.ReadAllBytesAsync(_file.Path, TestContext.Current.CancellationToken);
        content[18] = 3;
        _file.Write(content);

        await FailsAsync(RecordStoreProblem.ReadOnly, () => _file.OpenAsync());
    }

    [Fact]
    public async Task ALockedFileIsNamedSo()
    {
        await using var store = await _file.OpenAsync();
        using var other = _file.Connect();
        TemporaryStore.Execute(other, "BEGIN IMMEDIATE");

        await FailsAsync(RecordStoreProblem.Locked, () => store.AddAsync(Samples.Record(), null));
        TemporaryStore.Execute(other, "ROLLBACK");
        Assert.Equal("000001", (await store.AddAsync(Samples.Record(), null, cancellation: TestContext.Current.CancellationToken)).Number[5..]);
    }

    [Fact]
    public async Task ADamagedFileIsNamedSo()
    {
        await using (var store = await _file.OpenAsync())
        {
            await store.AddAsync(Samples.Record(), null, cancellation: TestContext.Current.CancellationToken);
        }
        var content = await File.ReadAllBytesAsync(_file.Path, TestContext.Current.CancellationToken);
        // The first page holds the schema; the pages after it the rows.
        Array.Fill(content, (byte)0x5A, 8192, content.Length - 8192);
        _file.Write(content);

        await FailsAsync(RecordStoreProblem.Damaged, async () =>
        {
            await using var store = await _file.OpenAsync();
            await store.ListAsync(new RecordFilter(), null, 10);
        });
    }

    [Theory]
    [InlineData(10)]
    [InlineData(13)]
    public void AFailingDiskIsNamedSo(int code) =>
        Assert.Equal(RecordStoreProblem.DiskFailure, SqliteFailure.Tell(new SqliteException("disk", code), "x.db").Problem);

    private async Task FailsAsync(RecordStoreProblem problem, Func<Task> action)
    {
        var exception = await Assert.ThrowsAsync<RecordStoreException>(action);
        Assert.Equal(problem, exception.Problem);
        Assert.Contains(_file.Folder.Path, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("events_submission")]
    [InlineData("events_of_record")]
    [InlineData("records_by_day")]
    public async Task AFlippedBitOfAnIndexIsFound(string index)
    {
        using var file = new TemporaryStore();
        await using (var store = await file.OpenAsync())
        {
            for (var i = 0; i < 5; i++)
            {
                await store.AddAsync(Samples.Record(), null, $"key {i}", cancellation: TestContext.Current.CancellationToken);
            }
        }

        var page = (long)file.Execute($"SELECT rootpage FROM sqlite_schema WHERE name = '{index}'")!;
        var content = await File.ReadAllBytesAsync(file.Path, TestContext.Current.CancellationToken);

        // The last bytes of a page of a B-tree are its first entry: its last byte but one is of a key, or of the row it leads to.
        content[(page * 8192) - 2] ^= 1;
        await File.WriteAllBytesAsync(file.Path, content, TestContext.Current.CancellationToken);
        Assert.Equal(RecordStoreProblem.Damaged, (await Assert.ThrowsAsync<RecordStoreException>(() => file.OpenAsync())).Problem);
        var audit = await Comity.Records.Audit.RecordAudit.RunAsync(file.Folder, null, new Comity.Log.Verification.LogVerifyOptions(file.Trust), TestContext.Current.CancellationToken);
        Assert.NotNull(audit.Problem);
    }
}
