using Comity.Dmn.Model;
using Comity.Feel.Text;
using Comity.Policy.Programs;

namespace Comity.Policy.Scenarios;

/// <summary>A scenario whose answer is not the expected one.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Found">What differs, one sentence each.</param>
public sealed record ScenarioDifference(Scenario Scenario, IReadOnlyList<string> Found);

/// <summary>A rule that matches in no scenario.</summary>
/// <param name="Decision">Name of the decision whose table it stands in.</param>
/// <param name="Rule">Its number, from 1.</param>
/// <param name="Location">Where it stands.</param>
public sealed record UnreachedRule(string Decision, int Rule, SourceLocation Location);

/// <summary>What the scenarios of a pack show.</summary>
/// <param name="Passed">How many scenarios have the expected answer.</param>
/// <param name="Differences">The others.</param>
/// <param name="Rules">How many rules the tables have.</param>
/// <param name="Unreached">Rules that match with certainty in no scenario.</param>
public sealed record ScenarioReport(int Passed, IReadOnlyList<ScenarioDifference> Differences, int Rules, IReadOnlyList<UnreachedRule> Unreached)
{
    /// <summary>How many scenarios have another answer.</summary>
    public int Failed => Differences.Count;

    /// <summary>Runs scenarios.</summary>
    public static ScenarioReport Of(PolicyLogic logic, IReadOnlyList<Scenario> scenarios)
    {
        ArgumentNullException.ThrowIfNull(logic);
        ArgumentNullException.ThrowIfNull(scenarios);
        var differences = scenarios.Select(scenario => new ScenarioDifference(scenario, scenario.Differences(logic.Program))).Where(difference => difference.Found.Count > 0).ToList();
        var rules = logic.Pack.Model.Decisions.Where(decision => decision.Expression is DecisionTable)
            .SelectMany(decision => ((DecisionTable)decision.Expression).Rules.Select((rule, i) => (Rule: rule, Unreached: new UnreachedRule(decision.Name, i + 1, rule.Location)))).ToList();
        var unreached = rules.Where(pair => !scenarios.Any(scenario => logic.Matches(pair.Rule, scenario.On, scenario.Facts) == true)).Select(pair => pair.Unreached).ToList();
        return new ScenarioReport(scenarios.Count - differences.Count, differences, rules.Count, unreached);
    }
}
