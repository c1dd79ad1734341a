namespace Comity.Cli.Tests;

/// <summary>A pack as a program for others, and deciding by it.</summary>
public sealed class CompileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("comity-cli-compile-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TheFileAnswersAsTheFolderDoes()
    {
        var file = Compile();
        Assert.Equal(File.ReadAllText(file), Comity.Run("", "compile", Comity.NewYork, "--to", "program").Output);
        string[] known = ["--on", "2025-02-01", "--fact", "requestedAction=arrest,notify-of-release", "--fact", "judicialProcess=none"];
        foreach (var arguments in new string[][]
        {
            [.. known], [.. known, "--json"], [.. known, "--fact", "enforcementPurpose=civil"], ["--fact", "requestedAction=sing"],
            ["--on", "May"],
        })
        {
            Assert.Equal(
                Comity.Run("", ["decide", Comity.NewYork, .. arguments]),
                Comity.Run("", ["decide", file, .. arguments]));
        }
    }

    [Fact]
    public void TheFileAnswersLinesAsTheFolderDoes()
    {
        var lines = string.Concat(
            new[] { "arrest", "hold-beyond-release", "notify-of-release", "share-immigration-status", "sing" }.Select(action =>
                $$$"""{"on":"2025-02-01","facts":{"requestedAction":"{{{action}}}","judicialProcess":"none"}}""" + "\n")) + "{\n";
        Assert.Equal(
            Comity.Run(lines, "decide", Comity.NewYork, "--lines"),
            Comity.Run(lines, "decide", Compile(), "--lines"));
    }

    [Fact]
    public void WhatIsNoProgramIsBadInputAtItsPlace()
    {
        var file = Compile();
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"outcome\": ", "\"outcome\": 9", StringComparison.Ordinal));
        var (code, output, error) = Comity.Run("", "decide", file);
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith($"{file} ($.roots.outcome): error PROG0002: ", error, StringComparison.Ordinal);

        File.WriteAllText(file, "{\n");
        Assert.Contains("not JSON, at line 2", Comity.Run("", "decide", file).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void APolicyThatContradictsItselfIsNotCompiled()
    {
        var pack = Path.Combine(_folder, "pack");
        foreach (var from in Directory.GetFiles(Comity.NewYork, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(pack, Path.GetRelativePath(Comity.NewYork, from));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
        }

        var model = Path.Combine(pack, "model", "new-york.dmn");
        File.WriteAllText(model, File.ReadAllText(model).Replace(
            "<outputEntry><text>\"NY-WELLS 168", "<outputEntry><text>\"NY-WELLS 169", StringComparison.Ordinal));
        var (code, output, error) = Comity.Run("", "compile", pack, "--to", "program", "--output", Path.Combine(_folder, "not.json"));
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("PACK0013", error, StringComparison.Ordinal);
        Assert.Contains($"'comity check {pack}'", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "not.json")));
    }

    [Theory]
    [InlineData("'--to' is required", "compile", "policies/new-york")]
    [InlineData("program", "compile", "policies/new-york", "--to", "cobol")]
    [InlineData("no such folder", "compile", "policies/nowhere", "--to", "program")]
    [InlineData("no/such", "compile", "policies/new-york", "--to", "program", "--output", "no/such/folder.json")]
    public void BadInputIsSaid(string words, params string[] arguments)
    {
        var (code, output, error) = Comity.Run("", Repository.Root, arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    private string Compile()
    {
        var file = Path.Combine(_folder, "new-york.json");
        var (code, output, error) = Comity.Run("", "compile", Comity.NewYork, "--to", "program", "--output", file);
        Assert.Equal((0, "", ""), (code, output, error));
        return file;
    }
}
