using Comity.Feel.Evaluation;
using Comity.Feel.Functions;
using Comity.Feel.Syntax;
using Comity.Feel.Values;

namespace Comity.Diagrams.Tests.Witness;

/// <summary>What an expression can be: values with the statement under which it is each of them, or a number or a day that is not known.</summary>
internal abstract record Symbol;

/// <summary>Values; exactly one of the statements is true.</summary>
internal sealed record Cases(IReadOnlyList<(FeelValue Value, Formula When)> All) : Symbol
{
    public static Cases Of(FeelValue value) => new([(value, Formula.True)]);

    public static Cases Join(IEnumerable<(FeelValue Value, Formula When)> cases) =>
        new([.. cases.Where(one => one.When != Formula.False).GroupBy(one => one.Value).Select(same => (same.Key, Formula.Any(same.Select(one => one.When))))]);

    public Formula Where(Func<FeelValue, bool> holds) => Formula.Any(All.Where(one => holds(one.Value)).Select(one => one.When));

    public Cases Map(Func<FeelValue, FeelValue> change) => Join(All.Select(one => (change(one.Value), one.When)));

    public Cases Bind(Func<FeelValue, Cases> next) => Join(All.SelectMany(one => next(one.Value).All.Select(then => (then.Value, one.When & then.When))));
}

/// <summary>A whole number or a day, counted from 1970-01-01, that is not known.</summary>
internal sealed record Number(Unknown Unknown, FeelKind Kind) : Symbol;

/// <summary>Evaluates FEEL trees over symbols: written for the witness, apart from both the engine and the diagrams. Only what its models use.</summary>
internal static class SymbolicFeel
{
    public static Cases Values(FeelNode node, Scope scope) => Evaluate(node, scope) as Cases ?? throw new NotSupportedException(node.ToString());

    public static Formula Holds(FeelNode node, Scope scope) => Values(node, scope).Where(value => value.IsTrue);

    /// <summary>Where an input passes unary tests.</summary>
    public static Formula Passes(UnaryTestsNode tests, Symbol input, Scope scope)
    {
        if (tests.IsAny)
        {
            return Formula.True;
        }

        var any = Formula.Any(tests.Tests.Select(test => Passes(test, input, scope)));
        return tests.Negated ? !any : any;
    }

    private static Formula Passes(UnaryTestNode test, Symbol input, Scope scope) => test switch
    {
        { Kind: UnaryTestKind.Condition } => Holds(test.Operand, scope.With("?", input)),
        { Kind: UnaryTestKind.Comparison } => Compare(test.Operator, input, Evaluate(test.Operand, scope)).Where(value => value.IsTrue),
        { Operand: RangeNode { Start: { } start, End: { } end } range } when input is Number =>
            Compare(range.StartIncluded ? BinaryOperator.GreaterOrEqual : BinaryOperator.Greater, input, Evaluate(start, scope)).Where(value => value.IsTrue)
            & Compare(range.EndIncluded ? BinaryOperator.LessOrEqual : BinaryOperator.Less, input, Evaluate(end, scope)).Where(value => value.IsTrue),
        _ when input is Number => Compare(BinaryOperator.Equal, input, Evaluate(test.Operand, scope)).Where(value => value.IsTrue),
        _ => ((Cases)input).Bind(value => Values(test.Operand, scope).Map(operand => FeelOperators.Matches(value, operand))).Where(value => value.IsTrue),
    };

