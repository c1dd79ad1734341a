using System.Globalization;
using System.Text;
using Comity.Diagrams.Compilation;
using Comity.Diagrams.Core;
using Comity.Dmn.Model;
using Comity.Dmn.Xml;
using Comity.Feel.Values;

namespace Comity.Benchmarks.Proofs;

/// <summary>A unique table of a thousand rules over six facts: all situations cut into boxes, of which ten are left out, ten stand twice and ten are impossible.</summary>
internal static class ThousandRules
{
    private const int Rules = 1_000;
    private static readonly int[] Sizes = [8, 5, 2, 1_001, 501, 1_000];
    private static readonly DateOnly FirstDay = new(2024, 1, 1);

    public static IReadOnlyList<DiagramInput> Inputs { get; } =
    [
        .. Enumerable.Range(0, 2).Select(axis => new FiniteInput($"f{axis}", [.. Enumerable.Range(0, Sizes[axis]).Select(value => FeelValue.From($"v{value}"))])),
        new FiniteInput("f2", [FeelValue.False, FeelValue.True]),
        new ContinuousInput("f3", new Grid(FeelKind.Number, 0, FeelValue.From(0), FeelValue.From(Sizes[3] - 1)), []),
        new ContinuousInput("f4", new Grid(FeelKind.Number, 0, FeelValue.From(0), FeelValue.From(Sizes[4] - 1)), []),
        new ContinuousInput("f5", new Grid(FeelKind.Date, 0, FeelValue.From(FirstDay), FeelValue.From(FirstDay.AddDays(Sizes[5] - 1))), []),
    ];

    public static DmnModel Model { get; } = Read();

    private static DmnModel Read()
    {
        var random = new Random(4);
        List<(int[] Low, int[] High)> boxes = [([0, 0, 0, 0, 0, 0], [.. Sizes.Select(size => size - 1)])];
        while (boxes.Count < Rules - 10)
        {
            var place = random.Next(boxes.Count);
            var (low, high) = boxes[place];
            var axis = random.Next(Sizes.Length);
            if (low[axis] == high[axis])
            {
                continue;
            }

            var at = random.Next(low[axis], high[axis]);
            boxes[place] = (low, [.. high.Select((end, i) => i == axis ? at : end)]);
            boxes.Add(([.. low.Select((end, i) => i == axis ? at + 1 : end)], high));
        }

        boxes.RemoveRange(0, 10);
        boxes.AddRange(boxes.GetRange(0, 10));
        var rules = boxes.Select(box => Enumerable.Range(0, Sizes.Length).Select(axis => Text(axis, box.Low[axis], box.High[axis]))).ToList();
        rules.AddRange(Enumerable.Range(0, 10).Select(i => Enumerable.Range(0, Sizes.Length).Select(axis => axis == 3 ? $"> {2_000 + i}" : "-")));
        var names = Inputs.Select(input => input.Name).ToList();
        var xml = $"""
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">{string.Concat(names.Select(name => $"<inputData id=\"{name}\" name=\"{name}\"/>"))}
            <decision id="d" name="d">{string.Concat(names.Select(name => $"<informationRequirement><requiredInput href=\"#{name}\"/></informationRequirement>"))}
            <decisionTable>{string.Concat(names.Select(name => $"<input><inputExpression><text>{name}</text></inputExpression></input>"))}<output/>
            {string.Concat(rules.Select((rule, i) => $"<rule>{string.Concat(rule.Select(cell => $"<inputEntry><text>{cell.Replace("<", "&lt;", StringComparison.Ordinal)}</text></inputEntry>"))}<outputEntry><text>{i % 7}</text></outputEntry></rule>"))}
            </decisionTable></decision></definitions>
            """;
        return DmnReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)), "thousand.dmn").Model!;
    }

    private static string Text(int axis, int low, int high)
    {
        if (low == 0 && high == Sizes[axis] - 1)
        {
            return "-";
        }

        return axis switch
        {
            0 or 1 => string.Join(", ", Enumerable.Range(low, high - low + 1).Select(value => $"\"v{value}\"")),
            2 => low == 1 ? "true" : "false",
            5 => $"[date(\"{FirstDay.AddDays(low):yyyy-MM-dd}\")..date(\"{FirstDay.AddDays(high):yyyy-MM-dd}\")]",
            _ => string.Create(CultureInfo.InvariantCulture, $"[{low}..{high}]"),
        };
    }
}
