using Comity.Diagrams.Core;
using Comity.Dmn.Model;
using Comity.Feel.Evaluation;
using Comity.Feel.Functions;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Values;

namespace Comity.Diagrams.Compilation;

/// <summary>Evaluates boxed expressions over diagrams.</summary>
internal sealed class LiftedLogic(DiagramSpace space, ConstantCuts cuts, Dictionary<TableRule, Diagram> rules, List<RuleConflict> conflicts)
{
    public Diagram Evaluate(DmnExpression expression, Names names)
    {
        switch (expression)
        {
            case LiteralExpression literal:
                return Expression(literal.Text, names);
            case ContextExpression context:
                var value = space.Constant(FeelValue.From(FeelContext.Of([])));
                foreach (var entry in context.Entries)
                {
                    var part = Evaluate(entry.Value, names);
                    names = names.With(entry.Name, new LiftedValue(part));
                    value = value.Apply(part, (whole, added) => LiftedFeel.Extend(whole, entry.Name, added));
                }

                return context.Result is null ? value : Evaluate(context.Result, names);
            default:
                return Table((DecisionTable)expression, names);
        }
    }

    private Diagram Expression(FeelText text, Names names) =>
        Feel(text).Expression(FeelParser.ParseExpression(text.Text, names.Scope()).Tree ?? throw Outside(text), names);

    private static OutsideFragmentException Outside(FeelText text) =>
        new(new Diagnostic(Severity.Error, "DIAG0001", "The text cannot be read.", text.Location));

    private LiftedFeel Feel(FeelText text) => new(space, cuts, Evaluate, text);

    private Diagram Table(DecisionTable table, Names names)
    {
        var matches = table.Rules.Select(rule => Match(table, rule, names)).ToArray();
        var outputs = table.Rules.Select(rule => Output(table, [.. rule.Outputs.Select(entry => Expression(entry, names))])).ToArray();
        var result = table.HitPolicy switch
        {
            HitPolicy.First => First(table, matches, outputs, names),
            HitPolicy.Unique or HitPolicy.Any => AtMostOne(table, matches, outputs, names),
            _ => Several(table, matches, outputs, names),
        };
        return Allowed(table, names).Choose(result, space.Constant(FeelValue.Null));
    }

    private Diagram Match(DecisionTable table, TableRule rule, Names names)
    {
        var match = space.Constant(FeelValue.True);
        for (var column = 0; column < table.Inputs.Count; column++)
        {
            match = match.Apply(Passes(table.Inputs[column].Expression, rule.Inputs[column], names), FeelOperators.And);
        }

        // A table in a knowledge model is met once for each invocation.
        rules[rule] = rules.TryGetValue(rule, out var before) ? before.Apply(match, FeelOperators.Or) : match;
        return match;
    }

    private Diagram Allowed(DecisionTable table, Names names)
    {
        var allowed = space.Constant(FeelValue.True);
        foreach (var input in table.Inputs.Where(input => input.AllowedValues is not null))
        {
            allowed = allowed.Apply(Passes(input.Expression, input.AllowedValues!, names), FeelOperators.And);
        }

        return allowed;
    }

    private Diagram Passes(FeelText input, FeelText tests, Names names)
    {
        var tree = FeelParser.ParseExpression(input.Text, names.Scope()).Tree ?? throw Outside(input);
        var parsed = FeelParser.ParseUnaryTests(tests.Text, names.Scope()).Tree ?? throw Outside(tests);
        return Feel(tests).Tests(parsed, tree, names).Map(value => FeelValue.From(value.IsTrue));
    }

    private Diagram Output(DecisionTable table, Diagram[] values)
    {
        if (values.Length == 1)
        {
            return values[0];
        }

        var output = space.Constant(FeelValue.From(FeelContext.Of([])));
        for (var i = 0; i < values.Length; i++)
        {
            var name = table.Outputs[i].Name!;
            output = output.Apply(values[i], (whole, added) => LiftedFeel.Extend(whole, name, added));
        }

        return output;
    }

