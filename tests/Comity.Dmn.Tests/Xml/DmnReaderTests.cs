using System.Text;
using System.Xml.Linq;
using Comity.Dmn.Model;
using Comity.Dmn.Xml;
using Comity.Feel.Text;

namespace Comity.Dmn.Tests.Xml;

public class DmnReaderTests
{
    private const string Dish = """
        <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="Dish" namespace="urn:dish" id="_d">
          <inputData id="_season" name="Season"><variable name="Season" typeRef="string"/></inputData>
          <knowledgeSource id="_book" name="Cook book" locationURI="urn:book"/>
          <businessKnowledgeModel id="_double" name="double">
            <encapsulatedLogic><formalParameter name="n" typeRef="number"/><literalExpression><text>n * 2</text></literalExpression></encapsulatedLogic>
          </businessKnowledgeModel>
          <decision id="_dish" name="Main dish">
            <variable name="Main dish" typeRef="string"/>
            <informationRequirement id="_r"><requiredInput href="#_season"/></informationRequirement>
            <authorityRequirement id="_a"><requiredAuthority href="#_book"/></authorityRequirement>
            <decisionTable hitPolicy="RULE ORDER">
              <input label="Season"><inputExpression><text>Season</text></inputExpression></input>
              <output/>
              <annotation name="Why"/>
              <rule><inputEntry><text>"Winter"</text></inputEntry><outputEntry><text>1 &lt; 2 and nobody</text></outputEntry><annotationEntry><text>cold</text></annotationEntry></rule>
            </decisionTable>
          </decision>
        </definitions>
        """;

    [Fact]
    public void ReadsTheGraphAndItsTables()
    {
        var model = Read(Dish).Model!;
        var decision = Assert.Single(model.Decisions);
        Assert.Equal([RequirementKind.Input, RequirementKind.Authority], decision.Requirements.Select(requirement => requirement.Kind));
        var table = Assert.IsType<DecisionTable>(decision.Expression);
        Assert.Equal(HitPolicy.RuleOrder, table.HitPolicy);
        Assert.Equal("\"Winter\"", table.Rules[0].Inputs[0].Text);
        Assert.Equal("cold", table.Rules[0].Annotations[0]);
        Assert.Equal(new Parameter("n", "number"), Assert.Single(model.KnowledgeModels).Parameters[0]);
        Assert.Equal("urn:book", Assert.Single(model.KnowledgeSources).Uri);
    }

    [Theory]
    [InlineData("http://www.omg.org/spec/DMN/20151101/dmn.xsd")]
    [InlineData("http://www.omg.org/spec/DMN/20180521/MODEL/")]
    [InlineData("https://www.omg.org/spec/DMN/20191111/MODEL/")]
    [InlineData("https://www.omg.org/spec/DMN/20211108/MODEL/")]
    public void ReadsEarlierVersions(string version) =>
        Assert.NotNull(Read(Dish.Replace("https://www.omg.org/spec/DMN/20230324/MODEL/", version, StringComparison.Ordinal)).Model);

    [Fact]
    public void APlaceBehindAReferenceIsThePlaceInTheFile()
    {
        var text = ((DecisionTable)Read(Dish).Model!.Decisions[0].Expression).Rules[0].Outputs[0];
        var location = text.LocationOf(new SourceSpan(text.Text.IndexOf("nobody", StringComparison.Ordinal), 6));
        var line = Dish.Split('\n')[location.Line - 1];
        Assert.StartsWith("nobody", line[(location.Column - 1)..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<definitions", "DMN0001")]
    [InlineData("<definitions xmlns=\"urn:other\"/>", "DMN0004")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><x>&b;</x>", "DMN0006")]
    public void ABadFileSaysWhere(string xml, string code)
    {
        var diagnostic = Assert.Single(Read(xml).Diagnostics);
        Assert.Equal((code, "dish.dmn"), (diagnostic.Code, diagnostic.Location!.File));
    }

    [Fact]
    public void DeepElementsAreRefused() => Assert.Equal("DMN0003", Assert.Single(Read(string.Concat(Enumerable.Repeat("<a>", 100_000)) + string.Concat(Enumerable.Repeat("</a>", 100_000))).Diagnostics).Code);

    [Fact]
    public void AHostSetsHowLargeAFileMayBe()
    {
        Assert.NotNull(Read(Dish, new DmnReadLimits(Dish.Length)).Model);
        Assert.Equal("DMN0002", Assert.Single(Read(Dish, new DmnReadLimits(Dish.Length - 1)).Diagnostics).Code);
    }

    [Fact]
    public void AHostSetsHowDeepElementsMayBe()
    {
        var deepest = XDocument.Parse(Dish).Descendants().Max(element => element.Ancestors().Count());
        Assert.NotNull(Read(Dish, new DmnReadLimits(MaximumDepth: deepest + 1)).Model);
        var refused = Assert.Single(Read(Dish, new DmnReadLimits(MaximumDepth: deepest - 1)).Diagnostics);
        Assert.Equal("DMN0003", refused.Code);
        Assert.True(refused.Location!.Line > 1);
    }

    [Theory]
    [InlineData("hitPolicy=\"RULE ORDER\"", "hitPolicy=\"SOME\"", "DMN0007")]
    [InlineData("<inputEntry><text>\"Winter\"</text></inputEntry>", "", "DMN0008")]
    [InlineData("id=\"_season\"", "id=\"_dish\"", "DMN0009")]
    [InlineData("<literalExpression><text>n * 2</text></literalExpression>", "<relation><column name=\"a\"/><row/></relation>", "DMN0008")]
    [InlineData("<literalExpression><text>n * 2</text></literalExpression>", "", "DMN0005")]
    public void ABadModelSaysWhatAndWhere(string part, string replacement, string code)
    {
        var result = Read(Dish.Replace(part, replacement, StringComparison.Ordinal));
        Assert.Null(result.Model);
        Assert.Contains(result.Diagnostics, diagnostic => diagnostic.Code == code && diagnostic.Location!.Line > 1);
    }

    private static DmnReadResult Read(string xml, DmnReadLimits? limits = null) => DmnReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)), "dish.dmn", limits: limits);

    [Fact]
    public void AValueThatIsNoBooleanDoesNotThrow()
    {
        const string Model = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m"><itemDefinition name="t" isCollection="perhaps"><typeRef>string</typeRef></itemDefinition></definitions>""";
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(Model));
        Assert.False(DmnReader.Read(stream, "m.dmn").Model!.ItemDefinitions[0].IsCollection);
    }
}
