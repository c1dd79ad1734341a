using Comity.Feel.Text;
using Comity.Feel.Values;
using Comity.Policy.Instruments;
using Comity.Policy.Packs;

namespace Comity.Policy.Determinations;

/// <summary>What policy says to a requested action.</summary>
public enum Outcome
{
    /// <summary>The agency may not.</summary>
    Prohibited,

    /// <summary>The agency may, and need not.</summary>
    Permitted,

    /// <summary>The agency must.</summary>
    Required,

    /// <summary>No provision speaks: ask counsel.</summary>
    NotCovered,

    /// <summary>Facts that matter are not known.</summary>
    Undetermined,

    /// <summary>The policy's logic contradicts itself: ask counsel.</summary>
    Contradictory,
}

/// <summary>A provision applied.</summary>
/// <param name="Provision">The provision.</param>
/// <param name="Effect">What it says here.</param>
/// <param name="Reason">Why it applies, in plain words.</param>
/// <param name="Circumstance">The listed circumstance that it rests on; null for none.</param>
/// <param name="Condition">What the agency has to keep to; null for nothing.</param>
public sealed record Finding(Provision Provision, Outcome Effect, string Reason, string? Circumstance, string? Condition);

/// <summary>Why counsel should look.</summary>
/// <param name="Provision">The provision that calls for it.</param>
/// <param name="Reason">Why, in plain words.</param>
public sealed record ReviewReason(Provision Provision, string Reason);

/// <summary>Counsel's review.</summary>
/// <param name="Reasons">Why.</param>
/// <param name="DependsOn">Facts, not known, on which it still depends whether review is needed; empty when it is.</param>
public sealed record CounselReview(IReadOnlyList<ReviewReason> Reasons, IReadOnlyList<string> DependsOn);

/// <summary>The answer to one requested action on one day.</summary>
/// <param name="Policy">The policy that was asked.</param>
/// <param name="On">The day.</param>
/// <param name="Facts">The facts that were known.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Findings">Provisions that certainly apply.</param>
/// <param name="PossibleFindings">Provisions that apply or not, depending on facts that are not known.</param>
/// <param name="Review">Whether and why counsel should look; null for no.</param>
/// <param name="Missing">Facts on which the outcome or the need for review still depends, and no others.</param>
/// <param name="FurtherFacts">Facts, not missing, that only decide which provisions are named.</param>
/// <param name="Next">The fact to ask next, so that the fewest questions are expected; null when nothing is left that matters and may be asked.</param>
public sealed record Determination(
    PolicyDescription Policy,
    DateOnly On,
    IReadOnlyDictionary<string, FeelValue> Facts,
    Outcome Outcome,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<Finding> PossibleFindings,
    CounselReview? Review,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> FurtherFacts,
    string? Next)
{
    /// <summary>What is wrong with the logic in this situation; empty in a pack that <c>comity check</c> passes.</summary>
    public IReadOnlyList<Diagnostic> Flaws { get; init; } = [];

    /// <summary>The listed circumstances that apply.</summary>
    public IEnumerable<string> Circumstances => Findings.Select(finding => finding.Circumstance).OfType<string>().Distinct();

    /// <summary>What the agency has to keep to.</summary>
    public IEnumerable<string> Conditions => Findings.Select(finding => finding.Condition).OfType<string>().Distinct();
}
