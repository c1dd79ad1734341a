using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Packs;
using Spectre.Console;

namespace Comity.Cli;

/// <summary>A determination for people.</summary>
internal static class DeterminationText
{
    public static void Print(IAnsiConsole console, IReadOnlyList<Determination> determinations, string folder)
    {
        foreach (var determination in determinations)
        {
            Print(console, determination, folder);
        }

        PrintSource(console, determinations[0].Policy);
    }

    /// <summary>Names the policy that says so: a line that can be copied for its version, and one for its digest.</summary>
    public static void PrintSource(IAnsiConsole console, PolicyDescription pack)
    {
        console.MarkupLineInterpolated($"[dim]{pack.Manifest.Id} {pack.Manifest.Version}[/]");
        console.MarkupLineInterpolated($"[dim]{pack.Digest}[/]");
    }

    private static void Print(IAnsiConsole console, Determination determination, string folder)
    {
        var pack = determination.Policy;
        if (pack.Manifest.Action is { } name && determination.Facts.TryGetValue(name, out var action))
        {
            console.MarkupLineInterpolated($"[bold]{pack.Facts.First(fact => fact.Name == name).Values.First(choice => choice.Value == action).Label}[/]");
        }

        console.MarkupLine($"[bold {ColourOf(determination.Outcome)}]{Words.Of(determination.Outcome).ToUpperInvariant()}[/] on {determination.On:yyyy-MM-dd}");
        if (determination.Outcome == Outcome.NotCovered)
        {
            console.MarkupLineInterpolated($"{pack.Manifest.Silent}");
        }

        if (determination.Outcome == Outcome.Contradictory)
        {
            console.MarkupLine("The policy contradicts itself here. Ask counsel, and mend the pack:");
        }

        foreach (var flaw in determination.Flaws)
        {
            console.MarkupLineInterpolated($"  {PackInput.Located(flaw, folder)}");
        }

        if (determination.Findings.Count > 0)
        {
            var table = console.Table(("Provision and citation", 0.35), ("Reason", 0.65));
            foreach (var finding in determination.Findings)
            {
                table.AddRow(
                    Markup.Escape($"{finding.Provision.Key}\n{finding.Provision.Instrument.Citation}"),
                    Markup.Escape(finding.Reason));
            }

            console.Write(table);
        }

        foreach (var circumstance in determination.Circumstances)
        {
            console.MarkupLineInterpolated($"Listed circumstance: {pack.Manifest.Circumstances[circumstance]}");
        }

        foreach (var condition in determination.Conditions)
        {
            console.MarkupLineInterpolated($"Condition: {condition}");
        }

        if (determination.Review is { } review && (review.Reasons.Count > 0 || review.DependsOn.Count > 0))
        {
            console.MarkupLine(review.DependsOn.Count == 0 ? "[bold]Counsel must look:[/]" : "[bold]Counsel may have to look; it depends on facts that are not known:[/]");
            foreach (var reason in review.Reasons)
            {
                console.MarkupLineInterpolated($"  {reason.Provision.Key}: {reason.Reason}");
            }
        }

        if (determination.Missing.Count > 0)
        {
            var table = console.Table(("Still needed", 0.28), ("Question", 0.4), ("Answers", 0.32)).ShowRowSeparators();
            foreach (var missing in determination.Missing)
            {
                var fact = pack.Facts.First(fact => fact.Name == missing);
                table.AddRow(
                    Markup.Escape(missing),
                    Markup.Escape(fact.Question),
                    Markup.Escape(string.Join(", ", fact.Values.Select(choice => Fact.Written(choice.Value)))));
            }

            console.Write(table);
        }

        if (determination.Next is { } next)
        {
            console.MarkupLineInterpolated($"Ask next, so that the fewest questions are expected: {next}");
        }
    }

    /// <summary>The colour of an outcome; its word always stands with it.</summary>
    public static string ColourOf(Outcome outcome) => outcome switch
    {
        Outcome.Prohibited => "red",
        Outcome.Permitted or Outcome.Required => "green",
        _ => "yellow",
    };
}
