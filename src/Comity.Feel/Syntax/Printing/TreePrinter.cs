using Comity.Feel.Text;
using Comity.Feel.Values;

namespace Comity.Feel.Syntax.Printing;

/// <summary>
/// Turns a tree into a <see cref="Doc"/>, with no bracket that the parser does not need and brackets around what reaches to the right
/// where it stands as an operand.
/// </summary>
/// <param name="written">Gives a literal as its author wrote it; null where only the tree is known.</param>
/// <param name="comments">The comments to print beside their nodes.</param>
internal sealed partial class TreePrinter(Func<FeelNode, string?> written, Comments comments)
{
    /// <summary>The node where at least that binding is needed, in brackets if its own is weaker.</summary>
    public Doc Node(FeelNode node, Binding needed = Binding.Open)
    {
        var before = comments.Before(node);
        var after = comments.After(node);
        var content = Bindings.Of(node) < needed ? Doc.Group("(", Doc.Nest(Doc.SoftLine, Bare(node)), Doc.SoftLine, ")") : Bare(node);
        return before is null && after is null ? content : Doc.Concat(before ?? Doc.Empty, content, after ?? Doc.Empty);
    }

    private Doc Bare(FeelNode node) => node switch
    {
        LiteralNode literal => written(node) ?? literal.Value.ToString(),
        AtLiteralNode literal => written(node) ?? "@" + FeelValue.Quote(literal.Text),
        NameNode name => Written(name.Name),
        PathNode path => Doc.Concat(Node(path.Source, Binding.Closed), ".", Written(path.Member)),
        FilterNode filter => Doc.Concat(Node(filter.Source, Binding.Closed), Doc.Group("[", Doc.Nest(Doc.SoftLine, Node(filter.Filter)), Doc.SoftLine, "]")),
        NegationNode negation => Doc.Concat("-", Node(negation.Operand, Binding.Sign)),
        BinaryNode binary => Chain(binary),
        BetweenNode between => Doc.Group(
            Node(between.Value, Binding.Comparison),
            Doc.Nest(Doc.Line, "between ", Node(between.Low, Binding.Sum), Doc.Line, "and ", Node(between.High, Binding.Sum))),
        InNode inNode => Doc.Group(Node(inNode.Value, Binding.Comparison), " in ", InTests(inNode.Tests)),
        InstanceOfNode instance => Doc.Concat(Node(instance.Value, Binding.Closed), " instance of ", Node(instance.Type)),
        IfNode choice => If(choice),
        ForNode iteration => Doc.Group("for ", Iterators(iteration.Iterators), Doc.Line, "return ", Branch(iteration.Return)),
        QuantifiedNode quantified => Doc.Group(quantified.Every ? "every " : "some ", Iterators(quantified.Iterators), Doc.Line, "satisfies ", Branch(quantified.Condition)),
        InvocationNode invocation => Doc.Concat(Node(invocation.Function, Binding.Closed), Enclosed("(", [.. invocation.Arguments.Select(Argument)], ")")),
        FunctionNode function => Doc.Group(
            "function", Enclosed("(", [.. function.Parameters.Select(Parameter)], ")"), function.External ? " external" : "", Doc.Nest(Doc.Line, Node(function.Body))),
        ListNode list => Enclosed("[", [.. list.Items.Select(item => Node(item))], "]"),
        ContextNode context => Enclosed("{", [.. context.Entries.Select(Entry)], "}"),
        RangeNode range => Range(range),
        UnaryTestsNode tests => Tests(tests),
        UnaryTestNode test => Test(test),
        TypeNode type => Type(type),
        _ => throw new NotSupportedException($"{node.GetType().Name} has no text."),
    };

    private static Doc Enclosed(string open, IReadOnlyList<Doc> items, string close) => items.Count == 0
        ? open + close
        : Doc.Group(open, Doc.Nest(Doc.SoftLine, Doc.Join(Doc.Concat(",", Doc.Line), items)), Doc.SoftLine, close);

    // Operators of one strength stand in one group, so that a long chain breaks before each of them.
    private Doc Chain(BinaryNode node)
    {
        var binding = Bindings.Of(node);
        var links = new List<Doc>();
        FeelNode left = node;
        var opens = false;
        while (!opens && left is BinaryNode link && Bindings.Of(link) == binding && (ReferenceEquals(link, node) || !comments.On(link)))
        {
            links.Add(Doc.Concat(Doc.Line, Bindings.Symbol(link.Operator), " ", Node(link.Right, binding + 1)));
            left = link.Left;

            // "x instance of list < y" would be read as the beginning of "list<…>".
            opens = link.Operator == BinaryOperator.Less && EndsInOpenType(left);
        }

        links.Reverse();
        var first = Node(left, opens ? Binding.Closed : binding);

        // "[] - 1..2" would be read as the beginning of a list of "]-1..2]".
        var isEmptyList = left is ListNode { Items.Count: 0 };
        return Doc.Group(isEmptyList ? Doc.Concat("(", first, ")") : first, Doc.Nest([.. links]));
    }

