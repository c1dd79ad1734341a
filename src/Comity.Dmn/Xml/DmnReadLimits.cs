namespace Comity.Dmn.Xml;

/// <summary>How large a file of a model may be; a larger one is refused with a diagnostic before anything is made of it.</summary>
/// <param name="MaximumCharacters">Characters of the file (DMN0002).</param>
/// <param name="MaximumDepth">Elements within elements (DMN0003).</param>
public sealed record DmnReadLimits(int MaximumCharacters = 64 * 1024 * 1024, int MaximumDepth = 200)
{
    /// <summary>64 Mi characters, 200 levels of elements.</summary>
    public static DmnReadLimits Default { get; } = new();
}
