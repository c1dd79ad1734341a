using Comity.Log.Verification;
using Comity.Records.Appending;
using Comity.Records.Audit;
using Comity.Records.Events;
using Comity.Records.Storage.Sqlite;

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
