using System.Globalization;
using System.Text;
using Comity.Dmn.Model;
using Comity.Dmn.Xml;
using Comity.Feel.Values;

namespace Comity.Diagrams.Tests.Proofs;

/// <summary>A decision table of boxes: first it cuts all situations into boxes without gap and overlap, then faults are put in.</summary>
internal sealed class RandomTable
{
    private static readonly string[] Colours = ["red", "green", "blue"];
    private static readonly DateOnly FirstDay = new(2025, 1, 1);
    private static readonly int[] Sizes = [3, 2, 13, 20];
    private readonly Random _random;
    private readonly List<(Box? Box, string[] Cells, int Output)> _rules = [];

    public RandomTable(int seed, bool faulty)
    {
        _random = new Random(seed);
        HitPolicy = (HitPolicy)(_random.Next(3) switch { 0 => HitPolicy.Unique, 1 => HitPolicy.Any, _ => HitPolicy.First });
        Cut(new Box([.. Sizes.Select(_ => 0)], [.. Sizes.Select(size => size - 1)]), _random.Next(1, 5));
        for (var i = _rules.Count - 1; i > 0; i--)
        {
            var j = _random.Next(i + 1);
            (_rules[i], _rules[j]) = (_rules[j], _rules[i]);
        }

        for (var faults = faulty ? _random.Next(1, 4) : 0; faults > 0; faults--)
        {
            Spoil();
        }

        Model = Read();
    }

    /// <summary>Regions of colour and urgency, whole numbers and days: from low to high, both included.</summary>
    public sealed record Box(int[] Low, int[] High)
    {
        public bool Meets(Box other) => Enumerable.Range(0, Low.Length).All(axis => Low[axis] <= other.High[axis] && other.Low[axis] <= High[axis]);

        public bool Holds(int[] cell) => Enumerable.Range(0, Low.Length).All(axis => Low[axis] <= cell[axis] && cell[axis] <= High[axis]);
    }

    public HitPolicy HitPolicy { get; }

    public DmnModel Model { get; }

    public DecisionTable Table => (DecisionTable)Model.Decisions[0].Expression;

    /// <summary>What the table was made of; null for a rule whose tests nothing passes.</summary>
    public IReadOnlyList<(Box? Box, string[] Cells, int Output)> Rules => _rules;

    public static FeelValue[] ValuesOf(int[] cell) => [FeelValue.From(Colours[cell[0]]), FeelValue.From(cell[1] == 1), FeelValue.From(cell[2]), FeelValue.From(FirstDay.AddDays(cell[3]))];

    public static IEnumerable<int[]> Cells() =>
        from a in Enumerable.Range(0, Sizes[0]) from b in Enumerable.Range(0, Sizes[1]) from c in Enumerable.Range(0, Sizes[2]) from d in Enumerable.Range(0, Sizes[3]) select new[] { a, b, c, d };

    private void Cut(Box box, int depth)
    {
        var axes = Enumerable.Range(0, Sizes.Length).Where(axis => box.Low[axis] < box.High[axis]).ToList();
        if (depth == 0 || axes.Count == 0)
        {
            Add(box, _rules.Count);
            return;
        }

        var axis = axes[_random.Next(axes.Count)];
        var at = _random.Next(box.Low[axis], box.High[axis]);
        Cut(new Box(box.Low, Changed(box.High, axis, at)), depth - 1);
        Cut(new Box(Changed(box.Low, axis, at + 1), box.High), depth - 1);

        static int[] Changed(int[] ends, int axis, int end) => [.. ends.Select((value, i) => i == axis ? end : value)];
    }

    private void Add(Box box, int place) => _rules.Insert(place, (box, [.. Sizes.Select((_, axis) => Text(box, axis))], _random.Next(1, 4)));

    private void Spoil()
    {
        switch (_random.Next(3))
        {
            case 0 when _rules.Count > 1:
                _rules.RemoveAt(_random.Next(_rules.Count));
                break;
            case 1:
                var low = Sizes.Select(size => _random.Next(size)).ToArray();
                Add(new Box(low, [.. low.Select((from, axis) => _random.Next(from, Sizes[axis]))]), _random.Next(_rules.Count + 1));
                break;
            default:
                string[] cells = ["-", "-", "-", "-"];
                var axis = _random.Next(4);
                cells[axis] = axis switch { 0 => "\"grey\"", 1 => "not(true, false)", 2 => _random.Next(2) == 0 ? "> 40" : "(3..4)", _ => "(date(\"2025-01-05\")..date(\"2025-01-06\"))" };
                _rules.Insert(_random.Next(_rules.Count + 1), (null, cells, 1));
                break;
        }
    }

    // The same set is said in different ways.
    private string Text(Box box, int axis)
    {
        var (low, high) = (box.Low[axis], box.High[axis]);
        if (low == 0 && high == Sizes[axis] - 1)
        {
            return "-";
        }

        if (axis < 2)
        {
            var names = Enumerable.Range(low, high - low + 1).Select(value => axis == 0 ? $"\"{Colours[value]}\"" : value == 1 ? "true" : "false");
            var others = Enumerable.Range(0, Sizes[axis]).Where(value => value < low || value > high).Select(value => axis == 0 ? $"\"{Colours[value]}\"" : value == 1 ? "true" : "false");
            return _random.Next(2) == 0 ? string.Join(", ", names) : $"not({string.Join(", ", others)})";
        }

        return _random.Next(3) switch
        {
            0 when low == 0 => $"<= {Point(high)}",
            1 when low == 0 => $"< {Point(high + 1)}",
            0 when high == Sizes[axis] - 1 => $">= {Point(low)}",
            1 when high == Sizes[axis] - 1 => $"> {Point(low - 1)}",
            2 when low == high => Point(low),
            0 => $"[{Point(low)}..{Point(high)}]",
            1 => $"({Point(low - 1)}..{Point(high + 1)})",
            _ => $"not(< {Point(low)}, > {Point(high)})",
        };

        string Point(int value) => axis == 2 ? value.ToString(CultureInfo.InvariantCulture) : $"date(\"{FirstDay.AddDays(value):yyyy-MM-dd}\")";
    }

    private DmnModel Read()
    {
        string[] names = ["colour", "urgent", "n", "day"];
        var rules = string.Concat(_rules.Select(rule => $"<rule>{string.Concat(rule.Cells.Select(cell => $"<inputEntry><text>{cell.Replace("<", "&lt;", StringComparison.Ordinal)}</text></inputEntry>"))}<outputEntry><text>{rule.Output}</text></outputEntry></rule>"));
        var xml = $"""
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">{string.Concat(names.Select(name => $"<inputData id=\"{name}\" name=\"{name}\"/>"))}
            <decision id="d" name="d">{string.Concat(names.Select(name => $"<informationRequirement><requiredInput href=\"#{name}\"/></informationRequirement>"))}
            <decisionTable hitPolicy="{HitPolicy.ToString().ToUpperInvariant()}">{string.Concat(names.Select(name => $"<input><inputExpression><text>{name}</text></inputExpression></input>"))}<output/>{rules}</decisionTable></decision></definitions>
            """;
        var read = DmnReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)), "m.dmn");
        Assert.True(read.Model is not null, string.Join("\n", read.Diagnostics));
        return read.Model;
    }
}
