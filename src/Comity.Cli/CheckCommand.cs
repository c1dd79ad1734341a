using System.CommandLine;
using System.Text.Json;
using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Policy.Interviews;
using Comity.Policy.Packs;
using Comity.Policy.Proofs;
using Spectre.Console;

namespace Comity.Cli;

/// <summary><c>comity check</c>: what is proven of a pack.</summary>
internal static class CheckCommand
{
    // Descriptions longer than this are shortened for people; JSON has them whole.
    private const int MostParts = 8;

    // Under what is proven or fails.
    private const string Indent = "        ";

    public static Command Create()
    {
        var folder = PackInput.Folder();
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var stats = new Option<bool>("--stats") { Description = "Also print how large the diagrams are and how long they took." };
        var questions = new Option<bool>("--questions") { Description = "Also say how many questions an interview takes for each requested action, next to a fixed order and to every order tried." };
        var on = PackInput.On("With --questions, the day");
        var command = new Command(
            "check", "Prove, over all situations and days, that a pack has an answer everywhere, does not contradict itself, has no dead rules, and keeps its guarantees. Exit code 0: all proven; 1: something fails; 2: bad input.")
        {
            folder, json, stats, questions, on,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed.GetValue(folder)!, parsed.GetValue(json), parsed.GetValue(stats), parsed.GetValue(questions), parsed.GetValue(on), cancellation)));
        return command;
    }

    private static int Run(string folder, bool json, bool stats, bool questions, string? on, CancellationToken cancellation)
    {
        if (!PackInput.TryDate(on, out var date))
        {
            return PackInput.Bad($"'{on}' is not a date. Write it as 2025-02-01.");
        }

        using var work = new WorkBudget(cancellation: cancellation);
        var read = PackReader.Read(folder);
        var check = read.Pack is { } pack ? PackCheck.Of(pack, work) : new PackCheckResult(null, read.Diagnostics);
        if (check.Report is not { } report)
        {
            return PackInput.Bad([.. check.Diagnostics.Select(diagnostic => PackInput.Located(diagnostic, folder).ToString())]);
        }

        var counts = questions && check.Logic is { } logic ? QuestionReport.Of(new InterviewPlans(logic.Program), date) : null;
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(Shape(report, folder, stats, counts), CommandJson.Options));
        }
        else
        {
            Print(Layout.Console, report, folder);
            if (stats)
            {
                Print(Layout.Console, report.Statistics);
            }

            if (counts is not null)
            {
                QuestionText.Print(Layout.Console, report.Pack, counts);
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
            console.WriteText(Indent + name, result.Failures.Count == 0 ? "[green]proven[/]  " : "[red]FAILS[/]   ");
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
            console.WriteWhole(Indent + PackInput.Located(new Diagnostic(Severity.Error, failure.Code, "", location), folder).Location);
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

            if (!situations.Further.IsZero)
            {
                Line($"  and {situations.Further:N0} situations more, which are not described");
            }

            console.WriteWhole(Indent + "For example: " + DecideCommandLine.Of(folder, situations.On, situations.Facts));
        }

        console.WriteLine();

        void Line(string text) => console.WriteText(Indent + text);
    }

    private static void Print(IAnsiConsole console, CheckStatistics statistics)
    {
        console.MarkupLineInterpolated($"Compiled in {statistics.Compiling.TotalMilliseconds:N0} ms, proven in {statistics.Proving.TotalMilliseconds:N0} ms; {statistics.Nodes:N0} nodes, those on the way included.");
        foreach (var (decision, nodes) in statistics.Decisions)
        {
            console.MarkupLineInterpolated($"  {decision}: {nodes:N0} nodes");
        }

        var order = statistics.Variables.Select(variable => $"{variable.Name} {variable.Regions}");
        console.WriteText($"Order, with the parts told apart: {string.Join(", ", order)}");
    }

    private static object Shape(CheckReport report, string folder, bool stats, QuestionReport? questions) => new
    {
        Policy = new { report.Pack.Manifest.Id, report.Pack.Manifest.Version, report.Pack.Digest },
        Situations = CommandJson.Whole(report.Situations),
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
                Situations = failure.Situations is { } situations ? CommandJson.Whole(situations.Count) : null,
                Description = failure.Situations?.Description.Select(part => part.Select(condition => new { Fact = condition.Name, condition.Label, condition.Text })),
                FurtherSituations = failure.Situations is { } whole ? CommandJson.Whole(whole.Further) : null,
                Example = failure.Situations is { } example ? new
                {
                    On = $"{example.On:yyyy-MM-dd}",
                    Facts = CommandJson.Values(example.Facts),
                    Command = DecideCommandLine.Of(folder, example.On, example.Facts),
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
        Questions = questions is null ? null : QuestionText.Shape(questions),
    };
}
