namespace Comity.Feel.Syntax;

// Unary tests (grammar rules 12 to 17) and the right side of "in".
public sealed partial class FeelParser
{
    private UnaryTestsNode UnaryTests()
    {
        var start = Current.Span;
        if (At("-") && _tokens[_index + 1].Kind == TokenKind.End)
        {
            _index++;
            return new UnaryTestsNode(start, [], false);
        }

        if (Current is { Kind: TokenKind.Name, Value: "not" } && _tokens[_index + 1].Is("(") && ClosesAtEnd(_index + 1))
        {
            _index += 2;
            var negated = TestList();
            Expect(")", "to close 'not('");
            return new UnaryTestsNode(SpanFrom(start), negated, true);
        }

        var tests = TestList();
        return new UnaryTestsNode(SpanFrom(start), tests, false);
    }

    private UnaryTestsNode InTests()
    {
        var start = Current.Span;
        if (!At("("))
        {
            var single = UnaryTest();
            return new UnaryTestsNode(SpanFrom(start), [single], false);
        }

        // "(a..b)" is one range; "(a, b)" and "(a)" are lists of tests.
        var open = _index++;
        var first = UnaryTest();
        if (At(".."))
        {
            _index = open;
            var range = UnaryTest();
            return new UnaryTestsNode(SpanFrom(start), [range], false);
        }

        var tests = new List<UnaryTestNode> { first };
        while (Accept(","))
        {
            tests.Add(UnaryTest());
        }

        Expect(")", "to close the tests");
        return new UnaryTestsNode(SpanFrom(start), [.. tests], false);
    }

    private NodeList<UnaryTestNode> TestList()
    {
        var tests = new List<UnaryTestNode>();
        do
        {
            tests.Add(UnaryTest());
        }
        while (Accept(","));
        return [.. tests];
    }

    private UnaryTestNode UnaryTest()
    {
        var start = Current.Span;
        if (AcceptComparison() is { } comparison)
        {
            var end = Sum();
            return new UnaryTestNode(SpanFrom(start), UnaryTestKind.Comparison, comparison, end);
        }

        var from = _index;
        var expression = Expression();
        var usesInput = false;
        for (var i = from; i < _index; i++)
        {
            usesInput |= _tokens[i].Is("?");
        }

        var kind = usesInput ? UnaryTestKind.Condition : UnaryTestKind.Expression;
        return new UnaryTestNode(SpanFrom(start), kind, BinaryOperator.Equal, expression);
    }

    // Whether the bracket at the index is closed by the text's last token, so that "not(a) and b" stays an expression.
    private bool ClosesAtEnd(int open)
    {
        var depth = 0;
        for (var i = open; i < _tokens.Count; i++)
        {
            depth += _tokens[i].Is("(") ? 1 : _tokens[i].Is(")") ? -1 : 0;
            if (depth == 0)
            {
                return _tokens[i + 1].Kind == TokenKind.End;
            }
        }

        return false;
    }
}
