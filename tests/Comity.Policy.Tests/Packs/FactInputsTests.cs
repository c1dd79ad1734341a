using System.Text;
using Comity.Dmn.Editing;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Linting;
using Comity.Dmn.Model;
using Comity.Dmn.Xml;
using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Feel.Values;
using Comity.Policy.Comparison;
using Comity.Policy.Packs;
using Comity.Policy.Programs;

namespace Comity.Policy.Tests.Packs;

/// <summary>A fact stands in facts.yaml alone; a model that declares it too must say the same.</summary>
public sealed class FactInputsTests
{
    private const string Facts = """


        - name: told
          type: boolean
          may-be-absent: true
          label: Told
          question: Was the person told?
        - name: hours
          type: number
          min: 0
          max: 3
          decimals: 0
          label: Hours
          question: How long?
        - name: issued
          type: date
          min: 2024-12-30
          max: 2025-01-02
          label: Issued
          question: When?
        - name: form name
          type: text
          label: Form
          question: Which form?
        - name: way
          type: choice
          recorded-only: true
          label: Way
          question: How did it come?
          values:
            - value: fax
              label: Fax
        """;

    private const string Declared = """
        <itemDefinition name="papers"><typeRef>string</typeRef><allowedValues><text>"none", "warrant"</text></allowedValues></itemDefinition>
        <itemDefinition name="texts" isCollection="true"><typeRef>string</typeRef></itemDefinition>
        <inputData id="action" name="action"><variable name="action"/></inputData>
        <inputData id="paper" name="paper"><variable name="paper" typeRef="papers"/></inputData>
        <inputData id="told" name="told"><variable name="told" typeRef="boolean"/></inputData>
        <inputData id="hours" name="hours"><variable name="hours" typeRef="number"/></inputData>
        <inputData id="issued" name="issued"><variable name="issued" typeRef="date"/></inputData>
        <inputData id="form-name" name="form name"><variable name="form name" typeRef="string"/></inputData>
        <inputData id="on" name="on"><variable name="on" typeRef="date"/></inputData>
        <inputData id="provisions-in-force" name="provisions in force"><variable name="provisions in force" typeRef="texts"/></inputData>
        """;

    private const string Findings = """
        if list contains(provisions in force, "LAW") and (paper = "none" or told = null) and issued &lt;= on
        then [{ effect: if action = "hold" and hours &gt; 1 or form name = "X" then "prohibited" else "permitted", provision: "LAW § 1", reason: "r" }]
        else []
        """;

    private static readonly string[] Ids = ["action", "paper", "told", "hours", "issued", "form-name", "on", "provisions-in-force"];

    [Fact]
    public void AModelThatDeclaresNothingDecidesAsOneThatDeclaresAll()
    {
        using var brief = Pack(Model("", Findings));
        using var full = Pack(Model(Declared, Findings));
        var (one, other) = (brief.Logic(), full.Logic());
        var comparison = PolicyComparison.Of(new PolicySide(one.Program, null), new PolicySide(other.Program, null));
        Assert.Empty(comparison.Groups);
        Assert.Empty(comparison.Facts);
        var asked = 0;
        foreach (var on in (DateOnly[])[new(2019, 12, 31), new(2025, 1, 1), new(2025, 1, 2)])
        {
            foreach (var written in Situations(one.Pack))
            {
                var facts = written.ToDictionary(fact => fact.Key, fact => one.Pack.Facts.Single(known => known.Name == fact.Key).Read(fact.Value)!.Value);
                var inputs = facts.Append(new(PolicyProgram.Day, FeelValue.From(on))).Append(new(PolicyLogic.ProvisionsInput, PolicyLogic.InForce(one.Pack, on)))
                    .ToList();
                var expected = EngineAnswer.OutcomeOf(other.Engine.Evaluate("Findings", inputs, new EvaluationContext(false)).Value);
                Assert.Equal(expected, EngineAnswer.OutcomeOf(one.Engine.Evaluate("Findings", inputs, new EvaluationContext(false)).Value));
                Assert.Equal(expected, one.Program.Decide(on, facts).Outcome);
                asked++;
            }
        }

        Assert.Equal(3 * 2 * 2 * 3 * 4 * 4 * 2, asked);
    }

