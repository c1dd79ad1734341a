using Comity.Dmn.Evaluation;
using Comity.Feel;
using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Types;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Dmn.Tests.Evaluation;

/// <summary>Tables against a plain scan of their rules, entry by entry, that knows of no index.</summary>
public class TableIndexTests
{
    private static readonly string[] Cells =
    [
        "-", "1", "2.5", "-3", "< 2", "> 2.5", ">= 1", "<= -3", "[1..2.5]", "(1..2.5)", "]-3..1]", "1, 2, 3", "not(1, 2)", "not(> 2)", "[1, 2.5]", "= 1", "!= 1",
        "\"a\"", "\"a\", \"b\"", "not(\"a\")", "\"\"", "> \"a\"", "[\"a\"..\"c\"]", "!= \"b\"", "true", "false", "not(true)", "null", "not(null)", "\"a\", 1, null",
        "@\"2025-01-28\"", "< @\"2025-01-28\"", "[@\"2025-01-01\"..@\"2025-01-28\"]", "date(\"2025-01-29\")", "@\"10:00:00\"", "@\"P1D\"", "{a: 1}", "[1..null]",
        "y", "> y", "? = 1", "? > 1 and ? < 9", "string length(?) = 1", "not(y)", "[1, \"a\"]", "[[1, 2], 3]", "9223372036854775807", "1e40", "> 1e40", "1e-40",
    ];

    private static readonly string[] Inputs =
    [
        "null", "true", "false", "1", "2", "2.5", "2.4999999999999999999999999999999999", "-3", "-4", "0.5", "9", "9223372036854775807", "-9223372036854775808", "1e40", "2e40", "1e-40", "1e-41",
        "\"\"", "\"a\"", "\"b\"", "\"c\"", "\"z\"", "@\"2025-01-01\"", "@\"2025-01-27\"", "@\"2025-01-28\"", "@\"2025-01-29\"", "@\"1500-01-01\"", "@\"10:00:00\"", "@\"2025-01-28T00:00:00\"", "@\"P1D\"",
        "[]", "[1]", "[1, 2]", "[\"a\"]", "{a: 1}", "[1..3]",
    ];

    private static readonly (string Policy, string Aggregation)[] Policies =
    [
        ("UNIQUE", ""), ("FIRST", ""), ("ANY", ""), ("PRIORITY", ""), ("RULE ORDER", ""), ("OUTPUT ORDER", ""), ("COLLECT", ""), ("COLLECT", "SUM"), ("COLLECT", "COUNT"), ("COLLECT", "MIN"), ("COLLECT", "MAX"),
    ];

    private static readonly FeelScope Scope = FeelScope.Of([new FeelVariable("x", FeelType.Any), new FeelVariable("y", FeelType.Any)]);

    // Outputs are 1, 2 and 3, of which 2 is the best and 1 the worst; "y" is one that only an evaluation knows.
    private static readonly Gen<(string[] Cells, string Output)[]> Tables = TablesOf(Cells);

    // Cells that only compare with constants: where all do, the index answers alone.
    private static readonly Gen<(string[] Cells, string Output)[]> ConstantTables = TablesOf([.. Cells.Where(cell => Tests(cell).Constants is not null)]);

    [Fact]
    public void AgreesWithTheScan() => Gen.Select(Gen.OneOf(Tables, ConstantTables), Of(Policies), Of(Inputs).Array[2].Array[12]).Sample(
        (table, policy, points) =>
        {
            var engine = Dmn.Engine(Model(table, policy.Policy, policy.Aggregation));
            var rules = table.Select(rule => (Tests: rule.Cells.Select(Tests).ToArray(), Output: Compiled(rule.Output))).ToArray();
            foreach (var point in points)
            {
                FeelValue[] slots = [.. point.Select(text => Compiled(text).Evaluate(new FeelValue[2], new EvaluationContext(true)))];
                var matched = Enumerable.Range(0, rules.Length).Where(rule => Enumerable.Range(0, 2).All(column => rules[rule].Tests[column].Test(slots[column], slots, new EvaluationContext(true)).IsTrue)).ToList();
                var result = engine.Evaluate("d", [new("x", slots[0]), new("y", slots[1])]);
                Assert.Equal(policy.Policy == "FIRST" ? matched.Take(1) : matched, Assert.Single(result.Trace.Hits).Rules);
                var expected = Expected(policy.Policy, policy.Aggregation, [.. matched.Select(rule => rules[rule].Output.Evaluate(slots, new EvaluationContext(true)))]);
                Assert.Equal(expected, result.Value);
                Assert.Equal(expected, Untraced(engine, slots));
            }
        },
        iter: 300);

