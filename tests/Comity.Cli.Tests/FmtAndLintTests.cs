using System.Text.Json;

namespace Comity.Cli.Tests;

/// <summary><c>comity fmt</c> and <c>comity lint</c> as their users start them.</summary>
public sealed class FmtAndLintTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fmt").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void FilesAreFormattedInPlaceOnce()
    {
        var file = Write("a.feel", "// why\nFull Name+1");
        var check = Comity.Run("", "fmt", _folder, "--check", "--name", "Full Name");
        Assert.Equal(1, check.Code);
        Assert.Contains("-Full Name+1", check.Output, StringComparison.Ordinal);
        Assert.Contains("+Full Name + 1", check.Output, StringComparison.Ordinal);
        Assert.Equal("// why\nFull Name+1", File.ReadAllText(file));

        Assert.Equal(0, Comity.Run("", "fmt", _folder, "--name", "Full Name").Code);
        Assert.Equal("// why\nFull Name + 1\n", File.ReadAllText(file));
        Assert.Equal((0, "", ""), Comity.Run("", "fmt", _folder, "--check", "--name", "Full Name"));
    }

    [Fact]
    public void AColumnOfTheWrongTypeIsNamedAndFindingsAreCounted()
    {
        Write("fare.dmn", """
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="fare" namespace="urn:fare">
              <inputData id="age" name="age"><variable name="age" typeRef="number"/></inputData>
              <decision id="fare" name="fare"><variable name="fare" typeRef="number"/>
                <informationRequirement><requiredInput href="#age"/></informationRequirement>
                <decisionTable hitPolicy="UNIQUE">
                  <input label="age"><inputExpression typeRef="string"><text>age</text></inputExpression></input><output/>
                  <rule><inputEntry><text>"old"</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
                </decisionTable>
              </decision>
            </definitions>
            """);
        var (code, output, error) = Comity.Run("", "lint", _folder);
        Assert.Equal((1, ""), (code, error));
        Assert.Contains("has the type string, and its expression is always a number", output, StringComparison.Ordinal);
        Assert.Contains("No rule ever matches; the table is always null.", output, StringComparison.Ordinal);
        Assert.EndsWith("1 file, 0 errors, 3 warnings\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);

        // Each finding is one line where a program may read it.
        Assert.Equal(4, output.Trim().Split('\n').Length);
    }

    [Fact]
    public void ABadFileIsNamedAndStaysAndTheOthersAreFormatted()
    {
        var bad = Write("bad.feel", "1 +");
        var good = Write("good.feel", "1+1");
        var (code, _, error) = Comity.Run("", "fmt", _folder);
        Assert.Equal(2, code);
        Assert.Contains("bad.feel:1:4: error FEEL0005", error, StringComparison.Ordinal);
        Assert.Equal(("1 +", "1 + 1\n"), (File.ReadAllText(bad), File.ReadAllText(good)));
    }

    [Fact]
    public void StandardInputIsFormattedToStandardOutput() => Assert.Equal((0, "[1, 2]\n", ""), Comity.Run("[1,2]", "fmt", "-"));

    [Fact]
    public void OurOwnPacksAreClean()
    {
        Assert.Equal(0, Comity.Run("", "lint", Comity.NewYork).Code);
        Assert.Equal((0, "", ""), Comity.Run("", "fmt", Path.GetDirectoryName(Comity.NewYork)!, "--check"));
    }

    // Facts stand in the pack, and not in its model: names with blanks are known there all the same.
    [Fact]
    public void TheModelOfAPackIsReadWithThePacksFacts()
    {
        const string Text = """
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
              <decision id="d" name="Late">
                <informationRequirement><requiredInput href="#hours-waited"/></informationRequirement>
                <informationRequirement><requiredInput href="#provisions-in-force"/></informationRequirement>
                <literalExpression><text>hours waited>3 and list contains(provisions in force,"L")</text></literalExpression>
              </decision>
            </definitions>
            """;
        Directory.CreateDirectory(Path.Combine(_folder, "model"));
        var file = Write("model/m.dmn", Text);
        Assert.Contains("DMN0101", Comity.Run("", "lint", file).Output, StringComparison.Ordinal);
        Assert.Equal(2, Comity.Run("", "fmt", file).Code);
        Assert.Equal(2, Comity.Run("", "evaluate", file).Code);

        Write("pack.yaml", "format: 1");
        Write("facts.yaml", "- name: hours waited\n  type: number\n- name: agency\n  type: choice\n  values:\n    - value: state\n      label: State\n");
        Assert.Equal(("1 file, 0 errors, 0 warnings\n", 0), Comity.Run("", "lint", file) is var found ? (found.Output.ReplaceLineEndings("\n"), found.Code) : default);
        Assert.Equal(0, Comity.Run("", "fmt", file).Code);
        Assert.Equal(Text.Replace("waited>3", "waited > 3", StringComparison.Ordinal).Replace("force,", "force, ", StringComparison.Ordinal), File.ReadAllText(file));
        var (code, output, error) = Comity.Run("{\"hours waited\": 4, \"provisions in force\": [\"L\"]}", "evaluate", file, "--input", "-");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("true", output, StringComparison.Ordinal);
        Assert.Equal(2, Comity.Run("{\"hours waited\": \"four\"}", "evaluate", file, "--input", "-").Code);
        var model = Path.Combine(Comity.NewYork, "model", "new-york.dmn");
        Assert.Equal(0, Comity.Run("", "compare", model, model, "--decision", "State entity").Code);
    }

    [Fact]
    public void FindingsHaveTheirPlaces()
    {
        Write("a.feel", "if 1 = 1\nthen x\nelse 2 + \"a\"");
        var (code, output, _) = Comity.Run("", "lint", _folder, "--json");
        using var json = JsonDocument.Parse(output);
        Assert.Equal(1, code);
        Assert.Equal(
            [("FEEL0501", 1, 4), ("FEEL0401", 3, 6)],
            json.RootElement.EnumerateArray().Select(finding => (finding.GetProperty("code").GetString(), finding.GetProperty("line").GetInt32(), finding.GetProperty("column").GetInt32())));
        Assert.Equal(0, Comity.Run("a + b", "lint", "-").Code);
        Assert.Contains("Did you mean 'age'?", Comity.Run("agee + 1", "lint", "-", "--name", "age").Output, StringComparison.Ordinal);
        Write("b.dmn", "<definitions");
        Assert.Equal(2, Comity.Run("", "lint", _folder).Code);
        Assert.Equal(2, Comity.Run("", "lint", Path.Combine(_folder, "none")).Code);
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
