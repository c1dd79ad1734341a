namespace Comity.Records.Tallying.Publication;

/// <summary>How finely the tally is published. Once something was published under them, rules do not change.</summary>
/// <param name="Threshold">No figure above 0 and below this is ever shown, nor follows from what is shown; at least <see cref="LowestThreshold"/>.</param>
/// <param name="Breakdowns">The shortest time for which determinations are shown by action, outcome and so on.</param>
public sealed record TallyRules(int Threshold, TallyUnit Breakdowns)
{
    /// <summary>The lowest threshold that hides anything: below it "fewer than" would say the number itself.</summary>
    public const int LowestThreshold = 3;

    /// <summary>The rules where nothing else is said.</summary>
    public static TallyRules Default { get; } = new(10, TallyUnit.Month);
}