    private Diagram WithoutMatch(DecisionTable table, Names names, FeelValue otherwise) => table.Outputs.All(output => output.Default is null)
        ? space.Constant(otherwise)
        : Output(table, [.. table.Outputs.Select(output => output.Default is { } text ? Expression(text, names) : space.Constant(FeelValue.Null))]);

    private Diagram First(DecisionTable table, Diagram[] matches, Diagram[] outputs, Names names)
    {
        var result = WithoutMatch(table, names, FeelValue.Null);
        for (var rule = matches.Length - 1; rule >= 0; rule--)
        {
            result = matches[rule].Choose(outputs[rule], result);
        }

        return result;
    }

    private Diagram AtMostOne(DecisionTable table, Diagram[] matches, Diagram[] outputs, Names names)
    {
        var result = First(table, matches, outputs, names);
        for (var first = 0; first < matches.Length; first++)
        {
            for (var second = first + 1; second < matches.Length; second++)
            {
                var both = matches[first].Apply(matches[second], FeelOperators.And);
                if (table.HitPolicy == HitPolicy.Any)
                {
                    both = both.Apply(outputs[first].Apply(outputs[second], (a, b) => FeelValue.From(a != b)), FeelOperators.And);
                }

                if (!both.IsConstant || both.Terminals()[0].IsTrue)
                {
                    conflicts.Add(new RuleConflict(table, first, second, both));
                    result = both.Choose(space.Constant(FeelValue.Null), result);
                }
            }
        }

        return result;
    }

    private Diagram Several(DecisionTable table, Diagram[] matches, Diagram[] outputs, Names names)
    {
        var list = space.Constant(FeelValue.From(FeelList.Empty));
        for (var rule = 0; rule < matches.Length; rule++)
        {
            list = matches[rule].Choose(list.Apply(outputs[rule], LiftedFeel.Append), list);
        }

        if (table.HitPolicy is HitPolicy.Priority or HitPolicy.OutputOrder)
        {
            list = Sorted(table, list, names);
        }

        var single = table.HitPolicy == HitPolicy.Priority;
        var result = single ? list.Map(value => FeelOperators.ItemAt(value.AsList(), FeelValue.From(1))) : Aggregated(table, list);
        var none = list.Map(value => FeelValue.From(value.AsList().Count == 0));
        var empty = single ? FeelValue.Null : Aggregate(table, FeelValue.From(FeelList.Empty));
        return none.Choose(WithoutMatch(table, names, empty), result);
    }

    private Diagram Sorted(DecisionTable table, Diagram list, Names names)
    {
        var ranks = table.Outputs.Select(output => output.OutputValues is not { } text
            ? []
            : Expression(new FeelText($"[{text.Text}]", text.Location), names).Terminals()[0].AsList().Items.ToArray()).ToArray();
        return list.Map(value => FeelValue.From(FeelList.Of(value.AsList().Items.ToArray()
            .Select(item => (Item: item, Rank: Rank(item)))
            .OrderBy(pair => pair.Rank, Comparer<int[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)))
            .Select(pair => pair.Item))));

        int[] Rank(FeelValue item) =>
        [
            .. ranks.Select((values, column) =>
            {
                var part = ranks.Length == 1 ? item : FeelOperators.Member(item, table.Outputs[column].Name!, EvaluationContext.Silent);
                return values.Length == 0 ? 0 : Array.IndexOf(values, part) is >= 0 and var place ? place : int.MaxValue;
            }),
        ];
    }

    private static Diagram Aggregated(DecisionTable table, Diagram list) => list.Map(value => Aggregate(table, value));

    private static FeelValue Aggregate(DecisionTable table, FeelValue list)
    {
        if (table.HitPolicy != HitPolicy.Collect || table.Aggregation == Aggregation.List)
        {
            return list;
        }

        return BuiltInFunctions.TryGet(table.Aggregation.ToString().ToLowerInvariant(), out var function)
            ? function.Invoke([list], EvaluationContext.Silent)
            : FeelValue.Null;
    }
}
