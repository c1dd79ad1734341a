using Comity.Policy.Packs;

namespace Comity.Policy.Tests.Packs;

public sealed class PackReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pack").FullName;

    public PackReaderTests()
    {
        foreach (var (name, text) in SmallPack.Files)
        {
            Write(name, text);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ReadsAPack()
    {
        var result = PackReader.Read(_folder);
        Assert.Empty(result.Diagnostics);
        var pack = result.Pack!;
        Assert.Equal(["LAW", "LAW § 1"], pack.InForce(new DateOnly(2020, 1, 1)));
        Assert.Empty(pack.InForce(new DateOnly(2019, 12, 31)));
        Assert.Equal([new DateOnly(2020, 1, 1)], pack.EffectiveDates);
        Assert.Equal("warrant", Assert.Single(pack.Documents).Settles["paper"].AsString());
    }

    [Fact]
    public void TheDigestSeesEveryByteOfEveryFile()
    {
        var before = PackReader.Read(_folder).Pack!.Digest;
        Assert.Equal(before, PackReader.Read(_folder).Pack!.Digest);
        Write("facts.yaml", SmallPack.Files["facts.yaml"] + "\n");
        Assert.NotEqual(before, PackReader.Read(_folder).Pack!.Digest);
    }

    [Theory]
    [InlineData("pack.yaml", "version: 1.0.0", "", "PACK0005")]
    [InlineData("pack.yaml", "action: action", "action: acton", "PACK0008")]
    [InlineData("pack.yaml", "model: m.dmn", "model: none.dmn", "PACK0001")]
    [InlineData("pack.yaml", "title:", "titel:", "PACK0007")]
    [InlineData("instruments.yaml", "2020-01-01", "1 May", "PACK0006")]
    [InlineData("instruments.yaml", "force: case-law", "force: law", "PACK0006")]
    [InlineData("facts.yaml", "type: choice", "type: number", "PACK0006")]
    [InlineData("facts.yaml", "name: paper", "name: action", "PACK0009")]
    [InlineData("documents.yaml", "paper: warrant", "papers: warrant", "PACK0008")]
    [InlineData("documents.yaml", "paper: warrant", "paper: warant", "PACK0010")]
    [InlineData("facts.yaml", "- name: action", "- [", "PACK0003")]
    public void ABadFileSaysWhatAndWhere(string file, string part, string replacement, string code)
    {
        Write(file, SmallPack.Files[file].Replace(part, replacement, StringComparison.Ordinal));
        var result = PackReader.Read(_folder);
        Assert.Null(result.Pack);
        Assert.Contains(result.Diagnostics, diagnostic => diagnostic.Code == code && diagnostic.Location is { Line: > 0 } location && location.File == file);
    }

    [Theory]
    [InlineData("instruments.yaml")]
    [InlineData("facts.yaml")]
    public void AMissingFileIsNamed(string file)
    {
        File.Delete(Path.Combine(_folder, file));
        Assert.Contains(PackReader.Read(_folder).Diagnostics, diagnostic => diagnostic.Code == "PACK0001" && diagnostic.Location!.File == file);
    }

    [Theory]
    [InlineData("facts.yaml", 10_000_000)]
    [InlineData("pack.yaml", 10_000_000)]
    public void TenMegabytesOfBracketsAreRefused(string file, int count)
    {
        Write(file, new string('[', count));
        Assert.Contains(PackReader.Read(_folder).Diagnostics, diagnostic => diagnostic.Code == "PACK0002");
    }

    [Fact]
    public void AnAliasBombIsRefused()
    {
        Write("facts.yaml", "- &a [1, 1]\n- &b [*a, *a]\n- &c [*b, *b]\n");
        Assert.Contains(PackReader.Read(_folder).Diagnostics, diagnostic => diagnostic.Code == "PACK0002");
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
