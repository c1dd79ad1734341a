using Comity.Feel.Text;

namespace Comity.Feel.Syntax;

/// <summary>What is wrong with a FEEL text, and where.</summary>
/// <param name="Code">A stable code, <c>FEEL0001</c> and up.</param>
/// <param name="Message">One sentence that says what is wrong.</param>
/// <param name="Span">Where.</param>
/// <param name="Mend">What to do about it; null where the message says it.</param>
public sealed record FeelSyntaxError(string Code, string Message, SourceSpan Span, string? Mend = null)
{
    /// <summary>Line and column of the error in the text it was found in, both from 1.</summary>
    public (int Line, int Column) PositionIn(string text)
    {
        var before = text.AsSpan(0, Math.Min(Span.Start, text.Length));
        var line = before.Count('\n') + 1;
        return (line, before.Length - before.LastIndexOf('\n'));
    }
}

/// <summary>A tree, or what is wrong with the text.</summary>
/// <typeparam name="T">Kind of tree.</typeparam>
/// <param name="Tree">The tree; null when there are errors.</param>
/// <param name="Errors">The errors; empty when there is a tree.</param>
public sealed record FeelParseResult<T>(T? Tree, IReadOnlyList<FeelSyntaxError> Errors)
    where T : FeelNode;
