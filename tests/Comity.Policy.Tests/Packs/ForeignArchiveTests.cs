using System.IO.Compression;
using System.Text;
using Comity.Policy.Packs;

namespace Comity.Policy.Tests.Packs;

/// <summary>Archives as file managers make them, and as attackers do.</summary>
public sealed class ForeignArchiveTests
{
    [Theory]
    [InlineData("")]
    [InlineData("new-york-main/")]
    public void OneFolderAroundThePackIsTakenAway(string folder)
    {
        var files = PackFiles.ReadFolder(Repository.Pack("new-york"));
        var (read, leftOut) = PackArchive.ReadForeign(Zip([.. files.Paths.Select(path => (folder + path, files.Find(path)!.Value.ToArray(), 0))]));
        Assert.Equal(files.Digest, read.Digest);
        Assert.Empty(leftOut);
    }

    [Fact]
    public void WhatAnOperatingSystemLeavesInFoldersIsLeftOutAndNamed()
    {
        var (files, leftOut) = PackArchive.ReadForeign(Zip(("pack/pack.yaml", [1], 0), ("pack/.DS_Store", [2], 0), ("__MACOSX/pack/._pack.yaml", [3], 0), ("pack/scenarios/Thumbs.db", [4], 0)));
        Assert.Equal(["pack.yaml"], files.Paths);
        Assert.Equal(["pack/.DS_Store", "__MACOSX/pack/._pack.yaml", "pack/scenarios/Thumbs.db"], leftOut);
    }

    [Theory]
    [InlineData("run.exe")]
    [InlineData("scenarios/deep/a.yaml")]
    [InlineData("other.yaml")]
    public void AFileThatIsNoneOfAPacksIsRefusedByName(string path) => Refused(path, ("pack.yaml", [1], 0), (path, [2], 0));

    [Fact]
    public void LinksNulsAndArchivesWithoutAPackAreRefused()
    {
        Refused("facts.yaml", ("pack.yaml", [1], 0), ("facts.yaml", Encoding.UTF8.GetBytes("/etc/passwd"), 0xA1FF << 16));
        Refused("no pack.yaml", ("facts.yaml", [1], 0));
        Refused("no pack.yaml", ("a/pack.yaml", [1], 0), ("b/facts.yaml", [1], 0));

        // The library does not write such a name: its bytes are put into the archive.
        var archive = Zip(("pack.yaml", [1], 0), ("facts.yamlX", [1], 0));
        var name = Encoding.UTF8.GetBytes("facts.yamlX");
        for (var at = archive.AsSpan().IndexOf(name); at >= 0;)
        {
            archive[at + name.Length - 1] = 0;
            at = archive.AsSpan().IndexOf(name);
        }

        Assert.Throws<InvalidDataException>(() => PackArchive.ReadForeign(archive));
    }

    [Fact]
    public void WhatUnpacksToMoreThanAPackMayIsRefused()
    {
        Refused("16,777,216", ("pack.yaml", new byte[20_000_000], 0));
        Refused("1,000 files", [.. Enumerable.Range(0, 1_001).Select(i => ($"scenarios/{i}.yaml", new byte[1], 0))]);
    }

    [Fact]
    public void DamagedArchivesAreRefusedOrRead()
    {
        var files = PackFiles.ReadFolder(Repository.Pack("example-state"));
        var whole = PackArchive.Write(files);
        var random = new Random(3);
        for (var sample = 0; sample < 300; sample++)
        {
            var damaged = whole.AsSpan(0, sample % 3 == 0 ? random.Next(whole.Length) : whole.Length).ToArray();
            for (var i = random.Next(20); i > 0 && damaged.Length > 0; i--)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            try
            {
                PackArchive.ReadForeign(damaged);
            }
            catch (InvalidDataException)
            {
                // That is what it says of a bad archive.
            }
        }
    }

    private static void Refused(string said, params (string Path, byte[] Content, int Attributes)[] entries) =>
        Assert.Contains(said, Assert.Throws<InvalidDataException>(() => PackArchive.ReadForeign(Zip(entries))).Message, StringComparison.Ordinal);

    private static byte[] Zip(params (string Path, byte[] Content, int Attributes)[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, content, attributes) in entries)
            {
                var entry = archive.CreateEntry(path);
                entry.ExternalAttributes = attributes;
                using var writing = entry.Open();
                writing.Write(content);
            }
        }

        return stream.ToArray();
    }
}
