using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Comity.Dmn.Tests;

/// <summary>The examples of the packages' READMEs compile, run and print what stands below them.</summary>
public sealed partial class PackageReadmeTests : IDisposable
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;";

    private readonly string _folder = Directory.CreateTempSubdirectory("readme").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Comity.Feel")]
    [InlineData("Comity.Dmn")]
    public void TheExampleRuns(string package)
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "src", package, "README.md"));
        var model = Path.Combine(_folder, "loan.dmn");
        File.WriteAllText(model, Blocks(readme, "xml").FirstOrDefault() ?? "");
        var code = Assert.Single(Blocks(readme, "csharp")).Replace("\"loan.dmn\"", SymbolDisplay.FormatLiteral(model, quote: true), StringComparison.Ordinal);
        Assert.Equal(Assert.Single(Blocks(readme, "text")), Run(code));
    }

    private static IEnumerable<string> Blocks(string text, string language) =>
        Block().Matches(text).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["content"].Value);

    private static string Run(string code)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("Example", [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(code)], references, new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        using var assembly = new MemoryStream();
        var emitted = compilation.Emit(assembly, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics));

        var before = Console.Out;
        using var output = new StringWriter { NewLine = "\n" };
        Console.SetOut(output);
        try
        {
            Assembly.Load(assembly.ToArray()).EntryPoint!.Invoke(null, [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(before);
        }

        return output.ToString();
    }

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<content>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
