using Comity.Dmn.Evaluation;
using Comity.Feel.Evaluation;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Dmn.Tests.Evaluation;

/// <summary>Facts that are given at once against facts that are set one by one on a new frame.</summary>
public class FactsTests
{
    private const string Types = """
        <itemDefinition name="tKind"><typeRef>string</typeRef><allowedValues><text>"a", "b", "c"</text></allowedValues></itemDefinition>
        <itemDefinition name="tPart"><itemComponent name="n"><typeRef>number</typeRef></itemComponent></itemDefinition>
        <itemDefinition name="tKinds" isCollection="true"><typeRef>tKind</typeRef></itemDefinition>
        """;

    private static readonly string[] InputTypes =
    [
        "string", "number", "boolean", "date", "dateTime", "time", "dayTimeDuration", "Any", "tKind", "tPart", "tKinds",
    ];

    private static readonly string[] Cells =
    [
        "-", "\"a\"", "\"b\", \"c\"", "not(\"a\")", "1", "< 2.5", "[1..3]", "> 1", "true", "false", "null", "not(null)", "@\"2025-01-28\"",
        "< @\"2025-01-28\"", "@\"P1D\"", "?.n = 1", "[\"a\"]",
    ];

    private static readonly FeelValue[] Values =
    [
        FeelValue.Null, FeelValue.True, FeelValue.False, FeelValue.From("a"), FeelValue.From("b"), FeelValue.From("z"), FeelValue.From(""),
        FeelValue.From(1), FeelValue.From(2), FeelValue.From(Number("2.5")), FeelValue.From(Number("2.4999")),
        FeelValue.From(Number("1e50")), FeelValue.From(new DateOnly(2025, 1, 27)), FeelValue.From(new DateOnly(2025, 1, 28)),
        FeelValue.From(FeelList.Of(FeelValue.From("a"))), FeelValue.From(FeelList.Of(FeelValue.From(1))), FeelValue.From(FeelList.Of()),
        FeelValue.From(FeelList.Of(FeelValue.From("a"), FeelValue.From("b"))), FeelValue.From(new DaysAndTimeDuration(86_400_000_000_000)),
        FeelValue.From(FeelContext.Of([KeyValuePair.Create("n", FeelValue.From(1))])),
        FeelValue.From(FeelContext.Of([KeyValuePair.Create("n", FeelValue.From("a"))])),
    ];

    // Half of the models have one table of inputs whose types are kinds, and cells that only compare with constants: it reads the facts.
    private static readonly Gen<Case> Cases = Gen.OneOf(
        CasesOf(InputTypes, ["", "string", "number", "Any"], ["FIRST", "UNIQUE", "ANY", "COLLECT"], Cells, Gen.Bool),
        CasesOf(["string", "number", "boolean", "date", "Any"], [""], ["FIRST", "UNIQUE"], Cells[..14], Gen.Const(false)));

    [Fact]
    public void GiveWhatSettingThemGives() => Cases.Sample(
        sample =>
        {
            var decision = Dmn.Engine(Model(sample), DmnEngineOptions.Tolerant).Prepare(sample.IsChain ? "e" : "d", ["x2", "x0", "x1"]);
            Assert.Equal(["x2", "x0", "x1"], decision.Inputs);
            foreach (var facts in sample.Facts)
            {
                var (expected, notes) = Set(decision, facts, new EvaluationContext(true));
                Assert.Equal(expected, Set(decision, facts, EvaluationContext.Silent).Value);
                Assert.Equal(expected, decision.Evaluate(facts));
                Assert.Equal(expected, decision.Evaluate(facts, new EvaluationContext(false)));
                var reporting = new EvaluationContext(true);
                Assert.Equal(expected, decision.Evaluate(facts, reporting));
                Assert.Equal(notes, reporting.Notes);
            }
        },
        iter: 400);

    [Fact]
    public void ComeInTheModelsOrderUnlessAnotherIsChosen()
    {
        var engine = Dmn.Engine($"""
            {Dmn.Input("b", "number")}{Dmn.Input("unused", "number")}{Dmn.Input("a", "number")}
            <decision id="c" name="c">{Dmn.Requires("a")}{Dmn.Literal("a * 10")}</decision>
            <decision id="d" name="d">{Dmn.RequiresDecision("c")}{Dmn.Requires("b")}{Dmn.Literal("c + b")}</decision>
            """);
        Assert.Equal(["b", "a"], engine.Prepare("d").Inputs);
        Assert.Equal(FeelValue.From(21), engine.Prepare("d").Evaluate([FeelValue.From(1), FeelValue.From(2)]));
        Assert.Equal(FeelValue.From(12), engine.Prepare("d", ["unused", "a", "b"]).Evaluate([FeelValue.True, FeelValue.From(1), FeelValue.From(2)]));
        Assert.Equal(FeelValue.Null, engine.Prepare("d", ["a"]).Evaluate([FeelValue.From(1)]));
        Assert.Equal(FeelValue.From(32), engine.Prepare("d", ["b", "a", "a"]).Evaluate([FeelValue.From(2), FeelValue.From(1), FeelValue.From(3)]));
    }

