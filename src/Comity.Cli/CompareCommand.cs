using System.CommandLine;
using Comity.Feel.Evaluation;
using Comity.Policy.Comparison;
using Comity.Policy.Determinations;

namespace Comity.Cli;

/// <summary><c>comity compare</c>: what changes between two days of a policy, two policies, or two models, over all situations.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var before = new Argument<string>("BEFORE") { Description = "A policy pack's folder, or a DMN file." };
        var after = new Argument<string?>("AFTER") { Description = "Another; the same pack when it is not given.", Arity = ArgumentArity.ZeroOrOne };
        var from = new Option<string?>("--from") { Description = "The day for which BEFORE is asked, as 2025-01-27; every day when no day is given." };
        var to = new Option<string?>("--to") { Description = "The day for which AFTER is asked." };
        var without = new Option<string[]>("--without") { Description = "An instrument's id, or a provision's key, that BEFORE is asked without. May be repeated." };
        var decision = new Option<string?>("--decision") { Description = "Of two DMN files, the decision that is compared; those that no other requires when it is not given." };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var records = new Option<string?>("--records") { Description = "The data folder of kept records: say which of their determinations would have come out otherwise by BEFORE." };
        var database = RecordsInput.Database();
        var numbers = new Option<int>("--numbers") { Description = "With --records, how many record numbers to print for each change.", DefaultValueFactory = _ => 10 };
        var command = new Command("compare", "Say in which situations the answer changes, exactly: grouped, counted, described in the fewest words, with an example each. Exit code 0: compared, whether anything changes or not; 2: bad input.")
        {
            before, after, from, to, without, decision, json, records, database, numbers,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var (first, second) = (parsed.GetValue(before)!, parsed.GetValue(after));
            if (parsed.GetValue(records) is { } folder)
            {
                return second is not null || parsed.GetValue(from) is not null || parsed.GetValue(to) is not null || parsed.GetValue(numbers) < 0
                    ? Task.FromResult(PackInput.Bad("With --records, name one pack: each record is decided again by it, on the day of its request. --numbers is 0 or more."))
                    : Side(first, parsed.GetValue(without) ?? [], null) is { } side
                        ? RecordsComparison.RunAsync(side.Program, folder, parsed.GetValue(database), parsed.GetValue(numbers), parsed.GetValue(json), cancellation)
                        : Task.FromResult(ExitCode.BadInput);
            }

            return Task.FromResult(Compare());

            int Compare()
            {
                if (File.Exists(first))
                {
                    return second is not null && File.Exists(second)
                        ? ModelComparisonText.Run(first, second, parsed.GetValue(decision), parsed.GetValue(json))
                        : PackInput.Bad(second is null ? "Name a second DMN file to compare it with." : $"{second} is not a file, and {first} is; two of a kind can be compared.");
                }

                return Run(first, second ?? first, parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(without) ?? [], parsed.GetValue(json), sameFolder: second is null);
            }
        });
        return command;
    }

    private static int Run(string first, string second, string? from, string? to, string[] without, bool json, bool sameFolder)
    {
        if (from is null != to is null)
        {
            return PackInput.Bad("Give both days, --from and --to; the same day twice compares two packs on that day.");
        }

        if (sameFolder && from is null && without.Length == 0)
        {
            return PackInput.Bad("Say what to compare the pack with: --from DAY --to DAY, --without INSTRUMENT, or another pack.");
        }

        if (!PackInput.TryDate(from, out var fromDay) || !PackInput.TryDate(to, out var toDay))
        {
            return PackInput.Bad($"'{(PackInput.TryDate(from, out _) ? to : from)}' is not a date. Write it as 2025-01-27.");
        }

        if (Side(first, without, from is null ? null : fromDay) is not { } before || Side(second, [], from is null ? null : toDay) is not { } after)
        {
            return ExitCode.BadInput;
        }

        try
        {
            var comparison = PolicyComparison.Of(before, after);
            if (json)
            {
                Console.WriteLine(DeterminationJson.Text(writer => ComparisonJson.Write(writer, comparison)));
            }
            else
            {
                ComparisonText.Print(Layout.Console, comparison, second);
            }

            return ExitCode.Done;
        }
        catch (Exception exception) when (exception is ArgumentException or EvaluationLimitException)
        {
            return PackInput.Bad($"{first} and {second} cannot be compared: {exception.Message}");
        }
    }

    private static PolicySide? Side(string folder, string[] without, DateOnly? on)
    {
        if (PackInput.LoadPack(folder) is not { } pack)
        {
            return null;
        }

        if (pack.Unknown(without) is { } problem)
        {
            PackInput.Bad($"{folder}: {problem}");
            return null;
        }

        return PackInput.Logic(pack.Without(without), folder) is { } logic ? new PolicySide(logic.Program, on) { Without = without } : null;
    }
}
