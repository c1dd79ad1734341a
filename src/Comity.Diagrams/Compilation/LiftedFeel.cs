using Comity.Diagrams.Core;
using Comity.Dmn.Model;
using Comity.Feel.Evaluation;
using Comity.Feel.Functions;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Values;

namespace Comity.Diagrams.Compilation;

/// <summary>Evaluates the trees of one FEEL text over diagrams.</summary>
/// <param name="space">Where the diagrams live.</param>
/// <param name="cuts">Takes the constants that continuous variables are compared with.</param>
/// <param name="logic">Evaluates the body of a knowledge model.</param>
/// <param name="text">The text, for its places.</param>
internal sealed class LiftedFeel(DiagramSpace space, ConstantCuts cuts, Func<DmnExpression, Names, Diagram> logic, FeelText text)
{
    public static FeelValue Append(FeelValue list, FeelValue item) => FeelValue.From(FeelList.Of([.. list.AsList().Items, item]));

    public static FeelValue Extend(FeelValue context, string name, FeelValue value)
    {
        var whole = context.AsContext();
        return FeelValue.From(FeelContext.Of([.. whole.Keys.Zip(whole.Values, KeyValuePair.Create), new(name, value)]));
    }

    public Diagram Expression(FeelNode node, Names names)
    {
        switch (node)
        {
            case LiteralNode literal:
                return space.Constant(literal.Value);
            case AtLiteralNode literal:
                return space.Constant(literal.Value);
            case NameNode name:
                return names.Find(name.Name) switch
                {
                    LiftedValue value => value.Diagram,
                    LiftedVariable => throw Outside(node, $"'{name.Name}' has endlessly many values; it can only be compared with constants."),
                    _ => throw Outside(node, $"'{name.Name}' is a function, and can only be invoked."),
                };
            case PathNode path:
                return Expression(path.Source, names).Map(value => FeelOperators.Member(value, path.Member, EvaluationContext.Silent));
            case NegationNode negation:
                return Expression(negation.Operand, names).Map(FeelOperators.Negate);
            case BinaryNode binary:
                return Binary(binary, names);
            case BetweenNode between:
                return Compare(between, BinaryOperator.GreaterOrEqual, between.Value, between.Low, names)
                    .Apply(Compare(between, BinaryOperator.LessOrEqual, between.Value, between.High, names), FeelOperators.And);
            case InNode test:
                return Tests(test.Tests, test.Value, names);
            case IfNode choice:
                return Expression(choice.Condition, names).Choose(Expression(choice.Then, names), Expression(choice.Else, names));
            case ListNode list:
                return List(list.Items.Select(item => Expression(item, names)));
            case ContextNode context:
                var whole = space.Constant(FeelValue.From(FeelContext.Of([])));
                foreach (var entry in context.Entries)
                {
                    var part = Expression(entry.Value, names);
                    names = names.With(entry.Key, new LiftedValue(part));
                    whole = whole.Apply(part, (before, added) => Extend(before, entry.Key, added));
                }

                return whole;
            case RangeNode { Start: { } start, End: { } end } range:
                return Expression(start, names).Apply(Expression(end, names), (low, high) => FeelOperators.Range(range.StartIncluded, low, high, range.EndIncluded));
            case FilterNode filter:
                return Filter(filter, names);
            case ForNode iteration:
                return Iterate(iteration.Iterators, 0, names, space.Constant(FeelValue.From(FeelList.Empty)), (results, inner) => results.Apply(Expression(iteration.Return, inner), Append));
            case QuantifiedNode { Every: var every } quantified:
                return Iterate(quantified.Iterators, 0, names, space.Constant(FeelValue.From(every)), (answer, inner) =>
                    answer.Apply(Expression(quantified.Condition, inner), every ? FeelOperators.And : FeelOperators.Or));
            case InvocationNode invocation:
                return Invocation(invocation, names);
            default:
                throw Outside(node, "This expression cannot be held in a diagram.");
        }
    }

