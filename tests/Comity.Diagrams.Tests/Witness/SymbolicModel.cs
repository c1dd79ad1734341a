using Comity.Dmn.Model;
using Comity.Feel.Syntax;
using Comity.Feel.Values;

namespace Comity.Diagrams.Tests.Witness;

/// <summary>A model's decisions and rules as statements about unknowns.</summary>
internal sealed class SymbolicModel
{
    private readonly DmnModel _model;
    private readonly IReadOnlyDictionary<string, Symbol> _inputs;
    private readonly Dictionary<string, Cases> _decisions = new(StringComparer.Ordinal);
    private readonly Dictionary<TableRule, Formula> _rules = new(ReferenceEqualityComparer.Instance);

    /// <param name="model">The model.</param>
    /// <param name="inputs">What each input can be.</param>
    public SymbolicModel(DmnModel model, IReadOnlyDictionary<string, Symbol> inputs)
    {
        (_model, _inputs) = (model, inputs);
        foreach (var decision in model.Decisions)
        {
            Decision(decision.Name);
        }
    }

    /// <summary>A fact that has one of some values.</summary>
    public static Cases OneOf(Unknown unknown, IReadOnlyList<FeelValue> values) => Cases.Join(values.Select((value, i) => (value, Formula.Is(unknown, i))));

    /// <summary>Where a rule matches.</summary>
    public Formula Matches(TableRule rule) => _rules[rule];

    /// <summary>What a decision can be.</summary>
    public Cases Decision(string name)
    {
        if (!_decisions.TryGetValue(name, out var cases))
        {
            var decision = _model.Decisions.First(decision => decision.Name == name);
            var names = decision.Requirements.Where(requirement => requirement.Kind is RequirementKind.Input or RequirementKind.Decision)
                .Select(requirement => _model.Inputs.FirstOrDefault(input => input.Id == requirement.TargetId)?.Name ?? _model.Decisions.First(other => other.Id == requirement.TargetId).Name);
            var scope = new Scope(names.ToDictionary(other => other, other => _inputs.TryGetValue(other, out var input) ? input : Decision(other)));
            cases = decision.Expression is DecisionTable table ? Table(table, scope) : SymbolicFeel.Values(Tree(((LiteralExpression)decision.Expression).Text, scope), scope);
            _decisions.Add(name, cases);
        }

        return cases;
    }

    /// <summary>Where FEEL over inputs and decisions is true.</summary>
    public Formula Holds(string feel, IReadOnlyDictionary<string, Symbol> more)
    {
        var scope = new Scope(_inputs.Concat(more).ToDictionary(pair => pair.Key, pair => pair.Value));
        return SymbolicFeel.Holds(FeelParser.ParseExpression(feel, scope.ForParsing()).Tree!, scope);
    }

    private static FeelNode Tree(FeelText text, Scope scope) => FeelParser.ParseExpression(text.Text, scope.ForParsing()).Tree!;

    private Cases Table(DecisionTable table, Scope scope)
    {
        foreach (var rule in table.Rules)
        {
            _rules[rule] = Formula.All(rule.Inputs.Zip(table.Inputs, (entry, input) =>
            {
                var tested = Tree(input.Expression, scope);
                var symbol = tested is NameNode name ? scope.Find(name.Name) : SymbolicFeel.Values(tested, scope);
                return SymbolicFeel.Passes(FeelParser.ParseUnaryTests(entry.Text, scope.ForParsing()).Tree!, symbol, scope);
            }));
        }

        return table.HitPolicy switch
        {
            HitPolicy.Collect => table.Rules.Aggregate(Cases.Of(FeelValue.From(FeelList.Empty)), (list, rule) => Cases.Join(list.All.SelectMany(before => Output(table, rule, scope).All
                .Select(output => (FeelValue.From(FeelList.Of([.. before.Value.AsList().Items, output.Value])), before.When & output.When & _rules[rule]))
                .Append((before.Value, before.When & !_rules[rule]))))),
            _ => table.Rules.Reverse().Aggregate(Cases.Of(FeelValue.Null), (rest, rule) => Cases.Join(
                [.. Output(table, rule, scope).All.Select(output => (output.Value, output.When & _rules[rule])), .. rest.All.Select(other => (other.Value, other.When & !_rules[rule]))])),
        };
    }

    private static Cases Output(DecisionTable table, TableRule rule, Scope scope) => table.Outputs.Count == 1
        ? SymbolicFeel.Values(Tree(rule.Outputs[0], scope), scope)
        : rule.Outputs.Zip(table.Outputs).Aggregate(Cases.Of(FeelValue.From(FeelContext.Of([]))), (all, pair) => all.Bind(before => SymbolicFeel.Values(Tree(pair.First, scope), scope)
            .Map(value => FeelValue.From(FeelContext.Of([.. before.AsContext().Keys.Zip(before.AsContext().Values, KeyValuePair.Create), new(pair.Second.Name!, value)])))));
}
