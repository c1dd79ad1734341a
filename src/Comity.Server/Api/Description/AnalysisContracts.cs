using System.Text.Json.Nodes;

namespace Comity.Server.Api.Description;

/// <summary>A condition on a fact.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="Label">What it is called.</param>
/// <param name="Text">The condition in words.</param>
internal sealed record ConditionBody(string Fact, string Label, string Text);

/// <summary>A condition of a rule, in words.</summary>
/// <param name="Label">What it is about.</param>
/// <param name="Text">The condition.</param>
internal sealed record RuleConditionBody(string Label, string Text);

/// <summary>A rule that certainly matches.</summary>
/// <param name="Decision">The decision table it belongs to.</param>
/// <param name="Rule">Its number there, from 1.</param>
/// <param name="Provision">Key of its provision.</param>
/// <param name="Effect">What it says.</param>
/// <param name="Reason">Why it applies, in plain words.</param>
/// <param name="Conditions">When it matches.</param>
/// <param name="Prevails">Whether it is part of the answer; false where a step that comes before it decides.</param>
internal sealed record MatchingRuleBody(string Decision, int Rule, string Provision, string Effect, string Reason, IReadOnlyList<RuleConditionBody> Conditions, bool Prevails);

/// <summary>The fewest known facts that force the outcome, whatever all others are.</summary>
/// <param name="Facts">The facts; empty where the requested action and the day alone decide.</param>
/// <param name="IsSmallest">Whether it is known that no smaller set does.</param>
internal sealed record OutcomeReasonBody(IReadOnlyList<ConditionBody> Facts, bool IsSmallest);

/// <summary>One of the smallest changes that lead to another outcome.</summary>
/// <param name="Changed">What would have to be different.</param>
/// <param name="Given">What would also have to hold of facts that are not known.</param>
/// <param name="Facts">All facts after the change, as <c>decide</c> accepts them.</param>
internal sealed record OutcomeChangeBody(IReadOnlyList<ConditionBody> Changed, IReadOnlyList<ConditionBody> Given, JsonObject Facts);

/// <summary>Another outcome than the one at hand.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Changes">The smallest changes that lead to it; empty when nothing does for this action on this day.</param>
internal sealed record OtherOutcomeBody(string Outcome, IReadOnlyList<OutcomeChangeBody> Changes);

/// <summary>Why one requested action is answered as it is.</summary>
/// <param name="Determination">The answer.</param>
/// <param name="Reason">The fewest facts that force it; null while it is undetermined.</param>
/// <param name="Rules">The rules that certainly match.</param>
/// <param name="Others">Each other outcome.</param>
internal sealed record ExplanationBody(DeterminationBody Determination, OutcomeReasonBody? Reason, IReadOnlyList<MatchingRuleBody> Rules, IReadOnlyList<OtherOutcomeBody> Others);

/// <summary>Why several requested actions are answered as they are.</summary>
/// <param name="Explanations">One for each action.</param>
internal sealed record ExplanationListBody(IReadOnlyList<ExplanationBody> Explanations);

/// <summary>One explanation, or several where several actions were asked.</summary>
/// <param name="One">One.</param>
/// <param name="Several">Several.</param>
[OneOf]
internal sealed record ExplainAnswerBody(ExplanationBody One, ExplanationListBody Several);

/// <summary>One side of a comparison. Without a day and a policy: today's policy, on every day.</summary>
/// <param name="On">The day; both sides have one, or neither.</param>
/// <param name="Policy">Digest of a policy that is served or that a record cites; the one that decides the day's requests when it is not given.</param>
/// <param name="Archive">A policy that is not served, in place of a digest: the ZIP archive of a pack. It is kept nowhere.</param>
internal sealed record CompareSideBody(DateOnly? On, string? Policy, byte[]? Archive);

