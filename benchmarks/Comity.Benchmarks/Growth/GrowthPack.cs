using System.Globalization;
using System.Security;
using System.Text;
using Comity.Policy.Packs;

namespace Comity.Benchmarks.Growth;

/// <summary>A policy pack of a given shape, made up from a fixed seed. One rule differs where it is edited.</summary>
/// <param name="Facts">How many facts there are.</param>
/// <param name="Tables">How many tables; the first that has an answer gives the finding.</param>
/// <param name="Rules">Rules of each table.</param>
/// <param name="Window">How many of the facts a table reads; 0 for all, so that everything depends on everything.</param>
/// <param name="Values">Values of each choice.</param>
/// <param name="Thresholds">Numbers with which rules compare each number.</param>
/// <param name="Dates">Days on which an instrument comes into force.</param>
/// <param name="Guarantees">How many guarantees.</param>
/// <param name="Collects">Whether tables collect what every matching rule says.</param>
internal sealed record GrowthPack(
    int Facts = 20, int Tables = 6, int Rules = 20, int Window = 6, int Values = 3, int Thresholds = 4, int Dates = 4, int Guarantees = 4,
    bool Collects = false)
{
    private const int Actions = 4;
    private const int Tests = 3;
    private const int Sections = 5;

    /// <summary>Reads facts and tables at random, each rule a few of its table's facts.</summary>
    public PackFiles Layered(bool edited)
    {
        var random = new Random(1);
        var files = new Files();
        files.Choice("requestedAction", Actions);
        List<int> numbers = [.. Enumerable.Range(0, Facts - 1).Where(i => i % 5 == 0)];
        var thresholds = numbers.ToDictionary(i => i, _ => Enumerable.Range(0, Thresholds).Select(_ => random.Next(1, 100_000)).ToArray());
        for (var i = 0; i < Facts - 1; i++)
        {
            files.Fact($"f{i}", thresholds.ContainsKey(i) ? "number" : i % 2 == 0 ? "boolean" : "choice", Values);
        }

        for (var i = 0; i < Dates; i++)
        {
            files.Instrument($"I{i}", new DateOnly(1990, 1, 1).AddDays(i * 13_000 / Dates), Sections);
        }

        var used = 0;
        for (var t = 0; t < Tables; t++)
        {
            var read = Enumerable.Range(0, Window == 0 ? Facts - 1 : Math.Min(Window, Facts - 1))
                .Select(i => ((t * Math.Max(1, (Facts - 1) / Tables)) + i) % (Facts - 1)).ToArray();
            var rules = new List<string[]>();
            for (var r = 0; r < Rules; r++)
            {
                var cells = read.Select(_ => "-").ToArray();
                foreach (var place in Enumerable.Range(0, read.Length).OrderBy(_ => random.Next()).Take(Tests))
                {
                    cells[place] = thresholds.TryGetValue(read[place], out var own)
                        ? $"{(random.Next(2) == 0 ? "<" : ">=")} {own[random.Next(own.Length)]}"
                        : read[place] % 2 == 0 ? random.Next(2) == 0 ? "true" : "false" : $"\"v{random.Next(Values)}\"";
                }

                var action = random.Next(10) < 7 ? $"\"v{random.Next(Actions)}\"" : "-";
                var (instrument, section) = ($"I{used % Dates}", $"s{used / Dates % Sections}");
                used++;
                var isEdited = edited && t == Tables / 2 && r == Rules / 2;
                rules.Add([
                    isEdited ? "\"v0\"" : action, .. cells, $"list contains(?, \"{instrument} {section}\")",
                    .. Finding(t, $"{instrument} {section}", $"{t}.{r}")]);
            }

            string[] columns = ["requestedAction", .. read.Select(i => $"f{i}"), "provisions in force"];
            files.Table($"Step {t}", columns, Collects ? "COLLECT" : "FIRST", rules);
        }

        var steps = Enumerable.Range(0, Tables).Select(t => $"Step {t}").ToList();
        files.Literal("Findings", steps.AsEnumerable().Reverse().Aggregate("[]", (rest, step) => Collects
            ? $"if count({step}) > 0 then {step} else {rest}" : $"if {step}.effect != null then [{step}] else {rest}"), steps);
        for (var g = 0; g < Guarantees; g++)
        {
            files.Guarantee($"G{g}", $"requestedAction = \"v{g % Actions}\"", g % 2 == 0
                ? "every effect in effects satisfies effect = outcome" : "count(effects) = count(provisions)", "I0");
        }

        return files.Pack();
    }

    /// <summary>Facts each of which may add a finding of its own.</summary>
    public static PackFiles Independent(int count, bool edited)
    {
        var files = new Files();
        files.Choice("requestedAction", 2);
        files.Instrument("I", null, count);
        var facts = Enumerable.Range(0, count).Select(i => $"f{i}").ToArray();
        Array.ForEach(facts, fact => files.Fact(fact, "boolean", 2));
        files.Table("Findings", ["requestedAction", .. facts], "COLLECT", [.. Enumerable.Range(0, count).Select(string[] (i) =>
            [edited && i == 0 ? "-" : "\"v0\"", .. facts.Select((_, j) => i == j ? "true" : "-"), .. Finding(1, $"I s{i}", $"{i}")])]);
        files.Guarantee("G", "f0", "every effect in effects satisfies effect = outcome", "I");
        return files.Pack();
    }

    /// <summary>Rules of which no two match at once, by one number or by two choices.</summary>
    public static PackFiles Exclusive(int count, bool byNumber, bool edited)
    {
        var files = new Files();
        files.Choice("requestedAction", 2);
        files.Instrument("I", null, 1);
        var side = (int)Math.Ceiling(Math.Sqrt(count));
        string[] facts = byNumber ? ["n"] : ["a", "b"];
        Array.ForEach(facts, fact => files.Fact(fact, byNumber ? "number" : "choice", side));
        files.Table("T", ["requestedAction", .. facts], "UNIQUE", [.. Enumerable.Range(0, count).Select(string[] (i) =>
        [
            edited && i == count / 2 ? "\"v1\"" : "\"v0\"",
            .. byNumber ? [$"[{10 * i}..{(10 * i) + 10})"] : new[] { $"\"v{i / side}\"", $"\"v{i % side}\"" },
            .. Finding(i % 3, "I s0", $"{i}"),
        ])]);
        files.Literal("Findings", "if T.effect = null then [] else [T]", ["T"]);
        return files.Pack();
    }

    private static string[] Finding(int effect, string provision, string reason) =>
        [(effect % 3) switch { 0 => "\"required\"", 1 => "\"permitted\"", _ => "\"prohibited\"" }, $"\"{provision}\"", $"\"{reason}\""];

    // The files of a pack while they are written.
    private sealed class Files
    {
        private const string Dated = "on", InForce = "provisions in force";
        private readonly StringBuilder _facts = new();
        private readonly StringBuilder _instruments = new();
        private readonly StringBuilder _guarantees = new();
        private readonly StringBuilder _inputs = new();
        private readonly StringBuilder _decisions = new();
        private readonly HashSet<string> _decided = [];

        public void Choice(string name, int values) => Fact(name, "choice", values);

        public void Fact(string name, string type, int values)
        {
            Line(_facts, $"- name: {name}\n  type: {type}\n  label: {name}\n  question: \"{name}?\"\n  help: None.");
            if (type == "choice")
            {
                Line(_facts, "  values:\n" + string.Join(
                    '\n', Enumerable.Range(0, values).Select(i => $"    - value: v{i}\n      label: v{i}")));
            }
            else if (type == "number")
            {
                Line(_facts, "  min: 0\n  max: 1000000\n  decimals: 0");
            }

            Input(name, type == "choice" ? "string" : type);
        }

        public void Instrument(string id, DateOnly? from, int sections)
        {
            Line(_instruments, $"- id: {id}\n  title: {id}\n  citation: {id}\n  force: state-statute\n  status: in-force");
            Line(_instruments, "  source: Invented.");
            if (from is { } day)
            {
                Line(_instruments, $"  in-force-from: {day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
            }

            Line(_instruments, "  provisions:\n" + string.Join(
                '\n', Enumerable.Range(0, sections).Select(i => $"    - section: s{i}\n      title: s{i}\n      text: Text.")));
        }

        public void Guarantee(string name, string where, string holds, string protects) => Line(
            _guarantees, $"- name: {name}\n  statement: {name}\n  source: Invented.\n  protects: [{protects}]\n"
                + $"  where: '{where}'\n  holds: '{holds}'");

        public void Table(string name, string[] columns, string policy, IReadOnlyList<string[]> rules)
        {
            var other = policy == "COLLECT" ? "" : "<defaultOutputEntry><text>null</text></defaultOutputEntry>";
            var body = new StringBuilder($"<decisionTable hitPolicy=\"{policy}\">");
            body.Append(string.Concat(columns.Select(column => $"<input><inputExpression>{Text(column)}</inputExpression></input>")));
            string[] outputs = ["effect", "provision", "reason"];
            body.Append(string.Concat(outputs.Select(output => $"<output name=\"{output}\">{other}</output>")));
            foreach (var cells in rules)
            {
                body.Append("<rule>").AppendJoin("", cells.Select((cell, i) => i < columns.Length
                    ? $"<inputEntry>{Text(cell)}</inputEntry>" : $"<outputEntry>{Text(cell)}</outputEntry>")).Append("</rule>\n");
            }

            Decision(name, columns, body.Append("</decisionTable>").ToString());
        }

        public void Literal(string name, string text, IReadOnlyList<string> requires) =>
            Decision(name, requires, $"<literalExpression>{Text(text)}</literalExpression>");

        public PackFiles Pack()
        {
            Literal("Counsel review", "[]", []);
            Input(Dated, "date");
            Input(InForce, "texts");
            var model = "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" id=\"m\" name=\"m\" namespace=\"urn:m\">"
                + "<itemDefinition name=\"texts\" isCollection=\"true\"><typeRef>string</typeRef></itemDefinition>"
                + $"{_inputs}{_decisions}</definitions>";
            var pack = "format: 1\nid: growth\nversion: 1.0.0\ntitle: Made up\njurisdiction: Nowhere\nsummary: Made up.\n"
                + "model: model/m.dmn\naction: requestedAction\n"
                + "findings: Findings\nreview: Counsel review\nsilent: Nothing.\ndocument-advice: None.\n";
            var documents = "- id: none\n  title: No paper\n  signed-by: Nobody\n  how-to-tell:\n    - A call.\n  settles: {}\n";
            var files = new Dictionary<string, string>
            {
                ["pack.yaml"] = pack,
                ["documents.yaml"] = documents,
                ["facts.yaml"] = $"{_facts}",
                ["instruments.yaml"] = $"{_instruments}",
                ["model/m.dmn"] = model,
            };
            if (_guarantees.Length > 0)
            {
                files["guarantees.yaml"] = $"{_guarantees}";
            }

            return PackFiles.From(files.Select(file =>
                KeyValuePair.Create(file.Key, new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(file.Value)))));
        }

        private void Input(string name, string type) =>
            Line(_inputs, $"<inputData id=\"{Id(name)}\" name=\"{name}\"><variable name=\"{name}\" typeRef=\"{type}\"/></inputData>");

        private void Decision(string name, IReadOnlyList<string> requires, string body)
        {
            Line(_decisions, $"<decision id=\"{Id(name)}\" name=\"{name}\"><variable name=\"{name}\"/>");
            foreach (var required in requires)
            {
                var kind = _decided.Contains(required) ? "requiredDecision" : "requiredInput";
                Line(_decisions, $"<informationRequirement><{kind} href=\"#{Id(required)}\"/></informationRequirement>");
            }

            Line(_decisions, $"{body}</decision>");
            _decided.Add(name);
        }

        private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');

        private static string Id(string name) => $"i-{name.Replace(' ', '-')}";

        private static string Text(string text) => $"<text>{SecurityElement.Escape(text)}</text>";
    }
}
