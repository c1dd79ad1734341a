using Comity.Diagrams.Core;
using Comity.Dmn.Model;
using Comity.Feel.Evaluation;
using Comity.Feel.Functions;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Values;

namespace Comity.Diagrams.Compilation;

/// <summary>Evaluates the trees of one FEEL text over diagrams.</summary>
/// <param name="lifting">What the parts of the pass share.</param>
/// <param name="text">The text, for its places.</param>
internal sealed partial class LiftedFeel(Lifting lifting, FeelText text)
{
    // What these give depends on when they are asked.
    private static readonly HashSet<string> Clocks = new(StringComparer.Ordinal) { "now", "today" };

    private readonly DiagramSpace _space = lifting.Space;

    public static FeelValue Append(FeelValue list, FeelValue item) => FeelValue.From(FeelList.Of([.. list.AsList().Items, item]));

    public static FeelValue Extend(FeelValue context, string name, FeelValue value)
    {
        var whole = context.AsContext();
        return FeelValue.From(FeelContext.Of([.. whole.Keys.Zip(whole.Values, KeyValuePair.Create), new(name, value)]));
    }

    /// <summary>What an expression stands for.</summary>
    /// <exception cref="OutsideFragmentException">It cannot be held in a diagram, or takes more work than is allowed.</exception>
    public Lifted Evaluate(FeelNode node, Names names)
    {
        try
        {
            lifting.Context.Enter();
            var lifted = Lift(node, names);
            lifting.Context.Leave();
            return lifted;
        }
        catch (EvaluationLimitException exception) when (exception is not DiagramBudgetException && text.Text.Length > 0)
        {
            throw new OutsideFragmentException(new Diagnostic(
                Severity.Error, "DIAG0002", exception.Message, text.LocationOf(node.Span),
                    "Iterate over less, make shorter lists and texts, or turn what is computed here into tests on facts."));
        }
    }

    private Lifted Lift(FeelNode node, Names names)
    {
        switch (node)
        {
            case NameNode name:
                return names.Find(name.Name) switch
                {
                    { } lifted => lifted,
                    null => throw Outside(node, $"'{name.Name}' can only be invoked."),
                };
            case PathNode { Source: ContextNode context, Member: var wanted } when context.Entries.Any(entry => entry.Key == wanted):
                // Entries that cannot be told value by value, such as functions, may stand beside the one that is wanted.
                foreach (var entry in context.Entries.TakeWhile(entry => entry.Key != wanted))
                {
                    names = names.With(entry.Key, Evaluate(entry.Value, names));
                }

                return Evaluate(context.Entries.First(entry => entry.Key == wanted).Value, names);
            case PathNode { Source: FilterNode filter, Member: var wanted }:
                return Filter(filter, names, wanted);
            case PathNode { Source: var source, Member: var member }:
                return Each(Evaluate(source, names), part => part switch
                {
                    LiftedCurve curve when GrowingMembers.Contains(member) =>
                        curve.Then(value => FeelOperators.Member(value, member, EvaluationContext.Silent)),
                    LiftedList list => Members(list, member).Simplified(),
                    _ => new LiftedValue(Diagram(source, part).Map(value => FeelOperators.Member(value, member, lifting.Context))),
                });
            case NegationNode negation:
                return Each(Evaluate(negation.Operand, names), part => part is LiftedCurve curve
                    ? curve.Then(FeelOperators.Negate, grows: false)
                    : new LiftedValue(Diagram(negation.Operand, part).Map(FeelOperators.Negate)));
            case BinaryNode binary:
                return Binary(binary, names);
            case IfNode choice:
                var condition = Expression(choice.Condition, names).Map(value => FeelValue.From(value.IsTrue));
                return If(condition, lifting.Within(condition, () => Evaluate(choice.Then, names)), lifting.Within(condition.Not(), () => Evaluate(choice.Else, names)));
            case InvocationNode invocation:
                return Invocation(invocation, names);
            case ListNode list:
                return List(_space, list.Items.Select(item => Expression(item, names)));
            case FilterNode filter:
                return Filter(filter, names);
            case ForNode iteration:
                return For(iteration, names);
            case FunctionNode { External: false } function when function.Parameters.All(parameter => parameter.Type is null or NamedTypeNode):
                return lifting.Logic.Function(
                    [.. function.Parameters.Select(parameter => new Parameter(parameter.Name, (parameter.Type as NamedTypeNode)?.Name))], names, inner => Evaluate(function.Body, inner), text.LocationOf(function.Span));
            default:
                return new LiftedValue(Finite(node, names));
        }
    }

    /// <summary>The value of an expression in each situation.</summary>
    public Diagram Expression(FeelNode node, Names names) => Diagram(node, Evaluate(node, names));

