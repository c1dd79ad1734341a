using Comity.Benchmarks.Tables;
using RulesEngine.Models;

namespace Comity.Benchmarks.Engines;

/// <summary>Microsoft RulesEngine: each rule a lambda expression. It answers with all rules; the first that succeeded is the table's answer.</summary>
internal static class MicrosoftRulesEngine
{
    private const string Workflow = "table";

    // Its work grows with the rules; with 999 of them compiling alone takes minutes.
    private const int MostRules = 100;

    public static IEngine? Create(Table table, IReadOnlyList<Facts> cases)
    {
        if (table.Rules.Count > MostRules)
        {
            return null;
        }

        var engine = new RulesEngine.RulesEngine(
        [
            new Workflow
            {
                WorkflowName = Workflow,
                Rules = table.Rules.Append(table.Otherwise).Select(rule => new RulesEngine.Models.Rule
                {
                    RuleName = rule.Id,
                    Expression = rule.Conditions.Count == 0 ? "true" : string.Join(" && ", rule.Conditions.Select(Expression)),
                }),
            },
        ]);
        var parameters = cases.Select(facts => new[] { new RuleParameter("facts", facts) }).ToArray();
        return new LocalEngine("Microsoft RulesEngine 6.0.1", cases.Count, i => Results(i).Count, i => Results(i).First(result => result.IsSuccess).Rule.RuleName);

        List<RuleResultTree> Results(int i) => engine.ExecuteAllRulesAsync(Workflow, parameters[i]).AsTask().GetAwaiter().GetResult();
    }

    private static string Expression(Condition condition)
    {
        var fact = $"facts.{char.ToUpperInvariant(condition.Fact[0])}{condition.Fact[1..]}";
        return condition.Value switch
        {
            null => $"{fact} >= {condition.Low} && {fact} <= {condition.High}",
            string text => $"{fact} == \"{text}\"",
            var truth => (bool)truth ? fact : $"!{fact}",
        };
    }
}
