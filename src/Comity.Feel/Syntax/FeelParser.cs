using Comity.Feel.Text;

namespace Comity.Feel.Syntax;

/// <summary>
/// Reads FEEL (DMN 1.5 §10.3.1). A bad text gives errors, never an exception; time is linear in the text's length, and
/// depth and length are bounded by <see cref="FeelLimits"/>.
/// </summary>
public sealed partial class FeelParser
{
    private readonly string _text;
    private readonly FeelScope _scope;
    private readonly FeelLimits _limits;
    private readonly KnownNames _names;
    private readonly List<FeelToken> _tokens = [];
    private int _index;
    private int _depth;

    // How often "?", the tested value, was read.
    private int _inputs;

    // An operand in brackets that was read before it was known to begin a longer one; the next primary.
    private FeelNode? _read;

    private FeelParser(string text, FeelScope scope, FeelLimits limits)
    {
        _text = text;
        _scope = scope;
        _limits = limits;
        _names = new KnownNames(scope);
    }

    /// <summary>Reads an expression (grammar rule 1).</summary>
    /// <param name="text">The text.</param>
    /// <param name="scope">The names it may use; they decide how names with spaces are read.</param>
    /// <param name="limits">Bounds; <see cref="FeelLimits.Default"/> when null.</param>
    public static FeelParseResult<FeelNode> ParseExpression(string text, FeelScope scope, FeelLimits? limits = null) =>
        Parse(text, scope, limits, parser => parser.Expression());

    /// <summary>Reads unary tests: a cell of a decision table, or allowed values (grammar rule 17).</summary>
    /// <param name="text">The text.</param>
    /// <param name="scope">The names it may use.</param>
    /// <param name="limits">Bounds; <see cref="FeelLimits.Default"/> when null.</param>
    public static FeelParseResult<UnaryTestsNode> ParseUnaryTests(string text, FeelScope scope, FeelLimits? limits = null) =>
        Parse(text, scope, limits, parser => parser.UnaryTests());

    /// <summary>Reads the text of a range, as the function <c>range</c> takes it (grammar rules 66 and 67).</summary>
    internal static FeelParseResult<RangeNode> ParseRange(string text) =>
        Parse(text, FeelScope.Empty, null, parser => parser.RangeLiteral());

    private static FeelParseResult<T> Parse<T>(string text, FeelScope scope, FeelLimits? limits, Func<FeelParser, T> rule)
        where T : FeelNode
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(scope);
        limits ??= FeelLimits.Default;
        if (text.Length > limits.MaximumLength)
        {
            return Failed<T>(new FeelSyntaxError(
                "FEEL0001",
                $"The expression has {text.Length:N0} characters; at most {limits.MaximumLength:N0} are read.",
                default,
                "Split it into several decisions or knowledge models."));
        }

        try
        {
            var parser = new FeelParser(text, scope, limits);
            parser.ReadTokens();
            var tree = rule(parser);
            if (parser.Current.Kind != TokenKind.End)
            {
                throw parser.Unexpected("the end of the expression");
            }

            return tree.FirstBelow(limits.MaximumHeight) is { } deep
                ? Failed<T>(new FeelSyntaxError(
                    "FEEL0004",
                    $"The expression's parts lie more than {limits.MaximumHeight:N0} levels deep.",
                    deep.Span,
                    "Give parts of it names of their own, or put the operands of a long chain into a list."))
                : new FeelParseResult<T>(tree, []);
        }
        catch (SyntaxException exception)
        {
            return Failed<T>(exception.Error);
        }
    }

    private static FeelParseResult<T> Failed<T>(FeelSyntaxError error)
        where T : FeelNode => new(null, [error]);

    private void ReadTokens()
    {
        var lexer = new FeelLexer(_text);
        FeelToken token;
        do
        {
            token = lexer.Next();
            _tokens.Add(token);
        }
        while (token.Kind != TokenKind.End);
    }

    private FeelToken Current => _tokens[_index];

    private SourceSpan LastSpan => _tokens[Math.Max(0, _index - 1)].Span;

    private SourceSpan SpanFrom(SourceSpan start) => SourceSpan.Cover(start, LastSpan);

    private bool At(string symbol) => Current.Is(symbol);

    private bool Accept(string symbol)
    {
        if (!At(symbol))
        {
            return false;
        }

        _index++;
        return true;
    }

    private void Expect(string symbol, string after)
    {
        if (!Accept(symbol))
        {
            throw Unexpected($"'{symbol}' {after}");
        }
    }

    private T Nested<T>(Func<T> rule)
    {
        if (++_depth > _limits.MaximumDepth)
        {
            throw Error(
                "FEEL0004",
                $"The expression is nested more than {_limits.MaximumDepth} levels deep.",
                Current.Span,
                "Give parts of it names of their own.");
        }

        var result = rule();
        _depth--;
        return result;
    }

    // What has no meaning may still stand in a known name, so it is an error only where a name does not take it.
    private SyntaxException Unexpected(string expected)
    {
        if (Current.Kind == TokenKind.Bad)
        {
            return Current.Value == "\""
                ? Error("FEEL0003", "This string is never closed.", Current.Span, "Write a closing quotation mark.")
                : Error("FEEL0002", $"'{Current.Value}' has no meaning in FEEL.", Current.Span);
        }

        var found = Current.Kind switch
        {
            TokenKind.End => "the end",
            TokenKind.Text => "a string",
            TokenKind.At => "an @-literal",
            _ => $"'{Current.Value}'",
        };
        return Error("FEEL0005", $"Expected {expected}, found {found}.", Current.Span);
    }

    private static SyntaxException Error(string code, string message, SourceSpan span, string? mend = null) =>
        new(new FeelSyntaxError(code, message, span, mend));

    private sealed class SyntaxException(FeelSyntaxError error) : Exception(error.Message)
    {
        public FeelSyntaxError Error { get; } = error;
    }
}
