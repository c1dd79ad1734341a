using System.Text.Json;

namespace Comity.Cli.Tests;

/// <summary>The commands that read a pack: test, show and ask.</summary>
public sealed class PackCommandTests : IDisposable
{
    private readonly string _copy = Directory.CreateTempSubdirectory("pack").FullName;

    public void Dispose() => Directory.Delete(_copy, recursive: true);

    [Fact]
    public void TheScenariosOfNewYorkPass()
    {
        var (code, output, _) = Comity.Run("", "test", Comity.NewYork);
        Assert.Equal(0, code);
        Assert.Matches("^[0-9]{2,} passed, 0 failed$", output.TrimEnd().Split('\n')[^1]);
    }

    [Fact]
    public void AScenarioThatDiffersIsShownAndUnreachedRulesAreNamed()
    {
        CopyNewYork();
        Assert.Equal(2, Comity.Run("", "test", _copy).Code);
        Directory.CreateDirectory(Path.Combine(_copy, "scenarios"));
        File.WriteAllText(Path.Combine(_copy, "scenarios", "a.yaml"), "- name: Wrong\n  on: 2025-02-01\n  facts: { requestedAction: share-immigration-status }\n  outcome: required\n  provisions: [US-1373 § 1373(a)]\n");
        var (code, output, _) = Comity.Run("", "test", _copy, "--json");
        using var json = JsonDocument.Parse(output);
        Assert.Equal((1, 1), (code, json.RootElement.GetProperty("failed").GetInt32()));
        Assert.Equal(2, json.RootElement.GetProperty("differences")[0].GetProperty("differences").GetArrayLength());
        Assert.Equal("scenarios/a.yaml:1:3", json.RootElement.GetProperty("differences")[0].GetProperty("location").GetString());
        Assert.Contains(json.RootElement.GetProperty("unreached").EnumerateArray(), rule => rule.GetProperty("decision").GetString() == "The list of 2025" && rule.GetProperty("rule").GetInt32() == 4);
        Assert.EndsWith("0 passed, 1 failed", Comity.Run("", "test", _copy).Output.TrimEnd(), StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(_copy, "scenarios", "a.yaml"), "- name: Wrong\n  on: 2025-02-01\n  facts: { requestedAction: share }\n  outcome: required\n  provisions: []\n");
        var bad = Comity.Run("", "test", _copy);
        Assert.Equal(2, bad.Code);
        Assert.Contains("scenarios/a.yaml:1:3: error PACK0010", bad.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckProvesNewYork()
    {
        var (code, output, _) = Comity.Run("", "check", Comity.NewYork, "--stats");
        Assert.Equal(0, code);
        Assert.Contains("proven  G7: Nothing in the list is ever required", output, StringComparison.Ordinal);
        Assert.Contains("nodes", output, StringComparison.Ordinal);
        Assert.Matches("^[0-9]{2} passed, 0 failed$", output.TrimEnd().Split('\n')[^1]);
    }

    [Fact]
    public void CheckShowsWhatFailsWithACommandThatDecidesIt()
    {
        CopyNewYork();
        var guarantees = Path.Combine(_copy, "guarantees.yaml");
        File.AppendAllText(guarantees, "\n- { name: H, statement: No hold., source: Us, where: 'requestedAction = \"hold-beyond-release\"', holds: 'outcome != \"required\"' }\n");
        var (code, output, _) = Comity.Run("", "check", _copy, "--json");
        using var json = JsonDocument.Parse(output);
        Assert.Equal((1, 1), (code, json.RootElement.GetProperty("failed").GetInt32()));
        var failed = json.RootElement.GetProperty("checks").EnumerateArray().Single(check => !check.GetProperty("proven").GetBoolean());
        var failure = failed.GetProperty("failures")[0];
        Assert.Equal(("H", guarantees), (failed.GetProperty("name").GetString(), failure.GetProperty("location").GetProperty("file").GetString()));
        var example = failure.GetProperty("example");
        Assert.Equal("court-order-to-agency", example.GetProperty("facts").GetProperty("judicialProcess").GetString());
        Assert.Equal(2, example.GetProperty("facts").EnumerateObject().Count());
        Assert.Single(failure.GetProperty("description").EnumerateArray());

        var command = example.GetProperty("command").GetString()!;
        Assert.Contains(command, Comity.Run("", "check", _copy).Output, StringComparison.Ordinal);
        Assert.StartsWith("REQUIRED", Comity.Run("", command.Split(' ')[1..]).Output.Split('\n')[1], StringComparison.Ordinal);
        File.WriteAllText(guarantees, "- { name: H, statement: No., source: Us, holds: 'outcom' }\n");
        var bad = Comity.Run("", "check", _copy);
        Assert.Equal(2, bad.Code);
        Assert.StartsWith($"{guarantees}:1:", bad.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void APolicyThatContradictsItselfIsDecidedAsSuchAndNotServed()
    {
        CopyNewYork();
        var model = Path.Combine(_copy, "model", "new-york.dmn");
        File.WriteAllText(model, File.ReadAllText(model).Replace("<text>\"judicial-warrant\"</text>", "<text>\"judicial-warrant\", \"court-order-to-agency\"</text>", StringComparison.Ordinal));
        var check = Comity.Run("", "check", _copy);
        Assert.Equal(1, check.Code);
        var command = check.Output.Split('\n').First(line => line.Contains("For example: ", StringComparison.Ordinal)).Split("For example: ")[1];
        var (code, output, _) = Comity.Run("", command.Split(' ')[1..]);
        Assert.Equal(1, code);
        Assert.Contains("CONTRADICTORY", output, StringComparison.Ordinal);
        Assert.Contains(model, output, StringComparison.Ordinal);
        Assert.Contains("PACK0014: Findings that apply at once say: permitted, required.", output, StringComparison.Ordinal);
        Assert.Equal(0, Comity.Run("", "decide", _copy, "--fact", "requestedAction=hold-beyond-release", "--fact", "judicialProcess=judicial-warrant").Code);

        var serve = Comity.Run("", "serve", _copy, "--data", Path.Combine(_copy, "data"));
        Assert.Equal(2, serve.Code);
        Assert.Contains("PACK0014", serve.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ShowPrintsThePolicyOfTheDay()
    {
        var (code, before, _) = Comity.Run("", "show", Comity.NewYork, "--on", "2025-01-27");
        Assert.Equal(0, code);
        Assert.DoesNotContain("The list of 2025", before, StringComparison.Ordinal);
        Assert.Contains("168 A.D.3d 31", before, StringComparison.Ordinal);
        Assert.Contains("The list of 2025", Comity.Run("", "show", Comity.NewYork, "--on", "2025-01-28").Output, StringComparison.Ordinal);
        Assert.Equal(2, Comity.Run("", "show", Comity.NewYork, "--on", "tomorrow").Code);
    }

    [Fact]
    public void AnErrorInAPackIsNamedFromWhereTheCommandWasGiven()
    {
        File.WriteAllText(Path.Combine(_copy, "pack.yaml"), "format: 1\nidd: x\n");
        var (code, output, error) = Comity.Run("", "decide", _copy);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains($"{Path.Combine(_copy, "pack.yaml")}:2:1: error PACK0007", error, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderThatIsNotThereIsSaidToBeMissing()
    {
        var (code, _, error) = Comity.Run("", "decide", Path.Combine(_copy, "nowhere"));
        Assert.Equal(2, code);
        Assert.Contains("There is no such folder", error, StringComparison.Ordinal);
    }

    [Fact]
    public void CompareSaysWhatChangesAndThatNothingDoes()
    {
        var (code, output, _) = Comity.Run("", "compare", Comity.NewYork, "--from", "2025-01-27", "--to", "2025-01-28", "--json");
        using var json = JsonDocument.Parse(output);
        Assert.Equal((0, 459_264, 3_649_536), (code, json.RootElement.GetProperty("changed").GetInt32(), json.RootElement.GetProperty("situations").GetInt32()));
        var change = json.RootElement.GetProperty("changes").EnumerateArray().First(item => item.GetProperty("before").GetProperty("outcome").GetString() == "required");
        Assert.Equal("permitted", change.GetProperty("after").GetProperty("outcome").GetString());
        var decided = Comity.Run(change.GetProperty("example").GetProperty("facts").GetRawText(), "decide", Comity.NewYork, "--on", "2025-01-27", "--facts", "-", "--json");
        Assert.Contains("\"outcome\":\"required\"", decided.Output, StringComparison.Ordinal);
        Assert.Contains("Identical: in all 32,845,824 situations", Comity.Run("", "compare", Comity.NewYork, Comity.NewYork).Output, StringComparison.Ordinal);
        Assert.Contains("permitted → permitted with counsel's review", Comity.Run("", "compare", Comity.NewYork, "--without", "NY-2026").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--from DAY --to DAY")]
    [InlineData("Did you mean 'NY-2026'?", "--without", "NY-2025")]
    [InlineData("Give both days", "--from", "2025-01-27")]
    [InlineData("is not a date", "--from", "2025-01-27", "--to", "now")]
    [InlineData("There is no such f", "no-such-folder")]
    public void CompareSaysWhatItNeeds(string hint, params string[] arguments)
    {
        var (code, output, error) = Comity.Run("", ["compare", Comity.NewYork, .. arguments]);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(hint, error, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoModelsAreComparedByWhatTheySay()
    {
        var model = """
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
              <inputData id="n" name="n"><variable name="n" typeRef="number"/></inputData>
              <decision id="d" name="fee"><informationRequirement><requiredInput href="#n"/></informationRequirement><literalExpression><text>LOGIC</text></literalExpression></decision>
            </definitions>
            """;
        string Write(string name, string logic)
        {
            var path = Path.Combine(_copy, name);
            File.WriteAllText(path, model.Replace("LOGIC", logic, StringComparison.Ordinal));
            return path;
        }

        var before = Write("a.dmn", "if n &lt; 5 then 1 else 2");
        Assert.Contains("Identical", Comity.Run("", "compare", before, Write("b.dmn", "if not(n &lt; 5) then 2 else if n = null then 2 else 1")).Output, StringComparison.Ordinal);
        var missing = Comity.Run("", "compare", before, Write("e.dmn", "if n >= 5 then 2 else 1")).Output;
        Assert.Contains("n is missing", missing, StringComparison.Ordinal);
        Assert.Contains("In 1 of the 3 situations at least one input is missing (null).", missing, StringComparison.Ordinal);
        Assert.Contains("\"situationsWithMissingInput\":1", Comity.Run("", "compare", before, Path.Combine(_copy, "e.dmn"), "--json").Output, StringComparison.Ordinal);
        var (code, output, _) = Comity.Run("", "compare", before, Write("c.dmn", "if n &lt;= 5 then 1 else 2"));
        Assert.Equal(0, code);
        Assert.Contains("n: 5", output, StringComparison.Ordinal);
        var bad = Comity.Run("", "compare", before, Write("d.dmn", "if n &lt; then"));
        Assert.Equal(2, bad.Code);
        Assert.Contains("d.dmn:3:", bad.Error, StringComparison.Ordinal);
        Assert.Equal(2, Comity.Run("", "compare", before).Code);
    }

    [Fact]
    public void ExplainSaysWhyAndWhyNot()
    {
        string[] hold = ["explain", Comity.NewYork, "--on", "2025-02-01", "--fact", "requestedAction=hold-beyond-release", "--fact", "enforcementPurpose=civil", "--fact", "judicialProcess=none", "--fact", "agency=local-law-enforcement"];
        var (code, output, _) = Comity.Run("", hold);
        Assert.Equal(0, code);
        Assert.Contains("2 facts force this outcome", output, StringComparison.Ordinal);
        Assert.Contains("It would not be covered if one fact were different:", output, StringComparison.Ordinal);
        Assert.All(output.Split('\n'), line =>
            Assert.True(line.Length <= 80 || line.StartsWith("    comity decide ", StringComparison.Ordinal), line));
        Assert.Contains("It would be required if one fact were different:\n  • What a judge signed: An order to your agency",
            output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Comity.Run("", [.. hold, "--json"]).Output);
        Assert.Equal(2, json.RootElement.GetProperty("reason").GetProperty("facts").GetArrayLength());
        Assert.Equal(3, json.RootElement.GetProperty("others").GetArrayLength());
        Assert.Equal(3, Comity.Run("", hold[..6]).Code);
        Assert.Equal(2, Comity.Run("", hold[..4]).Code);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public void TextAndTablesTakeTheColumnsThatThereAre(int columns)
    {
        foreach (var arguments in (string[][])[
            ["show", Comity.NewYork, "--on", "2025-02-01"],
            ["check", Comity.NewYork],
            ["compare", Comity.NewYork, "--from", "2025-01-27", "--to", "2025-01-28"],
            ["decide", Comity.NewYork, "--on", "2025-02-01", "--fact", "requestedAction=arrest"]])
        {
            var (_, output, error) = Comity.Run("", Environment.CurrentDirectory, arguments, ("COLUMNS", $"{columns}"));
            Assert.Equal("", error);
            var lines = output.Split('\n').Where(line => !line.Contains("comity decide ", StringComparison.Ordinal)
                && !line.StartsWith("sha256:", StringComparison.Ordinal));
            Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= columns, line));
            if (arguments[0] != "check")
            {
                Assert.Contains(output.Split('\n'), line => line.TrimEnd().Length > columns - 10);
            }
        }
    }

    [Fact]
    public void CheckCountsTheQuestions()
    {
        var (code, output, _) = Comity.Run("", "check", Comity.NewYork, "--questions", "--on", "2025-02-01", "--json");
        using var json = JsonDocument.Parse(output);
        Assert.Equal(0, code);
        Assert.All(json.RootElement.GetProperty("questions").GetProperty("actions").EnumerateArray(), action =>
        {
            Assert.True(action.GetProperty("isOptimal").GetBoolean());
            Assert.Equal(action.GetProperty("everyOrderTried").GetDouble(), action.GetProperty("expected").GetDouble(), 9);
        });
        Assert.Contains("Every order", Comity.Run("", "check", Comity.NewYork, "--questions").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AskLeadsFromThePaperToTheDetermination()
    {
        // The detainer; a wrong answer, which is asked again; state police, back, and local police instead.
        var (code, output, questions) = Comity.Run("1\n9\n1\nb\n3\n", "ask", Comity.NewYork, "--on", "2025-02-01", "--json");
        using var json = JsonDocument.Parse(output);
        Assert.Equal(0, code);
        Assert.Equal(["not-covered", "prohibited"], json.RootElement.GetProperty("determinations").EnumerateArray().Select(item => item.GetProperty("outcome").GetString()));
        Assert.Contains("Who is asked to act?", questions, StringComparison.Ordinal);
        Assert.Contains("from 1 to 3", questions, StringComparison.Ordinal);
    }

    [Fact]
    public void AskTakesNumbersDaysAndThereBeingNone()
    {
        var pack = Repository.Pack("example-state");
        var (code, output, _) = Comity.Run("1\n24.55\n24\nyesterday\nnull\n", "ask", pack, "--on", "2024-03-01");
        Assert.Equal(0, code);
        Assert.Equal(2, output.Split("Write a number with at most 1 digit behind the point, from 0 to 720.").Length - 1);
        Assert.Contains("EX-COOP § 13", output, StringComparison.Ordinal);
        Assert.Contains("PERMITTED", output, StringComparison.Ordinal);
    }

    [Fact]
    public void AskTakesNotKnownForAnAnswerAndSaysWhatItDidNotAsk()
    {
        var (code, output, _) = Comity.Run("2\n1\n2\n2\n2\n2\n?\n2\n", "ask", Comity.NewYork, "--on", "2025-02-01");
        Assert.Equal(3, code);
        Assert.Contains("UNDETERMINED", output, StringComparison.Ordinal);
        Assert.Contains("Not asked: Suspected immigration crime", output, StringComparison.Ordinal);
        Assert.Equal(2, Comity.Run("2\n", "ask", Comity.NewYork).Code);
    }

    // Without its scenarios.
    private void CopyNewYork()
    {
        foreach (var file in Directory.GetFiles(Comity.NewYork, "*", SearchOption.AllDirectories).Where(file => !file.Contains("scenarios", StringComparison.Ordinal)))
        {
            var target = Path.Combine(_copy, Path.GetRelativePath(Comity.NewYork, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
