using System.CommandLine;
using System.Globalization;
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
        var folder = new Argument<string>("PACK") { Description = "The folder of the policy pack, for example policies/new-york." };
        var on = new Option<string?>("--on") { Description = "The date of the request, as 2025-02-01; today when it is not given." };
        var facts = new Option<string?>("--facts") { Description = "A file with a JSON object of facts; '-' reads standard input." };
        var fact = new Option<string[]>("--fact") { Description = "One fact, as name=value. May be repeated; it wins over --facts." };
        var json = new Option<bool>("--json") { Description = "Print the determination as JSON." };
        var lines = new Option<bool>("--lines") { Description = "Read one JSON object {\"on\",\"facts\"} a line from standard input, and print one result a line." };
        var command = new Command("decide", "Decide a request. Exit code 0: decided; 2: bad input; 3: facts that matter are not known.") { folder, on, facts, fact, json, lines };
        command.SetAction(parsed =>
        {
            if (Load(parsed.GetValue(folder)!) is not var (pack, decider))
            {
                return ExitCode.BadInput;
            }

            return parsed.GetValue(lines)
                ? DecideLines(pack, decider)
                : DecideOne(pack, decider, parsed.GetValue(on), parsed.GetValue(facts), parsed.GetValue(fact) ?? [], parsed.GetValue(json));
        });
        return command;
    }

    private static (PolicyPack Pack, PolicyDecider Decider)? Load(string folder)
    {
        var read = PackReader.Read(folder);
        var created = read.Pack is null ? new PolicyDeciderResult(null, read.Diagnostics) : PolicyDecider.Create(read.Pack);
        foreach (var diagnostic in created.Diagnostics)
        {
            Console.Error.WriteLine(diagnostic);
        }

        return created.Decider is null ? null : (read.Pack!, created.Decider);
    }

    private static int DecideOne(PolicyPack pack, PolicyDecider decider, string? on, string? factsFile, string[] assignments, bool json)
    {
        var date = DateOnly.FromDateTime(DateTime.Today);
        if (on is not null && !TryDate(on, out date))
        {
            return Bad([$"'{on}' is not a date. Write it as 2025-02-01."]);
        }

        var known = new Dictionary<string, FeelValue>(StringComparer.Ordinal);
        if (factsFile is not null)
        {
            var result = FromFile(pack, factsFile);
            if (result.Facts is null)
            {
                return Bad(result.Problems);
            }

            known = new Dictionary<string, FeelValue>(result.Facts, StringComparer.Ordinal);
        }

        if (assignments.FirstOrDefault(text => !text.Contains('=', StringComparison.Ordinal)) is { } malformed)
        {
            return Bad([$"'{malformed}' is not a fact. Write --fact name=value."]);
        }

        var given = FactReader.Read(pack, assignments.Select(text => text.Split('=', 2)).Select(parts => KeyValuePair.Create(parts[0].Trim(), parts[1].Trim())));
        if (given.Facts is null)
        {
            return Bad(given.Problems);
        }

        foreach (var (name, value) in given.Facts)
        {
            known[name] = value;
        }

        var determination = decider.Decide(date, known);
        if (json)
        {
            Console.OutputEncoding = new UTF8Encoding(false);
            Console.WriteLine(Json(determination));
        }
        else
        {
            DeterminationText.Print(AnsiConsole.Console, determination);
        }

        return determination.Outcome == Outcome.Undetermined ? ExitCode.Undetermined : ExitCode.Done;
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
            return new FactReadResult(null, [$"{file}:{exception.LineNumber + 1}:{exception.BytePositionInLine + 1}: this is not JSON. {exception.Message}"]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new FactReadResult(null, [exception.Message]);
        }
    }

    private static int DecideLines(PolicyPack pack, PolicyDecider decider)
    {
        using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16);
        using var input = new StreamReader(Console.OpenStandardInput());
        var worst = ExitCode.Done;
        while (input.ReadLine() is { } line)
        {
            var (result, problem) = DecideLine(pack, decider, line);
            output.WriteLine(result is null ? JsonSerializer.Serialize(new Dictionary<string, string?> { ["error"] = problem }) : Json(result));
            worst = result is null ? ExitCode.BadInput : worst == ExitCode.Done && result.Outcome == Outcome.Undetermined ? ExitCode.Undetermined : worst;
        }

        return worst;
    }

    private static (Determination? Result, string? Problem) DecideLine(PolicyPack pack, PolicyDecider decider, string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("on", out var on) || on.ValueKind != JsonValueKind.String || !TryDate(on.GetString()!, out var date)
                || !document.RootElement.TryGetProperty("facts", out var given))
            {
                return (null, "A line is an object with \"on\", a date such as 2025-02-01, and \"facts\", an object.");
            }

            var facts = FactReader.Read(pack, given);
            return facts.Facts is null ? (null, string.Join(" ", facts.Problems)) : (decider.Decide(date, facts.Facts), null);
        }
        catch (JsonException exception)
        {
            return (null, $"This is not JSON, at byte {exception.BytePositionInLine + 1}.");
        }
    }

    private static string Json(Determination determination)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, DeterminationJson.Options))
        {
            DeterminationJson.Write(writer, determination);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static bool TryDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    private static int Bad(IEnumerable<string> problems)
    {
        foreach (var problem in problems)
        {
            Console.Error.WriteLine(problem);
        }

        return ExitCode.BadInput;
    }
}
