using Comity.Policy.Packs;
using Comity.Policy.Proofs;
using Comity.Policy.Reading;

namespace Comity.Policy.Tests.Proofs;

public sealed class MarkedTableTests : IDisposable
{
    private const string Model = """
        <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
          <inputData id="action" name="action"/><inputData id="paper" name="paper"/>
          <decision id="t" name="Table"><informationRequirement><requiredInput href="#action"/></informationRequirement><informationRequirement><requiredInput href="#paper"/></informationRequirement>
            <decisionTable hitPolicy="FIRST"><input><inputExpression><text>action</text></inputExpression></input><input><inputExpression><text>paper</text></inputExpression></input>
              <output name="effect"/><output name="provision"/><output name="reason"/>
              <rule><inputEntry><text>"hold"</text></inputEntry><inputEntry><text>-</text></inputEntry><outputEntry><text>"prohibited"</text></outputEntry><outputEntry><text>"LAW § 1"</text></outputEntry><outputEntry><text>"Do not."</text></outputEntry></rule>
              <rule><inputEntry><text>"hold"</text></inputEntry><inputEntry><text>"none"</text></inputEntry><outputEntry><text>"prohibited"</text></outputEntry><outputEntry><text>"LAW § 1"</text></outputEntry><outputEntry><text>"Never."</text></outputEntry></rule>
            </decisionTable></decision>
          <decision id="f" name="Findings"><informationRequirement><requiredDecision href="#t"/></informationRequirement><literalExpression><text>if Table = null then [] else [Table]</text></literalExpression></decision>
          <decision id="r" name="Review"><literalExpression><text>[]</text></literalExpression></decision>
        </definitions>
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("pack").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void GapsAndDeadRulesStandWhereTheyAre()
    {
        var table = Assert.Single(MarkedTable.Of(PackCheck.Of(Pack()).Report!));
        Assert.Equal("CHECK0002", Assert.Single(table.Failures).Code);
        Assert.Empty(table.Rules[0].Failures);
        Assert.Equal("CHECK0003", Assert.Single(table.Rules[1].Failures).Code);
    }

    [Fact]
    public void TheGraphNamesWhatEachDecisionNeeds()
    {
        var graph = PolicyGraph.Of(Pack());
        var labels = graph.Nodes.ToDictionary(node => node.Id, node => node.Label);
        var table = graph.Nodes.First(node => node.Label == "Table");
        Assert.Equal(["Action", "Paper", "LAW § 1"], table.Needs.Select(need => labels[need]));
        Assert.Equal(["Table"], graph.Nodes.First(node => node.Label == "Findings").Needs.Select(need => labels[need]));
    }

    private PolicyPack Pack()
    {
        foreach (var (name, text) in SmallPack.Files)
        {
            File.WriteAllText(Path.Combine(_folder, name), name == "m.dmn" ? Model : text);
        }

        var read = PackReader.Read(_folder);
        Assert.Empty(read.Diagnostics);
        return read.Pack!;
    }
}
