using System.CommandLine;
using System.Text;
using System.Text.Json;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;

namespace Comity.Cli;

/// <summary><c>comity decide</c>: facts and a date in, a determination out.</summary>
internal static class DecideCommand
{
    public static Command Create()
    {
        var folder = PackInput.Folder();
        var on = PackInput.On("The date of the request");
        var (facts, fact) = FactInput.Options();
        var json = new Option<bool>("--json") { Description = "Print the determination as JSON." };
        var lines = new Option<bool>("--lines") { Description = "Read one JSON object {\"on\",\"facts\"} a line from standard input, and print one result a line." };
        var command = new Command("decide", "Decide a request. Exit code 0: decided; 1: the policy contradicts itself there; 2: bad input; 3: facts that matter are not known.") { folder, on, facts, fact, json, lines };
        command.SetAction(parsed =>
        {
            if (PackInput.Load(parsed.GetValue(folder)!) is not { } decider)
            {
                return ExitCode.BadInput;
            }

            return parsed.GetValue(lines)
                ? DecideLines(decider)
                : DecideOne(decider, parsed.GetValue(folder)!, parsed.GetValue(on), parsed.GetValue(facts), parsed.GetValue(fact) ?? [], parsed.GetValue(json));
        });
        return command;
    }

    private static int DecideOne(PolicyDecider decider, string folder, string? on, string? factsFile, string[] assignments, bool json)
    {
        if (!PackInput.TryDate(on, out var date))
        {
            return PackInput.Bad($"'{on}' is not a date. Write it as 2025-02-01.");
        }

        var read = FactInput.Read(decider.Pack, factsFile, assignments);
        if (read.Facts is null)
        {
            return PackInput.Bad([.. read.Problems]);
        }

        var determinations = decider.Decide(new PolicyRequest(date, read.Actions, read.Facts));
        if (json)
        {
            Console.WriteLine(DeterminationJson.Text(determinations));
        }
        else
        {
            DeterminationText.Print(Layout.Console, determinations, folder);
        }

        return ExitCode.Of(determinations);
    }

    private static int DecideLines(PolicyDecider decider)
    {
        using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16);
        using var input = new StreamReader(Console.OpenStandardInput());
        var codes = new HashSet<int>();
        while (input.ReadLine() is { } line)
        {
            var (result, problem) = DecideLine(decider, line);
            output.WriteLine(result is null ? JsonSerializer.Serialize(new Dictionary<string, string?> { ["error"] = problem }) : DeterminationJson.Text(result));
            codes.Add(result is null ? ExitCode.BadInput : ExitCode.Of(result));
        }

        return new[] { ExitCode.BadInput, ExitCode.CheckFailed, ExitCode.Undetermined }.FirstOrDefault(codes.Contains, ExitCode.Done);
    }

    private static (IReadOnlyList<Determination>? Result, string? Problem) DecideLine(PolicyDecider decider, string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var read = RequestReader.Read(decider.Pack, document.RootElement, today: null);
            return read.Request is null ? (null, string.Join(" ", read.Problems)) : (decider.Decide(read.Request), null);
        }
        catch (JsonException exception)
        {
            return (null, $"This is not JSON, at byte {exception.BytePositionInLine + 1}.");
        }
    }
}
