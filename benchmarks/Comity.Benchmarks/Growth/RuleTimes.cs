using System.Diagnostics;
using System.Globalization;
using System.Text;
using Comity.Benchmarks.Engines;
using Comity.Benchmarks.Measuring;
using Comity.Benchmarks.Tables;

namespace Comity.Benchmarks.Growth;

/// <summary>How decisions, and the time until the first, grow with the rules of a table.</summary>
internal static class RuleTimes
{
    private static readonly int[] Sizes = [10, 38, 100, 1_000, 10_000, 100_000];

    private static readonly EngineFactory[] Engines = [HandWritten.Scan, ComityEngines.Dmn, ComityEngines.DmnWithFacts, ComityEngines.DmnOfFacts, NRulesEngine.Create];

    /// <summary>Measures, and gives the section of the page: processor time, because others may use the machine.</summary>
    /// <param name="command">The command that measures everything.</param>
    /// <param name="rounds">How many rounds are measured; the fastest counts.</param>
    /// <param name="time">How long a round takes.</param>
    public static string Markdown(string command, int rounds, TimeSpan time)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""

            ## Growth of a table

            Decisions per second of processor time on {DateTime.UtcNow:yyyy-MM-dd}, the load being {Processor.Load}, and the time from the XML to the first answer.
            There are as many agencies and as many facilities as the square root of the rules; `benchmarks/README.md` says more.
            `{command} -- rules` measures this alone.

            | rules | linear scan by hand | Comity, facts in frames | set one by one | given at once | ÷ that of 38 rules | NRules | first answer | memory |
            |---:|---:|---:|---:|---:|---:|---:|---:|---:|

            """);
        var basis = 0.0;
        foreach (var size in Sizes)
        {
            var table = Generator.Growth(size);
            var cases = Generator.GrowthCases(table);

            // The code is compiled before it counts.
            ComityEngines.FirstAnswer(Generator.Growth(Sizes[1]), cases[0]);
            var (first, bytes) = ComityEngines.FirstAnswer(table, cases[0]);
            var rates = Rates(table, cases, rounds, time);
            basis = size == Sizes[1] ? rates[3]!.Value : basis;
            var ratio = basis > 0 ? (rates[3]!.Value / basis).ToString("N2", CultureInfo.InvariantCulture) : "–";
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {size:N0} | {Cell(rates[0])} | {Cell(rates[1])} | {Cell(rates[2])} | {Cell(rates[3])} | {ratio} | {Cell(rates[4])} | {first.TotalSeconds:N2} s | {bytes / 1e6:N1} MB |\n");
        }

        return page.ToString();
    }

    // The engines in turns; their answers are compared before.
    private static double?[] Rates(Table table, IReadOnlyList<Facts> cases, int rounds, TimeSpan time)
    {
        var engines = Array.ConvertAll(Engines, create => create(table, cases));
        var expected = engines[0]!.Answers();
        foreach (var engine in engines.OfType<IEngine>())
        {
            if (!engine.Answers().SequenceEqual(expected))
            {
                throw new InvalidOperationException($"{table.Name}: {engine.Name} and {engines[0]!.Name} answer differently.");
            }
        }

        var rates = new double?[engines.Length];
        for (var round = -1; round < rounds; round++)
        {
            for (var i = 0; i < engines.Length; i++)
            {
                var rate = engines[i] is { } engine ? PerProcessorSecond(engine, time) : (double?)null;
                rates[i] = round < 0 ? null : rates[i] is { } best ? Math.Max(best, rate!.Value) : rate;
            }
        }

        return rates;
    }

    private static double PerProcessorSecond(IEngine engine, TimeSpan time)
    {
        var (before, started) = (Processor.Time, Stopwatch.GetTimestamp());
        var rate = engine.Measure(time).PerSecond;
        return rate * Stopwatch.GetElapsedTime(started).TotalSeconds / (Processor.Time - before).TotalSeconds;
    }

    private static string Cell(double? rate) => rate?.ToString("N0", CultureInfo.InvariantCulture) ?? "–";
}
