using Microsoft.CodeAnalysis.CSharp;

namespace Comity.Dmn.Tests;

/// <summary>The examples of the packages' READMEs compile, run and print what stands below them.</summary>
public sealed class PackageReadmeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("readme").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Comity.Feel")]
    [InlineData("Comity.Dmn")]
    public void TheExampleRuns(string package)
    {
        var model = Path.Combine(_folder, "loan.dmn");
        File.WriteAllText(model, ReadmeExample.Blocks(package, "xml").FirstOrDefault() ?? "");
        var code = Assert.Single(ReadmeExample.Blocks(package, "csharp")).Replace("\"loan.dmn\"", SymbolDisplay.FormatLiteral(model, quote: true), StringComparison.Ordinal);
        Assert.Equal(Assert.Single(ReadmeExample.Blocks(package, "text")), ReadmeExample.Run(code));
    }
}
