using System.Text.Json;
using Comity.Diagrams.Comparison;
using Comity.Dmn.Model;
using Comity.Dmn.Xml;
using Comity.Feel.Text;
using Comity.Feel.Values;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Spectre.Console;

namespace Comity.Cli;

/// <summary>A comparison of two DMN files for people, and as JSON.</summary>
internal static class ModelComparisonText
{
    public static int Run(string before, string after, string? decision, bool json)
    {
        if (Read(before) is not { } first || Read(after) is not { } second)
        {
            return ExitCode.BadInput;
        }

        var comparison = ModelComparison.Of(first, second, decision);
        if (comparison.Decisions is not { } decisions)
        {
            return PackInput.Bad([.. comparison.Diagnostics.Select(diagnostic => Explained(diagnostic, first, before, after).ToString())]);
        }

        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { Before = before, After = after, Decisions = decisions.Select(Shape) }, CommandJson.Options));
        }
        else
        {
            foreach (var one in decisions)
            {
                Print(Layout.Console, one);
            }
        }

        return ExitCode.Done;
    }

    // Which provisions are in force stands in a pack's instruments, not in its model.
    private static Diagnostic Explained(Diagnostic diagnostic, DmnModel model, string before, string after) =>
        diagnostic.Code == "DIAG0003" && model.Inputs.Any(input => input.Name == PolicyLogic.ProvisionsInput && input.Location == diagnostic.Location)
            ? diagnostic with
            {
                Message = $"{before} and {after} are models of policy packs. Which provisions can be in force stands in a pack's instruments, so that the models alone cannot be compared.",
                Mend = "Compare the packs with 'comity compare PACK OTHER-PACK'. For a model that was edited elsewhere, copy the pack, take the model over with 'comity table import COPY FILE.dmn', "
                    + "and compare the pack with its copy. A decision that does not ask for provisions is compared with '--decision NAME'.",
            }
            : diagnostic;

    private static DmnModel? Read(string file)
    {
        var read = DmnReader.ReadFile(file);
        if (read.Model is null)
        {
            PackInput.Bad([.. read.Diagnostics.Select(diagnostic => diagnostic.ToString())]);
        }

        return read.Model?.With(FactInputs.Around(file));
    }

    private static void Print(IAnsiConsole console, DecisionComparison comparison)
    {
        console.MarkupLineInterpolated($"[bold]{comparison.Decision}[/]");
        foreach (var difference in comparison.Inputs)
        {
            console.WriteText(
                $"The input {difference.Variable} differs. Only before: {Listed(difference.OnlyBefore)}. "
                + $"Only after: {Listed(difference.OnlyAfter)}.");
        }

        if (comparison.Changes.Count == 0)
        {
            console.MarkupLineInterpolated($"[green]Identical[/]: in all {comparison.Total:N0} situations both give the same.");
            SayMissing();
            return;
        }

        foreach (var change in comparison.Changes)
        {
            console.MarkupLineInterpolated($"[bold]{Said(change.Change.Before)} → {Said(change.Change.After)}[/]");
            OutlineText.Print(console, $"  {change.Count:N0} of {comparison.Total:N0} situations", change.Cubes, change.Further);
            var example = change.Example.Select(input => input.Value.IsNull ? $"{input.Key} is missing" : $"{input.Key} = {input.Value}");
            console.WriteText($"  For example: {string.Join(", ", example)}");
        }

        SayMissing();

        void SayMissing()
        {
            if (!comparison.Missing.IsZero)
            {
                var counts = $"In {comparison.Missing:N0} of the {comparison.Total:N0} situations";
                console.WriteText($"{counts} at least one input is missing (null).");
            }
        }
    }

    private static object Shape(DecisionComparison comparison) => new
    {
        comparison.Decision,
        Identical = comparison.Changes.Count == 0,
        Situations = CommandJson.Whole(comparison.Total),
        SituationsWithMissingInput = CommandJson.Whole(comparison.Missing),
        InputDifferences = comparison.Inputs.Select(difference => new { Input = difference.Variable, difference.OnlyBefore, difference.OnlyAfter }),
        Changes = comparison.Changes.Select(change => new
        {
            Before = change.Change.Before?.ToString(),
            After = change.Change.After?.ToString(),
            Situations = CommandJson.Whole(change.Count),
            Description = change.Cubes.Select(cube => cube.Select(condition => new { Input = condition.Name, condition.Text })),
            IsShortestDescription = change.IsShortest,
            FurtherSituations = CommandJson.Whole(change.Further),
            Example = CommandJson.Values(change.Example),
        }),
    };

    private static string Listed(IReadOnlyList<string> values) => values.Count == 0 ? "nothing" : string.Join(", ", values);

    private static string Said(FeelValue? value) => value is { } known ? known.ToString() : "no such situation";
}
