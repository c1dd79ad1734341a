using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Comity.Dmn.Tests;

public partial class DocumentationTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    [Fact]
    public void EachCodeIsExplained()
    {
        var used = Directory.EnumerateFiles(Path.Combine(Root, "src", "Comity.Dmn"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Code().Matches(File.ReadAllText(file)).Select(match => match.Value.Trim('"')));
        var explained = Row().Matches(File.ReadAllText(Path.Combine(Root, "docs", "dmn.md"))).Select(match => match.Groups[1].Value);
        Assert.Equal(used.Distinct().Order(), explained.Order());
    }

    private static string Here([CallerFilePath] string file = "") => file;

    [GeneratedRegex("\"DMN0[0-9]{3}\"")]
    private static partial Regex Code();

    [GeneratedRegex(@"^\| (DMN0[0-9]{3}) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
