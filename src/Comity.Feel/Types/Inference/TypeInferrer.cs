using Comity.Feel.Syntax;
using Comity.Feel.Text;

namespace Comity.Feel.Types.Inference;

/// <summary>Walks one tree from the leaves up.</summary>
/// <param name="scope">The names the tree may use.</param>
internal sealed partial class TypeInferrer(FeelScope scope)
{
    private readonly Dictionary<FeelNode, FeelType> _types = new(ReferenceEqualityComparer.Instance);
    private readonly List<FeelSyntaxError> _mismatches = [];

    // Iteration variables, parameters and context entries, innermost last; a name without a type is not known, but may be a member.
    private readonly List<(string? Name, FeelType Type)> _locals = [];

    public FeelTypeInference Result(FeelType type) => FeelTypeInference.Of(type, _types, _mismatches);

    public FeelType Expression(FeelNode node)
    {
        var type = Bare(node);
        _types[node] = type;
        return type;
    }

    private FeelType Bare(FeelNode node)
    {
        switch (node)
        {
            case LiteralNode literal:
                return FeelType.OfKind(literal.Value.Kind);
            case AtLiteralNode literal:
                return FeelType.OfKind(literal.Value.Kind);
            case NameNode name:
                return Name(name.Name);
            case PathNode path:
                return Member(Expression(path.Source), path);
            case NegationNode negation:
                return Negation(negation);
            case BinaryNode binary:
                return Binary(binary);
            case BetweenNode between:
                var (value, low, high) = (Expression(between.Value), Expression(between.Low), Expression(between.High));
                Ordered(between, value, low);
                Ordered(between, value, high);
                return FeelType.Boolean;
            case InNode test:
                Tests(test.Tests, Expression(test.Value));
                return FeelType.Boolean;
            case InstanceOfNode instance:
                Expression(instance.Value);
                return FeelType.Boolean;
            case IfNode choice:
                Condition(choice.Condition, "The condition of 'if'");
                return FeelType.Join(Expression(choice.Then), Expression(choice.Else));
            case ListNode list:
                return new ListType(list.Items.Select(Expression).Aggregate(FeelType.Null, FeelType.Join));
            case RangeNode range:
                return Range(range);
            case ContextNode context:
                return Context(context);
            case FilterNode filter:
                return Filter(filter);
            case ForNode iteration:
                return For(iteration);
            case QuantifiedNode quantified:
                var loops = Iterators(quantified.Iterators);
                Condition(quantified.Condition, quantified.Every ? "The condition of 'every'" : "The condition of 'some'");
                Forget(loops);
                return FeelType.Boolean;
            case InvocationNode invocation:
                return Invocation(invocation);
            case FunctionNode function:
                return Function(function);
            default:
                return FeelType.Any;
        }
    }

    private void Mismatch(string code, string message, FeelNode node, string? mend = null) => _mismatches.Add(new FeelSyntaxError(code, message, node.Span, mend));

    private void Forget(int locals) => _locals.RemoveRange(_locals.Count - locals, locals);

    private FeelType Name(string name)
    {
        for (var i = _locals.Count - 1; i >= 0; i--)
        {
            if (_locals[i].Name == name)
            {
                return _locals[i].Type;
            }

            if (_locals[i].Name is null)
            {
                return FeelType.Any;
            }
        }

        return scope.SlotOf(name) is >= 0 and var slot ? scope.Variables[slot].Type
            : scope.FunctionNamed(name) is { } function ? function.Types.First()
            : FeelType.Any;
    }

    private void Condition(FeelNode node, string what)
    {
        var type = Expression(node);
        if (!Fit.May(type, FeelType.Boolean))
        {
            Mismatch("FEEL0403", $"{what} is {(type == FeelType.Null ? "null" : $"a {type}")}, which is neither true nor false.", node, "Write a comparison or another expression that is true or false.");
        }
    }

