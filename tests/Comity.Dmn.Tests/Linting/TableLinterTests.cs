using System.Text.RegularExpressions;
using Comity.Dmn.Linting;
using Comity.Feel;
using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Dmn.Tests.Linting;

/// <summary>What is said of tables, against every combination of values that their cells can tell apart.</summary>
public partial class TableLinterTests
{
    // Of each type some cells, and values of all regions that these cut.
    private static readonly (string Type, string[] Cells, string[] Values)[] Types =
    [
        ("number", ["-", "< 2", "[1..3]", "(1..2)", "2", "not(2)", ">= 2", "null", "not(null)", "1, 3", "[3..1]", "\"a\"", "> 3, < 1"], ["null", "0", "1", "1.5", "2", "2.5", "3", "4"]),
        ("string", ["-", "\"a\"", "\"a\", \"b\"", "not(\"a\")", "null", "not(null)", "5", "not(\"a\", \"b\")"], ["null", "\"a\"", "\"b\"", "\"c\""]),
        ("string", ["-", "< \"b\"", "[\"b\"..\"d\"]", ">= \"d\"", "\"b\"", "not(null)", "null", "> \"d\""], ["null", "\"a\"", "\"b\"", "\"c\"", "\"d\"", "\"e\""]),
        ("boolean", ["-", "true", "false", "not(true)", "null", "not(null)", "true, false", "1"], ["null", "true", "false"]),
        ("date", ["-", "< date(\"2025-01-02\")", "date(\"2025-01-02\")", "[date(\"2025-01-01\")..date(\"2025-01-02\")]", "(date(\"2025-01-01\")..date(\"2025-01-02\"))", ">= date(\"2025-01-01\")", "null", "not(null)"],
            ["null", "date(\"2024-12-31\")", "date(\"2025-01-01\")", "date(\"2025-01-02\")", "date(\"2025-01-03\")"]),
        ("time", ["-", "< time(\"10:00:00\")", "[time(\"09:00:00\")..time(\"10:00:00\")]", ">= time(\"10:00:00\")", "null", "not(null)", "not(time(\"09:00:00\"))"],
            ["null", "time(\"08:00:00\")", "time(\"09:00:00\")", "time(\"09:30:00\")", "time(\"10:00:00\")", "time(\"11:00:00\")", "time(\"11:00:00Z\")", "time(\"08:00:00+02:00\")"]),
        ("date and time", ["-", "< date and time(\"2025-01-02T00:00:00\")", "[date and time(\"2025-01-01T00:00:00\")..date and time(\"2025-01-02T00:00:00\"))", ">= date and time(\"2025-01-01T00:00:00\")", "null", "not(null)", "date and time(\"2025-01-02T00:00:00\")"],
            ["null", "date and time(\"2024-12-31T00:00:00\")", "date and time(\"2025-01-01T00:00:00\")", "date and time(\"2025-01-01T12:00:00\")", "date and time(\"2025-01-02T00:00:00\")", "date and time(\"2025-01-03T00:00:00\")", "date and time(\"2024-12-31T00:00:00Z\")", "date and time(\"2025-01-03T00:00:00+01:00\")"]),
        ("days and time duration", ["-", "< duration(\"P2D\")", "[duration(\"P1D\")..duration(\"P2D\")]", ">= duration(\"P2D\")", "null", "not(null)", "duration(\"P1D\")"],
            ["null", "duration(\"PT1H\")", "duration(\"P1D\")", "duration(\"PT30H\")", "duration(\"P2D\")", "duration(\"P3D\")"]),
        ("years and months duration", ["-", "< duration(\"P1Y\")", "(duration(\"P11M\")..duration(\"P1Y\"))", "duration(\"P1Y\")", ">= duration(\"P11M\")", "null", "not(null)"],
            ["null", "duration(\"P1M\")", "duration(\"P11M\")", "duration(\"P1Y\")", "duration(\"P2Y\")"]),
    ];

    // Cells of which no constants are known: what they let pass is tried with one value of y.
    private static readonly string[] Expressions = ["y", "not(y)", "? = y"];

    private static readonly string[] Policies = ["UNIQUE", "ANY", "FIRST", "PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"];

