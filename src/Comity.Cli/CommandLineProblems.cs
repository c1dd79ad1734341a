using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Comity.Feel.Text;

namespace Comity.Cli;

/// <summary>What is wrong with a command line, each in a sentence; names that are not known with what may have been meant.</summary>
internal static partial class CommandLineProblems
{
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        // The command is known; a word in the place of an option's name may have been taken for an argument.
        var command = parsed.CommandResult.Command;
        var path = string.Join(' ', Path(parsed.CommandResult));
        var inherited = Ancestors(parsed.CommandResult).SelectMany(above => above.Options.Where(option => option.Recursive));
        var options = command.Options.Concat(inherited).Where(option => !option.Hidden).Select(option => option.Name).Distinct().ToList();
        var unknown = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument && OptionName().IsMatch(token.Value))
            .Where(token => parsed.UnmatchedTokens.Contains(token.Value) || NearestName.Of(token.Value, options) is not null)
            .Select(token => token.Value.Split('=')[0]).Distinct().ToList();
        if (unknown.Count > 0)
        {
            return [.. unknown.Select(name => $"'{path}' has no option '{name}'.{Meant(name, options)}")];
        }

        if (parsed.UnmatchedTokens is [var word, ..])
        {
            var commands = Below(command);
            return [commands.Count > 0
                ? $"'{path}' has no command '{word}'.{Meant(word, commands)}"
                : $"'{path}' does not take '{word}': it is one argument too many."];
        }

        return [.. parsed.Errors.Select(error => Said(error, parsed, path))];
    }

    // What the library finds, in words that do not name .NET's types.
    private static string Said(ParseError error, ParseResult parsed, string path) => error.SymbolResult switch
    {
        ArgumentResult { Tokens.Count: 0, Parent: CommandResult, Argument: { Name: var name, Description: { } told } } =>
            $"'{path}' needs {name}: {char.ToLowerInvariant(told[0])}{told[1..]}",
        OptionResult { Tokens: [{ Value: var value }], Option: { } option } when Whole(option.ValueType) && !int.TryParse(value, out _) =>
            $"{option.Name} takes a whole number, not '{value}'.",
        OptionResult { Tokens: [{ Value: var value }], Option: { } option } when Choices(option) is { Count: > 0 } choices && !choices.Contains(value) =>
            $"{option.Name} does not take '{value}'.{Meant(value, choices)}",
        OptionResult { Tokens: [], IdentifierToken: not null, Option: { } option } => $"{option.Name} needs a value: {option.Description}",
        CommandResult { Command: { Action: null } command } when command.Subcommands.Count > 0 && parsed.Errors.Count == 1 =>
            $"'{path}' needs a command: {string.Join(", ", Below(command))}.",
        _ => error.Message,
    };

    private static List<string> Below(Command command) =>
        [.. command.Subcommands.Where(below => !below.Hidden).Select(below => below.Name)];

    private static List<string> Choices(Option option) => [.. option.GetCompletions(CompletionContext.Empty).Select(choice => choice.Label)];

    private static bool Whole(Type type) => (Nullable.GetUnderlyingType(type) ?? type) == typeof(int);

    private static string Meant(string name, List<string> known) => NearestName.Mend(name, known) is { } mend ? $" {mend}" : "";

    private static IEnumerable<string> Path(CommandResult result) =>
        (result.Parent is CommandResult above ? Path(above) : []).Append(result.Parent is null ? "comity" : result.Command.Name);

    private static IEnumerable<Command> Ancestors(CommandResult result) =>
        result.Parent is CommandResult above ? Ancestors(above).Append(above.Command) : [];

    [GeneratedRegex("^--[A-Za-z][A-Za-z-]*(=.*)?$")]
    private static partial Regex OptionName();
}
