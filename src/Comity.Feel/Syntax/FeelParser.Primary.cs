using System.Text;
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
            else if (At("[") && CanBegin(_index + 1))
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
    private bool CanBegin(int index) => _tokens[index] is var token && token.Kind switch
    {
        TokenKind.End => false,
        TokenKind.Symbol => token.Value is "(" or "[" or "{" or "-",
        TokenKind.Keyword => token.Value is "true" or "false" or "null" or "if" or "for" or "some" or "every" or "function"
            || _names.LongestMatch(_text, _tokens, index) > 1,
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
            case TokenKind.Number when !(_tokens[_index + 1].Kind == TokenKind.Name && KnownName() > 1):
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
            case TokenKind.Name or TokenKind.Number:
                return Name();
            case TokenKind.Keyword:
                return KnownName() > 1 ? Name() : KeywordExpression();
            default:
                return Bracketed();
        }
    }

    // How many tokens form the longest known name that begins here; 0 for none.
    private int KnownName() => _names.LongestMatch(_text, _tokens, _index);

    private NameNode Name()
    {
        var (start, from) = (Current.Span, _index);
        _index += Math.Max(1, KnownName());
        var name = NameOf(from, _index);
        _inputs += name == "?" ? 1 : 0;
        return new NameNode(SpanFrom(start), name);
    }

    // The name that some of the tokens form, in normal form.
    private string NameOf(int from, int to)
    {
        var name = new StringBuilder();
        for (var i = from; i < to; i++)
        {
            var span = _tokens[i].Span;
            name.Append(i > from && span.Start > _tokens[i - 1].Span.End ? " " : "").Append(_text, span.Start, span.Length);
        }

        return FeelNames.Normalise(name.ToString());
    }

    // A name where it is declared (rules 25 to 30): all that can be part of it, up to a word that ends it.
    private string DeclaredName(string expected, string? end = null)
    {
        var from = _index;
        while (Current.IsOfName && !(_index > from && end is not null && At(end)))
        {
            _index++;
        }

        return _index > from ? NameOf(from, _index) : throw Unexpected(expected);
    }

    // After a dot any known name may stand; words side by side, and what an apostrophe joins, can only be one name.
    private string MemberName()
    {
        var start = _index;
        _index += KnownName();
        if (_index == start && Current.Kind is not (TokenKind.Name or TokenKind.Keyword))
        {
            throw Unexpected("the name of a member after '.'");
        }

        _index = Math.Max(_index, start + 1);
        while (Current.Kind == TokenKind.Name || ((At("'") || At("’")) && _tokens[_index + 1].Kind == TokenKind.Name))
        {
            _index++;
        }

        return NameOf(start, _index);
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

    // What can be a name, up to a colon, names the parameter.
    private string? ArgumentName()
    {
        var end = _index;
        while (_tokens[end].IsOfName)
        {
            end++;
        }

        if (end == _index || !_tokens[end].Is(":"))
        {
            return null;
        }

        var name = NameOf(_index, end);
        _index = end + 1;
        return name;
    }

    private FeelNode Bracketed()
    {
        var start = Current.Span;
        if (Accept("("))
        {
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

        return At("{") ? Context() : KnownName() > 0 ? Name() : throw Unexpected("an expression");
    }

    private FeelNode List(SourceSpan start)
    {
        var items = new List<FeelNode>();
        if (At("]") && !OpensRange)
        {
            _index++;
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

    // "[]" is the empty list, "[ ]1..3[ ]" one of a range without its ends (rules 9 and 11): behind the bracket stands what cannot follow a
    // list.
    private bool OpensRange => _tokens[_index + 1] switch
    {
        { Kind: TokenKind.Symbol, Value: "[" or "(" } => false,
        { Kind: TokenKind.Symbol, Value: "-" } => _tokens[_index + 2].Kind != TokenKind.End && _tokens[_index + 3].Is(".."),
        _ => CanBegin(_index + 1),
    };

    private RangeNode RangeFrom(SourceSpan start, bool startIncluded, FeelNode low)
    {
        Expect("..", "between the ends of a range");
        var high = Expression();
        var endIncluded = RangeEnd();
        return new RangeNode(SpanFrom(start), startIncluded, low, high, endIncluded);
    }

    // Whether the range has its end.
    private bool RangeEnd()
    {
        var included = Accept("]");
        return included || Accept(")") || Accept("[") ? included : throw Unexpected("']' or ')' to close the range");
    }

    // The text of a range (rules 66 and 67): an end may be missing where its bracket is open.
    private RangeNode RangeLiteral()
    {
        var start = Current.Span;
        var startIncluded = Accept("[");
        if (!startIncluded && !Accept("(") && !Accept("]"))
        {
            throw Unexpected("'[' or '(' to open the range");
        }

        var low = !startIncluded && At("..") ? null : Expression();
        Expect("..", "between the ends of a range");
        var high = low is not null && (At(")") || At("[")) ? null : Expression();
        var endIncluded = RangeEnd();
        return new RangeNode(SpanFrom(start), startIncluded, low, high, endIncluded);
    }

    private RangeNode ComparisonRange(SourceSpan start, BinaryOperator comparison)
    {
        var end = Sum();
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

    private string ContextKey() => Current.Kind == TokenKind.Text ? _tokens[_index++].Value : DeclaredName("a key");
}
