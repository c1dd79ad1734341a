using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Types.Inference;
using Comity.Feel.Values;

namespace Comity.Feel.Compilation;

/// <summary>
/// Turns trees into delegates. Names become slots here, once: an evaluation looks nothing up by name, except members of
/// <c>item</c> inside a filter, which only the value can tell.
/// </summary>
public sealed partial class FeelCompiler
{
    private readonly FeelScope _scope;
    private readonly List<FeelSyntaxError> _errors = [];

    // Iteration variables, parameters and context entries, innermost last.
    private readonly List<(string Name, int Slot)> _locals = [];
    private readonly Stack<int> _filteredItems = new();
    private int _frameSize;

    // Types are asked for only where there is a function literal.
    private readonly Lazy<FeelTypeInference> _inferred;

    private FeelCompiler(FeelScope scope, Func<FeelTypeInference> inferred)
    {
        _scope = scope;
        _inferred = new(inferred);
        _frameSize = scope.Variables.Length;
    }

    /// <summary>Compiles an expression.</summary>
    /// <param name="tree">What <see cref="FeelParser.ParseExpression"/> gave.</param>
    /// <param name="scope">The names it may use; the same as when parsing.</param>
    public static FeelCompileResult<CompiledFeel> CompileExpression(FeelNode tree, FeelScope scope)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(scope);
        var compiler = new FeelCompiler(scope, () => FeelTypeInference.OfExpression(tree, scope));
        var code = compiler.Expression(tree);
        return compiler._errors.Count > 0
            ? new(null, compiler._errors)
            : new(new CompiledFeel(code, compiler.NeededFrame, compiler.SlotOf(tree), compiler.IsClosed(tree) ? compiler.ValueOf(code) : null), []);
    }

    /// <summary>Compiles unary tests.</summary>
    /// <param name="tests">What <see cref="FeelParser.ParseUnaryTests"/> gave.</param>
    /// <param name="scope">The names they may use; the same as when parsing.</param>
    public static FeelCompileResult<CompiledTests> CompileUnaryTests(UnaryTestsNode tests, FeelScope scope)
    {
        ArgumentNullException.ThrowIfNull(tests);
        ArgumentNullException.ThrowIfNull(scope);
        var compiler = new FeelCompiler(scope, () => FeelTypeInference.OfUnaryTests(tests, scope, FeelType.Any));
        var code = compiler.Tests(tests);
        var (constants, ordersStrings, hasFault) = compiler.ConstantsOf(tests);
        return compiler._errors.Count > 0
            ? new(null, compiler._errors)
            : new(new CompiledTests(code, compiler.NeededFrame, tests.IsAny, constants, ordersStrings, hasFault), []);
    }

    private int NeededFrame => _frameSize == _scope.Variables.Length ? 0 : _frameSize;

    private Code Build(FeelNode node)
    {
        switch (node)
        {
            case LiteralNode literal:
                return Constant(literal.Value);
            case AtLiteralNode literal:
                return Constant(literal.Value);
            case NameNode name:
                return Name(name);
            case PathNode path:
                var source = Expression(path.Source);
                var member = path.Member;
                return (frame, context) =>
                {
                    // A list of members may hold nulls with reasons.
                    var found = FeelOperators.Member(source(frame, context), member, context);
                    return found.Kind == FeelKind.List && context.Reports ? AllPlaced(found, path, context) : Placed(found, path, context);
                };
            case NegationNode negation:
                var operand = Expression(negation.Operand);
                return (frame, context) => Reported(FeelOperators.Negate(operand(frame, context)), negation, context, "FEEL0202", "Only numbers and durations can be negated.");
            case BinaryNode binary:
                return Binary(binary);
            case BetweenNode between:
                var (value, low, high) = (Expression(between.Value), Expression(between.Low), Expression(between.High));
                return (frame, context) => Reported(
                    FeelOperators.Between(value(frame, context), low(frame, context), high(frame, context)), between, context, "FEEL0208", "The value cannot be compared with both ends.");
            case InNode test:
                var (tested, tests) = (Expression(test.Value), Tests(test.Tests));
                return (frame, context) => Reported(tests(tested(frame, context), frame, context), test, context, "FEEL0208", "The value cannot be compared with what it is tested by.");
            case InstanceOfNode instance:
                return InstanceOf(instance);
            case IfNode choice:
                var (condition, then, otherwise) = (Expression(choice.Condition), Expression(choice.Then), Expression(choice.Else));
                return (frame, context) => condition(frame, context).IsTrue ? then(frame, context) : otherwise(frame, context);
            case ListNode list:
                var items = Expressions(list.Items);
                return (frame, context) => context.Limited(FeelValue.From(FeelList.Taking(Values(items, frame, context))));
            case RangeNode range:
                return Range(range);
            case ContextNode entries:
                return Context(entries);
            case FilterNode filter:
                return Filter(filter);
            case ForNode iteration:
                return For(iteration);
            case QuantifiedNode quantified:
                return Quantified(quantified);
            case InvocationNode invocation:
                return Invocation(invocation);
            case FunctionNode function:
                return Function(function);
            default:
                return Fail("FEEL0100", $"{node.GetType().Name} is not an expression.", node.Span);
        }
    }

    private Code Fail(string code, string message, SourceSpan span, string? mend = null)
    {
        _errors.Add(new FeelSyntaxError(code, message, span, mend));
        return Constant(FeelValue.Null);
    }

    private static Code Constant(FeelValue value) => (_, _) => value;

    private Code[] Expressions(IEnumerable<FeelNode> nodes) => [.. nodes.Select(Expression)];

    private static FeelValue[] Values(Code[] codes, FeelValue[] frame, EvaluationContext context)
    {
        var values = new FeelValue[codes.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            values[i] = codes[i](frame, context);
        }

        return values;
    }

    private int NewLocal(string name)
    {
        _locals.Add((FeelNames.Normalise(name), _frameSize));
        return _frameSize++;
    }

    private void Forget(int locals) => _locals.RemoveRange(_locals.Count - locals, locals);

    private Code Name(NameNode node)
    {
        var slot = VariableSlot(node.Name);
        Code? code = slot >= 0 ? (frame, _) => frame[slot]
            : _scope.FunctionNamed(node.Name) is { } function ? Constant(FeelValue.From(function))
            : null;

        // The items of all filters around are looked into, the innermost first, as far as the name is not one of a local within the filter.
        foreach (var item in _filteredItems.Reverse().Where(item => slot <= item))
        {
            code = MemberOfItem(node.Name, item, code);
        }

        return code ?? Fail(
            "FEEL0101",
            $"'{node.Name}' is not known here.",
            node.Span,
            NearestName.Mend(node.Name, [.. _locals.Select(entry => entry.Name),
                .. _scope.Variables.Where(variable => variable.IsNamed).Select(variable => variable.Name)]));
    }

    // The slot of a local or a variable of the scope; -1 for none.
    private int VariableSlot(string name) =>
        _locals.FindLastIndex(local => string.Equals(local.Name, name, StringComparison.Ordinal)) is >= 0 and var local
        ? _locals[local].Slot
        : _scope.SlotOf(name);

    private static Code MemberOfItem(string name, int item, Code? outside) => (frame, context) =>
        frame[item] is { Kind: FeelKind.Context } value && value.AsContext().TryGet(name, out var member) ? member
        : outside is not null ? outside(frame, context)
        : FeelOperators.Member(frame[item], name, context);

    private Code Binary(BinaryNode node)
    {
        var (left, right) = (Expression(node.Left), Expression(node.Right));
        switch (node.Operator)
        {
            case BinaryOperator.And:
                return (frame, context) => left(frame, context) is { IsFalse: false } value
                    ? FeelOperators.And(value, right(frame, context))
                    : FeelValue.False;
            case BinaryOperator.Or:
                return (frame, context) => left(frame, context) is { IsTrue: false } value
                    ? FeelOperators.Or(value, right(frame, context))
                    : FeelValue.True;
            default:
                var (operation, leftSlot) = (node.Operator, SlotOf(node.Left));
                if (leftSlot >= 0 && node.Right is LiteralNode { Value: var constant })
                {
                    return (frame, context) => Placed(FeelOperators.Binary(operation, frame[leftSlot], constant, context), node, context);
                }

                return (frame, context) => Placed(FeelOperators.Binary(operation, left(frame, context), right(frame, context), context), node, context);
        }
    }

    // The slot of a plain variable, for code that can skip a call; -1 where the name may be something else.
    private int SlotOf(FeelNode node) =>
        node is NameNode { Name: var name } && _locals.Count == 0 ? _scope.SlotOf(name) : -1;

    private Code InstanceOf(InstanceOfNode node)
    {
        var (value, type) = (Expression(node.Value), TypeOf(node.Type));
        if (node.Type is NamedTypeNode { Name: var name and ("list" or "range" or "context" or "function") }
            && type == FeelType.ByName(name))
        {
            // Without its parts, the name is no type (Table 61).
            return (_, context) => Reported(FeelValue.Null, node, context, "FEEL0202",
                $"'{name}' alone is no type to be an instance of; it needs <…>.");
        }

        return (frame, context) => FeelValue.From(type.IsInstance(value(frame, context)));
    }

    private FeelType TypeOf(TypeNode node) =>
        TypeNames.Resolve(node, _scope, unknown => Fail("FEEL0102", $"There is no type '{unknown.Name}'.", unknown.Span));

    private Code Range(RangeNode node)
    {
        switch (node)
        {
            case { Form: not RangeForm.Interval, Start: { } value }:
                var only = Expression(value);
                return (frame, context) =>
                {
                    var end = only(frame, context);
                    return context.Limited(FeelValue.From(new FeelRange(node.StartIncluded, end, end, node.EndIncluded, node.Form)));
                };
            case { Start: { } low, End: { } high }:
                var (start, end) = (Expression(low), Expression(high));
                return (frame, context) => Reported(
                    FeelOperators.Range(node.StartIncluded, start(frame, context), end(frame, context), node.EndIncluded),
                    node, context, "FEEL0207", "A range goes from a value to one of the same kind that is not less.");
            default:
                var bound = Expression(node.Start ?? node.End!);
                return (frame, context) => Reported(
                    FeelOperators.OpenRange(node.Ordering, bound(frame, context)), node, context, "FEEL0207",
                        "The end of a range has no order.");
        }
    }

    // Where null was given: keeps the reason, unless one is kept already, and says which part of the text gave it.
    private static FeelValue Reported(FeelValue value, FeelNode node, EvaluationContext context, string code, string reason)
    {
        if (value.IsNull && context.Reports)
        {
            context.Report(code, reason);
            context.Place(node.Span);
        }

        return value;
    }

    private static FeelValue AllPlaced(FeelValue value, FeelNode node, EvaluationContext context)
    {
        context.Place(node.Span);
        return value;
    }

    private static FeelValue Placed(FeelValue value, FeelNode node, EvaluationContext context)
    {
        if (value.IsNull && context.Reports)
        {
            context.Place(node.Span);
        }

        return value;
    }

    private Code Context(ContextNode node)
    {
        var keys = node.Entries.Select(entry => entry.Key).ToArray();
        var slots = new int[keys.Length];
        var codes = new Code[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            if (Array.FindIndex(keys, key => FeelNames.Comparer.Equals(key, keys[i])) < i)
            {
                Fail("FEEL0106", $"The key '{keys[i]}' is given twice.", node.Entries[i].Value.Span, "Give each entry of a context a key of its own.");
            }

            codes[i] = Expression(node.Entries[i].Value);
            slots[i] = NewLocal(keys[i]);
        }

        Forget(keys.Length);
        return (frame, context) =>
        {
            var entries = new KeyValuePair<string, FeelValue>[keys.Length];
            for (var i = 0; i < keys.Length; i++)
            {
                frame[slots[i]] = codes[i](frame, context);
                entries[i] = new(keys[i], frame[slots[i]]);
            }

            return context.Limited(FeelValue.From(FeelContext.Of(entries)));
        };
    }
}
