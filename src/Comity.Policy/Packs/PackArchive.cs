using System.IO.Compression;

namespace Comity.Policy.Packs;

/// <summary>A pack's files in one piece (ZIP), to be kept beside what was decided by them.</summary>
public static class PackArchive
{
    /// <summary>Puts the files of a folder into one piece.</summary>
    /// <param name="folder">The folder that holds <c>pack.yaml</c>.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static byte[] Write(string folder)
    {
        using var stream = new MemoryStream();
        ZipFile.CreateFromDirectory(folder, stream);
        return stream.ToArray();
    }

    /// <summary>Reads the pack again.</summary>
    /// <param name="archive">What <see cref="Write"/> gave.</param>
    /// <exception cref="InvalidDataException">It is no such archive.</exception>
    public static PackLoadResult Read(byte[] archive)
    {
        var folder = Directory.CreateTempSubdirectory("comity-pack-");
        try
        {
            using var stream = new MemoryStream(archive, writable: false);
            ZipFile.ExtractToDirectory(stream, folder.FullName);
            return PackReader.Read(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