    private static readonly Gen<(int[] Types, (string[] Cells, int Output)[] Rules, string Policy)> Tables = Gen.Select(Gen.Int[0, Types.Length - 1].Array[2], Of(Policies)).SelectMany(
        (types, policy) => Gen.Select(Gen.Int[0, 1_000].Array[2], Gen.Int[1, 3]).Array[1, 6]
            .Select(rules => (types, rules.Select(rule => (types.Select((type, i) => Cell(type, rule.Item1[i])).ToArray(), rule.Item2)).ToArray(), policy)));

    private static readonly FeelScope Scope = FeelScope.Of([new FeelVariable("a", FeelType.Any), new FeelVariable("b", FeelType.Any), new FeelVariable("y", FeelType.Any)]);

    [Fact]
    public void WhatIsSaidOfATableIsTrueAndNothingIsMissed() => Tables.Sample(
        (types, rules, policy) =>
        {
            var found = Lint(Model(types, rules, policy));
            var codes = found.ToLookup(finding => finding.Code, finding => finding.Message);
            var tests = Array.ConvertAll(rules, rule => Array.ConvertAll(rule.Cells, Tests));
            var isExact = rules.All(rule => rule.Cells.All(cell => !Expressions.Contains(cell)));

            // Each combination of values, with the rules that match there.
            var points = (from a in Types[types[0]].Values from b in Types[types[1]].Values from y in isExact ? ["null"] : Types[types[0]].Values.Concat(Types[types[1]].Values) select Matches(tests, a, b, y)).ToList();
            var context = string.Join("\n", rules.Select(rule => $"{string.Join(" ; ", rule.Cells)} ; {rule.Output}").Prepend($"{policy} {string.Join(", ", types.Select(type => Types[type].Type))}").Concat(found.Select(finding => finding.ToString())));

            // A cell that no value passes.
            var never = codes["DMN0303"].Select(message => int.Parse(RuleOfCell().Match(message).Groups[1].Value)).ToHashSet();
            var passed = Enumerable.Range(1, rules.Length).Where(rule => Enumerable.Range(0, 2).All(column => Types[types[column]].Values.Any(value => Expressions.Contains(rules[rule - 1].Cells[column]) || Passes(tests[rule - 1][column], value)))).ToHashSet();
            Assert.True(Enumerable.Range(1, rules.Length).All(rule => never.Contains(rule) != passed.Contains(rule)), context);

            // Rules that meet, with other outputs where that matters.
            var pairs = codes[policy == "ANY" ? "DMN0310" : "DMN0302"].Select(message => Pair().Match(message)).Select(match => (int.Parse(match.Groups[1].Value), int.Parse(match.Groups[2].Value))).ToHashSet();
            var meeting = (from point in points from one in point from other in point where one < other && (policy == "UNIQUE" || rules[one - 1].Output != rules[other - 1].Output) select (one, other)).ToHashSet();
            Assert.True(policy is not ("UNIQUE" or "ANY") ? pairs.Count == 0 : pairs.IsSubsetOf(meeting) && (!isExact || meeting.SetEquals(pairs)), context);

            // Rules that others always prevail over.
            var dead = codes["DMN0301"].Select(message => int.Parse(Rule().Match(message).Groups[1].Value)).ToHashSet();
            var taken = points.Where(point => point.Count > 0).SelectMany(point => policy == "FIRST" ? point.Take(1) : point.Where(rule => point.All(other => rules[other - 1].Output >= rules[rule - 1].Output))).ToHashSet();
            var mayDie = Enumerable.Range(1, rules.Length).Where(rule => !taken.Contains(rule) && passed.Contains(rule)).ToHashSet();
            var isOnLines = types.All(type => !Types[type].Type.Contains("time", StringComparison.Ordinal) || Types[type].Type.Contains("duration", StringComparison.Ordinal));
            Assert.True(policy is not ("FIRST" or "PRIORITY") ? dead.Count == 0 : dead.IsSubsetOf(mayDie) && (!isExact || !isOnLines || mayDie.SetEquals(dead)), context);

            // A gap.
            var gap = codes["DMN0309"].Any();
            var hasGap = points.Exists(point => point.Count == 0);
            Assert.True(policy is not ("UNIQUE" or "ANY" or "FIRST" or "PRIORITY") ? !gap : !gap || hasGap, context);
            Assert.True(policy is not ("UNIQUE" or "ANY" or "FIRST" or "PRIORITY") || !isExact || !isOnLines || gap == hasGap, context);

            // What is not known is named.
            Assert.Equal(!isExact, codes["DMN0311"].Any());
        },
        iter: 1_000);

