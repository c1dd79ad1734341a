using System.Globalization;
using System.Text;
using Comity.Feel.Text;

namespace Comity.Feel.Syntax;

/// <summary>Cuts a FEEL text into tokens (DMN 1.5 §10.3.1.2 and §10.3.1.5). Names with spaces are put together by the parser.</summary>
internal sealed class FeelLexer(string text)
{
    private static readonly HashSet<string> Keywords =
    [
        "true", "false", "null", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or",
        "between", "instance", "of", "function", "external",
    ];

    // Longest first, so that "<=" is not read as "<" and "=".
    private static readonly string[] Symbols =
    [
        "..", "**", "<=", ">=", "!=", "->", "(", ")", "[", "]", "{", "}", ",", ".", ":", "+", "-", "*", "/", "<", ">", "=", "'", "’",
    ];

    private int _position;

    /// <summary>Takes the places of the comments, where they are of interest.</summary>
    public List<SourceSpan>? Comments { get; init; }

    public FeelToken Next()
    {
        SkipBlank();
        if (_position >= text.Length)
        {
            return new FeelToken(TokenKind.End, "", new SourceSpan(text.Length, 0));
        }

        var start = _position;
        var current = text[start];
        if (char.IsAsciiDigit(current) || (current == '.' && start + 1 < text.Length && char.IsAsciiDigit(text[start + 1])))
        {
            return Number(start);
        }

        if (current == '"')
        {
            return Text(start, TokenKind.Text);
        }

        if (current == '@')
        {
            _position++;
            SkipBlank();
            return _position < text.Length && text[_position] == '"'
                ? Text(start, TokenKind.At)
                : new FeelToken(TokenKind.Bad, "@", new SourceSpan(start, 1));
        }

        if (FeelNames.IsStart(FeelNames.RuneAt(text, start)))
        {
            _position = FeelNames.EndOfPart(text, start);
            var name = text[start.._position];
            return new FeelToken(Keywords.Contains(name) ? TokenKind.Keyword : TokenKind.Name, name, SpanFrom(start));
        }

        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text, start, symbol, 0, symbol.Length) == 0)
            {
                _position += symbol.Length;
                return new FeelToken(TokenKind.Symbol, symbol, SpanFrom(start));
            }
        }

        _position += FeelNames.RuneAt(text, start).Utf16SequenceLength;
        return new FeelToken(TokenKind.Bad, text[start.._position], SpanFrom(start));
    }

    private FeelToken Number(int start)
    {
        Digits();
        if (_position + 1 < text.Length && text[_position] == '.' && char.IsAsciiDigit(text[_position + 1]))
        {
            _position++;
            Digits();
        }

        if (_position < text.Length && text[_position] is 'e' or 'E')
        {
            var mark = _position++;
            if (_position < text.Length && text[_position] is '+' or '-')
            {
                _position++;
            }

            if (_position < text.Length && char.IsAsciiDigit(text[_position]))
            {
                Digits();
            }
            else
            {
                _position = mark;
            }
        }

        return new FeelToken(TokenKind.Number, text[start.._position], SpanFrom(start));
    }

    private void Digits()
    {
        while (_position < text.Length && char.IsAsciiDigit(text[_position]))
        {
            _position++;
        }
    }

    private FeelToken Text(int start, TokenKind kind)
    {
        var value = new StringBuilder();
        _position++;
        while (_position < text.Length)
        {
            var current = text[_position++];
            if (current == '"')
            {
                return new FeelToken(kind, value.ToString(), SpanFrom(start));
            }

            if (current != '\\' || !Escape(value))
            {
                value.Append(current);
            }
        }

        return new FeelToken(TokenKind.Bad, "\"", SpanFrom(start));
    }

    private bool Escape(StringBuilder value)
    {
        var escaped = _position < text.Length ? text[_position] : '\0';
        var plain = escaped switch
        {
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            '"' => "\"",
            '\'' => "'",
            '\\' => "\\",
            _ => null,
        };
        if (plain is not null)
        {
            _position++;
            value.Append(plain);
            return true;
        }

        var digits = escaped switch { 'u' => 4, 'U' => 6, _ => 0 };
        if (digits == 0
            || _position + digits >= text.Length
            || !int.TryParse(text.AsSpan(_position + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            || code > 0x10FFFF)
        {
            return false;
        }

        // A \u may be half of a surrogate pair; the other half follows as a \u of its own.
        value.Append(code is >= 0xD800 and <= 0xDFFF ? ((char)code).ToString() : char.ConvertFromUtf32(code));
        _position += digits + 1;
        return true;
    }

    private void SkipBlank()
    {
        while (_position < text.Length)
        {
            if (FeelNames.IsBlank(text[_position]))
            {
                _position++;
            }
            else if (string.CompareOrdinal(text, _position, "//", 0, 2) == 0)
            {
                var end = text.IndexOf('\n', _position);
                Comment(end < 0 ? text.Length : end);
            }
            else if (string.CompareOrdinal(text, _position, "/*", 0, 2) == 0)
            {
                var end = text.IndexOf("*/", _position + 2, StringComparison.Ordinal);
                Comment(end < 0 ? text.Length : end + 2);
            }
            else
            {
                return;
            }
        }
    }

    private void Comment(int end)
    {
        Comments?.Add(new SourceSpan(_position, end - _position));
        _position = end;
    }

    private SourceSpan SpanFrom(int start) => new(start, _position - start);
}
