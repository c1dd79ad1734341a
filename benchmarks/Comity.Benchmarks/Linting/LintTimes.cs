using System.Globalization;
using System.Text;
using Comity.Benchmarks.Measuring;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Linting;
using Comity.Dmn.Model;
using Comity.Dmn.Xml;
using Comity.Feel.Values;

namespace Comity.Benchmarks.Linting;

/// <summary>
/// How long it takes to lint generated tables of several shapes and sizes, and to prepare tables about the size at which their index is cut
/// coarser.
/// </summary>
internal static class LintTimes
{
    private static readonly int[] Sizes = [1_000, 5_000, 20_000];

    private static readonly (string Name, Func<int, string> Model)[] Shapes =
    [
        ("first, disjoint ranges and strings", count =>
            Model("FIRST", ["number", "string"], count, (i, _) => [$"[{i * 10}..{(i * 10) + 9}]", $"\"c{i}\""])),
        ("first, ranges that overlap and a last rule for all", count => Model("FIRST", ["number", "number", "string"], count, (i, random) =>
        {
            var (from, to, below) = (random.Next(count), random.Next(count, 2 * count), random.Next(1_000));
            return i == count - 1
                ? ["-", "-", "-"]
                : [$"[{from}..{to}]", random.Next(3) == 0 ? "-" : $"< {below}", $"\"s{random.Next(50)}\""];
        })),
        ("first, 12 columns, half of the entries \"-\"", count => Wide("FIRST", count)),
        ("unique, a grid of two ranges", count => Model("UNIQUE", ["number", "number"], count, (i, _) =>
            [$"[{i % 100}..{(i % 100) + 1})", $"[{i / 100}..{(i / 100) + 1})"])),
        ("unique, 12 columns, every entry a value", count => Model("UNIQUE", [.. Enumerable.Repeat("string", 12)], count, (i, _) =>
            [.. Enumerable.Range(0, 12).Select(column => $"\"v{(i >> column) % 5}\"")])),
        ("any, 12 columns, half of the entries \"-\"", count => Wide("ANY", count)),
        ("priority, 12 columns, half of the entries \"-\"", count => Wide("PRIORITY", count)),
        ("collect, 3,000 strings", count => Model("COLLECT", ["string", "date"], count, (i, random) =>
            [$"\"s{random.Next(3_000)}\"", $"> date(\"{new DateOnly(2000, 1, 1).AddDays(i):yyyy-MM-dd}\")"])),
    ];

    /// <summary>Measures, and gives the section of the page: processor time, because others may use the machine.</summary>
    /// <param name="command">The command that measures everything.</param>
    /// <param name="only">A part of the names of the shapes that are measured; null for all.</param>
    public static string Markdown(string command, string? only = null)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""

            ## Linting and preparing large tables

            Seconds of processor time on {DateTime.UtcNow:yyyy-MM-dd}. `{command} -- lint` measures this alone,
            and `-- lint NAME` the tables whose name holds NAME.

            | linted | 1,000 rules | 5,000 rules | 20,000 rules | 20,000 ÷ 5,000 |
            |---|---:|---:|---:|---:|

            """);
        foreach (var (name, make) in Shapes.Where(shape => only is null || shape.Name.Contains(only, StringComparison.Ordinal)))
        {
            // The code is compiled before it counts; then one model at a time, so that none pays for the memory of another.
            DmnLinter.Lint(Read(make(Sizes[0])));
            var times = Array.ConvertAll(Sizes, count => Read(make(count)) is var model ? Timed(() => DmnLinter.Lint(model)) : 0);
            var cells = string.Join(" | ", times.Select(time => string.Create(CultureInfo.InvariantCulture, $"{time:N2} s")));
            page.Append(CultureInfo.InvariantCulture, $"| {name} | {cells} | {times[2] / times[1]:N1} |\n");
        }

        if (only is not null)
        {
            return page.ToString();
        }

        int[] sizes = [4_000, 5_000, 6_000, 7_000];
        var tables = sizes.Select(size => Read(Shapes[0].Model(size)));
        var prepared = tables.Select(model => Enumerable.Range(0, 3).Min(_ => Timed(() => Prepared(model)))).ToArray();
        var milliseconds = string.Join(
            " | ", prepared.Select(time => string.Create(CultureInfo.InvariantCulture, $"{time * 1_000:N0} ms")));
        page.Append(CultureInfo.InvariantCulture, $"""

            | prepared: engine and first evaluation | 4,000 rules | 5,000 rules | 6,000 rules | 7,000 rules | 5,000 ÷ 6,000 |
            |---|---:|---:|---:|---:|---:|
            | {Shapes[0].Name} | {milliseconds} | {prepared[1] / prepared[2]:N2} |

            """);
        return page.ToString();
    }

    private static FeelValue Prepared(DmnModel model) =>
        DmnEngine.Create(model).Engine!.Evaluate("d", [new("x0", FeelValue.From(5)), new("x1", FeelValue.From("c0"))]).Value;

    private static double Timed(Action run)
    {
        var before = Processor.Time;
        run();
        return (Processor.Time - before).TotalSeconds;
    }

    private static string Wide(string policy, int count)
    {
        string[] types = ["number", "string", "boolean"];
        return Model(policy, [.. types, .. types, .. types, .. types], count, (_, random) =>
            [.. Enumerable.Range(0, 12).Select(column => random.Next(2) == 0 ? "-" : (column % 3) switch
            {
                0 => $"[{random.Next(500)}..{random.Next(500, 1_000)}]",
                1 => $"\"s{random.Next(8)}\", \"s{random.Next(8)}\"",
                _ => random.Next(2) == 0 ? "true" : "false",
            })]);
    }

    private static string Model(string policy, string[] types, int count, Func<int, Random, string[]> rule)
    {
        var random = new Random(5);
        var text = new StringBuilder("<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"urn:m\">");
        for (var i = 0; i < types.Length; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"<inputData id=\"x{i}\" name=\"x{i}\"><variable name=\"x{i}\" typeRef=\"{types[i]}\"/></inputData>");
        }

        text.Append("<decision id=\"d\" name=\"d\"><variable name=\"d\"/>");
        text.AppendJoin("", types.Select((_, i) => $"<informationRequirement><requiredInput href=\"#x{i}\"/></informationRequirement>"));
        text.Append(CultureInfo.InvariantCulture, $"<decisionTable hitPolicy=\"{policy}\">");
        text.AppendJoin("", types.Select((_, i) => $"<input><inputExpression><text>x{i}</text></inputExpression></input>"));
        text.Append("<output><outputValues><text>\"r0\", \"r1\", \"r2\", \"r3\", \"r4\"</text></outputValues></output>");
        for (var i = 0; i < count; i++)
        {
            text.Append("<rule>");
            foreach (var cell in rule(i, random))
            {
                text.Append("<inputEntry><text>").Append(cell.Replace("<", "&lt;", StringComparison.Ordinal))
                    .Append("</text></inputEntry>");
            }

            text.Append(CultureInfo.InvariantCulture, $"<outputEntry><text>\"r{random.Next(5)}\"</text></outputEntry></rule>");
        }

        return text.Append("</decisionTable></decision></definitions>").ToString();
    }

    private static DmnModel Read(string xml) => DmnReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)), "lint.dmn").Model!;
}
