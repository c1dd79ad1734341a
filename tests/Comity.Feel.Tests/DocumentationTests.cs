using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Comity.Feel.Functions;

namespace Comity.Feel.Tests;

public partial class DocumentationTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));
    private static readonly string Page = File.ReadAllText(Path.Combine(Root, "docs", "feel.md"));

    [Fact]
    public void EachBuiltInFunctionStandsUnderItsSection()
    {
        var documented = Heading().Split(Page).Skip(1).SelectMany(part => Item().Matches(part).Select(item => (Section: part[..part.IndexOf(')', StringComparison.Ordinal)], Signature: item.Groups[1].Value)));
        var all = BuiltInFunctions.All.SelectMany(function => function.Overloads.Select(overload => (function.Section, Signature: function.Name + overload)));
        Assert.Equal(all.Order(), documented.Order());
    }

    [Fact]
    public void EachCodeIsExplained()
    {
        var used = Directory.EnumerateFiles(Path.Combine(Root, "src", "Comity.Feel"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Code().Matches(File.ReadAllText(file)).Select(match => match.Value.Trim('"')));
        Assert.Equal(used.Distinct().Order(), Row().Matches(Page).Select(match => match.Groups[1].Value).Order());
    }

    private static string Here([CallerFilePath] string file = "") => file;

    [GeneratedRegex(@"^### .*\(DMN 1\.5 §", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\* `(.+)`$", RegexOptions.Multiline)]
    private static partial Regex Item();

    [GeneratedRegex("\"FEEL0[0-9]{3}\"")]
    private static partial Regex Code();

    [GeneratedRegex(@"^\| (FEEL0[0-9]{3}) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
