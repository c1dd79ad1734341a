using Comity.Log.Verification;
using Comity.Records.Appending;
using Comity.Records.Audit;
using Comity.Records.Events;
using Comity.Records.Storage;
using Comity.Records.Storage.Sqlite;
using Comity.Records.Transfer;

namespace Comity.Records.Tests.Appending;

/// <summary>Whichever call of the database fails: what was acknowledged is there, what was not is there as a whole or not at all, and work goes on.</summary>
public sealed class FailingStorageTests
{
    private const string By = "null";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NothingIsLostOrHalfDoneWhicheverCallFails()
    {
        for (var failing = 1; ; failing++)
        {
            using var file = new TemporaryStore();
            await (await file.OpenAsync()).DisposeAsync();
            var storage = new FailingStorage(SqliteStorage.Open(file.Path, TimeProvider.System), failing);
            var (acknowledged, failed) = (new List<Receipt>(), 0);
            await using (storage)
            {
                await using var queue = new AppendQueue(storage, TimeProvider.System, () => { });
                foreach (var pending in Steps())
                {
                    try
                    {
                        acknowledged.Add(await queue.AppendAsync(pending, Stop));
                    }
                    catch (RecordStoreException exception)
                    {
                        Assert.Equal("The disk fails.", exception.Message);
                        failed++;
                    }
                    catch (RecordRefusedException)
                    {
                        // What this step builds on is what failed.
                        failed++;
                    }
                }
            }

            // The audit finds every event whole, and each table as its events have it.
            await (await file.OpenAsync()).DisposeAsync();
            var audit = await RecordAudit.RunAsync(file.Folder, null, new LogVerifyOptions(file.Trust), Stop);
            Assert.Null(audit.Problem);
            await using var reading = await file.ReadingAsync();
            await using var reader = await reading.ReadAsync(Stop);
            var leaves = await reader.LeavesAsync(0, 100, content: true);
            foreach (var receipt in acknowledged)
            {
                Assert.Equal((receipt.Number, receipt.Version), (RecordNumber.Text(leaves[(int)receipt.Leaf].Number), leaves[(int)receipt.Leaf].Version));
            }

            Assert.True(leaves.Count >= acknowledged.Count);
            if (failing > storage.Calls)
            {
                Assert.Equal(0, failed);
                Assert.True(failing > 12, $"{failing}");
                return;
            }
        }
    }

    // A backup is whole or not there, and leaves the store as it was.
    [Fact]
    public async Task NoHalfBackupIsLeftWhicheverCallFails()
    {
        using var file = new TemporaryStore();
        await FillAsync(file);
        var backup = file.Beside("backup");
        for (var failing = 1; ; failing++)
        {
            var storage = new FailingStorage(await file.ReadingAsync(), failing);
            await using (storage)
            {
                if (await WorksAsync(() => RecordBackup.WriteAsync(storage, null, backup, null, null, Stop)))
                {
                    Assert.True(failing == storage.Calls + 1 && failing > 5, $"{failing}");
                    break;
                }
            }

            Assert.False(File.Exists(backup));
        }

        Assert.Null((await RecordAudit.RunAsync(file.Folder, null, new LogVerifyOptions(file.Trust), Stop)).Problem);
        using var target = new TemporaryStore();
        Assert.Equal(2_055, await RecordBackup.RestoreAsync(backup, target.Folder, null, null, null, Stop));
    }

    // What a restore leaves where it fails is an empty store, into which the next one goes; what it makes is the whole.
    [Fact]
    public async Task ARestoreIsDoneAsAWholeOrNotAtAllWhicheverCallFails()
    {
        using var file = new TemporaryStore();
        await FillAsync(file);
        var backup = file.Beside("backup");
        await RecordBackup.WriteAsync(file.Folder, null, backup, null, null, Stop);
        using var target = new TemporaryStore();
        target.Folder.Create();
        for (var failing = 1; ; failing++)
        {
            FailingStorage? storage = null;
            if (await WorksAsync(() => RecordBackup.RestoreAsync(
                backup, () => Task.FromResult<IRecordStorage>(storage = new FailingStorage(SqliteStorage.Open(target.Path, TimeProvider.System), failing)), null, null, Stop)))
            {
                Assert.True(failing == storage!.Calls + 1 && failing > 8, $"{failing}");
                break;
            }

            await using var reading = await target.ReadingAsync();
            await using var reader = await reading.ReadAsync(Stop);
            Assert.Equal((0, 0, 0), (await reader.LeavesAsync(), (await reader.DaysAsync(0)).Count, (await reader.TallyAsync(0, int.MaxValue)).Count));
        }

        File.Copy(file.Folder.KeyFile, target.Folder.KeyFile);
        await (await target.OpenAsync()).DisposeAsync();
        var audit = await RecordAudit.RunAsync(target.Folder, null, new LogVerifyOptions(file.Trust), Stop);
        Assert.Null(audit.Problem);
        await Assert.ThrowsAsync<RecordStoreException>(() => RecordBackup.RestoreAsync(backup, target.Folder, null, null, null, Stop));
    }

    private static async Task<bool> WorksAsync(Func<Task<long>> work)
    {
        try
        {
            Assert.Equal(2_055, await work());
            return true;
        }
        catch (RecordStoreException exception)
        {
            Assert.Equal("The disk fails.", exception.Message);
            return false;
        }
    }

    // More than one page of events, one of which is an erasure, and a leaf of the public log.
    private static async Task FillAsync(TemporaryStore file)
    {
        await using var store = await file.OpenAsync();
        var receipts = await Task.WhenAll(Enumerable.Range(0, 2_054).Select(_ => store.AddAsync(Samples.Record(), null, cancellation: Stop)));
        await store.AppendAsync(receipts[0].Number, new Erasure("asked"), null, cancellation: Stop);
        await store.PublishAsync(Stop);
    }

    // Two records, one of which is approved, followed up and erased.
    private static IEnumerable<PendingEvent> Steps()
    {
        var year = DateTimeOffset.UtcNow.Year;
        yield return New("first");
        yield return New("second");
        yield return On(RecordNumber.Of(year, 1), new FollowUp("detain", Choice.Declined, null));
        yield return On(RecordNumber.Of(year, 1), new Approval(null, Verdict.Approved, null));
        yield return On(RecordNumber.Of(year, 1), new Erasure("asked"));
        yield return New("third");
    }

    private static PendingEvent New(string key)
    {
        var record = Samples.Record();
        return new PendingEvent(null, null, EventKind.Record, By, RecordData.Of(record), System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)), record);
    }

    private static PendingEvent On(long number, RecordEvent item)
    {
        var (kind, data) = RecordData.Of(item);
        return new PendingEvent(number, null, kind, By, data, null, null);
    }
}