    /// <summary>Whether what an expression gives passes the tests.</summary>
    public Diagram Tests(UnaryTestsNode tests, FeelNode input, Names names)
    {
        if (tests.IsAny)
        {
            return space.Constant(FeelValue.True);
        }

        var any = space.Constant(FeelValue.False);
        foreach (var test in tests.Tests)
        {
            any = any.Apply(Test(test, input, names), FeelOperators.Or);
        }

        return tests.Negated ? any.Map(FeelOperators.Not) : any;
    }

    private OutsideFragmentException Outside(FeelNode node, string message) => new(new Diagnostic(
        Severity.Error, "DIAG0001", message, text.LocationOf(node.Span), "Use finite tests on facts: comparisons with constants, lists of values, and, or, not."));

    private Diagram Binary(BinaryNode node, Names names) => node.Operator switch
    {
        BinaryOperator.Equal or BinaryOperator.NotEqual or BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual =>
            Compare(node, node.Operator, node.Left, node.Right, names),
        _ => Expression(node.Left, names).Apply(Expression(node.Right, names), (left, right) => FeelOperators.Binary(node.Operator, left, right, EvaluationContext.Silent)),
    };

    private Diagram Compare(FeelNode node, BinaryOperator operation, FeelNode left, FeelNode right, Names names)
    {
        if (Variable(left, names) is { } variable)
        {
            return CompareRegions(node, variable, operation, Constant(node, right, names));
        }

        return Variable(right, names) is { } other
            ? CompareRegions(node, other, Mirrored(operation), Constant(node, left, names))
            : Expression(left, names).Apply(Expression(right, names), (a, b) => FeelOperators.Binary(operation, a, b, EvaluationContext.Silent));
    }

    private static int? Variable(FeelNode node, Names names) => node is NameNode { Name: var name } && names.Find(name) is LiftedVariable { Level: var level } ? level : null;

    private static BinaryOperator Mirrored(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperator.Greater => BinaryOperator.Less,
        BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
        _ => operation,
    };

    private FeelValue Constant(FeelNode place, FeelNode node, Names names)
    {
        var diagram = Variable(node, names) is null ? Expression(node, names) : throw Outside(place, "Two facts with endlessly many values cannot be compared with each other.");
        return diagram.IsConstant ? diagram.Terminals()[0] : throw Outside(place, "A fact with endlessly many values can only be compared with constants.");
    }

    private Diagram CompareRegions(FeelNode node, int level, BinaryOperator operation, FeelValue constant)
    {
        var variable = (ContinuousVariable)space.Variables[level];
        if (constant.Kind != variable.Kind)
        {
            throw Outside(node, $"'{variable.Name}' is a {variable.Kind}, and {constant} is not.");
        }

        var cut = variable.RegionOf(constant);
        if (cut % 2 == 0)
        {
            // Not a cut yet: it is one in the next pass.
            cuts.Add(level, constant);
        }

        // The number of a region stands for its values: it is below, at or above the constant's.
        var bound = FeelValue.From(cut);
        return space.Test(level, [.. Enumerable.Range(0, variable.RegionCount).Select(region => FeelOperators.Binary(operation, FeelValue.From(region), bound, EvaluationContext.Silent))]);
    }

    private Diagram Test(UnaryTestNode test, FeelNode input, Names names)
    {
        var variable = Variable(input, names);
        switch (test)
        {
            case { Kind: UnaryTestKind.Comparison }:
                return Compare(test, test.Operator, input, test.Operand, names);
            case { Kind: UnaryTestKind.Condition }:
                return Expression(test.Operand, names.With("?", variable is { } level ? new LiftedVariable(level) : new LiftedValue(Expression(input, names))));
            case { Operand: RangeNode range } when variable is not null:
                var within = space.Constant(FeelValue.True);
                if (range.Start is { } start)
                {
                    within = within.Apply(Compare(test, range.StartIncluded ? BinaryOperator.GreaterOrEqual : BinaryOperator.Greater, input, start, names), FeelOperators.And);
                }

                return range.End is { } end
                    ? within.Apply(Compare(test, range.EndIncluded ? BinaryOperator.LessOrEqual : BinaryOperator.Less, input, end, names), FeelOperators.And)
                    : within;
            default:
                return variable is not null
                    ? Compare(test, BinaryOperator.Equal, input, test.Operand, names)
                    : Expression(input, names).Apply(Expression(test.Operand, names), FeelOperators.Matches);
        }
    }

