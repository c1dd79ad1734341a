using System.Globalization;
using Spectre.Console;

namespace Comity.Cli;

/// <summary>
/// How text for people is laid out: within the terminal's width, and within 80 columns, or those of the variable <c>COLUMNS</c>, where the
/// output is no terminal. Commands to be copied stay on one line.
/// </summary>
internal static class Layout
{
    private const string ColumnsVariable = "COLUMNS";
    private const int LeastColumns = 20;
    private const int Columns = 80;

    private static readonly Lazy<IAnsiConsole> Made = new(() => Create(System.Console.Out));

    /// <summary>Standard output.</summary>
    public static IAnsiConsole Console => Made.Value;

    /// <summary>A console of the right width.</summary>
    public static IAnsiConsole Create(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (!console.Profile.Out.IsTerminal)
        {
            var isGiven = int.TryParse(
                Environment.GetEnvironmentVariable(ColumnsVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var columns);
            console.Profile.Width = isGiven && columns >= LeastColumns ? columns : Columns;
        }

        return console;
    }

    /// <summary>Writes text, broken at words; lines that follow the first are indented like it, and further where it is an item.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="text">The text with its indent.</param>
    /// <param name="head">Markup that stands before the text, of as many columns as the text's indent; null for none.</param>
    public static void WriteText(this IAnsiConsole console, string text, string? head = null)
    {
        foreach (var (line, isFirst) in Wrap(text, console.Profile.Width).Select((line, number) => (line, number == 0)))
        {
            if (isFirst && head is not null)
            {
                console.Markup(head);
                console.Profile.Out.Writer.WriteLine(line.TrimStart());
            }
            else
            {
                console.Profile.Out.Writer.WriteLine(line);
            }
        }
    }

    /// <summary>Writes one line that is never broken, so that it can be copied.</summary>
    public static void WriteWhole(this IAnsiConsole console, string text) => console.Profile.Out.Writer.WriteLine(text);

    /// <summary>A table as wide as the console, of which each column has a share.</summary>
    public static Table Table(this IAnsiConsole console, params ReadOnlySpan<(string Title, double Share)> columns)
    {
        // Each column has a border before it and a space at either side; one border more ends the table.
        var room = Math.Max(LeastColumns, console.Profile.Width - (3 * columns.Length) - 1);
        var table = new Table();
        foreach (var (title, share) in columns)
        {
            table.AddColumn(new TableColumn(title) { Width = Math.Max(1, (int)(room * share)) });
        }

        return table;
    }

    /// <summary>A text in lines of a width, broken at spaces; what has no space stays whole.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        var indent = text.Length - text.TrimStart().Length;
        var hang = new string(' ', indent + (text.AsSpan(indent).StartsWith("• ") ? 2 : 0));
        string? line = null;
        foreach (var word in text[indent..].Split(' '))
        {
            if (line is null)
            {
                line = text[..indent] + word;
            }
            else if (line.Length + 1 + word.Length <= width)
            {
                line += $" {word}";
            }
            else
            {
                yield return line;
                line = hang + word;
            }
        }

        yield return line ?? "";
    }
}
