using Comity.Policy.Determinations;

namespace Comity.Policy.Comparison;

/// <summary>All that a policy says in a situation, apart from the wording of its reasons. Two with the same content are equal.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Provisions">Keys of the provisions applied, each once, in order.</param>
/// <param name="Circumstances">The listed circumstances that apply.</param>
/// <param name="Conditions">What the agency has to keep to.</param>
/// <param name="Review">Keys of the provisions that call for counsel's review; empty for no review.</param>
public sealed record PolicyAnswer(
    Outcome Outcome, IReadOnlyList<string> Provisions, IReadOnlyList<string> Circumstances, IReadOnlyList<string> Conditions,
    IReadOnlyList<string> Review)
{
    /// <summary>From the parts that are named, in order.</summary>
    internal static PolicyAnswer From(Outcome outcome, IReadOnlyList<PolicyPart> parts)
    {
        return new PolicyAnswer(
            outcome, Of(PolicyPartKind.Provision), Of(PolicyPartKind.Circumstance), Of(PolicyPartKind.Condition), Of(PolicyPartKind.Review));

        IReadOnlyList<string> Of(PolicyPartKind kind) => [.. parts.Where(part => part.Kind == kind).Select(part => part.Text).Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public bool Equals(PolicyAnswer? other) => other is not null && Outcome == other.Outcome && Provisions.SequenceEqual(other.Provisions)
        && Circumstances.SequenceEqual(other.Circumstances) && Conditions.SequenceEqual(other.Conditions) && Review.SequenceEqual(other.Review);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Outcome, Provisions.Count, Review.Count);
}