    // A table of more rules than a word has bits, whose columns are looked up in arrays, searched, and hashed.
    [Fact]
    public void AgreesWithTheScanOverManyRules()
    {
        var random = new Random(7);
        var table = Enumerable.Range(0, 700).Select(i => (
            Cells: new[] { $"[{random.Next(100_000)}..{random.Next(100_000, 200_000)}]", $"\"k{random.Next(40)}\", \"k{random.Next(40)}\"" },
            Output: $"{i}")).ToArray();
        var (engine, first) = (Dmn.Engine(Model(table, "RULE ORDER", "")), Dmn.Engine(Model(table, "FIRST", "")));
        var tests = table.Select(rule => rule.Cells.Select(Tests).ToArray()).ToArray();
        for (var i = 0; i < 200; i++)
        {
            var (x, y) = (FeelValue.From(random.Next(-10, 210_000)), FeelValue.From($"k{random.Next(41)}"));
            var expected = Enumerable.Range(0, table.Length).Where(rule => tests[rule][0].Test(x, [], EvaluationContext.Silent).IsTrue && tests[rule][1].Test(y, [], EvaluationContext.Silent).IsTrue);
            Assert.Equal(FeelValue.From(FeelList.Of(expected.Select(rule => FeelValue.From(rule)))), engine.Evaluate("d", [new("x", x), new("y", y)]).Value);
            Assert.Equal(expected.Select(rule => FeelValue.From(rule)).FirstOrDefault(), Untraced(first, [x, y]));
        }
    }

    // More rules than are kept as bits: values of several kinds, wildcards, ranges that overlap or do not, texts that differ in the middle
    // alone, cells that cannot be indexed, and, where most cells are "-", tables that a tree cannot divide.
    [Fact]
    public void AgreesWithTheScanHoweverManyRulesThereAre() => Gen.Select(Gen.Int[0, int.MaxValue], Of(Policies), Of(300, 700), Of(0, 5, 60, 97)).Sample(
        (seed, policy, count, wild) =>
        {
            var random = new Random(seed);
            var (kinds, isConstant) = (random.Next(1, 5), random.Next(4) > 0);
            var table = Enumerable.Range(0, count).Select(_ => (
                Cells: new[] { Cell(), Cell() }, Output: $"{random.Next(1, 4)}")).ToArray();
            var engine = Dmn.Engine(Model(table, policy.Policy, policy.Aggregation));
            var decision = engine.Prepare("d", ["x", "y"]);
            var rules = table.Select(rule => (Tests: rule.Cells.Select(Tests).ToArray(), Output: Compiled(rule.Output))).ToArray();
            for (var i = 0; i < 60; i++)
            {
                FeelValue[] slots = [Value(), Value()];
                var matched = Enumerable.Range(0, rules.Length).Where(rule =>
                    rules[rule].Tests[0].Test(slots[0], slots, EvaluationContext.Silent).IsTrue
                    && rules[rule].Tests[1].Test(slots[1], slots, EvaluationContext.Silent).IsTrue).ToList();
                var result = engine.Evaluate("d", [new("x", slots[0]), new("y", slots[1])]);
                Assert.Equal(policy.Policy == "FIRST" ? matched.Take(1) : matched, Assert.Single(result.Trace.Hits).Rules);
                var expected = Expected(
                    policy.Policy, policy.Aggregation, [.. matched.Select(rule => rules[rule].Output.Evaluate(slots, EvaluationContext.Silent))]);
                Assert.Equal(expected, result.Value);
                Assert.Equal(expected, Untraced(engine, slots));
                Assert.Equal(expected, decision.Evaluate(slots));
            }

            string Cell()
            {
                if (random.Next(100) < wild)
                {
                    return "-";
                }

                var (from, width) = (random.Next(2_000), random.Next(4) == 0 ? random.Next(2_000) : random.Next(20));
                return random.Next(kinds) switch
                {
                    0 => $"[{from}..{from + width}]",
                    1 => $"\"kind-{random.Next(40):00}-of-case\"{(random.Next(5) == 0 ? $", \"kind-{random.Next(40):00}-of-case\", null" : "")}",
                    2 => $"> {from}.{random.Next(10_000_000)}",
                    _ => random.Next(isConstant ? 4 : 6) switch
                    {
                        0 => $"@\"2025-{random.Next(1, 13):00}-{random.Next(1, 29):00}\"",
                        1 => random.Next(2) == 0 ? "true" : "not(true)",
                        2 => $"not(\"kind-{random.Next(40):00}-of-case\", {from})",
                        3 => "null",
                        4 => $"? > {from}",
                        _ => "> y",
                    },
                };
            }

