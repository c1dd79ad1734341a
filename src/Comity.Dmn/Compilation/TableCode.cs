using Comity.Dmn.Evaluation;
using Comity.Dmn.Model;
using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Functions;
using Comity.Feel.Values;

namespace Comity.Dmn.Compilation;

/// <summary>A compiled decision table (DMN 1.5 §8.2).</summary>
internal sealed class TableCode(
    DecisionTable table,
    CompiledFeel[] inputs,
    CompiledTests?[] allowed,
    CompiledTests[][] tests,
    CompiledFeel[][] outputs,
    CompiledFeel?[] defaults,
    FeelValue[]?[] order)
{
    public FeelValue Evaluate(FeelValue[] slots, EvaluationContext context, DecisionTrace? trace)
    {
        var values = new FeelValue[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            values[i] = inputs[i].Evaluate(slots, context);
            if (allowed[i] is { } possible && !possible.Test(values[i], slots, context).IsTrue)
            {
                context.Report("DMN0204", $"{values[i]} is not an allowed value of the column '{table.Inputs[i].Label}'.");
                return FeelValue.Null;
            }
        }

        var matched = new List<int>();
        for (var rule = 0; rule < tests.Length; rule++)
        {
            context.Step();
            if (Matches(tests[rule], values, slots, context))
            {
                matched.Add(rule);
                if (table.HitPolicy == HitPolicy.First)
                {
                    break;
                }
            }
        }

        trace?.Add(table, matched);
        return matched.Count == 0 ? WithoutMatch(slots, context) : Result(matched, slots, context);
    }

    private static bool Matches(CompiledTests[] rule, FeelValue[] values, FeelValue[] slots, EvaluationContext context)
    {
        for (var i = 0; i < rule.Length; i++)
        {
            if (!rule[i].IsAny && !rule[i].Test(values[i], slots, context).IsTrue)
            {
                return false;
            }
        }

        return true;
    }

    private FeelValue WithoutMatch(FeelValue[] slots, EvaluationContext context)
    {
        if (defaults.Any(value => value is not null))
        {
            return Output([.. defaults.Select(value => value?.Evaluate(slots, context) ?? FeelValue.Null)]);
        }

        return table.HitPolicy is HitPolicy.Collect or HitPolicy.RuleOrder or HitPolicy.OutputOrder
            ? Aggregated([], context)
            : FeelValue.Null;
    }

    private FeelValue Result(List<int> matched, FeelValue[] slots, EvaluationContext context)
    {
        var results = matched.ConvertAll(rule => outputs[rule].Select(output => output.Evaluate(slots, context)).ToArray());
        switch (table.HitPolicy)
        {
            case HitPolicy.Unique when matched.Count > 1:
                context.Report("DMN0201", $"Rules {string.Join(", ", matched.Select(rule => rule + 1))} of a unique table match at once.");
                return FeelValue.Null;
            case HitPolicy.Any when results.Exists(result => !result.AsSpan().SequenceEqual(results[0])):
                context.Report("DMN0202", $"Rules {string.Join(", ", matched.Select(rule => rule + 1))} of an any table match with different outputs.");
                return FeelValue.Null;
            case HitPolicy.Collect or HitPolicy.RuleOrder:
                return Aggregated(results.ConvertAll(Output), context);
            case HitPolicy.OutputOrder:
                return Aggregated([.. results.Order(Comparer<FeelValue[]>.Create(ByOrder)).Select(Output)], context);
            case HitPolicy.Priority:
                return Output(results.Order(Comparer<FeelValue[]>.Create(ByOrder)).First());
            default:
                return Output(results[0]);
        }
    }

    private FeelValue Output(FeelValue[] values) => values.Length == 1
        ? values[0]
        : FeelValue.From(FeelContext.Of(values.Select((value, i) => KeyValuePair.Create(table.Outputs[i].Name!, value))));

    // Column by column, by the place among the listed output values; what is not listed comes last.
    private int ByOrder(FeelValue[] left, FeelValue[] right)
    {
        for (var i = 0; i < left.Length; i++)
        {
            if (order[i] is { } listed && Place(listed, left[i]).CompareTo(Place(listed, right[i])) is not 0 and var sign)
            {
                return sign;
            }
        }

        return 0;
    }

    private static int Place(FeelValue[] listed, FeelValue value) =>
        Array.IndexOf(listed, value) is >= 0 and var place ? place : int.MaxValue;

    private FeelValue Aggregated(List<FeelValue> results, EvaluationContext context)
    {
        var list = FeelValue.From(FeelList.Of(results));
        if (table.HitPolicy != HitPolicy.Collect || table.Aggregation == Aggregation.List)
        {
            return list;
        }

        var name = table.Aggregation.ToString().ToLowerInvariant();
        return BuiltInFunctions.TryGet(name, out var function) ? function.Invoke([list], context) : FeelValue.Null;
    }
}
