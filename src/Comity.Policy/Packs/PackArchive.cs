using System.IO.Compression;

namespace Comity.Policy.Packs;

/// <summary>A pack's files in one piece (ZIP), to be kept beside what was decided by them. The same files give the same bytes.</summary>
public static class PackArchive
{
    // Of what was kept here: enough for any policy, and little enough that an archive that unpacks to more than it says fills no memory.
    private const long MostBytes = 256 * 1024 * 1024;
    private const int MostFiles = 10_000;

    // Of what others hand in.
    private const long MostForeignBytes = 16 * 1024 * 1024;
    private const int MostForeignFiles = 1_000;

    // So many names of files are said in one message.
    private const int MostNamed = 5;

    private const string Manifest = "pack.yaml";
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        Manifest, "instruments.yaml", "facts.yaml", "documents.yaml", GuaranteeReader.FileName, ResidentsReader.FileName, "LICENSE",
    };

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
    /// <param name="archive">What <see cref="Write"/> gave.</param>
    /// <exception cref="InvalidDataException">It is no ZIP, unpacks to more than 256 MiB or 10,000 files, or holds a path twice or one that leads out of the pack.</exception>
    public static PackFiles Read(byte[] archive) => Read(archive, MostBytes, MostFiles, path => path);

    /// <summary>
    /// Takes a pack out of an archive that somebody made elsewhere. Where all files lie in one folder, as file managers and GitHub pack
    /// them, that folder is the pack's; what an operating system leaves in folders (<c>.DS_Store</c>, <c>__MACOSX/</c>, <c>Thumbs.db</c>,
    /// <c>desktop.ini</c>) is left out.
    /// </summary>
    /// <param name="archive">A ZIP with <c>pack.yaml</c> at its root or in its one folder.</param>
    /// <returns>The files, and the paths of what was left out.</returns>
    /// <exception cref="InvalidDataException">
    /// It is no ZIP, unpacks to more than 16 MiB or 1,000 files, holds a path twice, one that leads out of the pack, a link, or a file that
    /// is none of a pack's, or has no pack.yaml.
    /// </exception>
    public static (PackFiles Files, IReadOnlyList<string> LeftOut) ReadForeign(byte[] archive)
    {
        var leftOut = new List<string>();
        var files = Read(archive, MostForeignBytes, MostForeignFiles, path =>
        {
            if (!IsDropping(path))
            {
                return path;
            }

            leftOut.Add(path);
            return null;
        });
        if (files.Find(Manifest) is null && files.Paths.Select(path => path.Split('/')[0]).Distinct().ToList() is [var folder]
            && files.Find($"{folder}/{Manifest}") is not null)
        {
            files = PackFiles.From(files.Paths.Select(path => KeyValuePair.Create(path[(folder.Length + 1)..], files.Find(path)!.Value)));
        }

        if (files.Find(Manifest) is null)
        {
            throw new InvalidDataException($"The archive has no {Manifest}, neither at its root nor in one folder that holds all files.");
        }

        var strangers = files.Paths.Where(path => !IsOfPack(path)).ToList();
        return strangers.Count == 0 ? (files, leftOut) : throw new InvalidDataException(
            $"The archive holds what is none of a pack's files: {string.Join(", ", strangers.Take(MostNamed))}{(strangers.Count > MostNamed ? $" and {strangers.Count - MostNamed} more" : "")}. Leave it out.");
    }

    // Files by their names, models and texts about the pack anywhere.
    private static bool IsOfPack(string path) => Known.Contains(path) || Path.GetExtension(path) is ".dmn" or ".md" or ".txt"
        || (path.EndsWith(".yaml", StringComparison.Ordinal) && path.Split('/') is ["scenarios" or "translations", _]);

    private static bool IsDropping(string path) => path.StartsWith("__MACOSX/", StringComparison.Ordinal)
        || Path.GetFileName(path) is ".DS_Store" or "Thumbs.db" or "desktop.ini";

    private static PackFiles Read(byte[] archive, long mostBytes, int mostFiles, Func<string, string?> pathOf)
    {
        ArgumentNullException.ThrowIfNull(archive);
        using var stream = new MemoryStream(archive, writable: false);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
        if (zip.Entries.Count > mostFiles)
        {
            throw new InvalidDataException($"The archive holds more than {mostFiles:N0} files.");
        }

        var files = PackFiles.Empty;
        var left = mostBytes;
        foreach (var entry in zip.Entries.Where(entry => !entry.FullName.EndsWith('/')))
        {
            if (!PackFiles.IsPath(entry.FullName) || files.Find(entry.FullName) is not null)
            {
                throw new InvalidDataException($"The archive holds '{entry.FullName.Replace("\0", "\\0", StringComparison.Ordinal)}', which is not the path of one file in a pack.");
            }

            if (IsLink(entry))
            {
                throw new InvalidDataException($"The archive holds '{entry.FullName}', which is a link and no file.");
            }

            if (pathOf(entry.FullName) is not { } path)
            {
                continue;
            }

            using var content = entry.Open();
            var bytes = ReadAll(content, left, mostBytes);
            left -= bytes.Length;
            files = files.With(path, bytes);
        }

        return files;
    }

    // The mode of a Unix file stands in the upper half: of its kinds, only a plain file, and none at all, hold what the entry holds.
    private static bool IsLink(ZipArchiveEntry entry) => ((entry.ExternalAttributes >> 16) & 0xF000) is not (0 or 0x8000);

    private static byte[] ReadAll(Stream stream, long most, long whole)
    {
        using var result = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            if (result.Length + read > most)
            {
                throw new InvalidDataException($"The archive unpacks to more than {whole:N0} bytes.");
            }

            result.Write(buffer, 0, read);
        }

        return result.ToArray();
    }
}
