using System.CommandLine;
using System.Text;
using System.Text.Json;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Packs;
using Spectre.Console;

namespace Comity.Cli;

/// <summary><c>comity decide</c>: facts and a date in, a determination out.</summary>
internal static class DecideCommand
{
    public static Command Create()
    {
        var folder = PackInput.Folder();
        var on = PackInput.On("The date of the request");
        var facts = new Option<string?>("--facts") { Description = "A file with a JSON object of facts; '-' reads standard input." };
        var fact = new Option<string[]>("--fact") { Description = "One fact, as name=value. May be repeated; it wins over --facts. Several requested actions: name=one,two." };
        var json = new Option<bool>("--json") { Description = "Print the determination as JSON." };
        var lines = new Option<bool>("--lines") { Description = "Read one JSON object {\"on\",\"facts\"} a line from standard input, and print one result a line." };
        var command = new Command("decide", "Decide a request. Exit code 0: decided; 2: bad input; 3: facts that matter are not known.") { folder, on, facts, fact, json, lines };
        command.SetAction(parsed =>
        {
            if (PackInput.Load(parsed.GetValue(folder)!) is not { } decider)
            {
                return ExitCode.BadInput;
            }

            return parsed.GetValue(lines)
                ? DecideLines(decider)
                : DecideOne(decider, parsed.GetValue(on), parsed.GetValue(facts), parsed.GetValue(fact) ?? [], parsed.GetValue(json));
        });
        return command;
    }

    private static int DecideOne(PolicyDecider decider, string? on, string? factsFile, string[] assignments, bool json)
    {
        if (!PackInput.TryDate(on, out var date))
        {
            return PackInput.Bad($"'{on}' is not a date. Write it as 2025-02-01.");
        }

        var pack = decider.Pack;
        var known = new Dictionary<string, FeelValue>(StringComparer.Ordinal);
        IReadOnlyList<FeelValue> actions = [];
        if (factsFile is not null)
        {
            var result = FromFile(pack, factsFile);
            if (result.Facts is null)
            {
                return PackInput.Bad([.. result.Problems]);
            }

            known = new Dictionary<string, FeelValue>(result.Facts, StringComparer.Ordinal);
            actions = result.Actions;
        }

        if (assignments.FirstOrDefault(text => !text.Contains('=', StringComparison.Ordinal)) is { } malformed)
        {
            return PackInput.Bad($"'{malformed}' is not a fact. Write --fact name=value.");
        }

        var given = FactReader.Read(pack, assignments.Select(text => text.Split('=', 2)).Select(parts => KeyValuePair.Create(parts[0].Trim(), parts[1].Trim())));
        if (given.Facts is null)
        {
            return PackInput.Bad([.. given.Problems]);
        }

        foreach (var (name, value) in given.Facts)
        {
            known[name] = value;
        }

        var determinations = decider.Decide(new PolicyRequest(date, given.Actions.Count > 0 ? given.Actions : actions, known));
        if (json)
        {
            Console.WriteLine(DeterminationJson.Text(determinations));
        }
        else
        {
            DeterminationText.Print(AnsiConsole.Console, determinations);
        }

        return CodeOf(determinations);
    }

    private static FactReadResult FromFile(PolicyPack pack, string file)
    {
        try
        {
            using var stream = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
            using var document = JsonDocument.Parse(stream);
            return FactReader.Read(pack, document.RootElement);
        }
        catch (JsonException exception)
        {
            return FactReadResult.Failed($"{file}:{exception.LineNumber + 1}:{exception.BytePositionInLine + 1}: this is not JSON. {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return FactReadResult.Failed(exception.Message);
        }
    }

    private static int DecideLines(PolicyDecider decider)
    {
        using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16);
        using var input = new StreamReader(Console.OpenStandardInput());
        var (bad, undetermined) = (false, false);
        while (input.ReadLine() is { } line)
        {
            var (result, problem) = DecideLine(decider, line);
            output.WriteLine(result is null ? JsonSerializer.Serialize(new Dictionary<string, string?> { ["error"] = problem }) : DeterminationJson.Text(result));
            bad |= result is null;
            undetermined |= result is not null && CodeOf(result) == ExitCode.Undetermined;
        }

        return bad ? ExitCode.BadInput : undetermined ? ExitCode.Undetermined : ExitCode.Done;
    }

    private static int CodeOf(IReadOnlyList<Determination> determinations) =>
        determinations.Any(determination => determination.Outcome == Outcome.Undetermined) ? ExitCode.Undetermined : ExitCode.Done;

    private static (IReadOnlyList<Determination>? Result, string? Problem) DecideLine(PolicyDecider decider, string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("on", out var on) || on.ValueKind != JsonValueKind.String || !PackInput.TryDate(on.GetString(), out var date)
                || !document.RootElement.TryGetProperty("facts", out var given))
            {
                return (null, "A line is an object with \"on\", a date such as 2025-02-01, and \"facts\", an object.");
            }

            var facts = FactReader.Read(decider.Pack, given);
            return facts.Facts is null ? (null, string.Join(" ", facts.Problems)) : (decider.Decide(new PolicyRequest(date, facts.Actions, facts.Facts)), null);
        }
        catch (JsonException exception)
        {
            return (null, $"This is not JSON, at byte {exception.BytePositionInLine + 1}.");
        }
    }
}
