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

        var manifest = determinations[0].Pack.Manifest;
        console.MarkupLineInterpolated($"[dim]{manifest.Id} {manifest.Version}, {determinations[0].Pack.Digest}[/]");
    }

    private static void Print(IAnsiConsole console, Determination determination, string folder)
    {
        var pack = determination.Pack;
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
            var table = new Table().AddColumns("Provision", "Citation", "Reason");
            foreach (var finding in determination.Findings)
            {
                table.AddRow(Markup.Escape(finding.Provision.Key), Markup.Escape(finding.Provision.Instrument.Citation), Markup.Escape(finding.Reason));
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

        foreach (var missing in determination.Missing)
        {
            console.MarkupLineInterpolated($"Still needed: {missing} — {Question(pack, missing)}");
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

    private static string Question(PolicyPack pack, string name) =>
        pack.Facts.FirstOrDefault(fact => fact.Name == name) is { } fact ? $"{fact.Question} ({string.Join(", ", fact.Values.Select(choice => Fact.Written(choice.Value)))})" : name;
}
