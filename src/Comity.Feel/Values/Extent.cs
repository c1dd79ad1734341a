namespace Comity.Feel.Values;

/// <summary>
/// How much the parts of a value make up together, and how deep the deepest is: <see cref="FeelValue.Size"/> and <see
/// cref="FeelValue.Depth"/>.
/// </summary>
internal readonly record struct Extent(long Size, int Depth)
{
    // What is held several times counts several times, which soon goes beyond every number.
    private const long Highest = long.MaxValue / 4;

    public static Extent Of(ReadOnlySpan<FeelValue> parts)
    {
        var extent = default(Extent);
        foreach (var part in parts)
        {
            extent = extent.With(part);
        }

        return extent;
    }

    /// <summary>With one more part.</summary>
    public Extent With(FeelValue part) => new(Math.Min(Highest, Size + 1 + part.Size), Math.Max(Depth, part.Depth));

    /// <summary>With the name of an entry.</summary>
    public Extent With(string key) => this with { Size = Math.Min(Highest, Size + key.Length) };

    /// <summary>The extent of what holds these parts.</summary>
    public Extent Within() => this with { Depth = Depth + 1 };
}
