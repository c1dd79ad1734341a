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
        var (quiet, busy) = (await LogObserver.WatchAsync(Days, _ => 0, isPublic: true), await LogObserver.WatchAsync(Days, day => (day * 3) + 1, isPublic: true));
        Assert.Equal(quiet, busy);
        Assert.All(busy, day => Assert.False(day.Changed));
    }

    [Fact]
    public async Task AnEntryOpensForWhoeverHasItsSaltAndForNobodyElse()
    {
        using var file = new TemporaryStore();
        await using var store = await file.OpenAsync(new Clock(Start));
        var entry = Assert.Single(await LogObserver.EntriesAsync(file, isPublic: true));
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
}
