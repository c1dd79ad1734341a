using System.Diagnostics;

namespace Comity.Records.Torture;

/// <summary>A small file system of its own, mounted on a temporary folder.</summary>
internal sealed class Disk : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("comity-disk-");
    private readonly string[] _mount;
    private readonly string? _image;

    private Disk(string? image, params string[] mount)
    {
        (_image, _mount) = (image, mount);
        Mount();
    }

    /// <summary>Where it is mounted.</summary>
    public string Path => _folder.FullName;

    /// <summary>A disk in memory.</summary>
    /// <param name="size">Its size, as mount takes it: <c>6m</c>.</param>
    /// <exception cref="IOException">It cannot be mounted.</exception>
    public static Disk InMemory(string size) => new(null, "-t", "tmpfs", "-o", $"size={size}", "tmpfs");

    /// <summary>An ext4 disk in a file.</summary>
    /// <exception cref="IOException">It cannot be made or mounted.</exception>
    public static Disk WithJournal()
    {
        var image = System.IO.Path.GetTempFileName();
        try
        {
            using (var file = File.OpenWrite(image))
            {
                file.SetLength(64 << 20);
            }

            Run("mkfs.ext4", "-q", "-F", image);
            return new Disk(image, "-o", "loop", image);
        }
        catch
        {
            File.Delete(image);
            throw;
        }
    }

    /// <summary>Changes how it is mounted.</summary>
    /// <param name="options">As mount takes them; <c>abort</c> is what ext4 does by itself when the disk fails.</param>
    public void Remount(string options) => Run("mount", "-o", $"remount,{options}", Path);

    /// <summary>Unmounts and mounts it, as a restart of the machine does.</summary>
    public void Restart()
    {
        Run("umount", Path);
        Mount();
    }

    public void Dispose()
    {
        Run("umount", "-l", Path);
        _folder.Delete();
        if (_image is not null)
        {
            File.Delete(_image);
        }
    }

    private void Mount()
    {
        try
        {
            Run("mount", [.. _mount, Path]);
        }
        catch
        {
            _folder.Delete();
            throw;
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            var said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new IOException($"{program} failed: {said.Trim()}");
            }
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new IOException($"{program} cannot be started: {exception.Message}", exception);
        }
    }
}
