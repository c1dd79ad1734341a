using System.Text;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Formatting;
using Comity.Dmn.Linting;
using Comity.Dmn.Xml;
using Comity.Feel.Text;
using Comity.Feel.Values;

namespace Comity.Dmn.Tests.Xml;

public class ExpressionLanguageTests
{
    private static readonly Dictionary<string, FeelValue> Given = new() { ["x"] = FeelValue.From(3) };

    [Theory]
    [InlineData("feel")]
    [InlineData("FEEL")]
    [InlineData(" feel ")]
    [InlineData("S-FEEL")]
    [InlineData("sfeel")]
    [InlineData("http://www.omg.org/spec/FEEL/20140401")]
    [InlineData("http://www.omg.org/spec/FEEL/20140401/")]
    [InlineData("http://www.omg.org/spec/DMN/20180521/FEEL/")]
    [InlineData("https://www.omg.org/spec/DMN/20191111/FEEL/")]
    [InlineData("https://www.omg.org/spec/DMN/20211108/feel")]
    [InlineData("https://www.omg.org/spec/DMN/20230324/S-FEEL/")]
    [InlineData("")]
    public void EachNameOfFeelIsFeel(string name)
    {
        foreach (var model in new[] { Model($"expressionLanguage=\"{name}\"", ""), Model("", $"expressionLanguage=\"{name}\""), Model("expressionLanguage=\"javascript\"", "expressionLanguage=\"feel\"") })
        {
            Assert.Equal("4", Create(model).Engine!.Evaluate("d", Given).Value.ToString());
        }
    }

    [Theory]
    [InlineData("javascript")]
    [InlineData("groovy")]
    [InlineData("juel")]
    [InlineData("http://www.omg.org/spec/DMN/20180521/Feelings/")]
    [InlineData("https://example.org/feel")]
    public void AnotherLanguageIsNamedAndNeitherEvaluatedNorFormatted(string name)
    {
        foreach (var model in new[] { Model($"expressionLanguage=\"{name}\"", ""), Model("", $"expressionLanguage=\"{name}\"") })
        {
            var error = Assert.Single(Create(model).Diagnostics);
            Assert.Equal("DMN0110", error.Code);
            Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
            Assert.Equal("decision 'd'", error.Location!.Element);
            var tolerant = Create(model, DmnEngineOptions.Tolerant).Engine!.Evaluate("d", Given);
            Assert.True(tolerant.Value.IsNull);
            Assert.Contains(tolerant.Notes, note => note.Code == "DMN0110");
            Assert.Null(DmnFormatter.Format(Encoding.UTF8.GetBytes(model), "m.dmn").File);
            Assert.Equal("DMN0110", Assert.Single(DmnLinter.Lint(Read(model).Model!, TestContext.Current.CancellationToken)).Code);
        }
    }

    // Each place that holds a text, in a table that would otherwise be sound.
    [Theory]
    [InlineData("<inputExpression", "input 'x'")]
    [InlineData("<inputValues", "input 'x'")]
    [InlineData("<inputEntry", "rule 1, input 'x'")]
    [InlineData("<outputEntry", "rule 1, output 'fee'")]
    [InlineData("<outputValues", "output 'fee'")]
    [InlineData("<defaultOutputEntry", "output 'fee'")]
    public void EachPlaceMaySayIt(string place, string element)
    {
        var table = """
            <decisionTable hitPolicy="UNIQUE"><input><inputExpression><text>x</text></inputExpression><inputValues><text>[0..9]</text></inputValues></input>
            <output name="fee"><outputValues><text>1, 2</text></outputValues><defaultOutputEntry><text>2</text></defaultOutputEntry></output>
            <rule><inputEntry><text>3</text></inputEntry><outputEntry><text>1</text></outputEntry></rule></decisionTable>
            """;
        var model = Wrapped("", table);
        Assert.Equal("1", Create(model).Engine!.Evaluate("d", Given).Value.ToString());
        var error = Assert.Single(Create(model.Replace(place, place + " expressionLanguage=\"javascript\"", StringComparison.Ordinal)).Diagnostics);
        Assert.Equal(("DMN0110", $"decision 'd', {element}"), (error.Code, error.Location!.Element));
    }

    [Fact]
    public void TypesMaySayIt()
    {
        var model = Wrapped("", "<literalExpression><text>x + 1</text></literalExpression>").Replace(
            "<inputData", "<itemDefinition name=\"t\"><typeRef>number</typeRef><allowedValues expressionLanguage=\"groovy\"><text>[1..9]</text></allowedValues></itemDefinition><inputData", StringComparison.Ordinal);
        Assert.Equal("DMN0110", Assert.Single(Create(model).Diagnostics).Code);
    }

    private static string Model(string onDefinitions, string onExpression) => Wrapped(onDefinitions, $"<literalExpression {onExpression}><text>x+1</text></literalExpression>");

    private static string Wrapped(string onDefinitions, string logic) => $"""
        <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m" {onDefinitions}>
        {Dmn.Input("x", "number")}<decision id="d" name="d">{Dmn.Requires("x")}{logic}</decision></definitions>
        """;

    private static DmnReadResult Read(string model) => DmnReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(model)), "m.dmn");

    private static DmnEngineResult Create(string model, DmnEngineOptions? options = null) => DmnEngine.Create(Read(model).Model!, options);
}
