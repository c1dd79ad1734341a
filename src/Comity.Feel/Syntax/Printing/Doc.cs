namespace Comity.Feel.Syntax.Printing;

/// <summary>
/// A text whose line ends are still open: the algebra of Wadler ("A prettier printer", 1998) with forced ends and texts that
/// wait for the next end of line. A group is laid out on one line where it fits, else its line ends become real.
/// </summary>
internal abstract record Doc
{
    /// <summary>No text.</summary>
    public static Doc Empty { get; } = new TextDoc("");

    /// <summary>A space, or an end of line.</summary>
    public static Doc Line { get; } = new LineDoc(" ", false);

    /// <summary>Nothing, or an end of line.</summary>
    public static Doc SoftLine { get; } = new LineDoc("", false);

    /// <summary>Always an end of line.</summary>
    public static Doc HardLine { get; } = new LineDoc("", true);

    /// <summary>Whether it holds something that cannot stand on one line with what follows.</summary>
    public virtual bool Breaks => false;

    public static implicit operator Doc(string text) => new TextDoc(text);

    public static Doc Concat(params ReadOnlySpan<Doc> parts) => new ConcatDoc(parts.ToArray());

    public static Doc Group(params ReadOnlySpan<Doc> parts) => new GroupDoc(Concat(parts));

    public static Doc Nest(params ReadOnlySpan<Doc> parts) => new NestDoc(Concat(parts));

    /// <summary>A text for the end of the line on which it stands.</summary>
    public static Doc LineEnd(string text) => new LineEndDoc(text);

    public static Doc Join(Doc separator, IReadOnlyList<Doc> parts)
    {
        var joined = new List<Doc>();
        foreach (var part in parts)
        {
            if (joined.Count > 0)
            {
                joined.Add(separator);
            }

            joined.Add(part);
        }

        return Concat([.. joined]);
    }
}

internal sealed record TextDoc(string Text) : Doc
{
    public override bool Breaks { get; } = Text.Contains('\n', StringComparison.Ordinal);
}

internal sealed record LineDoc(string Flat, bool Hard) : Doc
{
    public override bool Breaks => Hard;
}

internal sealed record LineEndDoc(string Text) : Doc
{
    public override bool Breaks => true;
}

internal sealed record ConcatDoc(Doc[] Parts) : Doc
{
    public override bool Breaks { get; } = Array.Exists(Parts, part => part.Breaks);
}

internal sealed record GroupDoc(Doc Content) : Doc
{
    public override bool Breaks => Content.Breaks;
}

internal sealed record NestDoc(Doc Content) : Doc
{
    public override bool Breaks => Content.Breaks;
}
