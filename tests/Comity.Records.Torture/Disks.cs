using System.Diagnostics;
using Comity.Log.Notes;
using Comity.Log.Verification;
using Comity.Records.Audit;

namespace Comity.Records.Torture;

/// <summary>A small disk of our own that gets full, or cannot be written.</summary>
internal static class Disks
{
    /// <summary>Whether disks can be mounted here; root on Linux can, where the sandbox lets it.</summary>
    public static bool Available()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            return false;
        }

        var probe = Directory.CreateTempSubdirectory("comity-disk-");
        var mounted = Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", probe.FullName) == 0;
        if (mounted)
        {
            Run("umount", probe.FullName);
        }

        probe.Delete();
        return mounted;
    }

    /// <summary>Fills the disk under load, makes room, and goes on with the same store.</summary>
    public static Task<string?> FullAsync() => OnDiskAsync("6m", async (disk, folder) =>
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
            Run("mount", "-o", "remount,size=64m", disk);
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
    public static Task<string?> ReadOnlyAsync() => OnDiskAsync("32m", async (disk, folder) =>
    {
        var acknowledged = new Acknowledged();
        await using (var store = await RecordStore.OpenAsync(Options(folder)))
        {
            await LoadUntilAsync(store, acknowledged, [], () => acknowledged.Count > 200);
        }

        Run("mount", "-o", "remount,ro", disk);
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

        Run("mount", "-o", "remount,rw", disk);
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

    private static async Task<string?> OnDiskAsync(string size, Func<string, DataFolder, Task<string?>> test)
    {
        var disk = Directory.CreateTempSubdirectory("comity-disk-");
        Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", disk.FullName);
        try
        {
            return await test(disk.FullName, new DataFolder(Path.Combine(disk.FullName, "data")));
        }
        catch (RecordStoreException exception)
        {
            return $"A hand is needed: {exception.Message}";
        }
        finally
        {
            Run("umount", "-l", disk.FullName);
            disk.Delete(recursive: true);
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
