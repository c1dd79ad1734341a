using System.Diagnostics;
using System.Globalization;
using Comity.Dmn.Editing;
using Comity.Policy.Comparison;
using Comity.Policy.Editing;
using Comity.Policy.Packs;
using Comity.Policy.Proofs;
using Comity.Policy.Scenarios;

namespace Comity.Benchmarks.Editing;

/// <summary>How long it takes from an edit of one cell of New York to all that is shown of it: the median over edits of every cell of a table column, part by part.</summary>
internal static class Recheck
{
    private const string Model = "model/new-york.dmn";

    /// <summary>Measures and prints.</summary>
    public static void Print(TextWriter output)
    {
        var files = PackFiles.ReadFolder(Path.Combine(Repository.Root, "policies", "new-york"));
        var before = NewYork.Requests.Logic;
        var place = new TablePlace(Model, "holds-and-arrests");
        var steps = new Dictionary<string, List<double>>();
        for (var round = 0; round < 12; round++)
        {
            var rules = place.In(files)!.Rules;
            var (rule, column) = (1 + (round % rules.Count), 1 + (round / rules.Count % rules[0].Inputs.Count));
            var total = Stopwatch.StartNew();
            var edited = Step("edit", () => new SetCell(place, rule, ColumnKind.Input, column, rules[rule - 1].Inputs[column - 1], rules[rule - 1].Inputs[column - 1] == "-" ? "null" : "-").Apply(files).Files!);
            var pack = Step("read", () => PackReader.Read(edited).Pack!);
            var check = Step("check", () => PackCheck.Of(pack));
            var logic = check.Logic!;
            Step("compare", () => PolicyComparison.Of(new PolicySide(before.Program, null), new PolicySide(logic.Program, null)));
            Step("scenarios", () => Scenario.Read(edited, pack, []).Select(scenario => scenario.Differences(logic.Program)).ToList());
            Note("all", total.Elapsed.TotalMilliseconds);
            Step("a cell while it is typed", () => CellReading.Of(pack, place, ColumnKind.Input, 1, "\"arrest\", \"transfer-custody\""));
        }

        foreach (var (name, times) in steps)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {Median(times):F1} ms ({times[0]:F0} ms the first time)"));
        }

        T Step<T>(string name, Func<T> run)
        {
            var clock = Stopwatch.StartNew();
            var result = run();
            Note(name, clock.Elapsed.TotalMilliseconds);
            return result;
        }

        void Note(string name, double time)
        {
            if (!steps.TryGetValue(name, out var times))
            {
                steps[name] = times = [];
            }

            times.Add(time);
        }
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
