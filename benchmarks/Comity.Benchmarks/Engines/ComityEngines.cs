using System.Text;
using System.Xml.Linq;
using Comity.Benchmarks.Measuring;
using Comity.Benchmarks.Tables;
using Comity.Diagrams.Compilation;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Model;
using Comity.Dmn.Xml;
using Comity.Feel.Values;

namespace Comity.Benchmarks.Engines;

/// <summary>Comity's two ways: the DMN engine, and the diagram of the same model.</summary>
internal static class ComityEngines
{
    private const string Decision = "rule";

    // Each rule gives a context {outcome, rule}.
    public static IEngine? Dmn(Table table, IReadOnlyList<Facts> cases)
    {
        var created = DmnEngine.Create(ModelOf(table));
        var decision = (created.Engine ?? throw new InvalidOperationException(string.Join("\n", created.Diagnostics))).Prepare(Decision);
        var frames = cases.Select(facts =>
        {
            var frame = decision.NewFrame();
            foreach (var name in Facts.Names)
            {
                frame.Set(decision.SlotOf(name), facts.Value(name));
            }

            return frame;
        }).ToArray();
        return new LocalEngine("Comity, DMN engine", cases.Count, i => Used(decision.Evaluate(frames[i])), i => Id(decision.Evaluate(frames[i])));
    }

    // As above, and the twelve facts are given anew for each decision: one by one, or all at once.
    public static IEngine? DmnWithFacts(Table table, IReadOnlyList<Facts> cases)
    {
        var decision = DmnEngine.Create(ModelOf(table)).Engine!.Prepare(Decision);
        var slots = Facts.Names.Select(decision.SlotOf).ToArray();
        var values = ValuesOf(cases);
        var frame = decision.NewFrame();
        return new LocalEngine("Comity, DMN engine, twelve facts set each time", cases.Count, i => Used(Decide(i)), i => Id(Decide(i)));

        FeelValue Decide(int i)
        {
            var facts = values[i];
            for (var fact = 0; fact < slots.Length; fact++)
            {
                frame.Set(slots[fact], facts[fact]);
            }

            return decision.Evaluate(frame);
        }
    }

    public static IEngine? DmnOfFacts(Table table, IReadOnlyList<Facts> cases)
    {
        var decision = DmnEngine.Create(ModelOf(table)).Engine!.Prepare(Decision, Facts.Names);
        var values = ValuesOf(cases);
        return new LocalEngine(
            "Comity, DMN engine, twelve facts given each time", cases.Count, i => Used(decision.Evaluate(values[i])), i => Id(decision.Evaluate(values[i])));
    }

    private static FeelValue[][] ValuesOf(IReadOnlyList<Facts> cases) => [.. cases.Select(facts => Facts.Names.Select(facts.Value).ToArray())];

    /// <summary>The processor time from a table's XML to the first answer, and the memory that model and engine keep.</summary>
    public static (TimeSpan Time, long Bytes) FirstAnswer(Table table, Facts facts)
    {
        var text = TextOf(table);
        var (bytes, before) = (GC.GetTotalMemory(true), Processor.Time);
        var engine = DmnEngine.Create(ModelOf(table, text)).Engine!;
        engine.Evaluate(Decision, Facts.Names.Select(name => KeyValuePair.Create(name, facts.Value(name))));
        var time = Processor.Time - before;
        bytes = GC.GetTotalMemory(true) - bytes;
        GC.KeepAlive(engine);
        return (time, bytes);
    }

    public static IEngine? Diagram(Table table, IReadOnlyList<Facts> cases)
    {
        if (table != Generator.Small)
        {
            return null;
        }

        var inputs = Facts.Names.Select(name => new FiniteInput(name, [.. cases.Select(facts => facts.Value(name)).Distinct()])).ToArray();
        var compiled = DiagramCompiler.Compile(ModelOf(table), [Decision], inputs);
        var space = compiled.Space ?? throw new InvalidOperationException(string.Join("\n", compiled.Diagnostics));
        var diagram = compiled.Decisions[Decision];
        var regions = cases.Select(facts => space.Variables.Select(variable => variable.RegionOf(facts.Value(variable.Name))).ToArray()).ToArray();
        return new LocalEngine("Comity, decision diagram", cases.Count, i => Used(diagram.Evaluate(regions[i])), i => Id(diagram.Evaluate(regions[i])));
    }

    private static int Used(FeelValue value) => value.IsNull ? 0 : 1;

    private static string Id(FeelValue value) => value.AsContext().TryGet("rule", out var id) ? id.AsString() : "";

    private static string TextOf(Table table)
    {
        XNamespace dmn = "https://www.omg.org/spec/DMN/20230324/MODEL/";
        var columns = Facts.Names.Where(name => table.Rules.Any(rule => rule.Conditions.Any(condition => condition.Fact == name))).ToArray();
        var rules = table.Rules.Append(table.Otherwise).Select(rule => new XElement(
            dmn + "rule",
            columns.Select(column => Text("inputEntry", rule.Conditions.FirstOrDefault(condition => condition.Fact == column) is { } condition ? Entry(condition) : "-")),
            Text("outputEntry", $"\"{rule.Outcome}\""),
            Text("outputEntry", $"\"{rule.Id}\"")));
        var model = new XElement(
            dmn + "definitions",
            new XAttribute("name", table.Name), new XAttribute("namespace", "urn:benchmark"),
            Facts.Names.Select(name => new XElement(
                dmn + "inputData", new XAttribute("id", name), new XAttribute("name", name),
                new XElement(dmn + "variable", new XAttribute("name", name), new XAttribute("typeRef", name is "score" or "day" ? "number" : name is "kind" or "basis" or "place" ? "string" : "boolean")))),
            new XElement(
                dmn + "decision", new XAttribute("id", Decision), new XAttribute("name", Decision),
                Facts.Names.Select(name => new XElement(dmn + "informationRequirement", new XElement(dmn + "requiredInput", new XAttribute("href", "#" + name)))),
                new XElement(
                    dmn + "decisionTable", new XAttribute("hitPolicy", "FIRST"),
                    columns.Select(column => new XElement(dmn + "input", new XElement(dmn + "inputExpression", new XElement(dmn + "text", column)))),
                    new XElement(dmn + "output", new XAttribute("name", "outcome")), new XElement(dmn + "output", new XAttribute("name", "rule")),
                    rules)));
        return model.ToString();

        XElement Text(string element, string text) => new(dmn + element, new XElement(dmn + "text", text));
    }

    private static DmnModel ModelOf(Table table) => ModelOf(table, TextOf(table));

    private static DmnModel ModelOf(Table table, string text)
    {
        var read = DmnReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), table.Name + ".dmn");
        return read.Model ?? throw new InvalidOperationException(string.Join("\n", read.Diagnostics));
    }

    private static string Entry(Condition condition) => condition.Value switch
    {
        null => $"[{condition.Low}..{condition.High}]",
        string text => FeelValue.Quote(text),
        var truth => (bool)truth ? "true" : "false",
    };
}
