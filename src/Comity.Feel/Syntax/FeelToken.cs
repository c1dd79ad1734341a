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

    /// <summary>Whether it can stand in a name that is declared: words and the additional symbols of rule 30.</summary>
    public bool IsOfName => Kind is TokenKind.Name or TokenKind.Keyword or TokenKind.Number
        || (Kind == TokenKind.Symbol && Value is "." or "/" or "-" or "’" or "'" or "+" or "*" or "**");
}
