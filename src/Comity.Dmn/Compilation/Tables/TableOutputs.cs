using Comity.Dmn.Model;
using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Functions;
using Comity.Feel.Values;

namespace Comity.Dmn.Compilation.Tables;

/// <summary>The value of a table for the rules that match: its outputs, hit policy, aggregation and defaults (DMN 1.5 §8.2.8 to §8.2.11).</summary>
internal sealed class TableOutputs
{
    private readonly DecisionTable _table;
    private readonly ItemType[] _types;
    private readonly CompiledFeel[][] _entries;
    private readonly CompiledFeel?[] _defaults;
    private readonly FeelValue[]?[] _order;

    // Outputs that are the same in every evaluation are made once and shared.
    private readonly bool[] _isConstant;
    private readonly bool _areConstant;
    private readonly FeelValue[] _constants;
    private readonly FeelValue? _default;
    private readonly bool _hasDefault;

    public TableOutputs(TableParts parts)
    {
        _table = parts.Table;
        _types = parts.OutputTypes;
        _entries = parts.Outputs;
        _defaults = parts.Defaults;
        _order = parts.Order;
        _isConstant = Array.ConvertAll(_entries, IsConstant);
        _constants = [.. _entries.Select((_, rule) => _isConstant[rule]
            ? Output(Entries(rule, [], EvaluationContext.Silent))
            : FeelValue.Null)];
        _hasDefault = Array.Exists(_defaults, value => value is not null);
        _default = IsConstant(_defaults) ? Default([], EvaluationContext.Silent) : null;
        _areConstant = Array.TrueForAll(_isConstant, constant => constant) && (!_hasDefault || _default is not null);
    }

    /// <summary>The table's value.</summary>
    /// <param name="matched">The rules that match, in order.</param>
    /// <param name="slots">The frame.</param>
    /// <param name="context">Limits and the sink for reasons.</param>
    public FeelValue Of(ReadOnlySpan<int> matched, FeelValue[] slots, EvaluationContext context)
    {
        if (matched.IsEmpty)
        {
            return WithoutMatch(slots, context);
        }

        switch (_table.HitPolicy)
        {
            case HitPolicy.Unique when matched.Length > 1:
                context.Report("DMN0201", $"Rules {Numbers(matched)} of a unique table match at once.");
                return FeelValue.Null;
            case HitPolicy.Any:
                return Same(matched, slots, context);
            case HitPolicy.Collect or HitPolicy.RuleOrder:
                return Aggregated(Outputs(matched, slots, context), context);
            case HitPolicy.OutputOrder:
                return Aggregated([.. Ranked(matched, slots, context).Order(Comparer<FeelValue[]>.Create(ByOrder)).Select(Output)], context);
            case HitPolicy.Priority when matched.Length > 1:
                return Output(Ranked(matched, slots, context).Order(Comparer<FeelValue[]>.Create(ByOrder)).First());
            default:
                return Of(matched[0], slots, context);
        }
    }

    /// <summary>The outputs of one rule.</summary>
    public FeelValue Of(int rule, FeelValue[] slots, EvaluationContext context) =>
        _isConstant[rule] ? _constants[rule]
        : _entries[rule].Length == 1 ? Value(rule, 0, _entries[rule][0], slots, context)
        : Output(Entries(rule, slots, context));

    /// <summary>The outputs of one rule, or of none where it is -1, if every evaluation gives the same.</summary>
    public bool TryKnown(int rule, out FeelValue value)
    {
        value = rule >= 0 ? _constants[rule] : _default ?? FeelValue.Null;
        return _areConstant || (rule >= 0 ? _isConstant[rule] : !_hasDefault || _default is not null);
    }

    private FeelValue WithoutMatch(FeelValue[] slots, EvaluationContext context)
    {
        if (_hasDefault)
        {
            return _default ?? Default(slots, context);
        }

        return _table.HitPolicy is HitPolicy.Collect or HitPolicy.RuleOrder or HitPolicy.OutputOrder
            ? Aggregated([], context)
            : FeelValue.Null;
    }

    private FeelValue Default(FeelValue[] slots, EvaluationContext context) => Output([.. _defaults.Select((value, i) => value is null
        ? FeelValue.Null : Value(-1, i, value, slots, context))]);

    private FeelValue Same(ReadOnlySpan<int> matched, FeelValue[] slots, EvaluationContext context)
    {
        var first = Of(matched[0], slots, context);
        foreach (var rule in matched[1..])
        {
            if (Of(rule, slots, context) != first)
            {
                context.Report("DMN0202", $"Rules {Numbers(matched)} of an any table match with different outputs.");
                return FeelValue.Null;
            }
        }

        return first;
    }

    // Not where a constant is no value of its column's type: then each evaluation says so.
    private bool IsConstant(CompiledFeel?[] values) => !values.Where((value, column) =>
        value is not null && (value.Constant is not { } constant || !_types[column].TryConform(constant, "", EvaluationContext.Silent, out _))).Any();

    // A rule of -1 is the default.
    private FeelValue Value(int rule, int column, CompiledFeel entry, FeelValue[] slots, EvaluationContext context)
    {
        var value = entry.Evaluate(slots, context);
        return _types[column].Fits(value, context, out var fitting) ? fitting : _types[column].Refuse(value, context.Reports ? Owner()
            : "", context);

        string Owner() => rule < 0 ? $"the default of {_table.NameOfOutput(column)}" : $"{_table.NameOfOutput(column)} of rule {rule + 1}";
    }

    private FeelValue Output(FeelValue[] values) => values.Length == 1
        ? values[0]
        : FeelValue.From(FeelContext.Of(values.Select((value, i) => KeyValuePair.Create(_table.Outputs[i].Name!, value))));

    private FeelValue[] Entries(int rule, FeelValue[] slots, EvaluationContext context) => [.. _entries[rule].Select((entry, column) =>
        Value(rule, column, entry, slots, context))];

    private FeelValue[] Outputs(ReadOnlySpan<int> matched, FeelValue[] slots, EvaluationContext context)
    {
        var outputs = new FeelValue[matched.Length];
        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = Of(matched[i], slots, context);
        }

        return outputs;
    }

    private List<FeelValue[]> Ranked(ReadOnlySpan<int> matched, FeelValue[] slots, EvaluationContext context)
    {
        var outputs = new List<FeelValue[]>(matched.Length);
        foreach (var rule in matched)
        {
            outputs.Add(Entries(rule, slots, context));
        }

        return outputs;
    }

    // Column by column, by the place among the listed output values; what is not listed comes last.
    private int ByOrder(FeelValue[] left, FeelValue[] right)
    {
        for (var i = 0; i < left.Length; i++)
        {
            if (_order[i] is { } listed && Place(listed, left[i]).CompareTo(Place(listed, right[i])) is not 0 and var sign)
            {
                return sign;
            }
        }

        return 0;
    }

    private static int Place(FeelValue[] listed, FeelValue value) => Array.IndexOf(listed, value) is >= 0 and var place ? place : int.MaxValue;

    private FeelValue Aggregated(ReadOnlySpan<FeelValue> results, EvaluationContext context)
    {
        var list = context.Limited(FeelValue.From(FeelList.Of(results)));
        if (_table.HitPolicy != HitPolicy.Collect || _table.Aggregation == Aggregation.List)
        {
            return list;
        }

        var name = _table.Aggregation.ToString().ToLowerInvariant();
        return BuiltInFunctions.TryGet(name, out var function) ? function.Invoke([list], context) : FeelValue.Null;
    }

    private static string Numbers(ReadOnlySpan<int> rules) => string.Join(", ", rules.ToArray().Select(rule => rule + 1));
}
