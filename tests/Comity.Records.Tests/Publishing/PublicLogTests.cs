using System.Text.Json;
using Comity.Log.Notes;
using Comity.Log.Tiles;
using Comity.Log.Verification;
using Comity.Records.Audit;
using Comity.Records.Events;

namespace Comity.Records.Tests.Publishing;

/// <summary>What everybody sees of the log is the same, whatever was kept.</summary>
public sealed class PublicLogTests
{
    private const int Days = 4;

    private static readonly Author By = new("officer", null);
    private static readonly DateTimeOffset Start = new(2026, 3, 16, 6, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnObserverSeesTheSameWhateverWasKept()
    {
        // Two observers look at every file after every event; one server keeps nothing, the other much of every kind.
        var (quiet, busy) = (await WatchAsync(_ => 0), await WatchAsync(day => (day * 3) + 1));
        Assert.Equal(quiet, busy);
    }

    [Fact]
    public async Task AnEntryOpensForWhoeverHasItsSaltAndForNobodyElse()
    {
        using var file = new TemporaryStore();
        await using var store = await file.OpenAsync(new Clock(Start));
        var entry = Assert.Single(await EntriesAsync(file));
        using var json = JsonDocument.Parse(entry);
        Assert.Equal(["commitment", "day"], json.RootElement.EnumerateObject().Select(member => member.Name));
        await using var storage = await file.ReadingAsync();
        await using var reader = await storage.ReadAsync(Stop);
        var day = Assert.Single(await reader.DaysAsync(0));
        Assert.Equal(entry, SealedDay.Entry(day));

        // The log was empty: who could leave out the salt could try every small size.
        Assert.NotEqual(entry, SealedDay.Entry(day with { Salt = new byte[32] }));
    }

    [Fact]
    public async Task AProofLeadsFromAnEventToThePublicLog()
    {
        using var file = new TemporaryStore();
        var clock = new Clock(Start);
        await using var store = await file.OpenAsync(clock);
        var kept = await store.AddAsync(Samples.Record(), By, cancellation: Stop);
        Assert.Null(EventProof.Verify((await store.ProveAsync(kept.Number, 1, true, Stop))!, file.Trust).Day);
        clock.Now += TimeSpan.FromDays(1);
        await store.PublishDayAsync(Stop);
        await store.AddAsync(Samples.Record(), By, cancellation: Stop);
        var proof = (await store.ProveAsync(kept.Number, 1, true, Stop))!;
        var proven = EventProof.Verify(Comity.Log.Proofs.LogProof.Parse(proof.ToString()), file.Trust);
        Assert.Equal((new DateOnly(2026, 3, 17), 1), (proven.Day!.Value, proven.Checkpoint.Size));

        // Another salt opens nothing.
        var text = System.Text.Encoding.UTF8.GetString(proof.Extra!);
        var salt = text.IndexOf("\"salt\":\"", StringComparison.Ordinal) + 8;
        var changed = proof with { Extra = System.Text.Encoding.UTF8.GetBytes(text[..salt] + (text[salt] == '0' ? '1' : '0') + text[(salt + 1)..]) };
        Assert.Throws<FormatException>(() => EventProof.Verify(changed, file.Trust));
    }

    [Fact]
    public async Task EachProcessHasTheNoteByWhichTheOldKeyNamesTheNew()
    {
        using var one = new TemporaryStore();
        await (await one.OpenAsync()).DisposeAsync();
        var old = one.Trust;
        LogKeys.Rotate(one.Folder.KeyFile);
        await (await one.OpenAsync()).DisposeAsync();

        // Another process: its own folder, the same database and key.
        foreach (var folder in (string[])[one.Folder.Log, one.Folder.PublicLog])
        {
            Directory.Delete(folder, recursive: true);
        }

        LogKeys.Retire(one.Folder.KeyFile);
        await using (var store = await one.OpenAsync())
        {
            await store.AddAsync(Samples.Record(), By, cancellation: Stop);
        }

        Assert.Null((await RecordAudit.RunAsync(one.Folder, null, new LogVerifyOptions(old), Stop)).Problem);
        Assert.Null((await LogVerifier.VerifyAsync(new FolderSource(one.Folder.PublicLog), new LogVerifyOptions(old.Also(RecordStore.PublicLogSuffix)), Stop)).Problem);
    }

    [Fact]
    public async Task AMissingKeyStopsTheStartAndChangesNoFile()
    {
        using var file = new TemporaryStore();
        await (await file.OpenAsync()).DisposeAsync();
        var before = await File.ReadAllTextAsync(file.Folder.PublicKeyFile, Stop);
        File.Delete(file.Folder.KeyFile);
        var refused = await Assert.ThrowsAsync<RecordStoreException>(() => file.OpenAsync());
        Assert.Contains("missing", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(file.Folder.KeyFile));
        Assert.Equal(before, await File.ReadAllTextAsync(file.Folder.PublicKeyFile, Stop));
    }

    // The names and lengths of all public files, and the entries without their commitments, after each event and at the end of each day.
    private static async Task<List<string>> WatchAsync(Func<int, int> records)
    {
        using var file = new TemporaryStore();
        var (clock, seen) = (new Clock(Start), new List<string>());
        await using var store = await file.OpenAsync(clock);
        for (var day = 0; day < Days; day++)
        {
            var before = await LookAsync(file);
            for (var i = 0; i < records(day); i++)
            {
                var kept = await store.AddAsync(Samples.Record(), By, cancellation: Stop);
                await store.AppendAsync(kept.Number, new Approval(null, Verdict.Approved, null), By, cancellation: Stop);
                await store.PublishAsync(Stop);
                await store.PublishDayAsync(Stop);
                Assert.Equal(before, await LookAsync(file));
            }

            clock.Now += TimeSpan.FromDays(1);
            await store.PublishDayAsync(Stop);
            seen.Add(await LookAsync(file));
        }

        return seen;
    }

    private static async Task<string> LookAsync(TemporaryStore file)
    {
        var folder = new DirectoryInfo(file.Folder.PublicLog);
        var files = folder.GetFiles("*", SearchOption.AllDirectories).Where(one => one.Name != LogSource.CheckpointPath)
            .Select(one => $"{Path.GetRelativePath(folder.FullName, one.FullName)} {one.Length}").Order(StringComparer.Ordinal);
        var checkpoint = Checkpoint.Parse(SignedNote.Parse(await File.ReadAllBytesAsync(Path.Combine(folder.FullName, LogSource.CheckpointPath), Stop)).Text);
        var days = (await EntriesAsync(file)).Select(entry => System.Text.Encoding.UTF8.GetString(entry)).Select(entry => entry[entry.IndexOf("\"day\"", StringComparison.Ordinal)..]);
        return string.Join('\n', [$"{checkpoint.Size}", .. files, .. days]);
    }

    private static async Task<IReadOnlyList<byte[]>> EntriesAsync(TemporaryStore file)
    {
        var entries = new List<byte[]>();
        var options = new LogVerifyOptions(file.Trust.Also(RecordStore.PublicLogSuffix), Entry: (_, entry) =>
        {
            entries.Add(entry.ToArray());
            return ValueTask.FromResult<LogProblem?>(null);
        });
        Assert.Null((await LogVerifier.VerifyAsync(new FolderSource(file.Folder.PublicLog), options, Stop)).Problem);
        return entries;
    }
}
