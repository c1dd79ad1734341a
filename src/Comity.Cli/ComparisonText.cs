using Comity.Policy.Comparison;
using Comity.Policy.Determinations;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Spectre.Console;

namespace Comity.Cli;

/// <summary>A comparison of policies for people.</summary>
internal static class ComparisonText
{
    public static void Print(IAnsiConsole console, PolicyComparison comparison, string folder)
    {
        console.WriteText($"Before: {Named(comparison.Before)}");
        console.WriteText($"After:  {Named(comparison.After)}");
        foreach (var difference in comparison.Facts)
        {
            console.WriteText($"The fact {difference.Variable} differs."
                + (difference.OnlyBefore.Count > 0 ? $" Only before: {string.Join(", ", difference.OnlyBefore)}." : "")
                + (difference.OnlyAfter.Count > 0 ? $" Only after: {string.Join(", ", difference.OnlyAfter)}." : ""));
        }

        if (comparison.Groups.Count == 0)
        {
            console.MarkupLineInterpolated($"[green]Identical[/]: in all {comparison.Total:N0} situations both say the same.");
            return;
        }

        console.WriteText($"The answer changes in {comparison.Changed:N0} of {comparison.Total:N0} situations.");
        foreach (var group in comparison.Groups)
        {
            console.WriteLine();
            Print(console, comparison, group, folder);
        }
    }

    private static void Print(IAnsiConsole console, PolicyComparison comparison, PolicyChangeGroup group, string folder)
    {
        var change = group.Change;
        console.MarkupLine($"[bold]{Outcome(change.Before, change.ReviewBefore)} → {Outcome(change.After, change.ReviewAfter)}[/]{(change.IsInNamesOnly ? ", with other provisions or conditions" : "")}");
        OutlineText.Print(console, $"  {group.Count:N0} situations", group.Cubes, group.Further);
        if (!group.IsShortest && group.Further.IsZero)
        {
            console.WriteText("  (There may be a shorter way to say this.)");
        }

        foreach (var (word, names) in new[] { ("Named now", group.Comes), ("No longer named", group.Goes) })
        {
            if (names.Count > 0)
            {
                console.WriteText($"  {word}: {string.Join("; ", names)}");
            }
        }

        var on = comparison.After.On ?? (group.Example.TryGetValue(PolicyProgram.Day, out var day) && day.AsDate().TryToDateOnly(out var date) ? date : default);
        if (group.ExampleAfter is not null)
        {
            console.WriteWhole("  For example: "
                + DecideCommandLine.Of(folder, on, group.Example.Where(fact => fact.Key != PolicyProgram.Day)));
        }

        console.WriteText($"  There, before: {Said(group.ExampleBefore)}");
        console.WriteText($"  There, after:  {Said(group.ExampleAfter)}");
    }

    private static string Said(PolicyAnswer? answer) => answer is null
        ? "no such situation"
        : Words.Of(answer.Outcome) + (answer.Provisions.Count > 0 ? $" under {string.Join(", ", answer.Provisions)}" : "") + (answer.Review.Count > 0 ? $"; counsel's review under {string.Join(", ", answer.Review)}" : "");

    private static string Outcome(Outcome? outcome, bool review) => outcome is null
        ? "no such situation"
        : $"[{DeterminationText.ColourOf(outcome.Value)}]{Words.Of(outcome.Value)}[/]{(review ? " with counsel's review" : "")}";

    private static string Named(PolicySide side) =>
        $"{side.Program.Policy.Manifest.Id} {side.Program.Policy.Manifest.Version}{(side.Without.Count > 0 ? $" without {string.Join(", ", side.Without)}" : "")}, {(side.On is { } on ? $"on {on:yyyy-MM-dd}" : "on every day")}";
}
