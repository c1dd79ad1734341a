using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Spectre.Console;

namespace Comity.Cli.Evaluating;

/// <summary>Shows errors and reasons under the line of the text that they are about.</summary>
internal static class EvalText
{
    public static void Print(IAnsiConsole console, FeelSyntaxError error, string text)
    {
        var (line, column) = error.PositionIn(text);
        console.MarkupLineInterpolated($"[red]error {error.Code}[/] at {line}:{column}: {error.Message}{(error.Mend is null ? "" : " " + error.Mend)}");
        Quote(console, text, error.Span);
    }

    public static void Print(IAnsiConsole console, EvaluationNote note, string text)
    {
        console.MarkupLineInterpolated($"[yellow]null {note.Code}[/]: {note.Message}");
        if (note.Span is { } span)
        {
            Quote(console, text, span);
        }
    }

    // The line with a mark under the span.
    private static void Quote(IAnsiConsole console, string text, SourceSpan span)
    {
        var start = Math.Min(span.Start, text.Length);
        var from = start == 0 ? 0 : text.LastIndexOf('\n', start - 1) + 1;
        var to = text.IndexOf('\n', start) is >= 0 and var end ? end : text.Length;
        var marks = Math.Max(1, Math.Min(span.Length, to - start));
        const int Room = 100;
        var skipped = Math.Max(0, start - from - (Room / 2));
        var shown = text.Substring(from + skipped, Math.Min(Room, to - from - skipped)).Replace('\t', ' ');
        console.MarkupLineInterpolated($"  {shown}");
        console.MarkupLineInterpolated($"  {new string(' ', start - from - skipped)}[red]{new string('^', Math.Min(marks, Room))}[/]");
    }
}
