using Comity.Feel.Values;
using CsCheck;

namespace Comity.Dmn.Tests.Evaluation;

public class DecisionTableTests
{
    private const string Output = "<output/>";
    private const string Ranked = "<output><outputValues><text>\"high\", \"middle\", \"low\"</text></outputValues></output>";
    private static readonly string[] Overlapping = ["< 5;-;\"low\"", "< 10;-;\"high\"", "< 3;-;\"middle\""];

    [Theory]
    [InlineData("hitPolicy=\"FIRST\"", 1, "\"low\"")]
    [InlineData("hitPolicy=\"PRIORITY\"", 1, "\"high\"")]
    [InlineData("hitPolicy=\"OUTPUT ORDER\"", 1, "[\"high\", \"middle\", \"low\"]")]
    [InlineData("hitPolicy=\"RULE ORDER\"", 1, "[\"low\", \"high\", \"middle\"]")]
    [InlineData("hitPolicy=\"COLLECT\"", 7, "[\"high\"]")]
    [InlineData("hitPolicy=\"COLLECT\" aggregation=\"COUNT\"", 1, "3")]
    [InlineData("hitPolicy=\"COLLECT\" aggregation=\"MIN\"", 1, "\"high\"")]
    [InlineData("hitPolicy=\"UNIQUE\"", 7, "\"high\"")]
    [InlineData("hitPolicy=\"UNIQUE\"", 1, "null")]
    [InlineData("hitPolicy=\"ANY\"", 1, "null")]
    [InlineData("", 10, "null")]
    [InlineData("hitPolicy=\"COLLECT\"", 10, "[]")]
    public void TheHitPolicyDecides(string attributes, int x, string expected) =>
        Assert.Equal(expected, Decide(Dmn.Table(attributes, Ranked, Overlapping), x, 0).Value.ToString());

    // A value that is not of its column's type is null and says so (DMN 1.5 §10.3.2.9.4); a date fits where a date and time is wanted.
    [Theory]
    [InlineData(1, "number", "string", "1", "\"a\"", "\"a\"")]
    [InlineData(1, "number", "number", "1", "\"a\"", "null", "The output 'o' of rule 1 cannot be \"a\", which is no number.")]
    [InlineData(1, "number", "number", "1", "n + 1", "2")]
    [InlineData(1, "number", "string", "1", "n + 1", "null", "The output 'o' of rule 1 cannot be 2, which is no string.")]
    [InlineData(1, "string", "string", "1", "\"a\"", "null", "'n' cannot be 1, which is no string.")]
    [InlineData(1, "string", "string", "null", "\"a\"", "\"a\"", "'n' cannot be 1, which is no string.")]
    [InlineData(1, "small", "string", "1", "\"a\"", "\"a\"")]
    [InlineData(2, "small", "string", "2", "\"a\"", "null", "'n' cannot be 2, which is not allowed by the type.")]
    [InlineData(1, "number", "dateTime", "1", "@\"2025-01-28\"", "@\"2025-01-28T00:00:00Z\"")]
    public void ColumnsHaveTypes(int n, string input, string output, string cell, string entry, string expected, string? reason = null)
    {
        var model = $"""
            <itemDefinition name="small"><typeRef>number</typeRef><allowedValues><text>[0..1]</text></allowedValues></itemDefinition>
            <inputData id="n" name="n"/><decision id="d" name="d">{Dmn.Requires("n")}<decisionTable hitPolicy="FIRST">
            <input><inputExpression typeRef="{input}"><text>n</text></inputExpression></input><output name="o" typeRef="{output}"/>
            <rule><inputEntry><text>{cell}</text></inputEntry><outputEntry><text>{entry}</text></outputEntry></rule></decisionTable></decision>
            """;
        var result = Dmn.Engine(model).Evaluate("d", [new("n", FeelValue.From(n))]);
        Assert.Equal(expected, result.Value.ToString());
        Assert.Equal(reason is null ? [] : [reason], result.Notes.Select(note => note.Message));
    }