    private FeelType Member(FeelType source, PathNode path)
    {
        switch (source)
        {
            case ListType list:
                return new ListType(Member(list.Item, path));
            case ContextType { Members.Count: > 0 } context:
                if (context.Members.FirstOrDefault(member => FeelNames.Comparer.Equals(member.Name, path.Member)) is { } found)
                {
                    return found.Type;
                }

                Mismatch("FEEL0404", $"There is no member '{path.Member}' in {context}.", path, NearestName.Mend(path.Member, [.. context.Members.Select(member => member.Name)]));
                return FeelType.Any;
            case ContextType:
                return FeelType.Any;
            default:
                var property = Properties.Of(source, path.Member);
                if (property is null && source != FeelType.Any)
                {
                    Mismatch("FEEL0404", $"A {source} has no member '{path.Member}'.", path, NearestName.Mend(path.Member, Properties.NamesOf(source)));
                }

                return property ?? FeelType.Any;
        }
    }

    private RangeType Range(RangeNode node)
    {
        var start = node.Start is null ? FeelType.Null : Expression(node.Start);
        var end = node.End is null ? FeelType.Null : Expression(node.End);
        if (node is { Start: not null, End: not null })
        {
            Ordered(node, start, end);
        }

        return new RangeType(FeelType.Join(start, end));
    }

    private ContextType Context(ContextNode node)
    {
        var members = new List<ContextMember>();
        foreach (var entry in node.Entries)
        {
            var type = Expression(entry.Value);
            members.Add(new ContextMember(entry.Key, type));
            _locals.Add((FeelNames.Normalise(entry.Key), type));
        }

        Forget(members.Count);
        return new ContextType(members);
    }

    private FeelType Filter(FilterNode node)
    {
        var source = Expression(node.Source);
        var item = source is ListType list ? list.Item : source;
        var before = _locals.Count;
        if (item is ContextType { Members.Count: > 0 } context)
        {
            _locals.Add(("item", item));
            _locals.AddRange(context.Members.Select(member => ((string?)FeelNames.Normalise(member.Name), member.Type)));
        }
        else
        {
            // Any name may be a member of an item of which nothing is known.
            if (item == FeelType.Any || item is ContextType)
            {
                _locals.Add((null, FeelType.Any));
            }

            _locals.Add(("item", item));
        }

        var filter = Expression(node.Filter);
        Forget(_locals.Count - before);
        if (!Fit.May(filter, FeelType.Boolean) && !Fit.May(filter, FeelType.Number))
        {
            Mismatch("FEEL0403", $"A filter is a condition or the number of an item, and this is a {filter}.", node.Filter);
        }

        if (node.MayBeIndex && MayMeanBoth(node.Filter, item))
        {
            return FeelType.Any;
        }

        return filter == FeelType.Number ? item : filter == FeelType.Boolean ? new ListType(item) : FeelType.Any;
    }

    // Whether a name in a filter may be one of the item and of its surroundings, where an index is looked for (Table 68).
    private bool MayMeanBoth(FeelNode filter, FeelType item) => filter.SelfAndDescendants().OfType<NameNode>().Select(name => name.Name)
        .Any(name => (name == "item" || item == FeelType.Any
            || (item is ContextType context && (context.Members.Count == 0 || context.Members.Any(member => member.Name == name))))
            && (_locals.Exists(local => local.Name == name || local.Name is null) || scope.SlotOf(name) >= 0));

    private ListType For(ForNode node)
    {
        var loops = Iterators(node.Iterators);
        _locals.Add(("partial", new ListType(FeelType.Any)));
        var result = Expression(node.Return);
        Forget(loops + 1);
        return new ListType(result);
    }

    private int Iterators(NodeList<IteratorNode> iterators)
    {
        foreach (var iterator in iterators)
        {
            var source = Expression(iterator.Source);
            if (iterator.RangeEnd is { } end)
            {
                source = new RangeType(FeelType.Join(source, Expression(end)));
            }

            _locals.Add((iterator.Name, source switch
            {
                ListType list => list.Item,
                RangeType range => range.Item,
                _ => source,
            }));
        }

        return iterators.Count;
    }

    private FunctionType Function(FunctionNode node)
    {
        var parameters = node.Parameters.Select(parameter => parameter.Type is { } written ? TypeNames.Resolve(written, scope, _ => { }) : FeelType.Any).ToArray();
        if (node.External)
        {
            return new FunctionType(parameters, FeelType.Any);
        }

        _locals.AddRange(node.Parameters.Zip(parameters, (parameter, type) => ((string?)parameter.Name, type)));
        var result = Expression(node.Body);
        Forget(parameters.Length);
        return new FunctionType(parameters, result);
    }
}
