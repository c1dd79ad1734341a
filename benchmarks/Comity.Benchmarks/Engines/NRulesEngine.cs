using System.Linq.Expressions;
using Comity.Benchmarks.Tables;
using NRules;
using NRules.RuleModel;
using NRules.RuleModel.Builders;

namespace Comity.Benchmarks.Engines;

/// <summary>
/// NRules: a network in the manner of Rete. Each rule's priority is its place in the table, the facts are inserted, one rule fires, and the
/// facts are retracted.
/// </summary>
internal static class NRulesEngine
{
    // It compiles each rule into expressions of its own; thousands of them take minutes.
    private const int MostRules = 1_000;

    public static IEngine? Create(Table table, IReadOnlyList<Facts> cases)
    {
        if (table.Rules.Count > MostRules)
        {
            return null;
        }

        var answer = new Answer();
        var rules = table.Rules.Append(table.Otherwise).ToArray();
        var session = new RuleCompiler().Compile(rules.Select((rule, i) => Definition(rule, rules.Length - i, i, answer))).CreateSession();
        var facts = cases.ToArray();
        return new LocalEngine("NRules 1.0.4", facts.Length, Decide, i => rules[Decide(i)].Id);

        int Decide(int i)
        {
            session.Insert(facts[i]);
            session.Fire(1);
            session.Retract(facts[i]);
            return answer.Rule;
        }
    }

    private static IRuleDefinition Definition(Rule rule, int priority, int number, Answer answer)
    {
        var builder = new RuleBuilder();
        builder.Name(rule.Id);
        builder.Priority(priority);
        var pattern = builder.LeftHandSide().Pattern(typeof(Facts), "facts");
        foreach (var condition in rule.Conditions)
        {
            var facts = Expression.Parameter(typeof(Facts), "facts");
            pattern.Condition(Expression.Lambda<Func<Facts, bool>>(Test(condition, facts), facts));
        }

        builder.RightHandSide().Action((Expression<Action<IContext, Facts>>)((context, facts) => answer.Take(number)));
        return builder.Build();
    }

    private static BinaryExpression Test(Condition condition, ParameterExpression facts)
    {
        var fact = Expression.Property(facts, $"{char.ToUpperInvariant(condition.Fact[0])}{condition.Fact[1..]}");
        return condition.IsRange
            ? Expression.AndAlso(
                Expression.GreaterThanOrEqual(fact, Expression.Constant(condition.Low)), Expression.LessThanOrEqual(fact, Expression.Constant(condition.High)))
            : Expression.Equal(fact, Expression.Constant(condition.Value));
    }

    private sealed class Answer
    {
        public int Rule { get; private set; }

        public void Take(int rule) => Rule = rule;
    }
}