    // Camunda's modeler lets a column have another type than what it tests, and an output another than its column.
    [Fact]
    public void ColumnsAndOutputsThatNeverFitTheirTypeAreFound()
    {
        var found = Lint($"""
            {Dmn.Input("age", "number")}<decision id="d" name="d"><variable name="d"/>{Dmn.Requires("age")}<decisionTable>
            {Column("age", "typeRef=\"string\"")}<output typeRef="string"/>{Row("1", "> 60")}{Row("\"a\"", "<= 60")}{Row("age + 1", "-")}
            </decisionTable></decision>
            """);
        Assert.Equal(["DMN0303", "DMN0303", "DMN0306", "DMN0307", "DMN0307"], found.Select(finding => finding.Code).Where(code => code is "DMN0303" or "DMN0306" or "DMN0307").Order());
        Assert.Contains(found, finding => finding.Message == "The output of rule 1 is 1, which is no string, so it is null.");
    }

    [Fact]
    public void AnOutputOfAnotherTypeThanItsDecisionIsFound() =>
        Assert.Contains(
            Lint($"""
                {Dmn.Input("x", "number")}<decision id="d" name="d"><variable name="d" typeRef="string"/>{Dmn.Requires("x")}<decisionTable>
                {Column("x")}<output/>{Row("1", "-")}</decisionTable></decision>
                """),
            finding => finding.Code == "DMN0307");

    [Fact]
    public void AnOutputThatIsNotListedIsFound()
    {
        var found = Lint($"""
            {Dmn.Input("x", "number")}<decision id="d" name="d"><variable name="d"/>{Dmn.Requires("x")}<decisionTable hitPolicy="FIRST">
            {Column("x")}<output><outputValues><text>"a", "b"</text></outputValues></output>{Row("\"c\"", "1")}{Row("\"a\"", "-")}</decisionTable></decision>
            """);
        Assert.Equal("DMN0308", Assert.Single(found).Code);
    }

    [Theory]
    [InlineData("x", "x", "< 1 ; > 2", "DMN0309")]
    [InlineData("x", "x", "< 5 ; > 2|[3..4] ; -", "DMN0302 DMN0309")]
    [InlineData("x", "x", "< 1 ; -|- ; >= 1", "DMN0309")]
    [InlineData("x", "x + 1", "< 1 ; > 5|> 3 ; < 2", "")]
    [InlineData("x", "x + 1", "> 1 ; -|- ; < 1", "DMN0311")]
    public void ColumnsOverOneVariableAreNotIndependent(string first, string second, string rules, string codes)
    {
        var found = Lint($"""
            {Dmn.Input("x", "number")}<decision id="d" name="d"><variable name="d"/>{Dmn.Requires("x")}<decisionTable>
            {Column(first)}{Column(second)}<output/>{string.Concat(rules.Split('|').Select((rule, i) => Row($"{i}", rule.Split(';'))))}</decisionTable></decision>
            """);
        Assert.Equal(codes, string.Join(' ', found.Select(finding => finding.Code).Where(code => code is not "DMN0303").Distinct().Order()));
    }

    // A gap among values that the table speaks of is a warning; one at null or at other strings is only told.
    [Theory]
    [InlineData("number", "< 5|>= 6", Severity.Warning, "'x' is 5")]
    [InlineData("number", "< 5|>= 5", Severity.Information, "'x' is null")]
    [InlineData("string", "\"a\"|\"b\"", Severity.Information, "'x' is null")]
    [InlineData("boolean", "true", Severity.Warning, "'x' is false")]
    public void AGapIsShownByValues(string type, string rules, Severity severity, string where)
    {
        var found = Lint($"""
            {Dmn.Input("x", type)}<decision id="d" name="d"><variable name="d"/>{Dmn.Requires("x")}<decisionTable>
            {Column("x")}<output/>{string.Concat(rules.Split('|').Select((rule, i) => Row($"{i}", rule)))}</decisionTable></decision>
            """);
        var gap = Assert.Single(found);
        Assert.Equal(("DMN0309", severity), (gap.Code, gap.Severity));
        Assert.Contains(where, gap.Message, StringComparison.Ordinal);
    }

