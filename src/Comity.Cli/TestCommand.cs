using System.CommandLine;
using System.Text.Json;
using Comity.Feel.Text;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Policy.Scenarios;
using Spectre.Console;

namespace Comity.Cli;

/// <summary><c>comity test</c>: the scenarios of a pack.</summary>
internal static class TestCommand
{
    public static Command Create()
    {
        var folder = PackInput.Folder();
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = new Command("test", "Run a pack's scenarios and say which rules none of them reaches. Exit code 0: all as expected; 1: something differs; 2: bad input.") { folder, json };
        command.SetAction(parsed => PackInput.Load(parsed.GetValue(folder)!) is { } logic ? Run(logic, parsed.GetValue(folder)!, parsed.GetValue(json)) : ExitCode.BadInput);
        return command;
    }

    private static int Run(PolicyLogic logic, string folder, bool json)
    {
        var diagnostics = new List<Diagnostic>();
        var scenarios = Scenario.Read(PackFiles.ReadFolder(folder), logic.Pack, diagnostics);
        if (diagnostics.Count > 0)
        {
            return PackInput.Bad([.. diagnostics.Select(diagnostic => diagnostic.ToString())]);
        }

        if (scenarios.Count == 0)
        {
            return PackInput.Bad($"{folder} has no scenarios. Write some in {Path.Combine(folder, "scenarios")}; docs/pack-format.md says how.");
        }

        var report = ScenarioReport.Of(logic, scenarios);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    report.Passed,
                    report.Failed,
                    Differences = report.Differences.Select(pair => new { Scenario = pair.Scenario.Name, Location = pair.Scenario.Location.ToString(), Differences = pair.Found }),
                    Unreached = report.Unreached.Select(rule => new { rule.Decision, rule.Rule, Location = rule.Location.ToString() }),
                },
                JsonSerializerOptions.Web));
        }
        else
        {
            Print(report);
        }

        return report.Failed == 0 ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private static void Print(ScenarioReport report)
    {
        if (report.Failed > 0)
        {
            var table = Layout.Console.Table(("Scenario", 0.3), ("Where", 0.3), ("What differs", 0.4));
            foreach (var (scenario, found) in report.Differences)
            {
                table.AddRow(Markup.Escape(scenario.Name), Markup.Escape(scenario.Location.ToString()), Markup.Escape(string.Join('\n', found)));
            }

            Layout.Console.Write(table);
        }

        foreach (var rule in report.Unreached)
        {
            Console.WriteLine($"No scenario reaches rule {rule.Rule} of '{rule.Decision}' ({rule.Location}).");
        }

        Console.WriteLine($"{report.Rules - report.Unreached.Count} of {report.Rules} rules are reached.");
        Console.WriteLine($"{report.Passed} passed, {report.Failed} failed");
    }
}
