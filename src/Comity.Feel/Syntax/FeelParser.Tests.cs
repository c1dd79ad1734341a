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

        if (Current is not { Kind: TokenKind.Name, Value: "not" } || !_tokens[_index + 1].Is("("))
        {
            var plain = TestList();
            return new UnaryTestsNode(SpanFrom(start), plain, false);
        }

        // "not(a)" negates tests, "not(a) and b" is an expression: the bracket that closes it tells, and only reading finds that one.
        var (index, depth) = (_index, _depth);
        SyntaxException? failed = null;
        try
        {
            _index += 2;
            var negated = TestList();
            Expect(")", "to close 'not('");
            if (Current.Kind == TokenKind.End)
            {
                return new UnaryTestsNode(SpanFrom(start), negated, true);
            }
        }
        catch (SyntaxException exception)
        {
            failed = exception;
        }

        (_index, _depth) = (index, depth);
        try
        {
            var tests = TestList();
            return new UnaryTestsNode(SpanFrom(start), tests, false);
        }
        catch (SyntaxException exception) when (failed is not null && failed.Error.Span.Start > exception.Error.Span.Start)
        {
            throw failed;
        }
    }

    private UnaryTestsNode InTests()
    {
        var start = Current.Span;
        if (!At("("))
        {
            // "a in b and c" is "(a in b) and c".
            var single = UnaryTest(Sum);
            return new UnaryTestsNode(SpanFrom(start), [single], false);
        }

        // "(a..b)" is one range; "(a, b)" and "(a)" are lists of tests.
        var open = _index++;
        var first = UnaryTest();
        if (At(".."))
        {
            _index = open;
            var range = UnaryTest(Sum);
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

    private UnaryTestNode UnaryTest() => UnaryTest(Expression);

    private UnaryTestNode UnaryTest(Func<FeelNode> rule)
    {
        var start = Current.Span;
        if (AcceptComparison() is { } comparison)
        {
            var end = Sum();
            return new UnaryTestNode(SpanFrom(start), UnaryTestKind.Comparison, comparison, end);
        }

        var from = _index;
        var expression = rule();
        var usesInput = false;
        for (var i = from; i < _index; i++)
        {
            usesInput |= _tokens[i].Is("?");
        }

        var kind = usesInput ? UnaryTestKind.Condition : UnaryTestKind.Expression;
        return new UnaryTestNode(SpanFrom(start), kind, BinaryOperator.Equal, expression);
    }
}
