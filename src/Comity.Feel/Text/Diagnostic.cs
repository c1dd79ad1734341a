namespace Comity.Feel.Text;

/// <summary>How much a <see cref="Diagnostic"/> matters.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing is wrong.</summary>
    Information,

    /// <summary>Probably a mistake, but what was asked can be done.</summary>
    Warning,

    /// <summary>What was asked cannot be done until this is mended.</summary>
    Error,
}

/// <summary>Where in a person's files something was found. Line and column count from 1; zero means not known.</summary>
/// <param name="File">Path as the person gave it, or a name such as <c>&lt;expression&gt;</c>.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1, in UTF-16 code units.</param>
/// <param name="Element">What stands there, in words: <c>decision 'Findings', rule 3, input 2</c>.</param>
public sealed record SourceLocation(string File, int Line, int Column, string? Element = null)
{
    /// <inheritdoc/>
    public override string ToString() =>
        (Line > 0 ? $"{File}:{Line}:{Column}" : File) + (Element is null ? "" : $" ({Element})");
}

/// <summary>One finding about a person's input: what is wrong, where, and how to mend it.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Code">A stable code, for example <c>FEEL0003</c>, <c>DMN0012</c> or <c>PACK0007</c>.</param>
/// <param name="Message">One sentence that says what is wrong.</param>
/// <param name="Location">Where; null where there is no place to point at.</param>
/// <param name="Mend">One sentence that says what to do about it; null where the message says it.</param>
public sealed record Diagnostic(Severity Severity, string Code, string Message, SourceLocation? Location = null, string? Mend = null)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Location is null ? "" : Location + ": ")}{Severity.ToString().ToLowerInvariant()} {Code}: {Message}{(Mend is null ? "" : " " + Mend)}";
}
