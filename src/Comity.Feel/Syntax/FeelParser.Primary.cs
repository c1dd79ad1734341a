using Comity.Feel.Text;
using Comity.Feel.Values;

namespace Comity.Feel.Syntax;

// Literals, names, brackets, and what may follow them.
public sealed partial class FeelParser
{
    private FeelNode Postfix()
    {
        var node = Primary();
        while (true)
        {
            if (Accept("."))
            {
                var member = MemberName();
                node = new PathNode(SourceSpan.Cover(node.Span, LastSpan), node, member);
            }
            else if (At("[") && CanBegin(_tokens[_index + 1]))
            {
                _index++;
                _names.Add("item");
                var filter = Expression();
                Expect("]", "to close the filter");
                node = new FilterNode(SourceSpan.Cover(node.Span, LastSpan), node, filter);
            }
            else if (Accept("("))
            {
                var arguments = Arguments();
                node = new InvocationNode(SourceSpan.Cover(node.Span, LastSpan), node, arguments);
            }
            else
            {
                return node;
            }
        }
    }

    // A bracket before anything else closes an interval such as [1..10[.
    private static bool CanBegin(FeelToken token) => token.Kind switch
    {
        TokenKind.End => false,
        TokenKind.Symbol => token.Value is "(" or "[" or "{" or "-" or "?" or "]",
        TokenKind.Keyword => token.Value is "true" or "false" or "null" or "if" or "for" or "some" or "every" or "function",
        _ => true,
    };

