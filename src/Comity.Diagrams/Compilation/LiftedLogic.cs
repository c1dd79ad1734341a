using Comity.Diagrams.Core;
using Comity.Dmn.Model;
using Comity.Feel.Evaluation;
using Comity.Feel.Functions;
using Comity.Feel.Text;
using Comity.Feel.Values;

namespace Comity.Diagrams.Compilation;

/// <summary>Evaluates boxed expressions over diagrams.</summary>
internal sealed class LiftedLogic(Lifting lifting)
{
    private readonly DiagramSpace _space = lifting.Space;

    public Lifted Evaluate(DmnExpression expression, Names names) =>
        lifting.Types.Conform(Untyped(expression, names), expression.TypeName, expression.Location);

    private Lifted Untyped(DmnExpression expression, Names names)
    {
        switch (expression)
        {
            case LiteralExpression literal:
                return new LiftedFeel(lifting, literal.Text).Evaluate(lifting.Expression(literal.Text, names), names);
            case ContextExpression context:
                return Context(context, names);
            case DecisionTable table:
                return new LiftedValue(Table(table, names));
            default:
                throw new OutsideFragmentException(new Diagnostic(
                    Severity.Error, "DIAG0001", $"A boxed {Word(expression)} cannot be lifted.", expression.Location, "Write it as a literal expression, a context or a table."));
        }
    }

    private static string Word(DmnExpression expression) => expression.GetType().Name.Replace("Expression", "", StringComparison.Ordinal).ToLowerInvariant();

    private Lifted Context(ContextExpression context, Names names)
    {
        var parts = new List<Lifted>();
        foreach (var entry in context.Entries)
        {
            var part = lifting.Types.Conform(Evaluate(entry.Value, names), entry.TypeName, context.Location);
            names = names.With(entry.Name, part);
            parts.Add(part);
        }

        if (context.Result is not null)
        {
            return Evaluate(context.Result, names);
        }

        var value = _space.Constant(FeelValue.From(FeelContext.Of([])));
        for (var i = 0; i < parts.Count; i++)
        {
            var name = context.Entries[i].Name;
            value = value.Apply(Diagram(new FeelText(name, context.Location), parts[i]), (whole, added) => LiftedFeel.Extend(whole, name, added));
        }

        return new LiftedValue(value);
    }

    private Diagram Diagram(FeelText place, Lifted lifted) => new LiftedFeel(lifting, place).Diagram(new Comity.Feel.Syntax.LiteralNode(default, FeelValue.Null), lifted);

    private Diagram Expression(FeelText text, Names names) => new LiftedFeel(lifting, text).Expression(lifting.Expression(text, names), names);

    private Diagram Table(DecisionTable table, Names names)
    {
        var inputs = table.Inputs.Select(input => new LiftedFeel(lifting, input.Expression).Evaluate(lifting.Expression(input.Expression, names), names)).ToArray();
        var allowed = table.Inputs.Select((input, column) => input.AllowedValues is { } values ? Passes(inputs[column], values, names) : _space.True).ToArray();

        // Many cells of a column say the same.
        var known = new Dictionary<(int Column, string Text), Diagram>();
        var cells = table.Rules.Select(IReadOnlyList<Diagram> (rule) =>
        [
            .. rule.Inputs.Select((entry, column) =>
            {
                if (!known.TryGetValue((column, entry.Text), out var cell))
                {
                    cell = Passes(inputs[column], entry, names);
                    known.Add((column, entry.Text), cell);
                }

                return cell;
            }),
        ]).ToArray();
        var matches = cells.Select(row => row.Aggregate(_space.True, (all, cell) => all.And(cell))).ToArray();
        var outputs = table.Rules.Select((rule, i) => lifting.Within(matches[i], () => Output(table, [.. rule.Outputs.Select(entry => Expression(entry, names))]))).ToArray();
        var compiled = new CompiledTable(
            table, lifting.Owner, lifting.Where, allowed, cells, matches, outputs, Default(table, names),
            [.. table.Outputs.Select(IReadOnlyList<FeelValue> (output) => output.OutputValues is { } values ? Listed(values, names) : [])]);
        lifting.Tables.Add(compiled);
        var result = table.HitPolicy switch
        {
            HitPolicy.First => First(compiled),
            HitPolicy.Unique or HitPolicy.Any => AtMostOne(compiled),
            _ => Several(compiled),
        };
        return compiled.Allowed.Choose(result, _space.Constant(FeelValue.Null));
    }

