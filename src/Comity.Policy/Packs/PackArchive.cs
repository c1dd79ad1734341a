using System.IO.Compression;

namespace Comity.Policy.Packs;

/// <summary>A pack's files in one piece (ZIP), to be kept beside what was decided by them. The same files give the same bytes.</summary>
public static class PackArchive
{
    // Enough for any policy, and little enough that an archive that unpacks to more than it says fills no memory.
    private const long MostBytes = 256 * 1024 * 1024;
    private const int MostFiles = 10_000;

    // The first moment that a ZIP can say: an archive says what a pack holds and not when it was packed.
    private static readonly DateTimeOffset Unsaid = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Puts files into one piece.</summary>
    public static byte[] Write(PackFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var path in files.Paths)
            {
                var entry = archive.CreateEntry(path);
                entry.LastWriteTime = Unsaid;
                using var content = entry.Open();
                content.Write(files.Find(path)!.Value.Span);
            }
        }

        return stream.ToArray();
    }

    /// <summary>Takes the files out again.</summary>
    /// <param name="archive">A ZIP with <c>pack.yaml</c> at its root.</param>
    /// <exception cref="InvalidDataException">It is no ZIP, unpacks to more than 256 MiB or 10,000 files, or holds a path twice or one that leads out of the pack.</exception>
    public static PackFiles Read(byte[] archive)
    {
        ArgumentNullException.ThrowIfNull(archive);
        using var stream = new MemoryStream(archive, writable: false);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
        if (zip.Entries.Count > MostFiles)
        {
            throw new InvalidDataException($"The archive holds more than {MostFiles:N0} files.");
        }

        var files = PackFiles.Empty;
        var left = MostBytes;
        foreach (var entry in zip.Entries.Where(entry => !entry.FullName.EndsWith('/')))
        {
            if (!PackFiles.IsPath(entry.FullName) || files.Find(entry.FullName) is not null)
            {
                throw new InvalidDataException($"The archive holds '{entry.FullName}', which is not the path of one file in a pack.");
            }

            using var content = entry.Open();
            var bytes = ReadAll(content, left);
            left -= bytes.Length;
            files = files.With(entry.FullName, bytes);
        }

        return files;
    }

    private static byte[] ReadAll(Stream stream, long most)
    {
        using var result = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            if (result.Length + read > most)
            {
                throw new InvalidDataException($"The archive unpacks to more than {MostBytes:N0} bytes.");
            }

            result.Write(buffer, 0, read);
        }

        return result.ToArray();
    }
}