    // The input data is a number already: its column costs nothing, and other values never get in.
    [Fact]
    public void AColumnOfItsInputsTypeIsIndexed()
    {
        var model = Dmn.Table("hitPolicy=\"FIRST\"", "<output typeRef=\"number\"/>", "1;-;10", "-;2;20").Replace("<inputExpression>", "<inputExpression typeRef=\"number\">", StringComparison.Ordinal);
        var decision = Dmn.Engine(model).Prepare("d");
        var frame = decision.NewFrame();
        frame.Set(decision.SlotOf("x"), FeelValue.From("1"));
        frame.Set(decision.SlotOf("y"), FeelValue.From(2));
        Assert.Equal("20", decision.Evaluate(frame).ToString());
        var before = GC.GetAllocatedBytesForCurrentThread();
        decision.Evaluate(frame);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void SumsAndDefaults()
    {
        Assert.Equal("6", Decide(Dmn.Table("hitPolicy=\"COLLECT\" aggregation=\"SUM\"", Output, "-;-;1", "1;-;2", "-;2;3"), 1, 2).Value.ToString());
        Assert.Equal("9", Decide(Dmn.Table("", "<output><defaultOutputEntry><text>9</text></defaultOutputEntry></output>", "1;-;2"), 3, 2).Value.ToString());
    }

    [Theory]
    [InlineData("SUM", "null")]
    [InlineData("COUNT", "0")]
    [InlineData("MIN", "null")]
    [InlineData("MAX", "null")]
    public void NothingIsAggregatedToNothing(string aggregation, string expected) =>
        Assert.Equal(expected, Decide(Dmn.Table($"hitPolicy=\"COLLECT\" aggregation=\"{aggregation}\"", Output, "1;-;1"), 5, 5).Value.ToString());

    [Fact]
    public void SeveralOutputsAreRankedColumnByColumnAndHaveDefaults()
    {
        const string Outputs = """
            <output name="a"><outputValues><text>"x", "y"</text></outputValues><defaultOutputEntry><text>"none"</text></defaultOutputEntry></output>
            <output name="b"><outputValues><text>1, 2</text></outputValues></output>
            """;
        var table = Dmn.Table("hitPolicy=\"PRIORITY\"", Outputs).Replace("</decisionTable>", Rule("1", "-", "\"y\"", "1") + Rule("1", "-", "\"x\"", "2") + Rule("-", "1", "\"x\"", "1") + "</decisionTable>", StringComparison.Ordinal);
        Assert.Equal("{\"a\": \"x\", \"b\": 1}", Decide(table, 1, 1).Value.ToString());
        Assert.Equal("{\"a\": \"x\", \"b\": 2}", Decide(table, 1, 2).Value.ToString());
        Assert.Equal("{\"a\": \"none\", \"b\": null}", Decide(table, 2, 2).Value.ToString());

        static string Rule(string x, string y, string a, string b) =>
            $"<rule><inputEntry><text>{x}</text></inputEntry><inputEntry><text>{y}</text></inputEntry><outputEntry><text>{a}</text></outputEntry><outputEntry><text>{b}</text></outputEntry></rule>";
    }

    [Fact]
    public void AConflictIsReported()
    {
        var result = Decide(Dmn.Table("", Output, Overlapping), 1, 0);
        Assert.Contains("Rules 1, 2, 3", Assert.Single(result.Notes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheTraceNamesTheRules() =>
        Assert.Equal([0, 2], Assert.Single(Decide(Dmn.Table("hitPolicy=\"COLLECT\"", Output, "1;-;1", "2;-;2", "-;> 1;3"), 1, 2).Trace.Hits).Rules);

    // The oracle knows nothing of tables: it looks for the first box that holds the point.
    [Fact]
    public void AgreesWithLookingForTheBox()
    {
        var bound = Gen.Int[0, 9];
        var box = Gen.Select(bound, bound, bound, bound, (a, b, c, d) => (X: (Low: Math.Min(a, b), High: Math.Max(a, b)), Y: (Low: Math.Min(c, d), High: Math.Max(c, d))));
        box.Array[1, 8].Sample(
            boxes =>
            {
                var rules = boxes.Select((b, i) => $"[{b.X.Low}..{b.X.High}];({b.Y.Low - 1}..{b.Y.High + 1});{i}").ToArray();
                var engine = Dmn.Engine(Dmn.Table("hitPolicy=\"FIRST\"", Output, rules));
                for (var x = 0; x < 10; x++)
                {
                    for (var y = 0; y < 10; y++)
                    {
                        var expected = Array.FindIndex(boxes, b => b.X.Low <= x && x <= b.X.High && b.Y.Low <= y && y <= b.Y.High);
                        var value = engine.Evaluate("d", Point(x, y)).Value;
                        Assert.Equal(expected < 0 ? FeelValue.Null : FeelValue.From(expected), value);
                    }
                }
            },
            iter: 100);
    }

    private static Comity.Dmn.Evaluation.DecisionResult Decide(string model, int x, int y) => Dmn.Engine(model).Evaluate("d", Point(x, y));

    private static KeyValuePair<string, FeelValue>[] Point(int x, int y) => [new("x", FeelValue.From(x)), new("y", FeelValue.From(y))];
}
