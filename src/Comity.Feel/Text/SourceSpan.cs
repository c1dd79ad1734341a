namespace Comity.Feel.Text;

/// <summary>A stretch of an expression's text, in UTF-16 code units.</summary>
/// <param name="Start">Zero-based offset of the first character.</param>
/// <param name="Length">Number of characters; zero at a point where something is missing.</param>
public readonly record struct SourceSpan(int Start, int Length)
{
    /// <summary>Offset just behind the last character.</summary>
    public int End => Start + Length;

    /// <summary>The smallest span that holds both.</summary>
    internal static SourceSpan Cover(SourceSpan first, SourceSpan second)
    {
        var start = Math.Min(first.Start, second.Start);
        return new SourceSpan(start, Math.Max(first.End, second.End) - start);
    }
}
