using Comity.Dmn.Evaluation;
using Comity.Policy.Determinations;
using Comity.Policy.Packs;
using Comity.Policy.Programs;

namespace Comity.Policy.Tests.Packs;

public sealed class PackReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pack").FullName;

    public PackReaderTests()
    {
        foreach (var (name, text) in SmallPack.Files)
        {
            Write(name, text);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ReadsAPack()
    {
        var result = PackReader.Read(_folder);
        Assert.Empty(result.Diagnostics);
        var pack = result.Pack!;
        Assert.Equal(["LAW", "LAW § 1"], pack.InForce(new DateOnly(2020, 1, 1)));
        Assert.Empty(pack.InForce(new DateOnly(2019, 12, 31)));
        Assert.Equal([new DateOnly(2020, 1, 1)], pack.EffectiveDates);
        Assert.Equal("warrant", Assert.Single(pack.Documents).Settles["paper"].AsString());
    }

    [Fact]
    public void ReadsWhatAskingCostsAndHowLikelyAnswersAre()
    {
        Write("facts.yaml", SmallPack.Files["facts.yaml"].Replace("label: Paper", "label: Paper\n  cost: 2.5\n  likelihoods: { none: 9 }", StringComparison.Ordinal));
        var facts = PackReader.Read(_folder).Pack!.Facts;
        Assert.Equal((1, 2.5), (facts[0].Cost, facts[1].Cost));
        Assert.Equal(new Dictionary<string, double> { ["none"] = 9 }, facts[1].Likelihoods);
    }

    // The model that is imported comes from the pack's own files, by the name that the import gives or by its namespace.
    [Theory]
    [InlineData("locationURI=\"shared.dmn\"", "shared.dmn")]
    [InlineData("", "shared.dmn")]
    public void AModelThatIsImportedIsAFileOfThePack(string location, string file)
    {
        const string Version = "https://www.omg.org/spec/DMN/20230324/MODEL/";
        Write("m.dmn", $"""
            <definitions xmlns="{Version}" name="m" namespace="urn:m">
              <import name="shared" namespace="urn:shared" importType="{Version}" {location}/>
              <decision id="f" name="Findings"><informationRequirement><requiredDecision href="urn:shared#s"/></informationRequirement><literalExpression><text>shared.Silence</text></literalExpression></decision>
              <decision id="r" name="Review"><literalExpression><text>[]</text></literalExpression></decision>
            </definitions>
            """);
        var missing = Assert.Single(PackReader.Read(_folder).Diagnostics);
        Assert.Equal(("DMN0010", "m.dmn", 2), (missing.Code, missing.Location!.File, missing.Location.Line));

        Write("other.dmn", SmallPack.Files["m.dmn"].Replace("urn:m", "urn:other", StringComparison.Ordinal));
        Write(file, $"""<definitions xmlns="{Version}" name="shared" namespace="urn:shared"><decision id="s" name="Silence"><literalExpression><text>[]</text></literalExpression></decision></definitions>""");
        var pack = PackReader.Read(_folder).Pack!;
        Assert.Equal(file, Assert.Single(pack.Model.Imports).Model.File);
        Assert.Equal("[]", DmnEngine.Create(pack.Model).Engine!.Evaluate("Findings", []).Value.ToString());
    }

    [Fact]
    public void TheDigestSeesEveryByteOfEveryFile()
    {
        var before = PackReader.Read(_folder).Pack!.Digest;
        Assert.Equal(before, PackReader.Read(_folder).Pack!.Digest);
        Write("facts.yaml", SmallPack.Files["facts.yaml"] + "\n");
        Assert.NotEqual(before, PackReader.Read(_folder).Pack!.Digest);
    }

    [Theory]
    [InlineData("pack.yaml", "version: 1.0.0", "", "PACK0005")]
    [InlineData("pack.yaml", "action: action", "action: acton", "PACK0008")]
    [InlineData("pack.yaml", "model: m.dmn", "model: none.dmn", "PACK0001")]
    [InlineData("pack.yaml", "title:", "titel:", "PACK0007")]
    [InlineData("instruments.yaml", "2020-01-01", "1 May", "PACK0006")]
    [InlineData("instruments.yaml", "force: case-law", "force: law", "PACK0006")]
    [InlineData("facts.yaml", "type: choice", "type: number", "PACK0006")]
    [InlineData("facts.yaml", "name: paper", "name: action", "PACK0009")]
    [InlineData("facts.yaml", "label: Paper", "label: Paper\n  cost: -1", "PACK0006")]
    [InlineData("facts.yaml", "label: Paper", "label: Paper\n  likelihoods: { none: often }", "PACK0006")]
    [InlineData("facts.yaml", "label: Paper", "label: Paper\n  likelihoods: { nothing: 2 }", "PACK0010")]
    [InlineData("documents.yaml", "paper: warrant", "papers: warrant", "PACK0008")]
    [InlineData("documents.yaml", "paper: warrant", "paper: warant", "PACK0010")]
    [InlineData("facts.yaml", "- name: action", "- [", "PACK0003")]
    public void ABadFileSaysWhatAndWhere(string file, string part, string replacement, string code)
    {
        Write(file, SmallPack.Files[file].Replace(part, replacement, StringComparison.Ordinal));
        var result = PackReader.Read(_folder);
        Assert.Null(result.Pack);
        Assert.Contains(result.Diagnostics, diagnostic => diagnostic.Code == code && diagnostic.Location is { Line: > 0 } location && location.File == file);
    }

    [Theory]
    [InlineData("instruments.yaml")]
    [InlineData("facts.yaml")]
    public void AMissingFileIsNamed(string file)
    {
        File.Delete(Path.Combine(_folder, file));
        Assert.Contains(PackReader.Read(_folder).Diagnostics, diagnostic => diagnostic.Code == "PACK0001" && diagnostic.Location!.File == file);
    }

    [Theory]
    [InlineData("facts.yaml", 10_000_000)]
    [InlineData("pack.yaml", 10_000_000)]
    public void TenMegabytesOfBracketsAreRefused(string file, int count)
    {
        Write(file, new string('[', count));
        Assert.Contains(PackReader.Read(_folder).Diagnostics, diagnostic => diagnostic.Code == "PACK0002");
    }

    [Fact]
    public void AnAliasBombIsRefused()
    {
        Write("facts.yaml", "- &a [1, 1]\n- &b [*a, *a]\n- &c [*b, *b]\n");
        Assert.Contains(PackReader.Read(_folder).Diagnostics, diagnostic => diagnostic.Code == "PACK0002");
    }

    [Fact]
    public void AModelWithAFactThatThePackLacksIsRefused() =>
        Refused("PACK0011", """<inputData id="i" name="pape"><variable name="pape"/></inputData>""", """[]""", "Did you mean 'paper'?");

    [Fact]
    public void RequirementsInACircleAreRefused() => Refused(
        "DMN0103",
        """
        <decision id="a" name="A"><informationRequirement><requiredDecision href="#b"/></informationRequirement><literalExpression><text>B</text></literalExpression></decision>
        <decision id="b" name="B"><informationRequirement><requiredDecision href="#a"/></informationRequirement><literalExpression><text>A</text></literalExpression></decision>
        """,
        "[]");

    [Fact]
    public void TenMegabytesOfParenthesesInTheModelAreRefused()
    {
        Model("", new string('(', 10_000_000));
        Assert.NotEmpty(Errors());
    }

    [Fact]
    public void AnEntityBombInTheModelIsRefused()
    {
        Write("m.dmn", "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]><definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"&b;\" namespace=\"urn:m\"/>");
        Assert.Contains(Errors(), diagnostic => diagnostic.Location is { Line: > 0, File: "m.dmn" });
    }

    [Theory]
    [InlineData("papr = \"none\"")]
    [InlineData("(")]
    public void ABadConditionForAskingPointsIntoTheFile(string condition)
    {
        Model("<inputData id=\"p\" name=\"paper\"><variable name=\"paper\"/></inputData>", "[]");
        Write("facts.yaml", SmallPack.Files["facts.yaml"] + $"\n  ask: {{ when: '{condition}', provision: LAW § 1, reason: r }}\n");
        var errors = Errors();
        Assert.Contains(errors, diagnostic => diagnostic.Location is { File: "facts.yaml", Line: > 15 });
    }

    private void Refused(string code, string elements, string findings, string? hint = null)
    {
        Model(elements, findings);
        Assert.Contains(Errors(), diagnostic => diagnostic.Code == code && diagnostic.Location!.File == "m.dmn" && (hint is null || diagnostic.Mend == hint));
    }

    private void Model(string elements, string findings) => Write("m.dmn", $"""
        <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
          {elements}
          <decision id="f" name="Findings"><literalExpression><text>{findings}</text></literalExpression></decision>
          <decision id="r" name="Review"><literalExpression><text>[]</text></literalExpression></decision>
        </definitions>
        """);

    private IReadOnlyList<Comity.Feel.Text.Diagnostic> Errors() =>
        PackReader.Read(_folder) is { Pack: { } pack } ? PolicyLogic.Compile(pack).Diagnostics : PackReader.Read(_folder).Diagnostics;

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
