using System.Diagnostics;
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

    private static (int Code, string Output, string Error) Run(string input, params string[] arguments)
    {
        var root = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(root, "policies")))
        {
            root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("No folder 'policies' above the tests.");
        }

        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "comity.dll"), "decide", Path.Combine(root, "policies", "new-york"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
