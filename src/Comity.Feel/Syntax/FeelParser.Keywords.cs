using Comity.Feel.Text;
using Comity.Feel.Values;

namespace Comity.Feel.Syntax;

// Expressions that begin with a keyword, and types.
public sealed partial class FeelParser
{
    // How far is looked for the end of a type's name, so that a text is read in linear time.
    private const int MaximumTypeTokens = 40;

    private FeelNode KeywordExpression()
    {
        var start = Current.Span;
        if (Accept("true"))
        {
            return new LiteralNode(start, FeelValue.True);
        }

        if (Accept("false"))
        {
            return new LiteralNode(start, FeelValue.False);
        }

        if (Accept("null"))
        {
            return new LiteralNode(start, FeelValue.Null);
        }

        if (Accept("if"))
        {
            var condition = Expression();
            Expect("then", "after the condition");
            var then = Expression();
            Expect("else", "after the first branch");
            var otherwise = Expression();
            return new IfNode(SpanFrom(start), condition, then, otherwise);
        }

        if (Accept("for"))
        {
            var iterators = Iterators();
            _names.Add("partial");
            Expect("return", "after the iterations");
            var result = Expression();
            return new ForNode(SpanFrom(start), iterators, result);
        }

        if (At("some") || At("every"))
        {
            var every = Accept("every") || !Accept("some");
            var iterators = Iterators();
            Expect("satisfies", "after the iterations");
            var condition = Expression();
            return new QuantifiedNode(SpanFrom(start), every, iterators, condition);
        }

        return Accept("function") ? Function(start) : throw Unexpected("an expression");
    }

    private NodeList<IteratorNode> Iterators()
    {
        var iterators = new List<IteratorNode>();
        do
        {
            var name = DeclaredName("the name of an iteration variable", "in");
            Expect("in", "after the iteration variable");
            var source = Expression();
            var end = Accept("..") ? Expression() : null;
            _names.Add(name);
            iterators.Add(new IteratorNode(name, source, end));
        }
        while (Accept(","));
        return [.. iterators];
    }

    private FunctionNode Function(SourceSpan start)
    {
        Expect("(", "after 'function'");
        var parameters = new List<ParameterNode>();
        while (!Accept(")"))
        {
            if (parameters.Count > 0)
            {
                Expect(",", "between parameters");
            }

            var name = DeclaredName("the name of a parameter");
            parameters.Add(new ParameterNode(name, Accept(":") ? Type() : null));
            _names.Add(name);
        }

        var external = Accept("external");
        var body = Expression();
        return new FunctionNode(SpanFrom(start), [.. parameters], body, external);
    }

    private TypeNode Type() => Nested(TypeInner);

    private TypeNode TypeInner()
    {
        var start = Current.Span;
        if (Current is { Kind: TokenKind.Name } or { Kind: TokenKind.Keyword, Value: "function" } && _tokens[_index + 1].Is("<"))
        {
            switch (Current.Value)
            {
                case "list":
                    _index += 2;
                    return new ListTypeNode(SpanFrom(start), ClosedType());
                case "range":
                    _index += 2;
                    return new RangeTypeNode(SpanFrom(start), ClosedType());
                case "context":
                    _index += 2;
                    return ContextType(start);
                case "function":
                    _index += 2;
                    return FunctionType(start);
            }
        }

        return NamedType(start);
    }

    // The longest name that a type has. One that no type has is put together from words and dots, so that the error names it.
    private NamedTypeNode NamedType(SourceSpan start)
    {
        var (from, end) = (_index, _index);
        for (var i = from; i < from + MaximumTypeTokens && _tokens[i].Kind is not (TokenKind.End or TokenKind.Text or TokenKind.At); i++)
        {
            end = _scope.TypeNamed(NameOf(from, i + 1)) is null ? end : i + 1;
        }

        _index = end;
        while (end == from && (Current.Kind == TokenKind.Name || At(".") || (At("of") && _index > from)))
        {
            _index++;
        }

        return _index > from ? new NamedTypeNode(SpanFrom(start), NameOf(from, _index)) : throw Unexpected("a type");
    }

    private TypeNode ClosedType()
    {
        var type = Type();
        Expect(">", "to close the type");
        return type;
    }

    private ContextTypeNode ContextType(SourceSpan start)
    {
        var members = new List<ContextTypeMemberNode>();
        do
        {
            var name = DeclaredName("the name of a member");
            Expect(":", "after the member's name");
            members.Add(new ContextTypeMemberNode(name, Type()));
        }
        while (Accept(","));
        Expect(">", "to close the type");
        return new ContextTypeNode(SpanFrom(start), [.. members]);
    }

    private FunctionTypeNode FunctionType(SourceSpan start)
    {
        var parameters = new List<TypeNode>();
        while (!Accept(">"))
        {
            if (parameters.Count > 0)
            {
                Expect(",", "between types");
            }

            parameters.Add(Type());
        }

        Expect("->", "before the type of the result");
        var result = Type();
        return new FunctionTypeNode(SpanFrom(start), [.. parameters], result);
    }
}
