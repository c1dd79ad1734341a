using Comity.Policy.Determinations;
using Comity.Policy.Packs;
using Comity.Policy.Programs;

namespace Comity.Policy.Tests;

/// <summary>The small pack in a folder of its own, with some files written anew.</summary>
internal sealed class TemporaryPack : IDisposable
{
    public TemporaryPack(params (string File, string Text)[] files)
    {
        foreach (var (name, text) in SmallPack.Files)
        {
            Write(name, text);
        }

        foreach (var (name, text) in files)
        {
            Write(name, text);
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("pack").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(Folder, file), text);

    public PolicyPack Read()
    {
        var result = PackReader.Read(Folder);
        Assert.True(result.Pack is not null, string.Join("\n", result.Diagnostics));
        return result.Pack;
    }

    public PolicyLogic Logic()
    {
        var result = PolicyLogic.Compile(Read());
        Assert.True(result.Logic is not null, string.Join("\n", result.Diagnostics));
        return result.Logic;
    }
}
