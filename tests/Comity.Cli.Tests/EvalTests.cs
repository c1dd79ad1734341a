using System.Text.Json;

namespace Comity.Cli.Tests;

/// <summary><c>comity eval</c> as its users start it.</summary>
public class EvalTests
{
    [Theory]
    [InlineData("1/3", "0.3333333333333333333333333333333333")]
    [InlineData("{a: 1, b: a + 1}", "{\"a\": 1, \"b\": 2}")]
    [InlineData("Full Name + \"!\"", "\"Ann Lee!\"")]
    [InlineData("people[age > 30].first name", "[\"Bo\"]")]
    [InlineData("@\"2025-01-31\" + duration(\"P1M\")", "@\"2025-02-28\"")]
    public void AnExpressionIsEvaluatedOverItsContext(string expression, string value)
    {
        const string Context = """{"Full Name": "Ann Lee", "people": [{"first name": "Al", "age": 20}, {"first name": "Bo", "age": 40}]}""";
        var (code, output, error) = Eval("", expression, "--context", Context);
        Assert.Equal((0, value, ""), (code, output.Trim(), error));
    }

    [Fact]
    public void AContextMayBeFeelOrStandInAFile()
    {
        Assert.Equal("true", Eval("", "due < @\"2025-03-01\"", "--context", "{due: @\"2025-02-01\"}").Output.Trim());
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "{\"a\": 12345678901234567890.5}");
        Assert.Equal("{\"value\":12345678901234567891.5}", Eval("", "a + 1", "--context-file", file, "--json").Output.Trim());
        File.Delete(file);
    }

    [Theory]
    [InlineData("1 + ", "1:5")]
    [InlineData("Nme + 1", "Did you mean 'Name'?")]
    [InlineData("[1,\n2", "2:2")]
    public void AnErrorSaysWhere(string expression, string hint)
    {
        var (code, output, error) = Eval("", expression, "--context", "{\"Name\": 1}");
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(hint, error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Eval("", expression, "--context", "{\"Name\": 1}", "--json").Output);
        Assert.Contains(hint, json.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void NotesSayWhyAndWhereSomethingWasNull()
    {
        var (code, output, _) = Eval("", "1 + (2 / 0)", "--json", "--notes");
        using var json = JsonDocument.Parse(output);
        Assert.Equal((0, JsonValueKind.Null), (code, json.RootElement.GetProperty("value").ValueKind));
        Assert.Equal((5, 5), (json.RootElement.GetProperty("notes")[0].GetProperty("start").GetInt32(), json.RootElement.GetProperty("notes")[0].GetProperty("length").GetInt32()));
        Assert.Contains("^^^^^", Eval("", "1 + (2 / 0)", "--notes").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void LinesGoOnBehindABadOne()
    {
        var (code, output, _) = Eval(
            """
            {"expression": "x + 1", "context": {"x": 1}}
            {"expression": "x + ", "context": {"x": 1}}
            nonsense
            {"expression": 5}
            {"expression": "\ud800", "context": null}
            {"expression": "1e9999"}
            {"expression": "for i in 1..100000000 return i"}
            {"expression": "[@\"2025-01-01\", [1..2], {a: null}]"}

            """,
            "--lines");
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((2, 8), (code, lines.Length));
        Assert.Equal("{\"value\":2}", lines[0]);
        Assert.All(lines[1..7], line => Assert.StartsWith("{\"error\":", line, StringComparison.Ordinal));
        Assert.Equal("{\"value\":[\"2025-01-01\",\"[1..2]\",{\"a\":null}]}", lines[7]);
    }

    [Theory]
    [InlineData("--context", "[1]", "not an object")]
    [InlineData("--context", "{a: }", "1:5")]
    [InlineData("--context-file", "no such file", "no such file")]
    public void ABadContextIsExplained(string option, string value, string hint)
    {
        var (code, _, error) = Eval("", "1", option, value);
        Assert.Equal(2, code);
        Assert.Contains(hint, error, StringComparison.Ordinal);
    }

    [Fact]
    public void AConversationKeepsNamesAndGoesOnOverLines()
    {
        var (code, output, _) = Eval(":let total cost = [1,\n2]\nsum(total cost)\n:type total cost\n:ast 1 + 2\n:vars\nif true\nthen 1\nelse 2\n:quit\n");
        Assert.Equal(0, code);
        Assert.Equal(
            ["[1, 2]", "3", "list<number>", "Binary  1 + 2", "  Literal  1", "  Literal  2", "total cost = [1, 2]", "1"],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void AConversationGoesOnBehindErrorsAndTellsAScript()
    {
        var (code, output, _) = Eval("1 +* 2\n:nothing\n2 / 0\n7\n");
        Assert.Equal(2, code);
        Assert.Contains("^", output, StringComparison.Ordinal);
        Assert.Contains("There is no command :nothing.", output, StringComparison.Ordinal);
        Assert.EndsWith("7\n", output, StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Error) Eval(string input, params string[] arguments) => Comity.Run(input, ["eval", .. arguments]);
}