    /// <summary>Whether what an expression stands for passes the tests.</summary>
    public Diagram Tests(UnaryTestsNode tests, Lifted input, Names names)
    {
        if (tests.IsAny)
        {
            return _space.True;
        }

        var any = _space.False;
        foreach (var test in tests.Tests)
        {
            any = any.Apply(Test(test, input, names), FeelOperators.Or);
        }

        return tests.Negated ? any.Map(FeelOperators.Not) : any;
    }

    private Diagram Finite(FeelNode node, Names names)
    {
        switch (node)
        {
            case LiteralNode literal:
                return _space.Constant(literal.Value);
            case AtLiteralNode literal:
                return _space.Constant(literal.Value);
            case BetweenNode between:
                var value = Evaluate(between.Value, names);
                return Compare(between, BinaryOperator.GreaterOrEqual, value, Evaluate(between.Low, names))
                    .Apply(Compare(between, BinaryOperator.LessOrEqual, value, Evaluate(between.High, names)), FeelOperators.And);
            case InNode test:
                return Tests(test.Tests, Evaluate(test.Value, names), names);
            case ContextNode context:
                var whole = _space.Constant(FeelValue.From(FeelContext.Of([])));
                foreach (var entry in context.Entries)
                {
                    var part = Expression(entry.Value, names);
                    names = names.With(entry.Key, new LiftedValue(part));
                    whole = whole.Apply(part, (before, added) => Extend(before, entry.Key, added));
                }

                return whole;
            case RangeNode { Form: RangeForm.Interval, Start: { } start, End: { } end } range:
                return Expression(start, names).Apply(Expression(end, names), (low, high) => FeelOperators.Range(range.StartIncluded, low, high, range.EndIncluded));
            case QuantifiedNode quantified:
                return Quantified(quantified, names);
            default:
                throw Outside(node, "This expression cannot be held in a diagram.");
        }
    }

    private OutsideFragmentException Outside(FeelNode node, string message) => new(new Diagnostic(
        Severity.Error, "DIAG0001", message, text.LocationOf(node.Span), "Use finite tests on facts: comparisons with constants, lists of values, and, or, not."));

    private Lifted Invocation(InvocationNode node, Names names)
    {
        var name = node.Function is NameNode named ? named.Name : "";
        if (names.Find(name) is not null || node.Function is not NameNode)
        {
            return Evaluate(node.Function, names) is LiftedFunction own
                ? own.Invoke([.. Positions(node, own.Parameters).Select(argument => Argument(argument, names))])
                : throw Outside(node, "Only a function can be invoked.");
        }

        if (!BuiltInFunctions.TryGet(name, out var function))
        {
            throw Outside(node, $"'{name}' cannot be invoked here.");
        }

        if (Clocks.Contains(name))
        {
            throw Outside(node, $"What {name}() gives depends on when it is asked. The date of the request is the input 'on'.");
        }

        IReadOnlyList<string>? signature = null;
        if (node.Arguments is [{ Name: not null }, ..])
        {
            signature = function.SignatureOf([.. node.Arguments.Select(argument => argument.Name!)]) ?? throw NoSuchParameters(node);
            function = function.WithParameters(signature);
        }

        var given = Positions(node, signature ?? []);
        var arguments = given.Select(argument => Argument(argument, names)).ToArray();
        var nodes = given.Select(argument => argument ?? node).ToArray();
        return Curve(name, function, arguments) ?? OfLists(name, function, nodes, arguments)
            ?? new LiftedValue(arguments.Zip(nodes, (argument, place) => Diagram(place, argument))
                .Aggregate(None, (list, value) => list.Apply(value, Append))
                .Map(values => function.Invoke(values.AsList().Items, lifting.Context)));
    }

    private Lifted Argument(FeelNode? argument, Names names) => argument is null ? new LiftedValue(_space.Constant(FeelValue.Null)) : Evaluate(argument, names);

    // The arguments by position, where they are given by name too; null where one is left out.
    private FeelNode?[] Positions(InvocationNode node, IReadOnlyList<string> parameters)
    {
        if (node.Arguments is not [{ Name: not null }, ..])
        {
            return [.. node.Arguments.Select(argument => argument.Value)];
        }

        return node.Arguments.All(argument => argument.Name is not null && parameters.Contains(argument.Name, FeelNames.Comparer))
            && node.Arguments.DistinctBy(argument => argument.Name!, FeelNames.Comparer).Count() == node.Arguments.Count
            ? [.. parameters.Select(parameter =>
                node.Arguments.FirstOrDefault(argument => FeelNames.Comparer.Equals(argument.Name, parameter))?.Value)]
            : throw NoSuchParameters(node);
    }

    private OutsideFragmentException NoSuchParameters(InvocationNode node) =>
        Outside(node, "The function has no parameters of these names.");
}