    [Fact]
    public void OfAnotherNumberOrNameAreRefused()
    {
        var engine = Dmn.Engine(Dmn.Table("hitPolicy=\"FIRST\"", "<output/>", "1;-;2"));
        Assert.Contains("2 facts, not 1", Assert.Throws<ArgumentException>(() => engine.Prepare("d").Evaluate([FeelValue.Null])).Message, StringComparison.Ordinal);
        Assert.Contains("'z'", Assert.Throws<ArgumentException>(() => engine.Prepare("d", ["x", "z"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AllocateNothing()
    {
        var table = Dmn.Engine(Dmn.Table("hitPolicy=\"FIRST\"", "<output/>", "1;< 3;2", "-;[1..4];3")).Prepare("d");
        var chain = Dmn.Engine($"""
            {Dmn.Input("x", "number")}<decision id="c" name="c">{Dmn.Requires("x")}{Dmn.Literal("x + 1")}</decision>
            <decision id="d" name="d">{Dmn.RequiresDecision("c")}{Dmn.Requires("x")}{Dmn.Literal("c * x")}</decision>
            """).Prepare("d");
        FeelValue[][] facts = [[FeelValue.From(1), FeelValue.From(2)], [FeelValue.Null, FeelValue.From(4)], [FeelValue.From(7), FeelValue.From(9)]];
        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            foreach (var given in facts)
            {
                table.Evaluate(given);
                chain.Evaluate(given.AsSpan(0, 1));
            }
        }
    }

    [Fact]
    public void MayBeGivenByManyThreads()
    {
        var decision = Dmn.Engine($"""
            {Dmn.Input("x", "number")}<decision id="c" name="c">{Dmn.Requires("x")}{Dmn.Literal("x + 1")}</decision>
            <decision id="d" name="d">{Dmn.RequiresDecision("c")}{Dmn.Requires("x")}{Dmn.Literal("c * x")}</decision>
            """).Prepare("d");
        Parallel.For(0L, 10_000, number => Assert.Equal(FeelValue.From((number + 1) * number), decision.Evaluate([FeelValue.From(number)])));
    }

    private static (FeelValue Value, IReadOnlyList<EvaluationNote> Notes) Set(PreparedDecision decision, FeelValue[] facts, EvaluationContext context)
    {
        var frame = decision.NewFrame(context);
        for (var i = 0; i < facts.Length; i++)
        {
            frame.Set(decision.SlotOf(decision.Inputs[i]), facts[i]);
        }

        return (decision.Evaluate(frame), context.Notes);
    }

    private static string Model(Case sample) => $"""
        {Types}{string.Concat(sample.Types.Select((type, i) => Dmn.Input($"x{i}", type)))}
        <decision id="d" name="d"><variable name="d"{TypeRef(sample.Result)}/>{Dmn.Requires("x0", "x1", "x2")}<decisionTable hitPolicy="{sample.Policy}">
        {string.Concat(sample.Declared.Select((type, i) => $"<input><inputExpression{TypeRef(type)}><text>x{i}</text></inputExpression></input>"))}
        <output>{(sample.Other.Length > 0 ? $"<defaultOutputEntry><text>{sample.Other}</text></defaultOutputEntry>" : "")}</output>
        {string.Concat(sample.Rules.Select(rule => $"<rule>{string.Concat(rule.Cells.Select(cell => Entry("inputEntry", cell)))}{Entry("outputEntry", rule.Output)}</rule>"))}
        </decisionTable></decision>
        <decision id="e" name="e">{Dmn.RequiresDecision("d")}{Dmn.Requires("x2")}{Dmn.Literal("[d, x2]")}</decision>
        """;

    private static FeelNumber Number(string text) => FeelNumber.TryParse(text, out var number) ? number : throw new FormatException(text);

    private static string TypeRef(string type) => type.Length > 0 ? $" typeRef=\"{type}\"" : "";

    private static string Entry(string element, string text) =>
        $"<{element}><text>{text.Replace("<", "&lt;", StringComparison.Ordinal)}</text></{element}>";

    private static Gen<Case> CasesOf(string[] inputTypes, string[] columnTypes, string[] policies, string[] cells, Gen<bool> chains) =>
        from types in Of(inputTypes).Array[3]
        from declared in Of(columnTypes).Array[3]
        from result in Of("", "number", "tKind")
        from policy in Of(policies)
        from rules in Gen.Select(Of(cells).Array[3], Of("1", "2", "\"a\"", "x0", "{n: 1}")).Array[Gen.OneOf(Gen.Int[1, 6], Gen.Int[1, 90])]
        from other in Of("", "1", "x1")
        from isChain in chains
        from facts in Of(Values).Array[3].Array[12]
        select new Case(types, declared, result, policy, rules, other, isChain, facts);

    private static Gen<T> Of<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(choice => choices[choice]);

    private sealed record Case(
        string[] Types, string[] Declared, string Result, string Policy, (string[] Cells, string Output)[] Rules, string Other, bool IsChain,
        FeelValue[][] Facts);
}