    private Diagram Passes(Lifted input, Comity.Dmn.Model.FeelText tests, Names names) =>
        new LiftedFeel(lifting, tests).Tests(lifting.Tests(tests, names), input, names).Map(value => FeelValue.From(value.IsTrue));

    private Diagram Output(DecisionTable table, Diagram[] values)
    {
        if (values.Length == 1)
        {
            return values[0];
        }

        var output = _space.Constant(FeelValue.From(FeelContext.Of([])));
        for (var i = 0; i < values.Length; i++)
        {
            var name = table.Outputs[i].Name!;
            output = output.Apply(values[i], (whole, added) => LiftedFeel.Extend(whole, name, added));
        }

        return output;
    }

    private Diagram? Default(DecisionTable table, Names names) => table.Outputs.All(output => output.Default is null)
        ? null
        : Output(table, [.. table.Outputs.Select(output => output.Default is { } text ? Expression(text, names) : _space.Constant(FeelValue.Null))]);

    private FeelValue[] Listed(FeelText values, Names names)
    {
        var list = new FeelText($"[{values.Text}]", values.Location with { Column = values.Location.Column - 1 });
        return Expression(list, names) is { IsConstant: true } constant
            ? constant.Terminals()[0].AsList().Items.ToArray()
            : throw new OutsideFragmentException(new Diagnostic(Severity.Error, "DIAG0001", "The listed output values are not constants.", values.Location));
    }

    private Diagram First(CompiledTable table)
    {
        var result = table.Default ?? _space.Constant(FeelValue.Null);
        for (var rule = table.Matches.Count - 1; rule >= 0; rule--)
        {
            result = table.Matches[rule].Choose(table.Outputs[rule], result);
        }

        return result;
    }

    // Null where two rules of a unique table match, or two rules of an any table with different outputs.
    private Diagram AtMostOne(CompiledTable table)
    {
        var (result, matched, conflict) = (table.Default ?? _space.Constant(FeelValue.Null), _space.False, _space.False);
        for (var rule = 0; rule < table.Matches.Count; rule++)
        {
            var again = matched.And(table.Matches[rule]);
            if (table.Table.HitPolicy == HitPolicy.Any && again != _space.False)
            {
                again = again.And(result.Apply(table.Outputs[rule], (a, b) => FeelValue.From(a != b)));
            }

            conflict = conflict.Or(again);
            result = table.Matches[rule].Minus(matched).Choose(table.Outputs[rule], result);
            matched = matched.Or(table.Matches[rule]);
        }

        return conflict.Choose(_space.Constant(FeelValue.Null), result);
    }

    private Diagram Several(CompiledTable table)
    {
        var list = _space.Constant(FeelValue.From(FeelList.Empty));
        for (var rule = 0; rule < table.Matches.Count; rule++)
        {
            list = table.Matches[rule].Choose(list.Apply(table.Outputs[rule], LiftedFeel.Append), list);
        }

        if (table.Table.HitPolicy is HitPolicy.Priority or HitPolicy.OutputOrder)
        {
            list = list.Map(value => FeelValue.From(FeelList.Of(value.AsList().Items.ToArray().Order(Comparer<FeelValue>.Create(table.Order)))));
        }

        var single = table.Table.HitPolicy == HitPolicy.Priority;
        var result = list.Map(value => single ? FeelOperators.ItemAt(value.AsList(), FeelValue.From(1)) : Aggregate(table.Table, value));
        return table.Default is { } other ? list.Is(FeelValue.From(FeelList.Empty)).Choose(other, result) : result;
    }

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
