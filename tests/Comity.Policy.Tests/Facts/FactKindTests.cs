using System.Text.Json;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Packs;

namespace Comity.Policy.Tests.Facts;

/// <summary>A pack whose facts are of all kinds.</summary>
public sealed class FactKindTests : IDisposable
{
    private readonly TemporaryPack _pack = new(
        ("facts.yaml", SmallPack.Files["facts.yaml"] + """

            - { name: age, type: number, decimals: 0, min: 0, max: 130, label: Age, question: How old? }
            - { name: fine, type: number, may-be-absent: true, label: Fine, question: How much? }
            - { name: released, type: date, min: 2000-01-01, may-be-absent: true, label: Release, question: When? }
            - { name: county, type: text, label: County, question: Which? }
            - { name: urgent, type: boolean, may-be-absent: true, label: Urgent, question: Is it? }
            """),
        ("m.dmn", Model));

    private const string Model = """
        <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
          <inputData id="age" name="age"/><inputData id="fine" name="fine"/><inputData id="released" name="released"/><inputData id="county" name="county"/><inputData id="urgent" name="urgent"/>
          <decision id="f" name="Findings">
            <informationRequirement><requiredInput href="#age"/></informationRequirement><informationRequirement><requiredInput href="#fine"/></informationRequirement>
            <informationRequirement><requiredInput href="#released"/></informationRequirement><informationRequirement><requiredInput href="#county"/></informationRequirement>
            <informationRequirement><requiredInput href="#urgent"/></informationRequirement>
            <literalExpression><text>if age &lt; 18 or fine * 2 > 100.5 then [{effect: "prohibited", provision: "LAW § 1", reason: "a"}]
              else if released = null then [{effect: "permitted", provision: "LAW § 1", reason: "b"}]
              else if county = "Albany" and released.year >= 2024 and urgent != null then [{effect: "required", provision: "LAW § 1", reason: "c"}] else []</text></literalExpression>
          </decision>
          <decision id="r" name="Review"><literalExpression><text>[]</text></literalExpression></decision>
        </definitions>
        """;

    public void Dispose() => _pack.Dispose();

    [Theory]
    [InlineData("""{"age": 17}""", Outcome.Prohibited, "")]
    [InlineData("""{"age": 18, "fine": 50.26}""", Outcome.Prohibited, "")]
    [InlineData("""{"age": 18, "fine": 50.25, "released": null}""", Outcome.Permitted, "")]
    [InlineData("""{"age": 18, "fine": null, "released": "2023-12-31"}""", Outcome.NotCovered, "")]
    [InlineData("""{"age": 18, "fine": null, "released": "2024-01-01", "county": "Albany"}""", Outcome.Undetermined, "urgent")]
    [InlineData("""{"age": 18, "fine": null, "released": "2024-01-01", "county": "Albany", "urgent": null}""", Outcome.NotCovered, "")]
    [InlineData("""{"age": 18, "fine": null, "released": "2024-01-01", "county": "Albany", "urgent": false}""", Outcome.Required, "")]
    [InlineData("""{"age": 18, "fine": null, "released": "2024-01-01", "county": "Kings"}""", Outcome.NotCovered, "")]
    [InlineData("""{"age": 18, "released": null}""", Outcome.Undetermined, "fine")]
    public void EachKindIsDecided(string facts, Outcome outcome, string missing)
    {
        using var json = JsonDocument.Parse(facts);
        var read = FactReader.Read(_pack.Read(), json.RootElement);
        Assert.Empty(read.Problems);
        var determination = _pack.Logic().Program.Decide(new DateOnly(2025, 1, 1), read.Facts!);
        Assert.Equal((outcome, missing), (determination.Outcome, string.Join(",", determination.Missing)));
    }

    // Values at both sides of everything that the logic tells apart; the engine is the oracle.
    [Fact]
    public void TheEngineAgrees()
    {
        var logic = _pack.Logic();
        string[][] values = [["0", "17", "18", "130"], ["null", "-3", "50.25", "50.26"], ["null", "2000-01-01", "2023-12-31", "2024-01-01", "9999-12-31"], ["Albany", "Kings", "any other"], ["null", "true", "false"]];
        string[] names = ["age", "fine", "released", "county", "urgent"];
        foreach (var written in values.Aggregate((IEnumerable<string[]>)[[]], (all, next) => all.SelectMany(before => next.Select(value => (string[])[.. before, value]))))
        {
            var facts = names.Zip(written).ToDictionary(pair => pair.First, pair => logic.Pack.Facts.First(fact => fact.Name == pair.First).Read(pair.Second)!.Value);
            var expected = logic.Engine.Evaluate("Findings", facts).Value;
            Assert.Equal(EngineAnswer.OutcomeOf(expected), logic.Program.Decide(new DateOnly(2025, 1, 1), facts).Outcome);
        }
    }

    [Theory]
    [InlineData("age=17.5", "a number without decimals, from 0 to 130")]
    [InlineData("age=131", "a number without decimals, from 0 to 130")]
    [InlineData("fine=1.005", "a number with at most 2 digits behind the point, or null where there is none")]
    [InlineData("released=1999-12-31", "a date such as 2025-02-01, from 2000-01-01, or null")]
    [InlineData("released=2025-02-30", "a date such as")]
    [InlineData("county=", "a text of at most 200 characters")]
    [InlineData("urgent=maybe", "true, false, null")]
    public void ABadValueSaysWhatIsExpected(string assignment, string hint)
    {
        var parts = assignment.Split('=');
        Assert.Contains(hint, Assert.Single(FactReader.Read(_pack.Read(), [KeyValuePair.Create(parts[0], parts[1])]).Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("type: number, min: 5, max: 4", "PACK0006")]
    [InlineData("type: number, min: five", "PACK0006")]
    [InlineData("type: number, decimals: 11", "PACK0006")]
    [InlineData("type: number, decimals: 0, max: 4.5", "PACK0006")]
    [InlineData("type: date, min: yesterday", "PACK0006")]
    [InlineData("type: text, min: 3", "PACK0007")]
    [InlineData("type: text, values: [{ value: a, label: A }]", "PACK0006")]
    [InlineData("type: txt", "PACK0006")]
    public void BadBoundsAreRefused(string definition, string code)
    {
        _pack.Write("facts.yaml", $"- {{ name: x, {definition}, label: X, question: X? }}\n");
        Assert.Contains(PackReader.Read(_pack.Folder).Diagnostics, diagnostic => diagnostic.Code == code && diagnostic.Location is { File: "facts.yaml", Line: 1 });
    }

    [Fact]
    public void WrittenValuesAreReadBack()
    {
        foreach (var (name, written) in new[] { ("age", "42"), ("fine", "-3.5"), ("fine", "null"), ("released", "2024-02-29"), ("county", "St. Lawrence"), ("urgent", "true") })
        {
            var fact = _pack.Read().Facts.First(fact => fact.Name == name);
            Assert.Equal(written, Fact.Written(fact.Read(written)!.Value));
        }
    }
}
