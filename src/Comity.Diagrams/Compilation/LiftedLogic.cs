using Comity.Diagrams.Core;
using Comity.Dmn.Model;
using Comity.Feel.Functions;
using Comity.Feel.Syntax;
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
                return Table(table, names);
            case ListExpression list:
                return LiftedFeel.List(_space, list.Items.Select(item => Whole(item, names)));
            case RelationExpression relation:
                return LiftedFeel.List(_space, relation.Rows.Select(row => Row(relation, row, names)));
            case ConditionalExpression conditional:
                return Conditional(conditional, names);
            case FunctionExpression { Kind: FunctionKind.Feel } function:
                var result = lifting.Types.ResultOf(function.TypeName);
                return Function(function.Parameters, names, inner => lifting.Types.Conform(Evaluate(function.Body, inner), result,
                    function.Location), function.Location);
            case InvocationExpression or FilterExpression or ForExpression or QuantifiedExpression:
                return Written(expression, names);
            default:
                throw new OutsideFragmentException(new Diagnostic(Severity.Error, "DIAG0001", "A function outside FEEL cannot be lifted.", expression.Location, "Write its body in FEEL."));
        }
    }

    /// <summary>A function over names. An argument that does not fit its type makes what it gives null (DMN 1.5 §10.3.2.13.2).</summary>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="names">The names that its body may use besides.</param>
    /// <param name="body">What it gives, from the names with the parameters.</param>
    /// <param name="location">Where it stands.</param>
    public LiftedFunction Function(IReadOnlyList<Parameter> parameters, Names names, Func<Names, Lifted> body, SourceLocation location)
    {
        // It may be invoked in another model; its types are those of its own.
        var types = lifting.Types;
        return new LiftedFunction([.. parameters.Select(parameter => parameter.Name)], arguments => lifting.With(types, Lifted () =>
        {
            if (arguments.Count != parameters.Count)
            {
                return new LiftedValue(_space.Constant(FeelValue.Null));
            }

            var (inner, refused) = (names, _space.False);
            foreach (var (parameter, argument) in parameters.Zip(arguments))
            {
                var (value, isRefused) = Given(argument, parameter.TypeName, location);
                refused = refused.Or(isRefused);
                inner = inner.With(parameter.Name, value);
            }

            return Unless(refused, () => body(inner));
        }));
    }

    /// <summary>An argument as its type has it, and where it does not fit.</summary>
    public (Lifted Value, Diagram Refused) Given(Lifted argument, string? typeName, SourceLocation location)
    {
        var (value, feel) = (lifting.Types.Conform(argument, typeName, location), new LiftedFeel(lifting, new FeelText("", location)));
        return (value, ReferenceEquals(value, argument) ? _space.False : feel.NullsOf(value).Minus(feel.NullsOf(argument)));
    }

    /// <summary>Null where something was refused.</summary>
    public Lifted Unless(Diagram refused, Func<Lifted> otherwise) => refused == _space.False
        ? otherwise()
        : LiftedFeel.If(refused, new LiftedValue(_space.Constant(FeelValue.Null)), lifting.Within(refused.Not(), otherwise));

    private Diagram Whole(DmnExpression expression, Names names) => Diagram(new FeelText("", expression.Location), Evaluate(expression, names));

    private Diagram Row(RelationExpression relation, IReadOnlyList<DmnExpression> cells, Names names) => relation.Columns.Zip(cells).Aggregate(
        _space.Constant(FeelValue.From(FeelContext.Of([]))),
        (row, pair) => row.Apply(
            Diagram(new FeelText("", pair.Second.Location), lifting.Types.Conform(Evaluate(pair.Second, names), pair.First.TypeName, relation.Location)),
            (whole, added) => LiftedFeel.Extend(whole, pair.First.Name, added)));

    // Unlike FEEL's if: a condition that is neither true, false nor null gives null.
    private Lifted Conditional(ConditionalExpression conditional, Names names)
    {
        var answer = Whole(conditional.Condition, names);
        var (holds, other) = (answer.Is(FeelValue.True), answer.Map(value => FeelValue.From(value.Kind is not (FeelKind.Boolean or FeelKind.Null))));
        return Unless(other, () => LiftedFeel.If(
            holds, lifting.Within(holds, () => Evaluate(conditional.Then, names)), lifting.Within(holds.Not(), () => Evaluate(conditional.Else, names))));
    }

    // Boxed expressions whose meaning FEEL already has: their parts are put under names that no text can write.
    private Lifted Written(DmnExpression expression, Names names)
    {
        const string Source = "\0source", Body = "\0body";
        var text = new FeelText("", expression.Location);
        switch (expression)
        {
            case InvocationExpression invocation:
                foreach (var (binding, i) in invocation.Bindings.Select((binding, i) => (binding, i)))
                {
                    names = names.With($"\0{i}", Evaluate(binding.Value, names));
                }

                var arguments = invocation.Bindings.Select((binding, i) => new ArgumentNode(binding.Parameter, Variable($"\0{i}")));
                return invocation.Function is LiteralExpression literal
                    ? new LiftedFeel(lifting, literal.Text).Evaluate(new InvocationNode(default, lifting.Expression(literal.Text, names), [.. arguments]), names)
                    : new LiftedFeel(lifting, text).Evaluate(new InvocationNode(default, Variable(Body), [.. arguments]), names.With(Body, Evaluate(invocation.Function, names)));
            case FilterExpression { Match: LiteralExpression { TypeName: null, Text: var match } } filter:
                return new LiftedFeel(lifting, match).Evaluate(
                    new FilterNode(default, Variable(Source), lifting.Expression(match, names.With("item", new LiftedValue(_space.True)))), names.With(Source, Evaluate(filter.Source, names)));
            case FilterExpression filter:
                return new LiftedFeel(lifting, text).Evaluate(new FilterNode(default, Variable(Source), Call("item")), Parts(filter.Source, ["item"], filter.Match));
            case ForExpression iteration:
                return new LiftedFeel(lifting, text).Evaluate(
                    new ForNode(default, [new IteratorNode(iteration.Variable, Variable(Source), null)], Call(iteration.Variable, "partial")), Parts(iteration.Source, [iteration.Variable, "partial"], iteration.Return));
            default:
                var quantified = (QuantifiedExpression)expression;
                return new LiftedFeel(lifting, text).Evaluate(
                    new QuantifiedNode(default, quantified.Every, [new IteratorNode(quantified.Variable, Variable(Source), null)], Call(quantified.Variable)), Parts(quantified.Source, [quantified.Variable], quantified.Condition));
        }

        Names Parts(DmnExpression source, string[] locals, DmnExpression body) => names.With(Source, Evaluate(source, names))
            .With(Body, Function([.. locals.Select(local => new Parameter(local, null))], names, inner => Evaluate(body, inner), body.Location));

        static NameNode Variable(string name) => new(default, name);

        static InvocationNode Call(params string[] locals) => new(default, Variable(Body), [.. locals.Select(local => new ArgumentNode(null, Variable(local)))]);
    }

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

    private Diagram Diagram(FeelText place, Lifted lifted) => new LiftedFeel(lifting, place).Diagram(new LiteralNode(default, FeelValue.Null), lifted);

    private Diagram Expression(FeelText text, Names names) => new LiftedFeel(lifting, text).Expression(lifting.Expression(text, names), names);

    private Lifted Table(DecisionTable table, Names names)
    {
        var inputs = table.Inputs.Select(input => lifting.Types.Conform(
            new LiftedFeel(lifting, input.Expression).Evaluate(lifting.Expression(input.Expression, names), names), input.TypeName, input.Expression.Location)).ToArray();
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
        var outputs = table.Rules.Select((rule, i) => lifting.Within(matches[i], () => Output(table, [.. rule.Outputs.Select((entry, column) => Typed(table.Outputs[column], entry, names))]))).ToArray();
        var folded = table.HitPolicy is HitPolicy.First or HitPolicy.Unique or HitPolicy.Any
            ? Folded(table.HitPolicy, matches, outputs)
            : new FoldedRules(_space.False, _space.False, _space.False);
        var compiled = new CompiledTable(
            table, lifting.Owner, lifting.Where, allowed, cells, matches, outputs, folded.Contradicts, Default(table, names),
            [.. table.Outputs.Select(IReadOnlyList<FeelValue> (output) => output.OutputValues is { } values ? Listed(values, names) : [])]);
        lifting.Tables.Add(compiled);
        var result = table.HitPolicy switch
        {
            HitPolicy.First or HitPolicy.Unique or HitPolicy.Any => new LiftedValue(folded.Contradicts.Choose(
                _space.Constant(FeelValue.Null),
                folded.Matched.Choose(folded.Output, compiled.Default ?? _space.Constant(FeelValue.Null)))),
            _ => Several(compiled),
        };
        return compiled.Allowed == _space.True
            ? result
            : LiftedFeel.If(compiled.Allowed, result, new LiftedValue(_space.Constant(FeelValue.Null)));
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

    private Diagram Typed(OutputClause output, FeelText entry, Names names) =>
        Diagram(entry, lifting.Types.Conform(new LiftedValue(Expression(entry, names)), output.TypeName, entry.Location));

    private Diagram? Default(DecisionTable table, Names names) => table.Outputs.All(output => output.Default is null)
        ? null
        : Output(table, [.. table.Outputs.Select(output => output.Default is { } text ? Typed(output, text, names) : _space.Constant(FeelValue.Null))]);

    private FeelValue[] Listed(FeelText values, Names names)
    {
        var list = values with { Text = $"[{values.Text}]", Location = values.Location with { Column = values.Location.Column - 1 } };
        return Expression(list, names) is { IsConstant: true } constant
            ? constant.Terminals()[0].AsList().Items.ToArray()
            : throw new OutsideFragmentException(new Diagnostic(Severity.Error, "DIAG0001", "The listed output values are not constants.", values.Location));
    }

    // By halves, so that a table of n rules on one number takes n log n and not n squared.
    private FoldedRules Folded(HitPolicy policy, ReadOnlySpan<Diagram> matches, ReadOnlySpan<Diagram> outputs)
    {
        if (matches.Length < 2)
        {
            return matches.Length == 1
                ? new FoldedRules(matches[0], outputs[0], _space.False)
                : new FoldedRules(_space.False, _space.Constant(FeelValue.Null), _space.False);
        }

        var middle = matches.Length / 2;
        var (first, second) = (Folded(policy, matches[..middle], outputs[..middle]), Folded(policy, matches[middle..], outputs[middle..]));
        var both = policy == HitPolicy.First ? _space.False : first.Matched.And(second.Matched);
        if (policy == HitPolicy.Any && both != _space.False)
        {
            both = both.And(first.Output.Apply(second.Output, (a, b) => FeelValue.From(a != b)));
        }

        return new FoldedRules(
            first.Matched.Or(second.Matched), first.Matched.Choose(first.Output, second.Output),
            first.Contradicts.Or(second.Contradicts).Or(both));
    }

    private Lifted Several(CompiledTable table)
    {
        var none = _space.Constant(LiftedList.None);
        var items = table.Matches.Zip(table.Outputs, (matches, output) => new LiftedItem(matches, output)).ToList();
        if (table.Table.HitPolicy is HitPolicy.Priority or HitPolicy.OutputOrder)
        {
            // By their order, an item for each of the values that an output can have.
            items = [.. items.SelectMany(item => item.Cases()).OrderBy(item => item.Value, Comparer<FeelValue>.Create(table.Order))
                .Select(item => new LiftedItem(item.When, _space.Constant(item.Value)))];
        }

        var list = LiftedList.From(none, items);
        var result = table.Table.HitPolicy == HitPolicy.Priority
            ? new LiftedValue(list.ItemAt(FeelValue.From(1)))
            : Aggregated(table.Table, list);
        return table.Default is { } other ? LiftedFeel.If(list.HasItems(), result, new LiftedValue(other)) : result;
    }

    private Lifted Aggregated(DecisionTable table, LiftedList list)
    {
        if (table.HitPolicy != HitPolicy.Collect || table.Aggregation == Aggregation.List)
        {
            return list.Simplified();
        }

        var feel = new LiftedFeel(lifting, new FeelText("", table.Location));
        return BuiltInFunctions.TryGet(table.Aggregation.ToString().ToLowerInvariant(), out var function)
            ? table.Aggregation == Aggregation.Count ? feel.Counted(function, list) : new LiftedValue(feel.Folded(function, list))
            : new LiftedValue(_space.Constant(FeelValue.Null));
    }

    /// <summary>Rules of a table taken together.</summary>
    /// <param name="Matched">Where one of them matches.</param>
    /// <param name="Output">There, the output of the first that does.</param>
    /// <param name="Contradicts">Where two match that must not, or must not with different outputs.</param>
    private readonly record struct FoldedRules(Diagram Matched, Diagram Output, Diagram Contradicts);
}
