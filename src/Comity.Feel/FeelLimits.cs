namespace Comity.Feel;

/// <summary>How much a text may ask of the parser.</summary>
/// <param name="MaximumLength">Longest text, in UTF-16 code units.</param>
/// <param name="MaximumDepth">Deepest nesting of expressions.</param>
public sealed record FeelLimits(int MaximumLength = 1_000_000, int MaximumDepth = 200)
{
    /// <summary>A million characters, 200 levels.</summary>
    public static FeelLimits Default { get; } = new();
}
