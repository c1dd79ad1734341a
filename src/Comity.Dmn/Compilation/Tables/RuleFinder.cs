namespace Comity.Dmn.Compilation.Tables;

/// <summary>Where a search for rules is.</summary>
/// <param name="At">The next place to look at.</param>
/// <param name="End">Behind the last one.</param>
internal record struct RuleCursor(int At, int End);

/// <summary>Finds the rules that the regions of a table's values leave possible, in order.</summary>
internal abstract class RuleFinder
{
    /// <summary>Regions in a vector.</summary>
    protected const int Lanes = 8;

    /// <summary>How many regions a search takes: one for each column, filled up with zeros to whole vectors.</summary>
    public static int Width(int columns) => Math.Max(1, (columns + Lanes - 1) / Lanes) * Lanes;

    /// <summary>Begins a search.</summary>
    /// <param name="regions">
    /// The region of each column's value, -1 for a value outside, which leaves every rule possible; so many as <see cref="Width"/> says. Those
    /// that are not negative may be replaced by what the finder looks up.
    /// </param>
    public abstract RuleCursor Start(Span<int> regions);

    /// <summary>The next rule; -1 when there is none left.</summary>
    /// <param name="regions">The regions as <see cref="Start"/> left them.</param>
    /// <param name="cursor">The search.</param>
    public abstract int Next(ReadOnlySpan<int> regions, ref RuleCursor cursor);
}