/// <summary>What is to be compared.</summary>
/// <param name="Before">One side.</param>
/// <param name="After">The other.</param>
/// <param name="Without">Ids of instruments and keys of provisions that are left out before.</param>
internal sealed record CompareRequestBody(CompareSideBody? Before, CompareSideBody? After, IReadOnlyList<string>? Without);

/// <summary>A side that was compared.</summary>
/// <param name="Id">Id of the pack.</param>
/// <param name="Version">Its version.</param>
/// <param name="Digest">Its digest, after what was left out.</param>
/// <param name="Without">What was left out.</param>
/// <param name="On">The day; null for every day.</param>
internal sealed record ComparedSideBody(string Id, string Version, string Digest, IReadOnlyList<string> Without, DateOnly? On);

/// <summary>How a fact differs.</summary>
/// <param name="Fact">Its name.</param>
/// <param name="OnlyBefore">Values that it has before only.</param>
/// <param name="OnlyAfter">Values that it has after only.</param>
internal sealed record FactDifferenceBody(string Fact, IReadOnlyList<string> OnlyBefore, IReadOnlyList<string> OnlyAfter);

/// <summary>An outcome and whether counsel looks.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Review">Whether counsel has to look.</param>
internal sealed record ChangedOutcomeBody(string Outcome, bool Review);

/// <summary>All that a policy says in a situation.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Provisions">Keys of the provisions applied.</param>
/// <param name="Circumstances">The listed circumstances that apply.</param>
/// <param name="Conditions">What the agency has to keep to.</param>
/// <param name="Review">Keys of the provisions that call for counsel's review.</param>
internal sealed record AnswerBody(string Outcome, IReadOnlyList<string> Provisions, IReadOnlyList<string> Circumstances, IReadOnlyList<string> Conditions, IReadOnlyList<string> Review);

/// <summary>One situation that changes.</summary>
/// <param name="Facts">The fewest facts that make sure of it, and <c>on</c> where days are compared too.</param>
/// <param name="Before">What is said before; null where there is no such situation.</param>
/// <param name="After">What is said after.</param>
internal sealed record ChangeExampleBody(JsonObject Facts, AnswerBody? Before, AnswerBody? After);

/// <summary>Situations whose answer changes in one way.</summary>
/// <param name="Before">What is said before; null where there are no such situations.</param>
/// <param name="After">What is said after.</param>
/// <param name="Situations">How many there are: a number, or a text where it is greater than 2 to the power of 53.</param>
/// <param name="Description">Which they are: in any of these, where all conditions hold.</param>
/// <param name="IsShortestDescription">Whether it is known that no description is shorter.</param>
/// <param name="FurtherSituations">How many situations the description leaves out, where it would be too long; 0 where it is whole.</param>
/// <param name="Named">What is named after and was not before.</param>
/// <param name="NoLongerNamed">What was named before and is not after.</param>
/// <param name="Example">One of them.</param>
internal sealed record ChangeGroupBody(
    ChangedOutcomeBody? Before, ChangedOutcomeBody? After, JsonNode Situations, IReadOnlyList<IReadOnlyList<ConditionBody>> Description, bool IsShortestDescription, JsonNode FurtherSituations,
    IReadOnlyList<string> Named, IReadOnlyList<string> NoLongerNamed, ChangeExampleBody Example);

/// <summary>What changes, over all situations.</summary>
/// <param name="Before">One side.</param>
/// <param name="After">The other.</param>
/// <param name="Identical">Whether both say the same in every situation.</param>
/// <param name="Situations">How many situations there are: a number, or a text where it is greater than 2 to the power of 53.</param>
/// <param name="Changed">In how many the answer changes.</param>
/// <param name="FactDifferences">How the facts differ.</param>
/// <param name="Changes">What changes, outcomes first.</param>
internal sealed record ComparisonBody(
    ComparedSideBody Before, ComparedSideBody After, bool Identical, JsonNode Situations, JsonNode Changed, IReadOnlyList<FactDifferenceBody> FactDifferences, IReadOnlyList<ChangeGroupBody> Changes);
