using Comity.Feel.Text;

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

        // "(a..b)" is one range; "(a, b)" and "(a)" are lists of tests, unless "(a)" is where an expression begins: "(a).b", "(a) + b".
        var inputs = _inputs;
        _index++;
        var first = UnaryTest();
        if (first.Kind != UnaryTestKind.Comparison && At(".."))
        {
            var range = RangeFrom(start, false, first.Operand);
            return new UnaryTestsNode(SpanFrom(start), [SingleTest(start, inputs, range)], false);
        }

        var tests = new List<UnaryTestNode> { first };
        while (Accept(","))
        {
            tests.Add(UnaryTest());
        }

        Expect(")", "to close the tests");
        return new UnaryTestsNode(SpanFrom(start), tests is [{ Kind: not UnaryTestKind.Comparison }] && Continues
            ? [SingleTest(start, inputs, first.Operand)]
            : [.. tests], false);
    }

    // Whether what was read is the beginning of a longer operand.
    private bool Continues => Current.Kind switch
    {
        TokenKind.Symbol => Current.Value is "." or "+" or "-" or "*" or "/" or "**" or "("
            || (Current.Value == "[" && CanBegin(_index + 1)),
        TokenKind.Keyword => Current.Value == "instance",
        _ => false,
    };

    // A test whose first operand is read already.
    private UnaryTestNode SingleTest(SourceSpan start, int inputs, FeelNode operand)
    {
        if (Continues)
        {
            _read = operand;
            operand = Sum();
        }

        return Test(start, inputs, operand);
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

        var inputs = _inputs;
        return Test(start, inputs, rule());
    }

    // A condition where the tested value was named since.
    private UnaryTestNode Test(SourceSpan start, int inputs, FeelNode operand) =>
        new(SpanFrom(start), _inputs > inputs ? UnaryTestKind.Condition : UnaryTestKind.Expression, BinaryOperator.Equal, operand);
}
