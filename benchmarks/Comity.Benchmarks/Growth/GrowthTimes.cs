using System.Diagnostics;
using System.Globalization;
using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Feel.Values;
using Comity.Policy.Comparison;
using Comity.Policy.Facts;
using Comity.Policy.Interviews;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Policy.Proofs;

namespace Comity.Benchmarks.Growth;

/// <summary>
/// How the cost of each step grows when a policy grows in one way: processor seconds, and the exponent from one size to the next (1 for a
/// time in proportion to the size, 2 for its square).
/// </summary>
internal static class GrowthTimes
{
    private const int Decisions = 100;
    private static readonly DateOnly Day = new(2026, 1, 1);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private static readonly (string What, int[] Sizes, Func<int, bool, PackFiles> Make)[] All =
    [
        ("facts, each table reads 6", [10, 20, 40, 80], (n, edited) => new GrowthPack(Facts: n).Layered(edited)),
        ("facts, rules read any 3", [10, 14, 20], (n, edited) => new GrowthPack(Facts: n, Window: 0).Layered(edited)),
        ("tables of 15 rules", [3, 6, 12, 24], (n, edited) => new GrowthPack(24, n, 15, 5).Layered(edited)),
        ("rules of each of 4 tables", [10, 40, 160, 640], (n, edited) => new GrowthPack(16, 4, n).Layered(edited)),
        ("rules by two choices", [100, 1_000, 10_000], (n, edited) => GrowthPack.Exclusive(n, byNumber: false, edited)),
        ("rules by one number", [100, 1_000, 10_000], (n, edited) => GrowthPack.Exclusive(n, byNumber: true, edited)),
        ("values of a choice", [3, 10, 30, 100], (n, edited) => new GrowthPack(Values: n).Layered(edited)),
        ("thresholds of a number", [2, 8, 32, 128], (n, edited) => new GrowthPack(Thresholds: n).Layered(edited)),
        ("days that change the law", [4, 16, 64, 256], (n, edited) => new GrowthPack(Dates: n).Layered(edited)),
        ("guarantees", [4, 16, 64], (n, edited) => new GrowthPack(Guarantees: n).Layered(edited)),
        ("independent findings", [10, 20, 40, 80], GrowthPack.Independent),
        ("rules of two collecting layers", [4, 8, 16, 32], (n, edited) =>
            new GrowthPack(Tables: 2, Rules: n, Collects: true).Layered(edited)),
    ];

    /// <summary>Measures and prints a table.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="name">What the name of a way to grow has to contain; null for all.</param>
    public static void Print(TextWriter output, string? name)
    {
        Measure(new GrowthPack().Layered, []);
        output.WriteLine("| what grows | size | nodes | read | compile | check | decide × 100 | compare | question |");
        output.WriteLine("|---|---:|---:|---|---|---|---|---|---|");
        foreach (var (what, sizes, make) in All.Where(series => name is null || series.What.Contains(name, StringComparison.Ordinal)))
        {
            var before = new Dictionary<string, (int Size, double Seconds)>();
            foreach (var size in sizes)
            {
                var steps = new List<(string Step, double Seconds, string? Failure)>();
                var nodes = Measure(edited => make(size, edited), steps);
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"| {what} | {size:N0} | {nodes:N0} | {string.Join(" | ", steps.Select(Cell))} |"));

                string Cell((string Step, double Seconds, string? Failure) step)
                {
                    var isKnown = before.TryGetValue(step.Step, out var last) && last.Seconds > 0.02 && step.Seconds > 0;
                    before[step.Step] = (size, step.Seconds);
                    var exponent = Math.Log(step.Seconds / last.Seconds) / Math.Log((double)size / last.Size);
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"{step.Seconds:N2} s{(step.Failure is { } failure ? $" {failure}" : isKnown ? $" ({exponent:N1})" : "")}");
                }
            }
        }
    }

    // How many nodes the pack's logic has; notes each step.
    private static int Measure(Func<bool, PackFiles> make, List<(string Step, double Seconds, string? Failure)> steps)
    {
        GC.Collect();
        var pack = Step("read", () => Whole(PackReader.Read(make(false)), result => result.Pack, result => result.Diagnostics));
        var logic = Step("compile", () => Whole(
            PolicyLogic.Compile(pack!, work: Work()), result => result.Logic, result => result.Diagnostics));
        Step("check", () => Whole(PackCheck.Of(pack!, Work()), result => result.Report, result => result.Diagnostics));
        Step("decide", () =>
        {
            var random = new Random(1);
            for (var i = 0; i < Decisions; i++)
            {
                Known(logic).Program.Decide(Day, pack!.Facts.ToDictionary(fact => fact.Name, fact => Value(fact, random)));
            }

            return pack!;
        });
        Step("compare", () => PolicyComparison.Of(new PolicySide(Known(logic).Program, null), new PolicySide(
            Known(PolicyLogic.Compile(PackReader.Read(make(true)).Pack!, work: Work()).Logic).Program, null), Work()));
        Step("question", () => new Interview(new InterviewPlans(Known(logic).Program)).At(new InterviewState(Day, null, [FeelValue.From("v0")], [])));
        return logic?.Space.NodeCount ?? 0;

        T? Step<T>(string step, Func<T> run)
            where T : class
        {
            using var process = Process.GetCurrentProcess();
            var before = process.TotalProcessorTime;
            var (result, failure) = ((T?)null, (string?)null);
            try
            {
                result = run();
            }
            catch (Exception exception) when (exception is EvaluationLimitException or InvalidOperationException or ArgumentException)
            {
                failure = exception is InvalidOperationException ? exception.Message : $"**{exception.GetType().Name}**";
            }

            process.Refresh();
            steps.Add((step, (process.TotalProcessorTime - before).TotalSeconds, failure));
            return result;
        }
    }

    private static T Whole<TResult, T>(TResult result, Func<TResult, T?> whole, Func<TResult, IReadOnlyList<Diagnostic>> findings)
        where T : class => whole(result)
            ?? throw new InvalidOperationException(string.Join(", ", findings(result).Select(finding => finding.Code).Distinct()));

    private static PolicyLogic Known(PolicyLogic? logic) => logic ?? throw new InvalidOperationException("–");

    private static WorkBudget Work() => new(WorkLimits.Trusted with { MaximumTime = Timeout });

    private static FeelValue Value(Fact fact, Random random) => fact.Kind switch
    {
        FactKind.Number => FeelValue.From(random.Next(100_000)),
        _ => fact.Values[random.Next(fact.Values.Count)].Value,
    };
}
