using System.Text.Json;

namespace Comity.Cli.Tests;

/// <summary>The program itself, as its users start it.</summary>
public class DecideTests
{
    [Fact]
    public void ADetainerAsksForAHoldThatIsProhibited()
    {
        var (code, output, _) = Run("", "--on", "2025-02-01", "--fact", "requestedAction=hold-beyond-release", "--fact", "enforcementPurpose=civil", "--fact", "judicialProcess=none", "--json");
        using var json = JsonDocument.Parse(output);
        Assert.Equal(0, code);
        Assert.Equal("prohibited", json.RootElement.GetProperty("outcome").GetString());
        Assert.Equal("NY-WELLS", json.RootElement.GetProperty("provisions")[0].GetProperty("id").GetString());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("counselReview").ValueKind);
        Assert.Equal(0, json.RootElement.GetProperty("missing").GetArrayLength());
    }

    [Fact]
    public void FactsThatMatterAreNamedAndTheCodeIsThree()
    {
        var (code, output, _) = Run("{\"requestedAction\": \"notify-of-release\", \"judicialProcess\": \"none\"}", "--on", "2025-02-01", "--facts", "-", "--json");
        using var json = JsonDocument.Parse(output);
        Assert.Equal((3, "undetermined"), (code, json.RootElement.GetProperty("outcome").GetString()));
        Assert.Contains("agency", json.RootElement.GetProperty("missing").EnumerateArray().Select(name => name.GetString()));
        Assert.DoesNotContain("place", json.RootElement.GetProperty("missing").EnumerateArray().Select(name => name.GetString()));
    }

    [Theory]
    [InlineData("--fact", "requestedActon=arrest", "requestedAction")]
    [InlineData("--fact", "requestedAction=arest", "arrest")]
    [InlineData("--on", "1 May", "2025-02-01")]
    [InlineData("--facts", "no such file", "no such file")]
    public void BadInputSaysHowToMendIt(string option, string value, string hint)
    {
        var (code, output, error) = Run("", option, value);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(hint, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"on\":\"2025-02-01\",\"facts\":{\"\\ud800\":1}}", "--lines")]
    [InlineData("{\"on\":\"2025-02-01\",\"facts\":{\"requestedAction\":\"\\udc00\"}}", "--lines")]
    [InlineData("{\"\\ud800\":1}", "--lines")]
    [InlineData("{\"\\ud800\":1}", "--facts", "-")]
    [InlineData("{\"requestedAction\":\"\\ud800\"}", "--facts", "-")]
    public void JsonThatIsNotUnicodeIsBadInput(string input, params string[] arguments)
    {
        var (code, output, error) = Run(input + "\n", arguments);
        Assert.Equal(2, code);
        Assert.Contains("not Unicode", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public void ABadLineIsReportedInItsPlaceAndTheRestGoesOn()
    {
        var (code, output, _) = Run("{\"on\":\"2025-02-01\",\"facts\":{\"requestedAction\":\"share-immigration-status\"}}\n{\n{\"on\":\"2025-02-01\",\"facts\":{}}\n", "--lines");
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((2, 3), (code, lines.Length));
        Assert.Contains("\"permitted\"", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"error\"", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"undetermined\"", lines[2], StringComparison.Ordinal);
    }

    // Blocks of lines are answered on all processors at once.
    [Fact]
    public void ManyLinesAreAnsweredInTheirOrderEachWithOneLine()
    {
        const string Long = "{\"on\":\"2025-02-01\",\"facts\":{}}";
        var lines = Enumerable.Range(0, 6_000).Select(i => i switch
        {
            1_000 => "",
            2_000 => "{\"on\":\"2025-02-01\",\"on\":\"2025-02-01\",\"facts\":{}}",
            3_000 => Long + new string(' ', 1 << 20),
            _ => $"{{\"on\":\"{new DateOnly(2000, 1, 1).AddDays(i):yyyy-MM-dd}\",\"facts\":{{\"requestedAction\":\"arrest\"}}}}",
        }).ToList();
        var (code, output, _) = Run(string.Join('\n', lines), "--lines");
        var answers = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((2, lines.Count), (code, answers.Length));
        foreach (var (i, answer) in answers.Index())
        {
            Assert.Contains(i switch
            {
                1_000 => "\"error\"",
                2_000 => "twice",
                3_000 => "A line has at most",
                _ => $"\"on\":\"{new DateOnly(2000, 1, 1).AddDays(i):yyyy-MM-dd}\"",
            }, answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void EachRequestedActionGetsItsOwnDetermination()
    {
        var (code, output, _) = Run("{\"requestedAction\": [\"notify-of-release\", \"hold-beyond-release\"], \"judicialProcess\": \"none\", \"enforcementPurpose\": \"civil\"}", "--on", "2025-02-01", "--facts", "-", "--json");
        using var json = JsonDocument.Parse(output);
        Assert.Equal(3, code);
        Assert.Equal(
            [("notify-of-release", "undetermined"), ("hold-beyond-release", "prohibited")],
            json.RootElement.GetProperty("determinations").EnumerateArray().Select(item => (item.GetProperty("action").GetString(), item.GetProperty("outcome").GetString())));
    }

    private static (int Code, string Output, string Error) Run(string input, params string[] arguments) => Comity.Run(input, ["decide", Comity.NewYork, .. arguments]);
}
