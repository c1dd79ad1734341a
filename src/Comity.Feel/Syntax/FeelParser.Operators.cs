using Comity.Feel.Text;

namespace Comity.Feel.Syntax;

// From the weakest binding to the strongest: or, and, comparison, sum, product, power, sign, instance of.
public sealed partial class FeelParser
{
    private static readonly (string Symbol, BinaryOperator Operator)[] Comparisons =
    [
        ("=", BinaryOperator.Equal), ("!=", BinaryOperator.NotEqual), ("<=", BinaryOperator.LessOrEqual),
        (">=", BinaryOperator.GreaterOrEqual), ("<", BinaryOperator.Less), (">", BinaryOperator.Greater),
    ];

    private FeelNode Expression() => Nested(Disjunction);

    private FeelNode Disjunction() => LeftAssociative(Conjunction, ("or", BinaryOperator.Or));

    private FeelNode Conjunction() => LeftAssociative(Comparison, ("and", BinaryOperator.And));

    private FeelNode Comparison()
    {
        // A simple positive unary test is an expression too (rules 2 and 7): the range of what passes it.
        var start = Current.Span;
        if (_read is null && AcceptComparison() is { } test)
        {
            return ComparisonRange(start, test);
        }

        var left = Sum();
        while (true)
        {
            if (AcceptComparison() is { } comparison)
            {
                var right = Sum();
                left = new BinaryNode(SourceSpan.Cover(left.Span, right.Span), comparison, left, right);
            }
            else if (Accept("between"))
            {
                var low = Sum();
                Expect("and", "between the two ends");
                var high = Sum();
                left = new BetweenNode(SourceSpan.Cover(left.Span, high.Span), left, low, high);
            }
            else if (Accept("in"))
            {
                var tests = InTests();
                left = new InNode(SourceSpan.Cover(left.Span, LastSpan), left, tests);
            }
            else
            {
                return left;
            }
        }
    }

    private FeelNode Sum() => LeftAssociative(Product, ("+", BinaryOperator.Add), ("-", BinaryOperator.Subtract));

    private FeelNode Product() => LeftAssociative(Power, ("*", BinaryOperator.Multiply), ("/", BinaryOperator.Divide));

    private FeelNode Power() => LeftAssociative(Sign, ("**", BinaryOperator.Power));

    private FeelNode Sign()
    {
        var start = Current.Span;
        if (_read is not null || !Accept("-"))
        {
            return InstanceOf();
        }

        var operand = Nested(Sign);
        return new NegationNode(SpanFrom(start), operand);
    }

    private FeelNode InstanceOf()
    {
        var value = Postfix();
        if (!Accept("instance"))
        {
            return value;
        }

        Expect("of", "after 'instance'");
        var type = Type();
        return new InstanceOfNode(SourceSpan.Cover(value.Span, LastSpan), value, type);
    }

    private FeelNode LeftAssociative(Func<FeelNode> operand, params ReadOnlySpan<(string Symbol, BinaryOperator Operator)> operators)
    {
        var left = operand();
        while (true)
        {
            BinaryOperator? found = null;
            foreach (var (symbol, candidate) in operators)
            {
                if (Accept(symbol))
                {
                    found = candidate;
                    break;
                }
            }

            if (found is null)
            {
                return left;
            }

            var right = operand();
            left = new BinaryNode(SourceSpan.Cover(left.Span, right.Span), found.Value, left, right);
        }
    }

    private BinaryOperator? AcceptComparison()
    {
        foreach (var (symbol, candidate) in Comparisons)
        {
            if (Accept(symbol))
            {
                return candidate;
            }
        }

        return null;
    }
}