    private static bool EndsInOpenType(FeelNode node) => node switch
    {
        InstanceOfNode instance => EndsInOpenType(instance.Type),
        NegationNode negation => EndsInOpenType(negation.Operand),
        BinaryNode binary => EndsInOpenType(binary.Right),
        BetweenNode between => EndsInOpenType(between.High),
        FunctionTypeNode function => EndsInOpenType(function.Result),
        NamedTypeNode named => named.Name is "list" or "range" or "context" or "function",
        _ => false,
    };

    private Doc If(IfNode node)
    {
        var parts = new List<Doc>();
        while (true)
        {
            parts.AddRange(["if ", Branch(node.Condition), Doc.Line, "then ", Branch(node.Then), Doc.Line, "else "]);
            if (node.Else is not IfNode next || comments.On(next))
            {
                break;
            }

            node = next;
        }

        parts.Add(Branch(node.Else));
        return Doc.Group([.. parts]);
    }

    // What has lines of its own behind a keyword is indented.
    private Doc Branch(FeelNode node) => Bindings.Of(node) == Binding.Open || comments.On(node) ? Doc.Nest(Node(node)) : Node(node);

    private Doc Iterators(NodeList<IteratorNode> iterators) => Doc.Nest(Doc.Join(Doc.Concat(",", Doc.Line), [.. iterators.Select(iterator => Labelled(
        iterator.Source,
        $"{Written(iterator.Name)} in ",
        () => iterator.RangeEnd is null ? Node(iterator.Source) : Doc.Concat(Node(iterator.Source), "..", Node(iterator.RangeEnd))))]));

    private Doc Argument(ArgumentNode argument) => argument.Name is null
        ? Node(argument.Value)
        : Labelled(argument.Value, Written(argument.Name) + ": ", () => Node(argument.Value));

    private Doc Parameter(ParameterNode parameter) => parameter.Type is { } type
        ? Labelled(type, Written(parameter.Name) + ": ", () => Node(type))
        : Written(parameter.Name);

    private Doc Entry(ContextEntryNode entry) => Labelled(entry.Value, Key(entry.Key) + ": ", () => Branch(entry.Value));

    // A comment that stands before the label stays before it.
    private Doc Labelled(FeelNode node, string label, Func<Doc> content)
    {
        var before = comments.BeforeLabelOf(node);
        return Doc.Concat(before ?? Doc.Empty, label, content());
    }

    /// <summary>The key as it can be written: bare where the parser reads the same key from it, else as a string.</summary>
    private static string Key(string key)
    {
        var lexer = new FeelLexer(key);
        var token = lexer.Next();
        var isBare = token.Kind == TokenKind.Name && FeelNames.Normalise(key) == key;
        for (; isBare && token.Kind != TokenKind.End; token = lexer.Next())
        {
            isBare = token.IsOfName;
        }

        return isBare && Written(key) == key ? key : FeelValue.Quote(key);
    }

    // A name in which a comment would begin is kept apart there.
    private static string Written(string name)
    {
        while (name.Contains("//", StringComparison.Ordinal) || name.Contains("/*", StringComparison.Ordinal))
        {
            name = name.Replace("//", "/ /", StringComparison.Ordinal).Replace("/*", "/ *", StringComparison.Ordinal);
        }

        return name;
    }

    private Doc Range(RangeNode range) => (range.Start, range.End) switch
    {
        ({ } value, _) when range.Form != RangeForm.Interval => Doc.Concat(range.Form == RangeForm.Equal ? "(= " : "(!= ", Node(value, Binding.Sum), ")"),
        (null, { } end) => Doc.Concat(range.EndIncluded ? "(<= " : "(< ", Node(end, Binding.Sum), ")"),
        ({ } start, null) => Doc.Concat(range.StartIncluded ? "(>= " : "(> ", Node(start, Binding.Sum), ")"),
        ({ } start, { } end) => Doc.Group(
            range.StartIncluded ? "[" : "(", Doc.Nest(Doc.SoftLine, Node(start), "..", Doc.SoftLine, Node(end)), Doc.SoftLine, range.EndIncluded ? "]" : ")"),
        _ => throw new NotSupportedException("A range without ends has no text."),
    };
}
