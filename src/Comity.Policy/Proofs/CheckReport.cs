using System.Numerics;
using Comity.Diagrams.Descriptions;
using Comity.Feel.Text;
using Comity.Feel.Values;
using Comity.Policy.Packs;

namespace Comity.Policy.Proofs;

/// <summary>What is proven of a pack.</summary>
public enum CheckKind
{
    /// <summary>Every situation has exactly one outcome.</summary>
    Outcomes,

    /// <summary>No decision table is without an answer.</summary>
    Gaps,

    /// <summary>No two rules of a unique or any table contradict each other.</summary>
    Conflicts,

    /// <summary>Every rule decides somewhere.</summary>
    DeadRules,

    /// <summary>Every fact matters somewhere.</summary>
    IdleFacts,

    /// <summary>Every outcome, circumstance and listed output is reached.</summary>
    UnreachedOutcomes,

    /// <summary>Every provision is cited somewhere.</summary>
    UncitedProvisions,

    /// <summary>A guarantee of the pack.</summary>
    Guarantee,
}

/// <summary>The situations that a failure concerns.</summary>
/// <param name="On">The day of an example.</param>
/// <param name="Facts">The facts of the example: the fewest that make sure of the failure, whatever the others are.</param>
/// <param name="Count">How many situations the failure concerns.</param>
/// <param name="Description">All of them in the fewest words: each part is a list of conditions, and one part is enough.</param>
/// <param name="Further">How many situations the description leaves out, where it would be too long; 0 where it is whole.</param>
public sealed record FailingSituations(DateOnly On, IReadOnlyDictionary<string, FeelValue> Facts, BigInteger Count,
    IReadOnlyList<IReadOnlyList<ConditionText>> Description, BigInteger Further);

/// <summary>A way in which a pack fails a check.</summary>
/// <param name="Code">A stable code.</param>
/// <param name="Message">What is wrong, in a sentence or two.</param>
/// <param name="Location">Where to mend it; null for nowhere in particular.</param>
/// <param name="Mend">How; null where the message says it.</param>
/// <param name="Situations">The situations that it concerns; null where it is not about situations.</param>
public sealed record CheckFailure(string Code, string Message, SourceLocation? Location, string? Mend, FailingSituations? Situations);

/// <summary>The result of a check.</summary>
/// <param name="Kind">What was looked at.</param>
/// <param name="Name">Its name: that of the guarantee, or the kind in words.</param>
/// <param name="Statement">What was to be proven.</param>
/// <param name="Failures">Why it does not hold; empty when it is proven.</param>
public sealed record CheckResult(CheckKind Kind, string Name, string Statement, IReadOnlyList<CheckFailure> Failures);

/// <summary>A variable of the diagrams.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Regions">How many parts of its domain are told apart.</param>
public sealed record CheckVariable(string Name, int Regions);

/// <summary>How large the diagrams are and how long they took.</summary>
/// <param name="Compiling">How long the compiler took.</param>
/// <param name="Proving">How long the proofs took.</param>
/// <param name="Nodes">How many nodes all diagrams have together, those on the way included.</param>
/// <param name="Decisions">How many nodes the diagram of each decision has.</param>
/// <param name="Variables">The variables in the order in which diagrams test them.</param>
public sealed record CheckStatistics(TimeSpan Compiling, TimeSpan Proving, int Nodes, IReadOnlyDictionary<string, int> Decisions, IReadOnlyList<CheckVariable> Variables);

/// <summary>What is proven of a pack, and what is not.</summary>
/// <param name="Pack">The pack.</param>
/// <param name="Situations">How many situations there are.</param>
/// <param name="Results">The results.</param>
/// <param name="Statistics">Sizes and times.</param>
public sealed record CheckReport(PolicyPack Pack, BigInteger Situations, IReadOnlyList<CheckResult> Results, CheckStatistics Statistics)
{
    /// <summary>How many checks hold.</summary>
    public int Passed => Results.Count(result => result.Failures.Count == 0);

    /// <summary>How many do not.</summary>
    public int Failed => Results.Count - Passed;
}