    private FeelNode Primary()
    {
        if (_read is { } read)
        {
            _read = null;
            return read;
        }

        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                _index++;
                return FeelNumber.TryParse(token.Value, out var number)
                    ? new LiteralNode(token.Span, FeelValue.From(number))
                    : throw Error("FEEL0006", $"'{token.Value}' is beyond the range of numbers.", token.Span);
            case TokenKind.Text:
                _index++;
                return new LiteralNode(token.Span, FeelValue.From(token.Value));
            case TokenKind.At:
                _index++;
                return TemporalText.Parse(token.Value) is { IsNull: false } value
                    ? new AtLiteralNode(token.Span, token.Value, value)
                    : throw Error(
                        "FEEL0007",
                        $"@\"{token.Value}\" is not a date, time or duration.",
                        token.Span,
                        "Write a date as @\"2025-01-28\", a time as @\"10:30:00\", both with a T between them, a duration as @\"P1DT2H\" or @\"P1Y2M\".");
            case TokenKind.Name:
                return Name();
            case TokenKind.Keyword when _names.LongestMatch(_tokens, _index) > 1:
                return Name();
            case TokenKind.Keyword:
                return KeywordExpression();
            default:
                return Bracketed();
        }
    }

    private NameNode Name()
    {
        var start = Current.Span;
        var length = Math.Max(1, _names.LongestMatch(_tokens, _index));
        var from = _index;
        _index += length;
        return new NameNode(SpanFrom(start), Joined(from, _index));
    }

    // The name that some of the tokens form.
    private string Joined(int from, int to)
    {
        var parts = new string[to - from];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = _tokens[from + i].Value;
        }

        return KnownNames.Join(parts);
    }

    // After a dot any known name may stand, and words that stand side by side can only be one name.
    private string MemberName()
    {
        if (Current.Kind is not (TokenKind.Name or TokenKind.Keyword))
        {
            throw Unexpected("the name of a member after '.'");
        }

        var start = _index;
        _index += Math.Max(1, _names.LongestMatch(_tokens, _index));
        while (Current.Kind == TokenKind.Name)
        {
            _index++;
        }

        return Joined(start, _index);
    }

    private NodeList<ArgumentNode> Arguments()
    {
        var arguments = new List<ArgumentNode>();
        if (Accept(")"))
        {
            return [];
        }

        do
        {
            var name = ArgumentName();
            arguments.Add(new ArgumentNode(name, Expression()));
        }
        while (Accept(","));
        Expect(")", "to close the arguments");
        if (arguments.Exists(argument => argument.Name is null) && arguments.Exists(argument => argument.Name is not null))
        {
            throw Error("FEEL0008", "Arguments are given either all by name or all by position.", LastSpan);
        }

        return [.. arguments];
    }

    // Words up to a colon name the parameter.
    private string? ArgumentName()
    {
        var end = _index;
        while (_tokens[end].Kind is TokenKind.Name or TokenKind.Keyword)
        {
            end++;
        }

        if (end == _index || !_tokens[end].Is(":"))
        {
            return null;
        }

        var name = Joined(_index, end);
        _index = end + 1;
        return name;
    }

    private FeelNode Bracketed()
    {
        var start = Current.Span;
        if (Accept("?"))
        {
            return new NameNode(start, "?");
        }

        if (Accept("("))
        {
            if (AcceptComparison() is { } comparison)
            {
                return ComparisonRange(start, comparison);
            }

            var inner = Expression();
            if (At(".."))
            {
                return RangeFrom(start, false, inner);
            }

            Expect(")", "to close the bracket");
            return inner;
        }

        if (Accept("["))
        {
            return List(start);
        }

        if (Accept("]"))
        {
            return RangeFrom(start, false, Expression());
        }

        return At("{") ? Context() : throw Unexpected("an expression");
    }

    private FeelNode List(SourceSpan start)
    {
        var items = new List<FeelNode>();
        if (Accept("]"))
        {
            return new ListNode(SpanFrom(start), []);
        }

        do
        {
            items.Add(Expression());
            if (items.Count == 1 && At(".."))
            {
                return RangeFrom(start, true, items[0]);
            }
        }
        while (Accept(","));
        Expect("]", "to close the list");
        return new ListNode(SpanFrom(start), [.. items]);
    }

    private RangeNode RangeFrom(SourceSpan start, bool startIncluded, FeelNode low)
    {
        Expect("..", "between the ends of a range");
        var high = Expression();
        var included = Accept("]");
        if (!included && !Accept(")") && !Accept("["))
        {
            throw Unexpected("']' or ')' to close the range");
        }

        return new RangeNode(SpanFrom(start), startIncluded, low, high, included);
    }

    private RangeNode ComparisonRange(SourceSpan start, BinaryOperator comparison)
    {
        var end = Sum();
        Expect(")", "to close the range");
        var span = SpanFrom(start);
        return comparison switch
        {
            BinaryOperator.Less => new RangeNode(span, false, null, end, false),
            BinaryOperator.LessOrEqual => new RangeNode(span, false, null, end, true),
            BinaryOperator.Greater => new RangeNode(span, false, end, null, false),
            BinaryOperator.GreaterOrEqual => new RangeNode(span, true, end, null, false),
            BinaryOperator.Equal => new RangeNode(span, true, end, null, true, RangeForm.Equal),
            _ => new RangeNode(span, false, end, null, false, RangeForm.NotEqual),
        };
    }

    private ContextNode Context()
    {
        var start = Current.Span;
        Expect("{", "to open a context");
        var entries = new List<ContextEntryNode>();
        if (Accept("}"))
        {
            return new ContextNode(SpanFrom(start), []);
        }

        do
        {
            var key = ContextKey();
            Expect(":", $"after the key '{key}'");
            var value = Expression();
            _names.Add(key);
            entries.Add(new ContextEntryNode(key, value));
        }
        while (Accept(","));
        Expect("}", "to close the context");
        return new ContextNode(SpanFrom(start), [.. entries]);
    }

    private string ContextKey()
    {
        if (Current.Kind == TokenKind.Text)
        {
            return _tokens[_index++].Value;
        }

        var start = _index;
        while (Current.Kind is TokenKind.Name or TokenKind.Keyword or TokenKind.Number || (Current.Kind == TokenKind.Symbol && "+-*/.'".Contains(Current.Value, StringComparison.Ordinal)))
        {
            _index++;
        }

        return _index > start
            ? Joined(start, _index)
            : throw Unexpected("a key");
    }
}