            FeelValue Value() => random.Next(12) switch
            {
                < 4 => FeelValue.From(random.Next(-10, 4_000)),
                < 8 => FeelValue.From($"kind-{random.Next(42):00}-of-case"),
                8 => Compiled($"{random.Next(2_000)}.{random.Next(10_000_000)}5").Evaluate([], EvaluationContext.Silent),
                9 => FeelValue.From(new DateOnly(2025, random.Next(1, 13), random.Next(1, 29))),
                10 => FeelValue.From(random.Next(2) == 0),
                _ => Compiled(Inputs[random.Next(Inputs.Length)]).Evaluate(new FeelValue[2], EvaluationContext.Silent),
            };
        },
        iter: 30);

    private static Gen<(string[] Cells, string Output)[]> TablesOf(string[] cells) => Gen.Select(Of(cells).Array[2], Of(["1", "2", "3", "1 + 1", "y"])).Array[1, 80];

    // The way of those who ask for no trace.
    private static FeelValue Untraced(DmnEngine engine, FeelValue[] slots)
    {
        var decision = engine.Prepare("d");
        var frame = decision.NewFrame();
        frame.Set(decision.SlotOf("x"), slots[0]);
        frame.Set(decision.SlotOf("y"), slots[1]);
        return decision.Evaluate(frame);
    }

    private static Gen<T> Of<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(choice => choices[choice]);

    private static FeelValue Expected(string policy, string aggregation, FeelValue[] outputs)
    {
        var ranked = outputs.OrderBy(output => output.TryAsInt64(out var number) ? number switch { 2 => 0, 3 => 1, 1 => 2, _ => 3 } : 3).ToArray();
        return (policy, aggregation) switch
        {
            ("RULE ORDER", _) or ("COLLECT", "") => FeelValue.From(FeelList.Of(outputs)),
            ("OUTPUT ORDER", _) => FeelValue.From(FeelList.Of(ranked)),
            ("COLLECT", _) => Compiled($"{aggregation.ToLowerInvariant()}(x)").Evaluate([FeelValue.From(FeelList.Of(outputs)), FeelValue.Null], new EvaluationContext(true)),
            _ when outputs.Length == 0 => FeelValue.Null,
            ("UNIQUE", _) => outputs.Length == 1 ? outputs[0] : FeelValue.Null,
            ("ANY", _) => outputs.Distinct().Count() == 1 ? outputs[0] : FeelValue.Null,
            ("PRIORITY", _) => ranked[0],
            _ => outputs[0],
        };
    }

    private static CompiledTests Tests(string text) => FeelCompiler.CompileUnaryTests(FeelParser.ParseUnaryTests(text, Scope).Tree!, Scope).Code!;

    private static CompiledFeel Compiled(string text) => FeelCompiler.CompileExpression(FeelParser.ParseExpression(text, Scope).Tree!, Scope).Code!;

    private static string Model((string[] Cells, string Output)[] table, string policy, string aggregation) => $"""
        <inputData id="x" name="x"/><inputData id="y" name="y"/><decision id="d" name="d">{Dmn.Requires("x", "y")}
        <decisionTable hitPolicy="{policy}"{(aggregation.Length > 0 ? $" aggregation=\"{aggregation}\"" : "")}>
        <input><inputExpression><text>x</text></inputExpression></input><input><inputExpression><text>y</text></inputExpression></input><output><outputValues><text>2, 3, 1</text></outputValues></output>
        {string.Concat(table.Select(rule => $"<rule>{string.Concat(rule.Cells.Select(cell => $"<inputEntry><text>{Escaped(cell)}</text></inputEntry>"))}<outputEntry><text>{rule.Output}</text></outputEntry></rule>"))}
        </decisionTable></decision>
        """;

    private static string Escaped(string text) => text.Replace("<", "&lt;", StringComparison.Ordinal);
}
