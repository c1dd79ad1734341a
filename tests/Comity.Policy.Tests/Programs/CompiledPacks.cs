using Comity.Policy.Packs;
using Comity.Policy.Programs;

namespace Comity.Policy.Tests.Programs;

/// <summary>The packs of the repository, compiled, and their programs as others read them.</summary>
internal static class CompiledPacks
{
    public static PolicyProgram NewYork { get; } = Compile("new-york");

    public static PolicyProgram ExampleState { get; } = Compile("example-state");

    public static PolicyProgram Of(string name) => name == "new-york" ? NewYork : ExampleState;

    public static PolicyProgram Compile(string name) => PolicyLogic.Compile(PackReader.Read(Repository.Pack(name)).Pack!).Logic!.Program;

    public static byte[] Json(PolicyProgram program)
    {
        var written = ProgramJson.Write(program);
        Assert.Empty(written.Diagnostics);
        return written.Json!;
    }

    public static PolicyProgram Read(byte[] json)
    {
        var read = ProgramJson.Read(json);
        Assert.True(read.Program is not null, string.Join("\n", read.Diagnostics));
        return read.Program;
    }
}
