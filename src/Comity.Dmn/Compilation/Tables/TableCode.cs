using System.Buffers;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Model;
using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Dmn.Compilation.Tables;

/// <summary>
/// A compiled decision table (DMN 1.5 §8.2). An evaluation without a trace allocates nothing, unless its result is a new list or its
/// entries make new values.
/// </summary>
internal sealed class TableCode
{
    private readonly DecisionTable _table;
    private readonly CompiledFeel[] _inputs;
    private readonly ItemType[] _types;
    private readonly CompiledTests?[] _allowed;
    private readonly CompiledTests[][] _tests;
    private readonly TableOutputs _outputs;

    // For each input the slot of the variable that it is, -1 for any other expression, and the kind of that variable's values, where it
    // has one.
    private readonly int[] _variables;
    private readonly FeelKind?[] _kinds;

    // Whether the slots and an index that reads them alone give the rule, of which there is at most one.
    private readonly bool _direct;

    // Made when the table is first evaluated: who only asks whether a model is sound needs none.
    private TableIndex? _index;

    public TableCode(TableParts parts, TableOutputs outputs)
    {
        _table = parts.Table;
        _inputs = parts.Inputs;
        _types = parts.Types;
        _allowed = parts.Allowed;
        _outputs = outputs;
        _tests = parts.Tests;
        _variables = Array.ConvertAll(_inputs, input => input.Variable);
        _kinds = Array.ConvertAll(
            _variables, slot => slot >= 0 && parts.Scope.Variables[slot].Type is BasicType type ? type.Kind : null);
        _direct = _table.HitPolicy is HitPolicy.First or HitPolicy.Unique
            && Array.TrueForAll(_types, type => ReferenceEquals(type, ItemType.Any)) && Array.TrueForAll(_allowed, tests => tests is null);
    }

    public FeelValue Evaluate(FeelValue[] slots, EvaluationContext context)
    {
        context.Step();
        var index = _index ?? Indexed();
        if (_direct && index.ReadsVariables && DecisionTrace.Of(context) is null && TryDirect(index, slots, context, out var value))
        {
            return value;
        }

        var values = ArrayPool<FeelValue>.Shared.Rent(_inputs.Length);
        var numbers = ArrayPool<int>.Shared.Rent(index.Width + _tests.Length);
        try
        {
            var regions = numbers.AsSpan(0, index.Width);
            var matched = numbers.AsSpan(index.Width, _tests.Length);
            return Evaluate(index, values.AsSpan(0, _inputs.Length), regions, matched, slots, context);
        }
        finally
        {
            ArrayPool<FeelValue>.Shared.Return(values, clearArray: true);
            ArrayPool<int>.Shared.Return(numbers);
        }
    }

    /// <summary>Where the table's inputs are among facts; null where not every input is one of them as it is.</summary>
    /// <param name="placeOf">The place of the fact that fills a slot; negative for none.</param>
    public int[]? PlacesAmong(Func<int, int> placeOf)
    {
        var places = Array.ConvertAll(_variables, slot => slot < 0 ? -1 : placeOf(slot));
        return _direct && Array.TrueForAll(places, place => place >= 0) ? places : null;
    }

    /// <summary>
    /// The table's value from facts alone, without a frame; false where they do not tell it, or where there is a reason to report.
    /// </summary>
    /// <param name="facts">The facts.</param>
    /// <param name="places">What <see cref="PlacesAmong"/> gave.</param>
    /// <param name="context">A context that reports nothing and has no trace.</param>
    /// <param name="value">The value.</param>
    public bool TryEvaluate(ReadOnlySpan<FeelValue> facts, int[] places, EvaluationContext context, out FeelValue value)
    {
        context.Step();
        var index = _index ?? Indexed();
        value = FeelValue.Null;
        return index.ReadsVariables && index.TryMatch(facts, places, _table.HitPolicy == HitPolicy.Unique, out var rule)
            && _outputs.TryKnown(rule, out value);
    }

    // Threads that come at once make the same one.
    private TableIndex Indexed() => _index = new TableIndex(_tests, _variables, _kinds);

    // One rule, or none, found by the index alone; false where a value lies outside it, or several rules of a unique table match.
    private bool TryDirect(TableIndex index, FeelValue[] slots, EvaluationContext context, out FeelValue value)
    {
        if (!index.TryMatch(slots, _variables, _table.HitPolicy == HitPolicy.Unique, out var rule))
        {
            value = FeelValue.Null;
            return false;
        }

        value = rule < 0 ? _outputs.Of([], slots, context) : _outputs.Of(rule, slots, context);
        return true;
    }

    private FeelValue Evaluate(
        TableIndex index, Span<FeelValue> values, Span<int> regions, Span<int> matched, FeelValue[] slots, EvaluationContext context)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _types[i].Conform(_inputs[i].Evaluate(slots, context), _table.Inputs[i].Label, context);
            if (_allowed[i] is { } possible && !possible.Test(values[i], slots, context).IsTrue)
            {
                if (context.Reports)
                {
                    context.Report("DMN0204", $"{values[i]} is not an allowed value of the column '{_table.Inputs[i].Label}'.");
                }

                return FeelValue.Null;
            }
        }

        regions.Clear();
        for (var column = 0; column < index.ColumnCount; column++)
        {
            regions[column] = index.RegionOf(column, values[index.InputOf(column)]);
        }

        var count = 0;
        var cursor = index.Start(regions);
        for (var rule = index.Next(regions, ref cursor); rule >= 0; rule = index.Next(regions, ref cursor))
        {
            if (index.Holds(rule, regions, values, slots, context))
            {
                matched[count++] = rule;
                if (_table.HitPolicy == HitPolicy.First)
                {
                    break;
                }
            }
        }

        DecisionTrace.Of(context)?.Add(_table, matched[..count].ToArray());
        return _outputs.Of(matched[..count], slots, context);
    }
}
