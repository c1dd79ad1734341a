using Comity.Feel.Syntax;
using Comity.Feel.Text;

namespace Comity.Dmn.Model;

/// <summary>A FEEL text and where it stands in its file.</summary>
/// <param name="Text">The text.</param>
/// <param name="Location">Where it begins.</param>
public sealed record FeelText(string Text, SourceLocation Location)
{
    /// <summary>The name of the language that the text is written in, where that is not FEEL; it is not evaluated then. Null for
    /// FEEL.</summary>
    public string? Language { get; init; }

    /// <summary>Places of the text's characters where they are not simply one after another (XML references such as <c>&amp;lt;</c>).</summary>
    internal Xml.SourceFile? Source { get; init; }

    /// <summary>Line and column of each character, where the file is not XML and they are not simply one after another.</summary>
    public IReadOnlyList<(int Line, int Column)> Places { get; init; } = [];

    /// <summary>Where in the file a stretch of the text begins.</summary>
    public SourceLocation LocationOf(SourceSpan span)
    {
        if (Places.Count > 0)
        {
            var place = Places[Math.Clamp(span.Start, 0, Places.Count - 1)];
            return Location with { Line = place.Line, Column = place.Column + (span.Start < Places.Count ? 0 : 1) };
        }

        var (line, column) = Source?.Advance(Location.Line, Location.Column, span.Start) ?? (Location.Line, Location.Column + span.Start);
        return Location with { Line = line, Column = column };
    }

    /// <summary>The finding about a text that is written in another language than FEEL; null for FEEL.</summary>
    internal Diagnostic? NotFeel => Language is null ? null : new Diagnostic(
        Severity.Error, "DMN0110", $"This is written in '{Language}' and only FEEL is evaluated.", Location,
            "Write it in FEEL, and take out the attribute expressionLanguage.");

    /// <summary>An error in the text as a finding about the file.</summary>
    public Diagnostic Diagnose(FeelSyntaxError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new Diagnostic(Severity.Error, error.Code, error.Message, LocationOf(error.Span), error.Mend);
    }
}