    private static Symbol Evaluate(FeelNode node, Scope scope)
    {
        switch (node)
        {
            case LiteralNode literal:
                return Cases.Of(literal.Value);
            case AtLiteralNode literal:
                return Cases.Of(literal.Value);
            case NameNode name:
                return scope.Find(name.Name);
            case PathNode path:
                return Values(path.Source, scope).Map(value => FeelOperators.Member(value, path.Member, EvaluationContext.Silent));
            case BinaryNode { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual or BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual } comparison:
                return Compare(comparison.Operator, Evaluate(comparison.Left, scope), Evaluate(comparison.Right, scope));
            case BinaryNode binary:
                return Values(binary.Left, scope).Bind(left => Values(binary.Right, scope).Map(right => FeelOperators.Binary(binary.Operator, left, right, EvaluationContext.Silent)));
            case IfNode choice:
                var condition = Holds(choice.Condition, scope);
                return Cases.Join([.. Values(choice.Then, scope).All.Select(one => (one.Value, condition & one.When)), .. Values(choice.Else, scope).All.Select(one => (one.Value, !condition & one.When))]);
            case InNode test:
                var passes = Passes(test.Tests, Evaluate(test.Value, scope), scope);
                return Cases.Join([(FeelValue.True, passes), (FeelValue.False, !passes)]);
            case ListNode list:
                return list.Items.Aggregate(Cases.Of(FeelValue.From(FeelList.Empty)), (all, item) => all.Bind(before => Values(item, scope).Map(value => FeelValue.From(FeelList.Of([.. before.AsList().Items, value])))));
            case FilterNode { Filter: LiteralNode { Value: { Kind: FeelKind.Number } index } } filter:
                return Values(filter.Source, scope).Map(list => FeelOperators.ItemAt(FeelOperators.ToList(list), index));
            case FilterNode filter:
                return Values(filter.Source, scope).Bind(list => FeelOperators.ToList(list).Items.ToArray().Aggregate(
                    Cases.Of(FeelValue.From(FeelList.Empty)),
                    (kept, item) => kept.Bind(before => Values(filter.Filter, scope.With("item", Cases.Of(item))).Map(keep => keep.IsTrue ? FeelValue.From(FeelList.Of([.. before.AsList().Items, item])) : before))));
            case QuantifiedNode { Iterators: [var iterator] } quantified:
                return Values(iterator.Source, scope).Bind(list => FeelOperators.ToList(list).Items.ToArray().Aggregate(
                    Cases.Of(FeelValue.From(quantified.Every)),
                    (answer, item) => answer.Bind(before => Values(quantified.Condition, scope.With(iterator.Name, Cases.Of(item))).Map(here => quantified.Every ? FeelOperators.And(before, here) : FeelOperators.Or(before, here)))));
            case ForNode { Iterators: [var iterator] } iteration:
                return Values(iterator.Source, scope).Bind(list => FeelOperators.ToList(list).Items.ToArray().Aggregate(
                    Cases.Of(FeelValue.From(FeelList.Empty)),
                    (results, item) => results.Bind(before => Values(iteration.Return, scope.With(iterator.Name, Cases.Of(item))).Map(here => FeelValue.From(FeelList.Of([.. before.AsList().Items, here]))))));
            case InvocationNode { Function: NameNode { Name: var function } } invocation when BuiltInFunctions.TryGet(function, out var builtIn):
                return invocation.Arguments.Aggregate(Cases.Of(FeelValue.From(FeelList.Empty)), (all, argument) => all.Bind(before => Values(argument.Value, scope).Map(value => FeelValue.From(FeelList.Of([.. before.AsList().Items, value])))))
                    .Map(arguments => builtIn.Invoke(arguments.AsList().Items, EvaluationContext.Silent));
            default:
                throw new NotSupportedException(node.ToString());
        }
    }

    private static Cases Compare(BinaryOperator operation, Symbol left, Symbol right)
    {
        if (left is Cases a && right is Cases b)
        {
            return a.Bind(x => b.Map(y => FeelOperators.Binary(operation, x, y, EvaluationContext.Silent)));
        }

        if (left is not Number number)
        {
            return Compare(operation switch
            {
                BinaryOperator.Less => BinaryOperator.Greater,
                BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
                BinaryOperator.Greater => BinaryOperator.Less,
                BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
                _ => operation,
            }, right, left);
        }

        return ((Cases)right).Bind(constant =>
        {
            var bound = number.Kind == FeelKind.Date ? constant.AsDate().DayNumber : (long?)(constant.AsNumber().TryToInt64(out var whole) ? whole : null) ?? throw new NotSupportedException($"{constant}");
            var holds = operation switch
            {
                BinaryOperator.Equal => Formula.Is(number.Unknown, bound),
                BinaryOperator.NotEqual => !Formula.Is(number.Unknown, bound),
                BinaryOperator.Less => Formula.AtMost(number.Unknown, bound - 1),
                BinaryOperator.LessOrEqual => Formula.AtMost(number.Unknown, bound),
                BinaryOperator.Greater => !Formula.AtMost(number.Unknown, bound),
                _ => !Formula.AtMost(number.Unknown, bound - 1),
            };
            return Cases.Join([(FeelValue.True, holds), (FeelValue.False, !holds)]);
        });
    }
}

/// <summary>Names and what they can be.</summary>
internal sealed record Scope(IReadOnlyDictionary<string, Symbol> Names)
{
    public Scope With(string name, Symbol symbol) => new(new Dictionary<string, Symbol>(Names) { [name] = symbol });

    public Symbol Find(string name) => Names[name];

    public Comity.Feel.FeelScope ForParsing() => Comity.Feel.FeelScope.Of(Names.Keys.Select(name => new Comity.Feel.FeelVariable(name, Comity.Feel.Types.FeelType.Any)));
}
