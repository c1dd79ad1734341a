using System.CommandLine;
using Comity.Diagrams.Descriptions;
using Comity.Policy.Determinations;
using Comity.Policy.Explanation;
using Comity.Policy.Facts;
using Comity.Policy.Packs;
using Comity.Policy.Reading;
using Spectre.Console;

namespace Comity.Cli;

/// <summary><c>comity explain</c>: why, and why not.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var folder = PackInput.Folder();
        var on = PackInput.On("The date of the request");
        var (facts, fact) = FactInput.Options();
        var json = new Option<bool>("--json") { Description = "Print the explanation as JSON." };
        var command = new Command(
            "explain", "Say why a request is answered as it is: the rules that match, the fewest facts that force the outcome, and the smallest changes that would lead to another. Exit code 0: explained; 2: bad input; 3: facts that matter are not known.")
        {
            folder, on, facts, fact, json,
        };
        command.SetAction(parsed => Run(parsed.GetValue(folder)!, parsed.GetValue(on), parsed.GetValue(facts), parsed.GetValue(fact) ?? [], parsed.GetValue(json)));
        return command;
    }

    private static int Run(string folder, string? on, string? factsFile, string[] assignments, bool json)
    {
        if (!PackInput.TryDate(on, out var date))
        {
            return PackInput.Bad($"'{on}' is not a date. Write it as 2025-02-01.");
        }

        if (PackInput.Load(folder) is not { } decider)
        {
            return ExitCode.BadInput;
        }

        var read = FactInput.Read(decider.Pack, factsFile, assignments);
        if (read.Facts is null)
        {
            return PackInput.Bad([.. read.Problems]);
        }

        if (decider.Pack.Manifest.Action is { } action && read.Actions.Count == 0)
        {
            return PackInput.Bad($"Say what is asked for: --fact {action}=VALUE. {PolicyExplanation.NeedsAction}");
        }

        var explanations = PolicyExplanation.Of(decider, new PolicyRequest(date, read.Actions, read.Facts));
        if (json)
        {
            Console.WriteLine(DeterminationJson.Text(writer => ExplanationJson.Write(writer, explanations)));
        }
        else
        {
            foreach (var explanation in explanations)
            {
                Print(Layout.Console, explanation, folder);
            }
        }

        return explanations.Any(explanation => explanation.Reason is null) ? ExitCode.Undetermined : ExitCode.Done;
    }

    private static void Print(IAnsiConsole console, PolicyExplanation explanation, string folder)
    {
        var determination = explanation.Determination;
        var pack = determination.Policy;
        if (pack.Manifest.Action is { } action)
        {
            console.MarkupLineInterpolated($"[bold]{PackLabels.Of(pack.Facts.First(fact => fact.Name == action), determination.Facts[action])}[/]");
        }

        console.MarkupLine($"[bold {DeterminationText.ColourOf(determination.Outcome)}]{Words.Of(determination.Outcome).ToUpperInvariant()}[/] on {determination.On:yyyy-MM-dd}");
        console.WriteLine();
        if (explanation.Reason is { } reason)
        {
            console.WriteText(reason.Facts.Count == 0
                ? "The requested action and the day decide by themselves, whatever the facts are."
                : $"{(reason.Facts.Count == 1 ? "One fact forces" : $"{reason.Facts.Count} facts force")} this outcome, "
                + $"whatever all others are{(reason.IsSmallest ? "" : " (perhaps fewer would do)")}:");
            foreach (var fact in reason.Facts)
            {
                console.WriteText($"  • {Said(fact)}");
            }
        }
        else
        {
            console.WriteText($"The outcome still depends on: {string.Join(", ", determination.Missing)}.");
        }

        console.WriteText(explanation.Rules.Count == 0 ? "No rule is certain to match." : "Rules that match:");
        foreach (var rule in explanation.Rules)
        {
            console.WriteText(
                $"  • {rule.Table}, rule {rule.Number}: {rule.Rule.Effect} under {rule.Rule.Provision.Key} "
                + $"({rule.Rule.Provision.Instrument.Citation}). {rule.Rule.Reason}"
                + (rule.Prevails ? "" : " It does not decide here: what comes before it does."));
        }

        foreach (var other in explanation.Others)
        {
            console.WriteLine();
            Print(console, other, folder, determination.On);
        }

        DeterminationText.PrintSource(console, pack);
    }

    private static void Print(IAnsiConsole console, OtherOutcome other, string folder, DateOnly on)
    {
        var (would, never) = other.Outcome == Outcome.NotCovered
            ? ("not be covered", "this action is covered")
            : ($"be {Words.Of(other.Outcome)}", $"this action is not {Words.Of(other.Outcome)}");
        if (other.Changes.Count == 0)
        {
            console.WriteText($"It cannot {would}: whatever the facts are, {never} on that day.");
            return;
        }

        var size = other.Changes[0].Changed.Count;
        var lead = size == 0
            ? $"It can still turn out to {would}"
            : $"It would {would} if {(size == 1 ? "one fact" : $"{size} facts")} were different";
        console.WriteText($"{lead}{(other.Changes.Count == 1 ? "" : ", in any of these ways")}:");
        foreach (var change in other.Changes)
        {
            console.WriteText(
                "  • " + string.Join("; ", change.Changed.Select(Said))
                + (change.Given.Count == 0 ? "" : $"{(size == 0 ? "" : ", and if also ")}{string.Join("; ", change.Given.Select(Said))}"));
        }

        console.WriteWhole("    " + DecideCommandLine.Of(folder, on, other.Changes[0].Facts));
    }

    private static string Said(ConditionText condition) => $"{condition.Label}: {condition.Text}";
}
