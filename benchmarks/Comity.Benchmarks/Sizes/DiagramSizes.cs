using System.Diagnostics;
using System.Globalization;
using System.Text;
using Comity.Diagrams.Compilation;
using Comity.Diagrams.Core;
using Comity.Dmn.Xml;
using Comity.Feel.Values;
using ScottPlot;

namespace Comity.Benchmarks.Sizes;

/// <summary>How large diagrams are and how long the compiler takes, against the number of rules and of facts: random first-hit tables, where little can be shared.</summary>
internal static class DiagramSizes
{
    private static readonly int[] Rules = [10, 30, 100, 300];
    private static readonly int[] Facts = [4, 6, 8, 10];

    /// <summary>Measures, prints a table and draws a plot.</summary>
    /// <param name="output">Where the table goes.</param>
    /// <param name="picture">Where the plot goes: a PNG file.</param>
    public static void Run(TextWriter output, string picture)
    {
        Compile(10, 4);
        var pictures = new Multiplot();
        pictures.AddPlots(2);
        pictures.Layout = new ScottPlot.MultiplotLayouts.Columns();
        var (sizes, times) = (pictures.GetPlot(0), pictures.GetPlot(1));
        output.WriteLine("| facts | " + string.Join(" | ", Rules.Select(rules => $"{rules} rules")) + " |");
        output.WriteLine("|---|" + string.Concat(Rules.Select(_ => "---|")));
        foreach (var facts in Facts)
        {
            var results = Rules.Select(rules => Compile(rules, facts)).ToList();
            output.WriteLine($"| {facts} | " + string.Join(" | ", results.Select(result => string.Create(CultureInfo.InvariantCulture, $"{result.Nodes:N0} nodes, {result.Time.TotalMilliseconds:N0} ms"))) + " |");
            foreach (var (plot, values) in new[] { (sizes, results.Select(result => (double)result.Nodes)), (times, results.Select(result => result.Time.TotalMilliseconds)) })
            {
                plot.Add.Scatter(Rules.Select(rules => Math.Log10(rules)).ToArray(), values.Select(value => Math.Log10(Math.Max(1, value))).ToArray()).LegendText = $"{facts} facts";
            }
        }

        foreach (var (plot, label) in new[] { (sizes, "nodes of the diagram"), (times, "milliseconds to compile") })
        {
            Logarithmic(plot.Axes.Bottom, 1, 3);
            Logarithmic(plot.Axes.Left, 0, 6);
            plot.XLabel("rules");
            plot.YLabel(label);
            plot.ShowLegend(Alignment.UpperLeft);
        }

        pictures.SavePng(picture, 1_200, 520);
    }

    private static void Logarithmic(IAxis axis, int first, int last) =>
        axis.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. Enumerable.Range(first, last - first + 1).Select(power => new Tick(power, Math.Pow(10, power).ToString("N0", CultureInfo.InvariantCulture)))]);

    // Each cell of a rule is open with one chance in two; a fact has three values, an output is one of four.
    private static (int Nodes, TimeSpan Time) Compile(int rules, int facts)
    {
        var random = new Random(rules + facts);
        var xml = new StringBuilder("<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"urn:m\">");
        for (var i = 0; i < facts; i++)
        {
            xml.Append(CultureInfo.InvariantCulture, $"<inputData id=\"f{i}\" name=\"f{i}\"/>");
        }

        xml.Append("<decision id=\"d\" name=\"d\">");
        xml.Append(string.Concat(Enumerable.Range(0, facts).Select(i => $"<informationRequirement><requiredInput href=\"#f{i}\"/></informationRequirement>")));
        xml.Append("<decisionTable hitPolicy=\"FIRST\">");
        xml.Append(string.Concat(Enumerable.Range(0, facts).Select(i => $"<input><inputExpression><text>f{i}</text></inputExpression></input>"))).Append("<output/>");
        for (var rule = 0; rule < rules; rule++)
        {
            xml.Append("<rule>");
            for (var i = 0; i < facts; i++)
            {
                xml.Append(CultureInfo.InvariantCulture, $"<inputEntry><text>{(random.Next(2) == 0 ? "-" : random.Next(3))}</text></inputEntry>");
            }

            xml.Append(CultureInfo.InvariantCulture, $"<outputEntry><text>{random.Next(4)}</text></outputEntry></rule>");
        }

        xml.Append("</decisionTable></decision></definitions>");
        var model = DmnReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml.ToString())), "m.dmn").Model!;
        DiagramInput[] inputs = [.. Enumerable.Range(0, facts).Select(i => new FiniteInput($"f{i}", [FeelValue.From(0), FeelValue.From(1), FeelValue.From(2)]))];
        var clock = Stopwatch.StartNew();
        var compiled = DiagramCompiler.Compile(model, ["d"], inputs, DiagramSpace.DefaultBudget);
        return (compiled.Decisions["d"].NodeCount, clock.Elapsed);
    }
}
