namespace Comity.Cli.Tests;

/// <summary>What the program says about itself.</summary>
public class HelpTests
{
    [Fact]
    public void EveryCommandThatIsListedAnswersByItsName()
    {
        var (code, output, _) = Comity.Run("", "--help");
        var listed = output.Split("Commands:")[1].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Split(' ')[0]).Where(name => name.Length > 0).ToList();
        Assert.Equal(0, code);
        Assert.Equal(
            ["decide", "ask", "serve", "show", "test", "check", "compare", "explain", "table", "evaluate", "tck", "eval", "fmt", "lint", "records", "log"],
            listed.Where(name => char.IsAsciiLetterLower(name[0])).Distinct());
        foreach (var name in new[] { "decide", "serve", "log" })
        {
            var help = Comity.Run("", name, "--help");
            Assert.Equal(0, help.Code);
            Assert.Contains($"comity {name} ", help.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AnUnknownCommandIsRefused()
    {
        var (code, _, error) = Comity.Run("", "decid", "policies/new-york");
        Assert.Equal(2, code);
        Assert.Contains("decid", error, StringComparison.Ordinal);
    }
}
