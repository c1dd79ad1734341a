using Comity.Diagrams.Descriptions;
using Comity.Diagrams.Explanation;
using Comity.Diagrams.Situations;
using Comity.Dmn.Model;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Policy.Reading;

namespace Comity.Policy.Explanation;

/// <summary>A rule that matches.</summary>
/// <param name="Table">The decision it belongs to.</param>
/// <param name="Number">Its number in the table, from 1.</param>
/// <param name="Rule">The rule in words.</param>
/// <param name="Prevails">Whether it is part of the answer; false where a step that comes before it decides.</param>
public sealed record MatchingRule(string Table, int Number, PlainRule Rule, bool Prevails);

/// <summary>The fewest known facts that force the outcome, whatever all others are.</summary>
/// <param name="Facts">The facts; empty where the requested action and the day alone decide.</param>
/// <param name="IsSmallest">Whether it is known that no smaller set does.</param>
public sealed record OutcomeReason(IReadOnlyList<ConditionText> Facts, bool IsSmallest);

/// <summary>One of the smallest changes that lead to another outcome.</summary>
/// <param name="Changed">What would have to be different, and how: any of the values.</param>
/// <param name="Given">What would also have to hold of facts that are not known.</param>
/// <param name="Facts">All facts after the change, as <c>decide</c> accepts them.</param>
public sealed record OutcomeChange(IReadOnlyList<ConditionText> Changed, IReadOnlyList<ConditionText> Given, IReadOnlyDictionary<string, FeelValue> Facts);

/// <summary>Another outcome than the one at hand.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Changes">The smallest changes that lead to it, all of one size; empty when nothing does for this action on this day.</param>
public sealed record OtherOutcome(Outcome Outcome, IReadOnlyList<OutcomeChange> Changes);

/// <summary>Why a determination says what it says, and what would lead to another outcome. The requested action and the day are taken as they are.</summary>
/// <param name="Determination">The determination.</param>
/// <param name="Rules">The rules that certainly match, in the order of the tables.</param>
/// <param name="Reason">The fewest facts that force the outcome; null while the outcome is undetermined.</param>
/// <param name="Others">Each other outcome.</param>
public sealed record PolicyExplanation(Determination Determination, IReadOnlyList<MatchingRule> Rules, OutcomeReason? Reason, IReadOnlyList<OtherOutcome> Others)
{
    /// <summary>What is said to a request that names no action.</summary>
    public const string NeedsAction = "Only the answer to a requested action can be explained.";

    /// <summary>Explains the answer to each requested action by itself.</summary>
    public static IReadOnlyList<PolicyExplanation> Of(PolicyLogic logic, PolicyRequest request)
    {
        ArgumentNullException.ThrowIfNull(logic);
        ArgumentNullException.ThrowIfNull(request);
        return [.. logic.Program.Decide(request).Select(determination => Of(logic, request.On, determination.Facts))];
    }

    /// <summary>Explains the answer to one requested action.</summary>
    /// <param name="logic">The policy.</param>
    /// <param name="on">The day.</param>
    /// <param name="facts">The known facts, the action among them.</param>
    public static PolicyExplanation Of(PolicyLogic logic, DateOnly on, IReadOnlyDictionary<string, FeelValue> facts)
    {
        ArgumentNullException.ThrowIfNull(logic);
        ArgumentNullException.ThrowIfNull(facts);
        var (pack, program, space) = (logic.Pack, logic.Program, logic.Space);
        var known = program.Regions(on, facts);
        int[] settled = [.. known.Select((region, level) => space.Variables[level].Name == PolicyProgram.Day || space.Variables[level].Name == pack.Manifest.Action ? region : -1)];
        var explainer = new Explainer(new SettledDiagram(program.Outcome, settled), outcome => outcome);
        var labels = PackLabels.Of(pack);
        var determination = program.Decide(on, facts);
        var reason = explainer.Reason(known);
        var others = new[] { Outcome.Prohibited, Outcome.Permitted, Outcome.Required, Outcome.NotCovered }.Where(outcome => outcome != determination.Outcome)
            .Select(outcome => new OtherOutcome(outcome, [.. explainer.Changes(known, FeelValue.From(Words.Of(outcome))).OrderBy(change => change.Given.Count).Select(change => new OutcomeChange(
                [.. change.Changed.OrderBy(entry => Place(entry.Key)).Select(entry => Condition(entry.Key, entry.Value))],
                [.. change.Given.OrderBy(entry => Place(entry.Key)).Select(entry => Condition(entry.Key, entry.Value))],
                After(change)))]));
        return new PolicyExplanation(
            determination, [.. RulesOf(logic, determination)],
            reason is null ? null : new OutcomeReason(
                [.. reason.Levels.OrderBy(Place).Select(level => Condition(level, IndexSet.Of(known[level])))], reason.IsSmallest),
            [.. others]);

        int Place(int level) => space.Variables[level].Place;

        ConditionText Condition(int level, IndexSet regions) =>
            new(space.Variables[level].Name, labels.Variable(space.Variables[level].Name), ConditionText.Lies(space.Variables[level], regions, labels));

        Dictionary<string, FeelValue> After(NearestChange change)
        {
            var after = new Dictionary<string, FeelValue>(facts, StringComparer.Ordinal);
            foreach (var (level, regions) in change.Changed.Concat(change.Given))
            {
                after[space.Variables[level].Name] = space.Variables[level].Sample(regions.Members.First());
            }

            return after;
        }
    }

    private static IEnumerable<MatchingRule> RulesOf(PolicyLogic logic, Determination determination)
    {
        var said = determination.Findings.Select(finding => (finding.Provision, finding.Reason))
            .Concat((determination.Review?.Reasons ?? []).Select(reason => (reason.Provision, reason.Reason))).ToHashSet();
        foreach (var table in PlainPolicy.Of(logic, determination.On).Tables)
        {
            var rules = ((DecisionTable)logic.Pack.Model.Decisions.First(decision => decision.Name == table.Title).Expression).Rules.ToList();
            foreach (var rule in table.Rules.Where(rule => logic.Matches(rule.Rule, determination.On, determination.Facts) == true))
            {
                yield return new MatchingRule(table.Title, rules.IndexOf(rule.Rule) + 1, rule, said.Contains((rule.Provision, rule.Reason)));
            }
        }
    }
}
