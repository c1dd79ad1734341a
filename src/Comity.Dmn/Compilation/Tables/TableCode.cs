using System.Buffers;
using System.Runtime.CompilerServices;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Model;
using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Values;

namespace Comity.Dmn.Compilation.Tables;

/// <summary>
/// A compiled decision table (DMN 1.5 §8.2). An evaluation without a trace allocates nothing, unless its result is a new list or its
/// entries make new values.
/// </summary>
internal sealed class TableCode
{
    private const int MostInPlace = 16;

    private readonly DecisionTable _table;
    private readonly CompiledFeel[] _inputs;
    private readonly CompiledTests?[] _allowed;
    private readonly TableIndex _index;
    private readonly TableOutputs _outputs;
    private readonly int _rules;

    // The variables of the index's columns, where the inputs are plain variables and the index knows all entries; otherwise null.
    private readonly int[]? _variables;

    public TableCode(DecisionTable table, CompiledFeel[] inputs, CompiledTests?[] allowed, CompiledTests[][] tests, TableOutputs outputs)
    {
        _table = table;
        _inputs = inputs;
        _allowed = allowed;
        _outputs = outputs;
        _rules = tests.Length;
        _index = new TableIndex(tests, inputs.Length);
        var direct = _index.IsComplete && _index.ColumnCount <= MostInPlace && table.HitPolicy is HitPolicy.First or HitPolicy.Unique
            && Array.TrueForAll(inputs, input => input.Variable >= 0) && Array.TrueForAll(allowed, tests => tests is null);
        _variables = direct ? [.. Enumerable.Range(0, _index.ColumnCount).Select(column => inputs[_index.InputOf(column)].Variable)] : null;
    }

    public FeelValue Evaluate(FeelValue[] slots, EvaluationContext context)
    {
        context.Step();
        if (_variables is not null && DecisionTrace.Of(context) is null && TryDirect(_variables, slots, context, out var value))
        {
            return value;
        }

        var values = ArrayPool<FeelValue>.Shared.Rent(_inputs.Length);
        var numbers = ArrayPool<int>.Shared.Rent(_index.ColumnCount + _rules);
        try
        {
            return Evaluate(values.AsSpan(0, _inputs.Length), numbers.AsSpan(0, _index.ColumnCount), numbers.AsSpan(_index.ColumnCount, _rules), slots, context);
        }
        finally
        {
            ArrayPool<FeelValue>.Shared.Return(values, clearArray: true);
            ArrayPool<int>.Shared.Return(numbers);
        }
    }

    // One rule, or none, found by the index alone; false where a value lies outside it, or several rules of a unique table match.
    private bool TryDirect(int[] variables, FeelValue[] slots, EvaluationContext context, out FeelValue value)
    {
        var inPlace = default(Rows);
        var rows = ((Span<int>)inPlace)[..variables.Length];
        for (var column = 0; column < rows.Length; column++)
        {
            rows[column] = _index.RowOf(column, slots[variables[column]]);
            if (rows[column] < 0)
            {
                value = FeelValue.Null;
                return false;
            }
        }

        var rule = _index.Next(rows, 0);
        if (rule >= 0 && _table.HitPolicy == HitPolicy.Unique && _index.Next(rows, rule + 1) >= 0)
        {
            value = FeelValue.Null;
            return false;
        }

        value = rule < 0 ? _outputs.Of([], slots, context) : _outputs.Of(rule, slots, context);
        return true;
    }

    private FeelValue Evaluate(Span<FeelValue> values, Span<int> rows, Span<int> matched, FeelValue[] slots, EvaluationContext context)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _inputs[i].Evaluate(slots, context);
            if (_allowed[i] is { } possible && !possible.Test(values[i], slots, context).IsTrue)
            {
                if (context.Reports)
                {
                    context.Report("DMN0204", $"{values[i]} is not an allowed value of the column '{_table.Inputs[i].Label}'.");
                }

                return FeelValue.Null;
            }
        }

        for (var column = 0; column < rows.Length; column++)
        {
            rows[column] = _index.RowOf(column, values[_index.InputOf(column)]);
        }

        var count = 0;
        for (var rule = _index.Next(rows, 0); rule >= 0; rule = _index.Next(rows, rule + 1))
        {
            if (_index.Holds(rule, rows, values, slots, context))
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

    [InlineArray(MostInPlace)]
    private struct Rows
    {
        private int _first;
    }
}
