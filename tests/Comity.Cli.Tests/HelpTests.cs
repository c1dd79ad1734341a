using System.Net;
using System.Net.Sockets;

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
            [
                "decide", "ask", "serve", "show", "test", "check", "compile", "compare", "explain", "table", "evaluate", "tck", "eval",
                "fmt", "lint", "records", "log",
            ],
            listed.Where(name => char.IsAsciiLetterLower(name[0])).Distinct());
        foreach (var name in new[] { "decide", "serve", "log" })
        {
            var help = Comity.Run("", name, "--help");
            Assert.Equal(0, help.Code);
            Assert.Contains($"comity {name} ", help.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("decid policies/new-york", "'comity' has no command 'decid'. Did you mean 'decide'?")]
    [InlineData("log verfy data", "'comity log' has no command 'verfy'. Did you mean 'verify'?")]
    [InlineData("decide policies/new-york --facs facts.json", "'comity decide' has no option '--facs'. Did you mean '--facts'?")]
    [InlineData("check --jsn policies/new-york", "'comity check' has no option '--jsn'. Did you mean '--json'?")]
    [InlineData("check policies/new-york further", "'comity check' does not take 'further': it is one argument too many.")]
    [InlineData("records prove 2026-000001 --event one", "--event takes a whole number, not 'one'.")]
    [InlineData("compile policies/new-york --to sql", "--to does not take 'sql'. Known here: program.")]
    [InlineData("records export --format parket", "--format does not take 'parket'. Did you mean 'parquet'?")]
    [InlineData("serve --port 70000", "--port takes a number from 0 to 65535, not 70000.")]
    [InlineData("ask", "'comity ask' needs PACK: the folder of the policy pack, for example policies/new-york.")]
    [InlineData("log", "'comity log' needs a command: verify, rotate-key, retire-key.")]
    public void WhatIsWrongWithACommandLineIsSaidInOneSentence(string line, string sentence)
    {
        var (code, output, error) = Comity.Run("", line.Split(' '));
        Assert.Equal((2, "", $"{sentence}\n'comity --help' explains the commands.\n"), (code, output, error.ReplaceLineEndings("\n")));
    }

    [Theory]
    [InlineData("serve --data FILE/data --port 0", "--data")]
    [InlineData("serve --config FILE --port 0", "FILE")]
    [InlineData("serve FILE --port 0", "FILE")]
    [InlineData("serve --port TAKEN --data FOLDER", "--port")]
    public void AServerThatCannotStartSaysWhyInOneSentence(string line, string named)
    {
        var folder = Directory.CreateTempSubdirectory("comity-cli-serve-").FullName;
        var file = Path.Combine(folder, "file");
        File.WriteAllText(file, "no settings");
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        string Filled(string text) =>
            text.Replace("FILE", file, StringComparison.Ordinal).Replace("FOLDER", folder, StringComparison.Ordinal)
            .Replace("TAKEN", $"{((IPEndPoint)other.LocalEndpoint).Port}", StringComparison.Ordinal);
        var (code, output, error) = Comity.Run("", Repository.Root, Filled(line).Split(' '));
        Assert.Equal((2, ""), (code, output));
        Assert.Single(error.Trim().Split('\n'));
        Assert.Contains(Filled(named), error, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}
