using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Comity.Benchmarks.Expressions;

namespace Comity.Benchmarks.Measuring;

/// <summary>The results as a page of the documentation and a picture.</summary>
internal static class Report
{
    /// <param name="contests">What the engines did.</param>
    /// <param name="expressions">Expressions in two engines; none where the other could not be asked.</param>
    /// <param name="more">The other sections.</param>
    /// <param name="command">The command that writes the page.</param>
    public static string Markdown(IReadOnlyList<Contest> contests, IReadOnlyList<ComparedExpression> expressions, string more, string command)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            # Benchmarks

            Written by `{command}` on {DateTime.UtcNow:yyyy-MM-dd}: {Machine()}, .NET {Environment.Version}.
            Every engine decides the same 10,000 cases in the same run, on one thread; before anything is timed, all answers are compared.
            Figures are medians of several rounds in which the engines take turns. Only the ratios matter. `benchmarks/README.md` says what each engine does.

            ![Decisions per second](images/benchmarks.svg)

            """);
        foreach (var contest in contests)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {contest.Title}\n\n| engine | decisions per second | ratio to the first | bytes allocated for each |\n|---|---:|---:|---:|\n");
            foreach (var (name, rate, failure) in contest.Entrants)
            {
                if (rate is null)
                {
                    page.Append(CultureInfo.InvariantCulture, $"| {name} | failed ({Cell(failure!.Split('\n')[0])}) | – | – |\n");
                    continue;
                }

                page.Append(CultureInfo.InvariantCulture, $"| {name} | {rate.PerSecond:N0} | {Ratio(rate.PerSecond / contest.Entrants[0].Rate!.PerSecond)} | {(rate.Bytes is { } bytes ? bytes.ToString("N0", CultureInfo.InvariantCulture) : "–")} |\n");
            }
        }

        if (expressions.Count > 0)
        {
            var ratios = expressions.Select(expression => expression.Ratio).Order().ToArray();
            page.Append(CultureInfo.InvariantCulture, $"""

                ## FEEL expressions

                Comity compiles an expression once and evaluates it on slots; feelin evaluates from the text each time, and offers nothing else.
                Comity is {ratios[0]:N0} to {ratios[^1]:N0} times as fast, {ratios[ratios.Length / 2]:N0} times in the median.

                | expression | Comity | feelin | Comity per second | feelin per second | ratio |
                |---|---|---|---:|---:|---:|

                """);
            foreach (var expression in expressions)
            {
                page.Append(CultureInfo.InvariantCulture, $"| {Cell(expression.Expression.Text)} | {Cell(expression.Comity)} | {(expression.Agrees ? "same" : Cell(expression.Feelin))} | {expression.ComityRate.PerSecond:N0} | {expression.FeelinRate.PerSecond:N0} | {expression.Ratio:N0} |\n");
            }

            page.Append("\nWhere they differ:\n\n");
            foreach (var group in expressions.Where(expression => !expression.Agrees).GroupBy(expression => expression.Expression.Difference))
            {
                page.Append(CultureInfo.InvariantCulture, $"* {string.Join(", ", group.Select(expression => Cell(expression.Expression.Text)))}: {group.Key ?? "not explained"}\n");
            }
        }

        return page.Append(more).ToString();
    }

    /// <summary>Bars on a logarithmic scale, one group for each contest, as SVG.</summary>
    public static void Draw(IReadOnlyList<Contest> contests, string file)
    {
        var plot = new ScottPlot.Plot();
        var palette = new ScottPlot.Palettes.Category10();
        var ticks = new List<ScottPlot.Tick>();
        var place = 0;
        foreach (var (contest, index) in contests.Select((contest, index) => (contest, index)).Reverse())
        {
            foreach (var (name, rate, _) in contest.Entrants.OrderBy(entrant => entrant.Rate?.PerSecond))
            {
                if (rate is null)
                {
                    continue;
                }

                plot.Add.Bar(new ScottPlot.Bar { Position = ++place, Value = Math.Log10(rate.PerSecond), Orientation = ScottPlot.Orientation.Horizontal, FillColor = palette.GetColor(index), LineWidth = 0 });
                plot.Add.Text(rate.PerSecond.ToString("N0", CultureInfo.InvariantCulture), Math.Log10(rate.PerSecond) + 0.05, place + 0.3);
                ticks.Add(new ScottPlot.Tick(place, name));
            }

            ticks.Add(new ScottPlot.Tick(++place, contest.Title.ToUpperInvariant()));
            place++;
        }

        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. ticks]);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. Enumerable.Range(2, 7).Select(power => new ScottPlot.Tick(power, Math.Pow(10, power).ToString("N0", CultureInfo.InvariantCulture)))]);
        plot.Axes.SetLimits(1, 9.2, 0, place);
        plot.Title("Decisions per second on one thread (logarithmic)");
        plot.HideGrid();
        plot.SaveSvg(file, 1_100, 60 + (place * 24));
    }

    private static string Ratio(double ratio) => ratio >= 0.1 ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : "1 / " + (1 / ratio).ToString("N0", CultureInfo.InvariantCulture);

    private static string Cell(string text) => $"`{text.Replace("|", "\\|", StringComparison.Ordinal)}`";

    private static string Machine()
    {
        const string Processors = "/proc/cpuinfo";
        var model = File.Exists(Processors) ? File.ReadLines(Processors).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() : null;
        return $"{model ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription.Split('#')[0].Trim()}";
    }
}