    [Fact]
    public void TheModelIsCompletedWithStandardInputsThatPointAtTheirFacts()
    {
        using var pack = Pack(Model("", Findings));
        var (read, declared) = (pack.Read(), DmnReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(Model(Declared, Findings))), "m.dmn").Model!);
        Assert.Equal(declared.Inputs.Select(input => (input.Id, input.Name)), read.Model.Inputs.Select(input => (input.Id, input.Name)));
        Assert.Equal(
            ["action values", "paper values", "boolean", "number", "date", "string", "date", "provisions in force values"],
            read.Model.Inputs.Select(input => input.TypeName));
        Assert.Equal(
            ["\"hold\", \"tell\"", "\"warrant\", \"none\"", null], read.Model.ItemDefinitions.Select(definition => definition.AllowedValues?.Text));
        foreach (var fact in read.Facts.Where(fact => !fact.RecordedOnly))
        {
            Assert.Equal(fact.Location, read.Model.Inputs.Single(input => input.Name == fact.Name).Location);
            Assert.Equal("facts.yaml", fact.Location.File);
        }

        // As another program gets it, in full, nothing is left to be declared.
        var exported = ModelerExport.Write(Encoding.UTF8.GetBytes(Model("", Findings)), "m.dmn", FactInputs.Of(read.Facts)).File!;
        var alone = DmnReader.Read(new MemoryStream(exported), "m.dmn").Model!;
        Assert.Equal(read.Model.Inputs.Select(input => (input.Id, input.Name, input.TypeName)), alone.Inputs.Select(input => (input.Id, input.Name, input.TypeName)));
        Assert.Empty(DmnEngine.Create(alone).Diagnostics);
        Assert.Same(alone.Inputs, alone.With([]).Inputs);
    }

    // An id or the name of a type that the model uses for something else.
    [Fact]
    public void NamesThatTheModelHasAlreadyAreLeftToIt()
    {
        using var pack = Pack(Model("""
            <itemDefinition name="paper values"><typeRef>number</typeRef></itemDefinition>
            <knowledgeSource id="paper" name="Paper"/>
            <decision id="hours" name="told"><literalExpression><text>1</text></literalExpression></decision>
            """, "[]", []));
        var model = pack.Read().Model;
        Assert.Equal(["action", "paper-2", "hours-2", "issued", "form-name", "on", "provisions-in-force"], model.Inputs.Select(input => input.Id));
        Assert.Equal("paper values 2", model.Inputs[1].TypeName);
        Assert.Empty(PolicyLogic.Compile(pack.Read()).Diagnostics);
    }

    [Fact]
    public void AnImportedModelIsCompletedToo()
    {
        const string Import = """<import name="shared" namespace="urn:shared" importType="https://www.omg.org/spec/DMN/20230324/MODEL/" locationURI="s.dmn"/>""";
        using var pack = Pack($"""
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">{Import}
              <decision id="f" name="Findings">
                <informationRequirement><requiredDecision href="urn:shared#held"/></informationRequirement>
                <literalExpression><text>if shared.Held then [{"{"} effect: "prohibited", provision: "LAW § 1", reason: "r" {"}"}] else []</text></literalExpression>
              </decision>
              <decision id="r" name="Review"><literalExpression><text>[]</text></literalExpression></decision>
            </definitions>
            """);
        pack.Write("s.dmn", """
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="s" namespace="urn:shared">
              <decision id="held" name="Held">
                <informationRequirement><requiredInput href="#paper"/></informationRequirement>
                <literalExpression><text>paper = "none"</text></literalExpression>
              </decision>
            </definitions>
            """);
        var logic = pack.Logic();
        var on = new DateOnly(2025, 1, 1);
        Assert.Equal("Prohibited", logic.Program.Decide(on, Known("paper", "none")).Outcome.ToString());
        Assert.Equal("NotCovered", logic.Program.Decide(on, Known("paper", "warrant")).Outcome.ToString());
        foreach (var paper in (string[])["none", "warrant"])
        {
            var findings = logic.Engine.Evaluate("Findings", Known("paper", paper), new EvaluationContext(false)).Value;
            Assert.Equal(logic.Program.Decide(on, Known("paper", paper)).Outcome, EngineAnswer.OutcomeOf(findings));
        }

        // What it declares otherwise is found there.
        pack.Write("s.dmn", """
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="s" namespace="urn:shared">
              <inputData id="paper" name="paper"><variable name="paper" typeRef="number"/></inputData>
              <decision id="held" name="Held">
                <informationRequirement><requiredInput href="#paper"/></informationRequirement>
                <literalExpression><text>paper = 1</text></literalExpression>
              </decision>
            </definitions>
            """);
        Assert.Equal(("PACK0011", "s.dmn", 2), Assert.Single(PolicyLogic.Compile(pack.Read()).Diagnostics) is var found
            ? (found.Code, found.Location!.File, found.Location.Line) : default);
    }

    [Theory]
    [InlineData("typeRef=\"number\"", "", "as number, where it is string")]
    [InlineData("typeRef=\"texts\"", "", "as list<string>, where it is string")]
    [InlineData("typeRef=\"t\"", "\"none\"", "without \"warrant\", which the fact can be")]
    [InlineData("typeRef=\"t\"", "\"none\", \"warrant\", \"subpoena\"", "with \"subpoena\", which the fact cannot be")]
    [InlineData("typeRef=\"t\"", "not(\"warrant\")", "without \"warrant\", which the fact can be")]
    [InlineData("typeRef=\"u\"", "\"none\"", "without \"warrant\", which the fact can be")]
    [InlineData("typeRef=\"t\"", "\"none\", \"warrant\", null", null)]
    [InlineData("typeRef=\"t\"", "not(\"subpoena\")", null)]
    [InlineData("typeRef=\"string\"", "", null)]
    [InlineData("typeRef=\"Any\"", "", null)]
    [InlineData("", "", null)]
    public void ADeclarationThatContradictsTheFactIsNamed(string type, string values, string? difference)
    {
        var definitions = values.Length == 0 ? "" : $"""
            <itemDefinition name="t"><typeRef>string</typeRef><allowedValues><text>{values}</text></allowedValues></itemDefinition>
            <itemDefinition name="u"><typeRef>t</typeRef></itemDefinition>
            """;
        using var pack = Pack(Model($"""
            <itemDefinition name="texts" isCollection="true"><typeRef>string</typeRef></itemDefinition>{definitions}
            <inputData id="paper" name="paper"><variable name="paper" {type}/></inputData>
            """, "[]", []));
        var found = PolicyLogic.Compile(pack.Read()).Diagnostics;
        if (difference is null)
        {
            Assert.Empty(found);
            return;
        }

        var one = Assert.Single(found);
        Assert.Equal("PACK0011", one.Code);
        Assert.Equal($"The model declares the input 'paper' otherwise than the pack: {difference}.", one.Message);
        Assert.Equal("m.dmn", one.Location!.File);
        Assert.True(one.Location.Line > 1);
        Assert.StartsWith("Take the input out of the model: facts.yaml:", one.Mend, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hours", "number", "[0..3]", false)]
    [InlineData("hours", "number", "[0..2]", true)]
    [InlineData("issued", "date", "&gt;= date(\"2024-12-31\")", true)]
    [InlineData("told", "boolean", "true, false", false)]
    [InlineData("told", "boolean", "true", true)]
    [InlineData("on", "string", "-", true)]
    [InlineData("provisions in force", "string", "-", true)]
    public void EveryKindOfInputIsCompared(string name, string type, string values, bool differs)
    {
        using var pack = Pack(Model($"""
            <itemDefinition name="t"><typeRef>{type}</typeRef><allowedValues><text>{values}</text></allowedValues></itemDefinition>
            <inputData id="i" name="{name}"><variable name="{name}" typeRef="t"/></inputData>
            """, "[]", []));
        Assert.Equal(differs ? ["PACK0011"] : [], PolicyLogic.Compile(pack.Read()).Diagnostics.Select(diagnostic => diagnostic.Code));
    }

    [Theory]
    [InlineData("on", "PACK0006")]
    [InlineData("provisions in force", "PACK0006")]
    [InlineData("form  name", "PACK0009")]
    public void AFactHasANameOfItsOwn(string name, string code)
    {
        using var pack = Pack(Model("", "[]", []));
        pack.Write("facts.yaml", $"{SmallPack.Files["facts.yaml"]}{Facts}\n- name: {(name == "on" ? "\"on\"" : name)}\n  type: text\n  label: l\n  question: q");
        Assert.Equal(code, Assert.Single(PackReader.Read(pack.Folder).Diagnostics).Code);
    }

    [Fact]
    public void AFileInAPacksFolderGetsItsInputs()
    {
        using var pack = Pack(Model("", Findings));
        var file = Path.Combine(pack.Folder, "model", "deep", "m.dmn");
        var inputs = FactInputs.Around(file);
        Assert.Equal(FactInputs.Of(pack.Read().Facts).Select(input => input.Name), inputs.Select(input => input.Name));
        Assert.All(inputs, input => Assert.Equal(Path.Combine(pack.Folder, "facts.yaml"), input.Location.File));
        Assert.DoesNotContain(
            DmnLinter.Lint(
                DmnReader.ReadFile(Path.Combine(pack.Folder, "m.dmn")).Model!.With(inputs), cancellation: TestContext.Current.CancellationToken),
            finding => finding.Severity == Severity.Error);
        File.Delete(Path.Combine(pack.Folder, "facts.yaml"));
        Assert.Empty(FactInputs.Around(file));
        File.Delete(Path.Combine(pack.Folder, "pack.yaml"));
        Assert.Empty(FactInputs.Around(file));
    }

    private static TemporaryPack Pack(string model) => new(("facts.yaml", SmallPack.Files["facts.yaml"] + Facts), ("m.dmn", model));

    private static string Model(string elements, string findings) => Model(elements, findings, Ids);

    private static string Model(string elements, string findings, string[] requires) => $"""
        <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
          {elements}
          <decision id="f" name="Findings">
            {string.Concat(requires.Select(id => $"<informationRequirement><requiredInput href=\"#{id}\"/></informationRequirement>"))}
            <literalExpression><text>{findings}</text></literalExpression>
          </decision>
          <decision id="r" name="Review"><literalExpression><text>[]</text></literalExpression></decision>
        </definitions>
        """;

    private static Dictionary<string, FeelValue> Known(string name, string value) => new() { [name] = FeelValue.From(value) };

    private static IEnumerable<KeyValuePair<string, string>[]> Situations(PolicyPack pack) => pack.Facts.Where(fact => !fact.RecordedOnly).Aggregate(
        (IEnumerable<KeyValuePair<string, string>[]>)[[]],
        (all, fact) => all.SelectMany(before => Values(fact.Name).Select(value => (KeyValuePair<string, string>[])[.. before, new(fact.Name, value)])));

    private static string[] Values(string fact) => fact switch
    {
        "action" => ["hold", "tell"],
        "paper" => ["warrant", "none"],
        "told" => ["true", "false", "null"],
        "hours" => ["0", "1", "2", "3"],
        "issued" => ["2024-12-30", "2024-12-31", "2025-01-01", "2025-01-02"],
        _ => ["X", "other"],
    };
}
