using Comity.Feel.Values;
using Comity.Policy.Facts;

namespace Comity.Cli;

/// <summary>The command that decides an example, to be copied.</summary>
internal static class DecideCommandLine
{
    public static string Of(string folder, DateOnly on, IEnumerable<KeyValuePair<string, FeelValue>> facts) =>
        $"comity decide {Quoted(folder)} --on {on:yyyy-MM-dd}" + string.Concat(facts.Select(fact => $" --fact {Quoted($"{fact.Key}={Fact.Written(fact.Value)}")}"));

    // As a POSIX shell reads it.
    private static string Quoted(string text) => text.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./=:".Contains(letter, StringComparison.Ordinal)) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