    private Diagram List(IEnumerable<Diagram> items) => items.Aggregate(space.Constant(FeelValue.From(FeelList.Empty)), (list, item) => list.Apply(item, Append));

    private Diagram Filter(FilterNode node, Names names) => Expression(node.Source, names).Bind(source =>
    {
        var list = FeelOperators.ToList(source);
        if (list.Count == 0 && node.Filter is (LiteralNode { Value.Kind: FeelKind.Number } or NegationNode))
        {
            return space.Constant(FeelValue.Null);
        }

        var kept = space.Constant(FeelValue.From(FeelList.Empty));
        for (var i = 0; i < list.Count; i++)
        {
            var item = list[i];
            var inner = names.With("item", new LiftedValue(space.Constant(item)));
            if (item.Kind == FeelKind.Context)
            {
                foreach (var key in item.AsContext().Keys)
                {
                    item.AsContext().TryGet(key, out var member);
                    inner = inner.With(key, new LiftedValue(space.Constant(member)));
                }
            }

            var passes = Expression(node.Filter, inner);
            if (passes.Terminals().Any(value => value.Kind == FeelKind.Number))
            {
                return passes.Map(index => FeelOperators.ItemAt(list, index));
            }

            kept = passes.Choose(kept.Map(before => Append(before, item)), kept);
        }

        return kept;
    });

    private Diagram Iterate(NodeList<IteratorNode> iterators, int depth, Names names, Diagram start, Func<Diagram, Names, Diagram> body)
    {
        if (depth == iterators.Count)
        {
            return body(start, names);
        }

        var iterator = iterators[depth];
        var source = iterator.RangeEnd is { } end
            ? Expression(iterator.Source, names).Apply(Expression(end, names), (low, high) => FeelOperators.Steps(low, high, Limited()))
            : Expression(iterator.Source, names).Map(value => FeelOperators.Iterated(value, Limited()));
        return source.Bind(items =>
        {
            if (items.IsNull)
            {
                return space.Constant(FeelValue.Null);
            }

            var result = start;
            foreach (var item in items.AsList().Items.ToArray())
            {
                result = Iterate(iterators, depth + 1, names.With(iterator.Name, new LiftedValue(space.Constant(item))), result, body);
            }

            return result;
        });
    }

    private static EvaluationContext Limited() => new(false, 100_000);

    private Diagram Invocation(InvocationNode node, Names names)
    {
        if (node.Function is not NameNode { Name: var name })
        {
            throw Outside(node, "Only a function with a name can be invoked here.");
        }

        if (names.Find(name) is LiftedKnowledge { Model: var knowledge, Names: var inner })
        {
            for (var i = 0; i < knowledge.Parameters.Count; i++)
            {
                var parameter = knowledge.Parameters[i].Name;
                var argument = node.Arguments.Where((given, position) => given.Name is null ? position == i : given.Name == parameter).FirstOrDefault();
                inner = inner.With(parameter, new LiftedValue(argument is null ? space.Constant(FeelValue.Null) : Expression(argument.Value, names)));
            }

            return logic(knowledge.Expression, inner);
        }

        if (names.Find(name) is not null || !BuiltInFunctions.TryGet(name, out var function))
        {
            throw Outside(node, $"'{name}' cannot be invoked here.");
        }

        if (node.Arguments.Any(argument => argument.Name is not null))
        {
            throw Outside(node, "Give the arguments of a built-in function by position.");
        }

        return List(node.Arguments.Select(argument => Expression(argument.Value, names)))
            .Map(arguments => function.Invoke(arguments.AsList().Items, EvaluationContext.Silent));
    }
}