    // Many rules over many columns: each kind of mistake that is put in is found, and no other.
    [Fact]
    public void MistakesAreFoundAmongThousandsOfRules()
    {
        var rules = Enumerable.Range(0, 3_000).Select(i => (string[])[$"[{i}..{i + 1})", .. Enumerable.Range(0, 10).Select(column => $"\"v{(i >> column) % 2}\""), "-"]).ToList();
        rules[2_000] = rules[100];
        var found = Lint($"""
            {string.Concat(Enumerable.Range(0, 12).Select(i => Dmn.Input($"x{i}", i == 0 ? "number" : "string")))}
            <decision id="d" name="d"><variable name="d"/>{Dmn.Requires([.. Enumerable.Range(0, 12).Select(i => $"x{i}")])}<decisionTable>
            {string.Concat(Enumerable.Range(0, 12).Select(i => Column($"x{i}")))}<output/>{string.Concat(rules.Select(rule => Row("1", rule)))}</decisionTable></decision>
            """);
        Assert.Equal("Rules 101 and 2001 can match at once", Assert.Single(found, finding => finding.Code == "DMN0302").Message.Split(" where")[0]);
    }

    [Fact]
    public void ItCanBeEnded()
    {
        var model = Dmn.Read(Dmn.Table("hitPolicy=\"FIRST\"", "<output/>", "1 ; - ; 1", "- ; - ; 2")).Model!;
        Assert.ThrowsAny<OperationCanceledException>(() => DmnLinter.Lint(model, new CancellationToken(true)));
    }

    private static string Cell(int type, int choice) => choice < 60 ? Expressions[choice % Expressions.Length] : Types[type].Cells[choice % Types[type].Cells.Length];

    private static List<int> Matches(CompiledTests[][] tests, string a, string b, string y)
    {
        FeelValue[] slots = [Value(a), Value(b), Value(y)];
        return [.. Enumerable.Range(1, tests.Length).Where(rule => tests[rule - 1][0].Test(slots[0], slots, EvaluationContext.Silent).IsTrue && tests[rule - 1][1].Test(slots[1], slots, EvaluationContext.Silent).IsTrue)];
    }

    private static bool Passes(CompiledTests tests, string value) => tests.Test(Value(value), new FeelValue[3], EvaluationContext.Silent).IsTrue;

    private static readonly Dictionary<string, FeelValue> Known = [];

    private static FeelValue Value(string text)
    {
        lock (Known)
        {
            return Known.TryGetValue(text, out var known) ? known
                : Known[text] = FeelCompiler.CompileExpression(FeelParser.ParseExpression(text, Scope).Tree!, Scope).Code!.Evaluate(new FeelValue[3], EvaluationContext.Silent);
        }
    }

    private static CompiledTests Tests(string text) => FeelCompiler.CompileUnaryTests(FeelParser.ParseUnaryTests(text, Scope).Tree!, Scope).Code!;

    private static Gen<T> Of<T>(T[] choices) => Gen.Int[0, choices.Length - 1].Select(choice => choices[choice]);

    private static string Model(int[] types, (string[] Cells, int Output)[] rules, string policy) => $"""
        {Dmn.Input("a", Types[types[0]].Type)}{Dmn.Input("b", Types[types[1]].Type)}<inputData id="y" name="y"/>
        <decision id="d" name="d"><variable name="d"/>{Dmn.Requires("a", "b", "y")}<decisionTable hitPolicy="{policy}">
        {Column("a")}{Column("b")}<output><outputValues><text>1, 2, 3</text></outputValues></output>
        {string.Concat(rules.Select(rule => Row(rule.Output.ToString(System.Globalization.CultureInfo.InvariantCulture), rule.Cells)))}
        </decisionTable></decision>
        """;

    private static string Column(string expression, string attributes = "") => $"<input><inputExpression {attributes}><text>{expression}</text></inputExpression></input>";

    private static string Row(string output, params string[] cells) =>
        $"<rule>{string.Concat(cells.Select(cell => $"<inputEntry><text>{cell.Replace("<", "&lt;", StringComparison.Ordinal)}</text></inputEntry>"))}<outputEntry><text>{output}</text></outputEntry></rule>";

    private static IReadOnlyList<Diagnostic> Lint(string elements)
    {
        var read = Dmn.Read(elements);
        Assert.True(read.Model is not null, string.Join("\n", read.Diagnostics));
        return DmnLinter.Lint(read.Model);
    }

    [GeneratedRegex(@"rule (\d+) is never taken")]
    private static partial Regex RuleOfCell();

    [GeneratedRegex(@"^Rules (\d+) and (\d+)")]
    private static partial Regex Pair();

    [GeneratedRegex(@"^Rule (\d+)")]
    private static partial Regex Rule();
}
