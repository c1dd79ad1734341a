using Comity.Log.Notes;
using Comity.Log.Tiles;
using Comity.Log.Verification;

namespace Comity.Records.Tests.Publishing;

/// <summary>Someone who looks at every file of a log after everything that happens on a server.</summary>
internal static class LogObserver
{
    private static readonly Author By = new("officer", null);
    private static readonly DateTimeOffset Start = new(2026, 3, 16, 6, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>What is seen of a log on each day of a server that runs some days.</summary>
    /// <param name="days">How many days.</param>
    /// <param name="records">How many records are kept, and approved, on each day, from 0.</param>
    /// <param name="isPublic">Whether it is the public log; the log of events otherwise.</param>
    public static async Task<IReadOnlyList<SeenDay>> WatchAsync(int days, Func<int, int> records, bool isPublic)
    {
        using var file = new TemporaryStore();
        var (clock, seen, leaves) = (new Clock(Start), new List<SeenDay>(), 0);
        await using var store = await file.OpenAsync(clock);
        for (var day = 0; day < days; day++)
        {
            var (before, changed) = (await LookAsync(file, isPublic), false);
            for (var i = 0; i < records(day); i++)
            {
                var kept = await store.AddAsync(Samples.Record(), By, cancellation: Stop);
                await store.AppendAsync(kept.Number, new Approval(null, Verdict.Approved, null), By, cancellation: Stop);
                await store.PublishAsync(Stop);
                await store.PublishDayAsync(Stop);
                changed |= await LookAsync(file, isPublic) != before;
            }

            clock.Now += TimeSpan.FromDays(1);
            await store.PublishDayAsync(Stop);
            var entries = await EntriesAsync(file, isPublic);
            seen.Add(new SeenDay(entries.Count - leaves, string.Join(',', entries.Skip(leaves).Select(entry => entry.Length)), changed, await LookAsync(file, isPublic)));
            leaves = entries.Count;
        }

        return seen;
    }

    /// <summary>The entries of a log.</summary>
    public static async Task<IReadOnlyList<byte[]>> EntriesAsync(TemporaryStore file, bool isPublic)
    {
        var entries = new List<byte[]>();
        var options = new LogVerifyOptions(isPublic ? file.Trust.Also(RecordStore.PublicLogSuffix) : file.Trust, Entry: (_, entry) =>
        {
            entries.Add(entry.ToArray());
            return ValueTask.FromResult<LogProblem?>(null);
        });
        Assert.Null((await LogVerifier.VerifyAsync(new FolderSource(FolderOf(file, isPublic)), options, Stop)).Problem);
        return entries;
    }

    // Names and lengths of all files, the size that the checkpoint names, and the entries without their commitments.
    private static async Task<string> LookAsync(TemporaryStore file, bool isPublic)
    {
        var folder = new DirectoryInfo(FolderOf(file, isPublic));
        var files = folder.GetFiles("*", SearchOption.AllDirectories).Where(one => one.Name != LogSource.CheckpointPath)
            .Select(one => $"{Path.GetRelativePath(folder.FullName, one.FullName)} {one.Length}").Order(StringComparer.Ordinal);
        var checkpoint = Checkpoint.Parse(SignedNote.Parse(await File.ReadAllBytesAsync(Path.Combine(folder.FullName, LogSource.CheckpointPath), Stop)).Text);
        var entries = (await EntriesAsync(file, isPublic)).Select(entry =>
            System.Text.RegularExpressions.Regex.Replace(System.Text.Encoding.UTF8.GetString(entry), "\"commitment\":\"[0-9a-f]+\"", ""));
        return string.Join('\n', [$"{checkpoint.Size}", .. files, .. entries]);
    }

    private static string FolderOf(TemporaryStore file, bool isPublic) => isPublic ? file.Folder.PublicLog : file.Folder.Log;
}

/// <summary>What is seen of a log on one day.</summary>
/// <param name="Leaves">The leaves that were added.</param>
/// <param name="Lengths">The lengths of their entries in bytes.</param>
/// <param name="Changed">Whether any file changed when something was kept.</param>
/// <param name="Files">All files and entries at the end of the day.</param>
internal sealed record SeenDay(int Leaves, string Lengths, bool Changed, string Files);
