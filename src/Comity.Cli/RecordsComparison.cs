using Comity.Policy.Comparison;
using Comity.Policy.Determinations;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Records;
using Comity.Records.Situations;
using Comity.Server.Analysis;
using Spectre.Console;

namespace Comity.Cli;

/// <summary><c>comity compare PACK --records FOLDER</c>: which recorded determinations would have come out otherwise.</summary>
internal static class RecordsComparison
{
    public static async Task<int> RunAsync(PolicyProgram program, string folder, string? database, int numbers, bool json, CancellationToken cancellation)
    {
        try
        {
            var result = await WhatIf.RunAsync(program, RecordSituations.ReadAsync(new DataFolder(folder), RecordsInput.Database(database), cancellation), json || Console.IsErrorRedirected ? null : new Told(), cancellation);
            if (json)
            {
                Console.WriteLine(System.Text.Json.JsonSerializer.Serialize(Shape(program.Policy, result, numbers), CommandJson.Options));
            }
            else
            {
                Print(Layout.Console, result, numbers);
            }

            return ExitCode.Done;
        }
        catch (RecordStoreException exception)
        {
            return PackInput.Bad(exception.Message);
        }
    }

    private static void Print(IAnsiConsole console, ReplayResult result, int numbers)
    {
        console.WriteText(
            $"{result.Records:N0} records with {result.Determinations:N0} determinations were decided again; "
            + $"in {result.Changed:N0} records something would have come out otherwise.");
        foreach (var group in result.Groups)
        {
            console.WriteLine();
            var after = group.Change.After is null
                ? "not decided: the policy does not know these facts"
                : Said(group.Change.After, group.Change.ReviewAfter);
            console.WriteText($"{Said(group.Change.Before, group.Change.ReviewBefore)} → {after}");
            var listed = numbers == 0 || group.Records.Count == 0
                ? "."
                : $": {string.Join(", ", Numbers(group, numbers))}{(group.Records.Count > numbers ? " …" : ".")}";
            console.WriteText($"  {group.Determinations:N0} determinations in {group.Records.Count:N0} records{listed}");
        }
    }

    private static object Shape(PolicyDescription pack, ReplayResult result, int numbers) => new
    {
        Policy = new { pack.Manifest.Id, pack.Manifest.Version, pack.Digest },
        result.Records,
        result.Determinations,
        result.Changed,
        Changes = result.Groups.Select(group => new
        {
            Before = group.Change.Before is { } before ? Words.Of(before) : null,
            After = group.Change.After is { } after ? Words.Of(after) : null,
            CounselReviewBefore = group.Change.ReviewBefore,
            CounselReviewAfter = group.Change.ReviewAfter,
            group.Determinations,
            Records = group.Records.Count,
            Numbers = Numbers(group, numbers),
        }),
    };

    private static IEnumerable<string> Numbers(ReplayGroup group, int numbers) => group.Records.Take(numbers).Select(key => new SituatedRecord(0, default, key).Number);

    private static string Said(Outcome? outcome, bool review) => $"{(outcome is { } known ? Words.Of(known) : "another outcome")}{(review ? ", counsel looks" : "")}";

    private sealed class Told : IProgress<WhatIfProgress>
    {
        public void Report(WhatIfProgress value) => Console.Error.Write($"\r{value.Done:N0} of {value.Total:N0} records{(value.Done >= value.Total ? "\n" : "")}");
    }
}
