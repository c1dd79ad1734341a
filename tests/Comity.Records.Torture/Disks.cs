using Comity.Log.Notes;
using Comity.Log.Verification;
using Comity.Records.Audit;

namespace Comity.Records.Torture;

/// <summary>A small disk of our own that gets full, cannot be written, or turns so that it cannot.</summary>
internal static class Disks
{
    /// <summary>Why disks cannot be mounted here; null where they can: root on Linux can, where the sandbox lets it.</summary>
    /// <param name="journal">Whether a file system with a journal is needed, in a file that is mounted as a disk.</param>
    public static string? Unavailable(bool journal)
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            return "mounting a small disk needs root on Linux.";
        }

        try
        {
            using var disk = journal ? Disk.WithJournal() : Disk.InMemory("1m");
            return null;
        }
        catch (IOException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Fills the disk under load, makes room, and goes on with the same store.</summary>
    public static Task<string?> FullAsync() => OnDiskAsync(Disk.InMemory("6m"), async (disk, folder) =>
    {
        var acknowledged = new Acknowledged();
        var refused = new List<RecordStoreException>();
        await using (var store = await RecordStore.OpenAsync(Options(folder)))
        {
            var full = await LoadUntilAsync(store, acknowledged, refused, () => refused.Count > 100);
            var wrong = refused.FirstOrDefault(exception => exception.Problem != RecordStoreProblem.DiskFailure);
            if (!full || wrong is not null)
            {
                return wrong is null ? "The disk did not get full." : $"The full disk is called something else: {wrong.Message}";
            }

            var before = acknowledged.Count;
            disk.Remount("size=64m");
            if (!await LoadUntilAsync(store, acknowledged, [], () => acknowledged.Count > before + 500))
            {
                return "After room was made, nothing was kept.";
            }

            if (await acknowledged.MissingAsync(store) is { } missing)
            {
                return missing;
            }
        }

        return await AuditAsync(folder);
    });

    /// <summary>A disk that cannot be written says so at once, can be audited, and is used again when it can be written.</summary>
    public static Task<string?> ReadOnlyAsync() => OnDiskAsync(Disk.InMemory("32m"), async (disk, folder) =>
    {
        var acknowledged = new Acknowledged();
        await using (var store = await RecordStore.OpenAsync(Options(folder)))
        {
            await LoadUntilAsync(store, acknowledged, [], () => acknowledged.Count > 200);
        }

        disk.Remount("ro");
        try
        {
            await using var store = await RecordStore.OpenAsync(Options(folder));
            return "A store on a disk that cannot be written was opened.";
        }
        catch (RecordStoreException exception) when (exception.Problem is RecordStoreProblem.ReadOnly or RecordStoreProblem.CannotOpen)
        {
            // As it must be.
        }

        if (await AuditAsync(folder) is { } unsound)
        {
            return $"Read-only: {unsound}";
        }

        disk.Remount("rw");
        await using (var store = await RecordStore.OpenAsync(Options(folder)))
        {
            var before = acknowledged.Count;
            await LoadUntilAsync(store, acknowledged, [], () => acknowledged.Count > before + 100);
            if (await acknowledged.MissingAsync(store) is { } missing)
            {
                return missing;
            }
        }

        return await AuditAsync(folder);
    });

    /// <summary>A disk whose file system stops writing under load, as Linux makes it when the disk fails. After a restart of the machine everything goes on.</summary>
    public static Task<string?> TurnsReadOnlyAsync() => OnDiskAsync(Disk.WithJournal(), async (disk, folder) =>
    {
        var acknowledged = new Acknowledged();
        var refused = new List<RecordStoreException>();
        await using (var store = await RecordStore.OpenAsync(Options(folder)))
        {
            var turned = false;
            if (!await LoadUntilAsync(store, acknowledged, refused, () => Turned() && refused.Count > 100))
            {
                return "The disk could still be written.";
            }

            bool Turned()
            {
                if (!turned && acknowledged.Count > 500)
                {
                    disk.Remount("abort");
                    turned = true;
                }

                return turned;
            }
        }

        if (refused.Find(exception => exception.Problem is not (RecordStoreProblem.ReadOnly or RecordStoreProblem.DiskFailure)) is { } wrong)
        {
            return $"The disk that turned read-only is called something else: {wrong.Message}";
        }

        disk.Restart();
        await using (var store = await RecordStore.OpenAsync(Options(folder)))
        {
            if (await acknowledged.MissingAsync(store) is { } missing)
            {
                return missing;
            }

            var before = acknowledged.Count;
            if (!await LoadUntilAsync(store, acknowledged, [], () => acknowledged.Count > before + 100))
            {
                return "After the restart nothing was kept.";
            }
        }

        return await AuditAsync(folder);
    });

    private static RecordStoreOptions Options(DataFolder folder) => new(folder) { LogName = "example.com/torture", PublishEvery = TimeSpan.FromMilliseconds(50) };

    private static async Task<bool> LoadUntilAsync(RecordStore store, Acknowledged acknowledged, List<RecordStoreException> refused, Func<bool> reached)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var done = false;
        await Load.RunAsync(store, 8, receipt => Look(() => acknowledged.Add(receipt.Leaf, receipt.Number, receipt.Version)), exception => Look(() => refused.Add(exception)), stop.Token);
        return done;

        void Look(Action note)
        {
            lock (refused)
            {
                note();
                if (!done && reached())
                {
                    done = true;
                    stop.Cancel();
                }
            }
        }
    }

    private static async Task<string?> AuditAsync(DataFolder folder) =>
        (await RecordAudit.RunAsync(folder, null, new LogVerifyOptions(new LogTrust([.. File.ReadLines(folder.PublicKeyFile).Select(NoteKey.Parse)])), CancellationToken.None)).Problem?.ToString();

    private static async Task<string?> OnDiskAsync(Disk disk, Func<Disk, DataFolder, Task<string?>> test)
    {
        using (disk)
        {
            try
            {
                return await test(disk, new DataFolder(Path.Combine(disk.Path, "data")));
            }
            catch (RecordStoreException exception)
            {
                return $"A hand is needed: {exception.Message}";
            }
        }
    }
}
