using System.Text;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Linting;
using Comity.Dmn.Xml;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Dmn.Tests.Linting;

public class DmnLinterTests
{
    [Theory]
    [InlineData("FIRST", "< 5 ; - ; 1|< 3 ; 7 ; 2", "DMN0301")]
    [InlineData("FIRST", "< 5 ; - ; 1|>= 5 ; - ; 2|null ; - ; 3|- ; - ; 4", "DMN0301")]
    [InlineData("FIRST", "< 5 ; - ; 1|>= 5 ; - ; 2|- ; - ; 3", "")]
    [InlineData("FIRST", "y ; - ; 1|y ; - ; 2", "DMN0311")]
    [InlineData("FIRST", "- ; - ; 1|y ; - ; 2", "DMN0311 DMN0301")]
    [InlineData("UNIQUE", "< 5 ; - ; 1|[4..6] ; 3 ; 2", "DMN0302")]
    [InlineData("UNIQUE", "< 5 ; - ; 1|[5..6] ; 3 ; 2", "")]
    [InlineData("ANY", "\"a\" ; - ; 1", "FEEL0402")]
    [InlineData("ANY", "1 ; - ; if 1 = 2 then 1 else 2", "FEEL0501")]
    [InlineData("ANY", "1 ; - ; 7 in [6..5]", "FEEL0502")]
    [InlineData("ANY", "1 ; - ; @\"2025-01-01\" in [@\"2025-01-02\"..@\"2025-01-01\")", "FEEL0502")]
    [InlineData("ANY", "1 ; - ; [5..5]", "")]
    [InlineData("ANY", "1 ; - ; \"a\" * 2", "FEEL0401")]
    [InlineData("ANY", "1 ; - ; z", "FEEL0101")]
    public void WhatIsFound(string policy, string rules, string code)
    {
        var codes = Lint(Dmn.Table($"hitPolicy=\"{policy}\"", "<output/>", rules.Split('|'))).Select(diagnostic => diagnostic.Code).Distinct()
            .Where(found => found is not ("DMN0303" or "DMN0309") || code == found);
        Assert.Equal(code, string.Join(' ', codes));
    }

    [Fact]
    public void AllowedValuesCount()
    {
        const string Values = """<itemDefinition name="t"><typeRef>string</typeRef><allowedValues><text>"a", "b"</text></allowedValues></itemDefinition>""";
        var table = Values + Dmn.Input("x", "t") + """
            <decision id="d" name="d"><variable name="d"/><informationRequirement><requiredInput href="#x"/></informationRequirement>
            <decisionTable hitPolicy="FIRST"><input label="X"><inputExpression><text>x</text></inputExpression></input><output/>
            <rule><inputEntry><text>"c"</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
            </decisionTable></decision>
            """;
        var found = Assert.Single(Lint(table), finding => finding.Code == "DMN0303");
        Assert.Contains("\"a\", \"b\"", found.Mend, StringComparison.Ordinal);
        Assert.True(found.Location is { Line: > 1, Column: > 1 });
    }

    [Theory]
    [InlineData("1 = 1", "FEEL0501")]
    [InlineData("x = 1", "")]
    public void ABoxedConditionThatNeverChangesIsFound(string condition, string code)
    {
        var model = Dmn.Input("x", "number") + $"""
            <decision id="d" name="d"><variable name="d"/>{Dmn.Requires("x")}<conditional><if>{Dmn.Literal(condition)}</if><then>{Dmn.Literal("x")}</then><else>{Dmn.Literal("2")}</else></conditional></decision>
            """;
        Assert.Equal(code, string.Join(' ', Lint(model).Select(diagnostic => diagnostic.Code)));
    }

    [Fact]
    public void InputsThatNothingUsesAreNamed()
    {
        var model = Dmn.Input("x", "number") + Dmn.Input("y", "number") + $"<decision id=\"d\" name=\"d\"><variable name=\"d\"/>{Dmn.Requires("x")}{Dmn.Literal("1")}</decision>";
        Assert.Equal(["DMN0304", "DMN0305"], Lint(model).Select(diagnostic => diagnostic.Code).Order());
    }

    // The oracle: a rule is never taken when leaving it out changes no answer.
    [Fact]
    public void ARuleIsCalledUnreachableExactlyWhenNoCaseTakesIt()
    {
        string[] entries = ["-", "< 2", "[1..3]", "(1..2)", "2", "not(2)", ">= 2", "null", "1, 3", "not(null)"];
        Gen.Select(Gen.Int[0, entries.Length - 1], Gen.Int[0, entries.Length - 1]).Array[1, 6].Sample(
            cells =>
            {
                var model = Dmn.Table("hitPolicy=\"FIRST\"", "<output/>", [.. cells.Select((cell, rule) => $"{entries[cell.Item1]} ; {entries[cell.Item2]} ; {rule + 1}")]);
                var engine = Dmn.Engine(model);
                FeelValue[] values = [FeelValue.Null, .. new[] { "0", "1", "1.5", "2", "2.5", "3", "4" }.Select(text => FeelValue.From(FeelNumber.TryParse(text, out var number) ? number : default))];
                var taken = values.SelectMany(_ => values, (x, y) => engine.Evaluate("d", [new("x", x), new("y", y)]).Value).Where(value => !value.IsNull).Select(value => value.ToString()).ToHashSet();
                var never = Lint(model).Where(diagnostic => diagnostic.Code is "DMN0301" or "DMN0303").Select(diagnostic => diagnostic.Message).ToList();
                for (var rule = 1; rule <= cells.Length; rule++)
                {
                    var claimed = never.Exists(message => message.StartsWith($"Rule {rule} ", StringComparison.Ordinal) || message.Contains($"so rule {rule} ", StringComparison.Ordinal));
                    Assert.True(claimed != taken.Contains($"{rule}"), $"rule {rule} of {string.Join(" | ", cells.Select(cell => $"{entries[cell.Item1]} ; {entries[cell.Item2]}"))}");
                }
            },
            iter: 300);
    }

    private static IReadOnlyList<global::Comity.Feel.Text.Diagnostic> Lint(string elements)
    {
        var xml = $"<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"urn:m\">\n{elements}</definitions>";
        var read = DmnReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)), "m.dmn");
        Assert.True(read.Model is not null, string.Join("\n", read.Diagnostics));
        return DmnLinter.Lint(read.Model);
    }
}
