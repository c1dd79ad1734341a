using Comity.Dmn.Evaluation;
using Comity.Feel.Evaluation;
using Comity.Feel.Values;

namespace Comity.Dmn.Tests.Evaluation;

public class PreparedDecisionTests
{
    private const string TwoOutputs = "<output name=\"answer\"/><output name=\"why\"/>";

    // A constrained type, a chain of decisions, a boxed context, a table over strings, numbers and dates, and constant outputs.
    private static readonly string Model = $"""
        <itemDefinition name="tKind"><typeRef>string</typeRef><allowedValues><text>"a", "b", "c"</text></allowedValues></itemDefinition>
        {Dmn.Input("kind", "tKind")}{Dmn.Input("score", "number")}{Dmn.Input("on", "date")}
        <decision id="r" name="ratio">{Dmn.Requires("score")}<context><contextEntry><variable name="half"/>{Dmn.Literal("score / 2")}</contextEntry>
        <contextEntry>{Dmn.Literal("if half > 10 then half * 0.75 else half")}</contextEntry></context></decision>
        <decision id="d" name="d">{Dmn.Requires("kind", "on")}{Dmn.RequiresDecision("r")}<decisionTable hitPolicy="UNIQUE">
        {Column("kind")}{Column("ratio")}{Column("on")}{TwoOutputs}
        {Rule("\"a\", \"b\"", "&lt; 10", "&gt;= @\"2025-01-28\"", "{x: [1, 2]}", "\"low\"")}
        {Rule("\"a\"", "[10..20.5]", "-", "date(\"2025-01-01\")", "\"middle\"")}
        {Rule("not(\"a\", \"b\")", "-", "-", "null", "\"other\"")}
        </decisionTable></decision>
        """;

    [Fact]
    public void GivesWhatTheEngineGivesByNames()
    {
        var engine = Dmn.Engine(Model);
        var decision = engine.Prepare("d");
        var frame = decision.NewFrame();
        foreach (var inputs in Cases())
        {
            Set(decision, frame, inputs);
            Assert.Equal(engine.Evaluate("d", inputs).Value, decision.Evaluate(frame));
        }
    }

    [Fact]
    public void AllocatesNothing()
    {
        var decision = Dmn.Engine(Model).Prepare("d");
        var frame = decision.NewFrame(new EvaluationContext(false));
        var cases = Cases().ToArray();
        var slots = cases[0].Select(input => decision.SlotOf(input.Key)).ToArray();
        var values = cases.Select(inputs => inputs.Select(input => input.Value).ToArray()).ToArray();
        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            foreach (var inputs in values)
            {
                for (var i = 0; i < inputs.Length; i++)
                {
                    frame.Set(slots[i], inputs[i]);
                }

                decision.Evaluate(frame);
            }
        }
    }

    [Fact]
    public void ConstantOutputsAreShared()
    {
        var decision = Dmn.Engine(Model).Prepare("d");
        var frame = decision.NewFrame();
        Set(decision, frame, [new("kind", FeelValue.From("a")), new("score", FeelValue.From(30))]);
        Assert.Same(decision.Evaluate(frame).AsContext(), decision.Evaluate(frame).AsContext());
        Assert.Equal("middle", decision.Evaluate(frame).AsContext().TryGet("why", out var why) ? why.AsString() : "");
    }

    [Fact]
    public void AnInputThatItsTypeForbidsIsNullAndSaysSo()
    {
        var decision = Dmn.Engine(Model).Prepare("d");
        var frame = decision.NewFrame(new EvaluationContext(true));
        frame.Set(decision.SlotOf("kind"), FeelValue.From("z"));
        Assert.Equal("DMN0203", Assert.Single(frame.Context.Notes).Code);
        Assert.Equal(decision.Evaluate(decision.NewFrame()), decision.Evaluate(frame));
    }

    [Fact]
    public void WhatIsNotThereIsRefused()
    {
        var decision = Dmn.Engine(Model).Prepare("d");
        Assert.Contains("'colour'", Assert.Throws<ArgumentException>(() => decision.SlotOf("colour")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Dmn.Engine(Model).Prepare("e"));
        Assert.Throws<ArgumentException>(() => decision.Evaluate(Dmn.Engine(Model).Prepare("d").NewFrame()));
    }

    private static IEnumerable<KeyValuePair<string, FeelValue>[]> Cases() =>
        from kind in new[] { "a", "b", "c", null }
        from score in new long?[] { 3, 19, 30, 41, 55, null }
        from day in new[] { new DateOnly(2025, 1, 27), new DateOnly(2025, 1, 28), new DateOnly(2026, 1, 1) }
        select new KeyValuePair<string, FeelValue>[] { new("kind", FeelValue.From(kind)), new("score", score is { } number ? FeelValue.From(number) : FeelValue.Null), new("on", FeelValue.From(day)) };

    private static void Set(PreparedDecision decision, DecisionFrame frame, KeyValuePair<string, FeelValue>[] inputs)
    {
        foreach (var (name, value) in inputs)
        {
            frame.Set(decision.SlotOf(name), value);
        }
    }

    private static string Column(string name) => $"<input><inputExpression><text>{name}</text></inputExpression></input>";

    private static string Rule(string kind, string ratio, string on, string answer, string why) =>
        $"<rule><inputEntry><text>{kind}</text></inputEntry><inputEntry><text>{ratio}</text></inputEntry><inputEntry><text>{on}</text></inputEntry><outputEntry><text>{answer}</text></outputEntry><outputEntry><text>{why}</text></outputEntry></rule>";
}
