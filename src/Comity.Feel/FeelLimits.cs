namespace Comity.Feel;

/// <summary>How much a text may ask of the parser.</summary>
/// <param name="MaximumLength">Longest text, in UTF-16 code units.</param>
/// <param name="MaximumDepth">Deepest nesting of expressions.</param>
/// <param name="MaximumHeight">Highest tree; each link of a chain such as <c>a + b + c</c> or <c>a.b.c</c> adds a level.</param>
public sealed record FeelLimits(int MaximumLength = 1_000_000, int MaximumDepth = 200, int MaximumHeight = 2_000)
{
    /// <summary>A million characters, 200 levels of nesting, trees of 2,000 levels.</summary>
    public static FeelLimits Default { get; } = new();
}
