using Comity.Feel.Text;

namespace Comity.Feel.Syntax;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    End,
    Name,
    Keyword,
    Number,
    Text,
    At,
    Symbol,
    Bad,
}

/// <summary>One token. <paramref name="Value"/> is its text; for strings the text without quotes and escapes.</summary>
internal readonly record struct FeelToken(TokenKind Kind, string Value, SourceSpan Span)
{
    public bool Is(string symbol) => Kind is TokenKind.Symbol or TokenKind.Keyword && Value == symbol;
}
