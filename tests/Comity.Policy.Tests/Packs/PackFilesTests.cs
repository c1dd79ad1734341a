using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Comity.Policy.Packs;

namespace Comity.Policy.Tests.Packs;

public sealed class PackFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("files").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void AFolderAnArchiveAndMemoryHoldTheSame()
    {
        var files = PackFiles.ReadFolder(Repository.Pack("new-york"));
        Assert.Equal(Digest(Repository.Pack("new-york")), files.Digest);
        Assert.Equal(files.Digest, PackReader.Read(files).Pack!.Digest);
        Assert.Equal(files.Digest, PackReader.Read(Repository.Pack("new-york")).Pack!.Digest);

        var archive = PackArchive.Write(files);
        var unpacked = PackArchive.Read(archive);
        Assert.Equal(files.Digest, unpacked.Digest);
        Assert.Equal(archive, PackArchive.Write(unpacked));

        files.WriteFolder(_folder);
        Assert.Equal(files.Digest, PackFiles.ReadFolder(_folder).Digest);
        Assert.Equal(files.Paths, PackFiles.ReadFolder(_folder).Paths);
    }

    [Fact]
    public void ChangingFilesMakesOthersAndLeavesTheFirst()
    {
        var first = PackFiles.Empty.With("a/b.yaml", "x"u8.ToArray());
        var second = first.With("a/b.yaml", "y"u8.ToArray()).With("c", "z"u8.ToArray());
        Assert.Equal("x", Encoding.UTF8.GetString(first.Find("a/b.yaml")!.Value.Span));
        Assert.Equal(["a/b.yaml", "c"], second.Paths);
        Assert.Null(first.Find("c"));
        Assert.NotEqual(first.Digest, second.Digest);
        Assert.Equal(first.Digest, second.With("a/b.yaml", "x"u8.ToArray()).Without("c").Digest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../other")]
    [InlineData("a/../../b")]
    [InlineData("a//b")]
    [InlineData("a\\b")]
    [InlineData("C:/x")]
    public void APathThatLeadsOutIsRefused(string path) => Assert.Throws<ArgumentException>(() => PackFiles.Empty.With(path, default));

    [Fact]
    public void AnArchiveThatLeadsOutSaysAPathTwiceOrIsNoneIsRefused()
    {
        Assert.Throws<InvalidDataException>(() => PackArchive.Read("no archive"u8.ToArray()));
        Assert.Throws<InvalidDataException>(() => PackArchive.Read(Zip("../out")));
        Assert.Throws<InvalidDataException>(() => PackArchive.Read(Zip("a", "a")));
        Assert.Equal(["a", "b/c"], PackArchive.Read(Zip("b/", "b/c", "a")).Paths);
    }

    private static byte[] Zip(params string[] names)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in names)
            {
                zip.CreateEntry(name);
            }
        }

        return stream.ToArray();
    }

    // As docs/pack-format.md says it, from the folder itself.
    private static string Digest(string folder)
    {
        var bytes = new List<byte>();
        foreach (var (name, content) in Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(path => (Path.GetRelativePath(folder, path), File.ReadAllBytes(path))).OrderBy(file => file.Item1, StringComparer.Ordinal))
        {
            bytes.AddRange(Encoding.UTF8.GetBytes($"{name.Length}:{name}{content.Length}:"));
            bytes.AddRange(content);
        }

        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData([.. bytes]));
    }
}
