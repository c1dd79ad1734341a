using System.CommandLine;
using System.Text.Json;
using Comity.Feel.Values;
using Comity.Policy.Facts;
using Comity.Policy.Packs;

namespace Comity.Cli;

/// <summary>Facts on a command line.</summary>
internal static class FactInput
{
    public static (Option<string?> File, Option<string[]> Assignments) Options() => (
        new Option<string?>("--facts") { Description = "A file with a JSON object of facts; '-' reads standard input." },
        new Option<string[]>("--fact") { Description = "One fact, as name=value. May be repeated; it wins over --facts. Several requested actions: name=one,two." });

    /// <summary>The facts of a file and of assignments, or what is wrong with them.</summary>
    public static FactReadResult Read(PolicyDescription pack, string? file, string[] assignments)
    {
        var before = file is null ? new FactReadResult(new Dictionary<string, FeelValue>(), [], []) : FromFile(pack, file);
        if (before.Facts is null)
        {
            return before;
        }

        if (assignments.FirstOrDefault(text => !text.Contains('=', StringComparison.Ordinal)) is { } malformed)
        {
            return FactReadResult.Failed($"'{malformed}' is not a fact. Write --fact name=value.");
        }

        var given = FactReader.Read(pack, assignments.Select(text => text.Split('=', 2)).Select(parts => KeyValuePair.Create(parts[0].Trim(), parts[1].Trim())));
        if (given.Facts is null)
        {
            return given;
        }

        var known = new Dictionary<string, FeelValue>(before.Facts, StringComparer.Ordinal);
        foreach (var (name, value) in given.Facts)
        {
            known[name] = value;
        }

        return new FactReadResult(known, given.Actions.Count > 0 ? given.Actions : before.Actions, []);
    }

    private static FactReadResult FromFile(PolicyDescription pack, string file)
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
}
