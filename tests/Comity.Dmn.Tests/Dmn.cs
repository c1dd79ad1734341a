using System.Text;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Xml;
using Comity.Feel.Text;

namespace Comity.Dmn.Tests;

/// <summary>Small models written in the test that uses them.</summary>
internal static class Dmn
{
    public static DmnEngine Engine(string elements, DmnEngineOptions? options = null)
    {
        var result = Create(elements, options);
        Assert.True(result.Engine is not null, string.Join("\n", result.Diagnostics));
        return result.Engine;
    }

    public static IReadOnlyList<Diagnostic> Errors(string elements)
    {
        var result = Create(elements);
        Assert.Null(result.Engine);
        return result.Diagnostics;
    }

    /// <summary>A table over the inputs x and y (numbers) with one output, each rule as "x cell ; y cell ; output".</summary>
    public static string Table(string attributes, string output, params string[] rules) => $"""
        {Input("x", "number")}{Input("y", "number")}
        <decision id="d" name="d">{Requires("x", "y")}<decisionTable {attributes}>
        <input><inputExpression><text>x</text></inputExpression></input><input><inputExpression><text>y</text></inputExpression></input>{output}
        {string.Concat(rules.Select(Rule))}</decisionTable></decision>
        """;

    public static string Input(string name, string type) => $"""<inputData id="{name}" name="{name}"><variable name="{name}" typeRef="{type}"/></inputData>""";

    public static string Requires(params string[] inputs) => string.Concat(inputs.Select(input => $"""<informationRequirement><requiredInput href="#{input}"/></informationRequirement>"""));

    public static string RequiresDecision(string id) => $"""<informationRequirement><requiredDecision href="#{id}"/></informationRequirement>""";

    public static string Literal(string text) => $"<literalExpression><text>{text.Replace("<", "&lt;", StringComparison.Ordinal)}</text></literalExpression>";

    private static string Rule(string rule)
    {
        var cells = rule.Split(';').Select(cell => cell.Replace("<", "&lt;", StringComparison.Ordinal)).ToArray();
        return $"<rule><inputEntry><text>{cells[0]}</text></inputEntry><inputEntry><text>{cells[1]}</text></inputEntry><outputEntry><text>{cells[2]}</text></outputEntry></rule>";
    }

    public static DmnReadResult Read(string elements)
    {
        var xml = $"""<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">{elements}</definitions>""";
        return DmnReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)), "m.dmn");
    }

    public static DmnEngineResult Create(string elements, DmnEngineOptions? options = null)
    {
        var read = Read(elements);
        return read.Model is null ? new DmnEngineResult(null, read.Diagnostics) : DmnEngine.Create(read.Model, options);
    }
}
