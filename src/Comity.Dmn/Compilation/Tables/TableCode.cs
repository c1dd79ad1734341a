using System.Buffers;
using System.Numerics;
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
    private const int MostOnStack = 256;

    private readonly DecisionTable _table;
    private readonly CompiledFeel[] _inputs;
    private readonly CompiledTests?[] _allowed;
    private readonly TableIndex _index;
    private readonly TableOutputs _outputs;
    private readonly int _rules;

    public TableCode(DecisionTable table, CompiledFeel[] inputs, CompiledTests?[] allowed, CompiledTests[][] tests, TableOutputs outputs)
    {
        _table = table;
        _inputs = inputs;
        _allowed = allowed;
        _outputs = outputs;
        _rules = tests.Length;
        _index = TableIndex.Of(tests, inputs.Length);
    }

    public FeelValue Evaluate(FeelValue[] slots, EvaluationContext context)
    {
        context.Step();
        if (_inputs.Length <= MostInPlace)
        {
            var inPlace = default(InputValues);
            return Evaluate(((Span<FeelValue>)inPlace)[.._inputs.Length], slots, context);
        }

        var rented = ArrayPool<FeelValue>.Shared.Rent(_inputs.Length);
        try
        {
            return Evaluate(rented.AsSpan(0, _inputs.Length), slots, context);
        }
        finally
        {
            ArrayPool<FeelValue>.Shared.Return(rented, clearArray: true);
        }
    }

    private FeelValue Evaluate(Span<FeelValue> values, FeelValue[] slots, EvaluationContext context)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var variable = _inputs[i].Variable;
            values[i] = variable >= 0 ? slots[variable] : _inputs[i].Evaluate(slots, context);
            if (_allowed[i] is { } possible && !possible.Test(values[i], slots, context).IsTrue)
            {
                if (context.Reports)
                {
                    context.Report("DMN0204", $"{values[i]} is not an allowed value of the column '{_table.Inputs[i].Label}'.");
                }

                return FeelValue.Null;
            }
        }

        if (_table.HitPolicy == HitPolicy.First)
        {
            Span<int> one = stackalloc int[1];
            return Finish(one[..Match(values, one, slots, context)], slots, context);
        }

        if (_rules <= MostOnStack)
        {
            Span<int> some = stackalloc int[_rules];
            return Finish(some[..Match(values, some, slots, context)], slots, context);
        }

        var rented = ArrayPool<int>.Shared.Rent(_rules);
        try
        {
            return Finish(rented.AsSpan(0, Match(values, rented, slots, context)), slots, context);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    // The rules that match, in order, as many as there is room for.
    private int Match(ReadOnlySpan<FeelValue> values, Span<int> matched, FeelValue[] slots, EvaluationContext context)
    {
        Span<int> rows = stackalloc int[values.Length];
        var located = _index.Locate(values, rows);
        var count = 0;
        for (var word = 0; word < _index.Words; word++)
        {
            for (var candidates = _index.Candidates(rows, word); candidates != 0; candidates &= candidates - 1)
            {
                var rule = (word * 64) + BitOperations.TrailingZeroCount(candidates);
                if (_index.Holds(rule, located, rows, values, slots, context))
                {
                    matched[count++] = rule;
                    if (count == matched.Length)
                    {
                        return count;
                    }
                }
            }
        }

        return count;
    }

    private FeelValue Finish(ReadOnlySpan<int> matched, FeelValue[] slots, EvaluationContext context)
    {
        DecisionTrace.Of(context)?.Add(_table, matched.ToArray());
        return _outputs.Of(matched, slots, context);
    }

    [InlineArray(MostInPlace)]
    private struct InputValues
    {
        private FeelValue _first;
    }
}
