using Comity.Feel.Text;
using Comity.Feel.Values;

namespace Comity.Feel.Syntax;

// Expressions that begin with a keyword, and types.
public sealed partial class FeelParser
{
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
            var name = WordsUpTo("in", "the name of an iteration variable");
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

            var from = _index;
            while (Current.Kind is TokenKind.Name or TokenKind.Keyword)
            {
                _index++;
            }

            if (from == _index)
            {
                throw Unexpected("the name of a parameter");
            }

            var name = Joined(from, _index);
            parameters.Add(new ParameterNode(name, Accept(":") ? Type() : null));
            _names.Add(name);
        }

        var external = Accept("external");
        var body = Expression();
        return new FunctionNode(SpanFrom(start), [.. parameters], body, external);
    }

    private string WordsUpTo(string end, string expected)
    {
        var start = _index;
        while (Current.Kind is TokenKind.Name or TokenKind.Keyword && !At(end))
        {
            _index++;
        }

        return _index > start
            ? Joined(start, _index)
            : throw Unexpected(expected);
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

        var from = _index;
        while (Current.Kind == TokenKind.Name || At(".") || At("function") || IsInTypeName(from))
        {
            _index++;
        }

        return _index > from
            ? new NamedTypeNode(SpanFrom(start), Joined(from, _index))
            : throw Unexpected("a type");
    }

    // "date and time", "days and time duration", "years and months duration"; any other "and" joins two conditions.
    private bool IsInTypeName(int from) =>
        At("and") && _index > from
        && (_tokens[_index - 1].Value, _tokens[_index + 1].Value) is ("date", "time") or ("days", "time") or ("years", "months");

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
            var name = WordsUpTo(":", "the name of a member");
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
