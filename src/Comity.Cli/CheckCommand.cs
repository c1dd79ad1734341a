using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Comity.Feel.Text;
using Comity.Feel.Values;
using Comity.Policy.Facts;
using Comity.Policy.Packs;
using Comity.Policy.Proofs;
using Spectre.Console;

namespace Comity.Cli;

/// <summary><c>comity check</c>: what is proven of a pack.</summary>
internal static class CheckCommand
{
    // Descriptions longer than this are shortened for people; JSON has them whole.
    private const int MostParts = 8;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var folder = PackInput.Folder();
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var stats = new Option<bool>("--stats") { Description = "Also print how large the diagrams are and how long they took." };
        var command = new Command(
            "check", "Prove, over all situations and days, that a pack has an answer everywhere, does not contradict itself, has no dead rules, and keeps its guarantees. Exit code 0: all proven; 1: something fails; 2: bad input.")
        {
            folder, json, stats,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed.GetValue(folder)!, parsed.GetValue(json), parsed.GetValue(stats), cancellation)));
        return command;
    }

    private static int Run(string folder, bool json, bool stats, CancellationToken cancellation)
    {
        var read = PackReader.Read(folder);
        var check = read.Pack is { } pack ? PackCheck.Of(pack, cancellation) : new PackCheckResult(null, read.Diagnostics);
        if (check.Report is not { } report)
        {
            return PackInput.Bad([.. check.Diagnostics.Select(diagnostic => PackInput.Located(diagnostic, folder).ToString())]);
        }

        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(Shape(report, folder, stats), Json));
        }
        else
        {
            Print(AnsiConsole.Console, report, folder);
            if (stats)
            {
                Print(AnsiConsole.Console, report.Statistics);
            }

            Console.WriteLine($"{report.Passed} passed, {report.Failed} failed");
        }

        return report.Failed == 0 ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private static void Print(IAnsiConsole console, CheckReport report, string folder)
    {
        console.MarkupLineInterpolated($"[bold]{report.Pack.Manifest.Title}[/]");
        console.MarkupLineInterpolated($"{report.Pack.Manifest.Id} {report.Pack.Manifest.Version}: all {report.Situations:N0} situations, on every day");
        foreach (var result in report.Results)
        {
            var name = result.Kind == CheckKind.Guarantee ? $"{result.Name}: {result.Statement}" : result.Statement;
            console.Markup(result.Failures.Count == 0 ? "[green]proven[/]  " : "[red]FAILS[/]   ");
            console.Profile.Out.Writer.WriteLine(name);
            foreach (var failure in result.Failures)
            {
                Print(console, failure, folder);
            }
        }
    }

    private static void Print(IAnsiConsole console, CheckFailure failure, string folder)
    {
        if (failure.Location is { } location)
        {
            Line(PackInput.Located(new Diagnostic(Severity.Error, failure.Code, "", location), folder).Location!.ToString());
        }

        Line($"{failure.Message}{(failure.Mend is null ? "" : " " + failure.Mend)}");
        if (failure.Situations is { } situations)
        {
            Line($"In {situations.Count:N0} situations:");
            foreach (var part in situations.Description.Take(MostParts))
            {
                Line(part.Count == 0 ? "  always" : "  " + string.Join("; ", part.Select(condition => $"{condition.Label}: {condition.Text}")));
            }

            if (situations.Description.Count > MostParts)
            {
                Line($"  and {situations.Description.Count - MostParts} more kinds; --json has them all");
            }

            Line("For example: " + CommandOf(folder, situations));
        }

        console.WriteLine();

        // Whole lines, so that places and commands can be copied.
        void Line(string text) => console.Profile.Out.Writer.WriteLine("        " + text);
    }

    private static void Print(IAnsiConsole console, CheckStatistics statistics)
    {
        console.MarkupLineInterpolated($"Compiled in {statistics.Compiling.TotalMilliseconds:N0} ms, proven in {statistics.Proving.TotalMilliseconds:N0} ms; {statistics.Nodes:N0} nodes, those on the way included.");
        foreach (var (decision, nodes) in statistics.Decisions)
        {
            console.MarkupLineInterpolated($"  {decision}: {nodes:N0} nodes");
        }

        console.Profile.Out.Writer.WriteLine($"Order, with the parts told apart: {string.Join(", ", statistics.Variables.Select(variable => $"{variable.Name} {variable.Regions}"))}");
    }

    /// <summary>The command that decides the example.</summary>
    private static string CommandOf(string folder, FailingSituations situations) =>
        $"comity decide {Quoted(folder)} --on {situations.On:yyyy-MM-dd}" + string.Concat(situations.Facts.Select(fact => $" --fact {Quoted($"{fact.Key}={Fact.Written(fact.Value)}")}"));

    // As a POSIX shell reads it.
    private static string Quoted(string text) => text.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./=:".Contains(letter, StringComparison.Ordinal)) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static object Shape(CheckReport report, string folder, bool stats) => new
    {
        Policy = new { report.Pack.Manifest.Id, report.Pack.Manifest.Version, report.Pack.Digest },
        Situations = Whole(report.Situations),
        report.Passed,
        report.Failed,
        Checks = report.Results.Select(result => new
        {
            Check = Words.Of(result.Kind),
            result.Name,
            result.Statement,
            Proven = result.Failures.Count == 0,
            Failures = result.Failures.Select(failure => new
            {
                failure.Code,
                failure.Message,
                failure.Mend,
                Location = failure.Location is { } location ? PackInput.Located(new Diagnostic(Severity.Error, failure.Code, "", location), folder).Location : null,
                Situations = failure.Situations is { } situations ? Whole(situations.Count) : null,
                Description = failure.Situations?.Description.Select(part => part.Select(condition => new { Fact = condition.Name, condition.Label, condition.Text })),
                Example = failure.Situations is { } example ? new
                {
                    On = $"{example.On:yyyy-MM-dd}",
                    Facts = example.Facts.ToDictionary(fact => fact.Key, fact => Value(fact.Value)),
                    Command = CommandOf(folder, example),
                }
                : null,
            }),
        }),
        Stats = stats ? new
        {
            CompileMilliseconds = report.Statistics.Compiling.TotalMilliseconds,
            ProveMilliseconds = report.Statistics.Proving.TotalMilliseconds,
            report.Statistics.Nodes,
            Decisions = report.Statistics.Decisions,
            Order = report.Statistics.Variables,
        }
        : null,
    };

    // A number of JSON as long as every reader holds it exactly, a text beyond.
    private static object Whole(System.Numerics.BigInteger count) => count <= 9_007_199_254_740_992 ? (long)count : count.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static object? Value(FeelValue value) => value.Kind switch
    {
        FeelKind.Null => null,
        FeelKind.Boolean => value.IsTrue,
        FeelKind.Number => JsonSerializer.Deserialize<JsonElement>(Fact.Written(value)),
        _ => Fact.Written(value),
    };
}
