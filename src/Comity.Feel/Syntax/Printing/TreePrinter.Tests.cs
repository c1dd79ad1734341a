namespace Comity.Feel.Syntax.Printing;

// Unary tests and types.
internal sealed partial class TreePrinter
{
    private Doc Tests(UnaryTestsNode tests)
    {
        if (tests.IsAny)
        {
            return "-";
        }

        var list = Doc.Join(Doc.Concat(",", Doc.Line), [.. tests.Tests.Select(test => Node(test))]);
        if (tests.Negated)
        {
            return Doc.Group("not(", Doc.Nest(Doc.SoftLine, list), Doc.SoftLine, ")");
        }

        // Alone, an invocation of the function not would be read as negated tests.
        return tests.Tests is [{ Kind: not UnaryTestKind.Comparison, Operand: InvocationNode { Function: NameNode { Name: "not" } } }]
            ? Doc.Group("(", list, ")")
            : Doc.Group(list);
    }

    private Doc Test(UnaryTestNode test) => test.Kind == UnaryTestKind.Comparison
        ? Doc.Concat(Bindings.Symbol(test.Operator), " ", Node(test.Operand, Binding.Sum))
        : Node(test.Operand);

    // One test that cannot be mistaken for a list of tests or go on behind it needs no brackets.
    private Doc InTests(UnaryTestsNode tests)
    {
        if (tests.Tests is [{ Kind: not UnaryTestKind.Comparison } single] && IsPlain(single.Operand) && !comments.On(tests))
        {
            return Node(single);
        }

        var list = Enclosed("(", [.. tests.Tests.Select(test => Node(test))], ")");
        return Doc.Concat(comments.Before(tests) ?? Doc.Empty, list, comments.After(tests) ?? Doc.Empty);
    }

    private static bool IsPlain(FeelNode node) => node switch
    {
        RangeNode range => range.Start is not null && range.End is not null,
        NameNode or LiteralNode or AtLiteralNode or ListNode or ContextNode => true,
        PathNode path => IsPlain(path.Source) && path.Source is not RangeNode,
        FilterNode filter => IsPlain(filter.Source) && filter.Source is not RangeNode,
        InvocationNode invocation => IsPlain(invocation.Function) && invocation.Function is not RangeNode,
        _ => false,
    };

    private Doc Type(TypeNode type) => type switch
    {
        NamedTypeNode named => Written(named.Name),
        ListTypeNode list => Doc.Concat("list<", Node(list.Item), ">"),
        RangeTypeNode range => Doc.Concat("range<", Node(range.Item), ">"),
        ContextTypeNode context => Enclosed("context<",
            [.. context.Members.Select(member => Labelled(member.Type, Written(member.Name) + ": ", () => Node(member.Type)))], ">"),
        FunctionTypeNode function => Doc.Concat(Enclosed("function<", [.. function.Parameters.Select(parameter => Node(parameter))], ">"), " -> ", Node(function.Result)),
        _ => throw new NotSupportedException($"{type.GetType().Name} has no text."),
    };
}
