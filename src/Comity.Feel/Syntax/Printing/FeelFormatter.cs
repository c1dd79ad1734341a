namespace Comity.Feel.Syntax.Printing;

/// <summary>A formatted text, or why there is none.</summary>
/// <param name="Text">The text; null when there are errors.</param>
/// <param name="Errors">What is wrong with the text that was given.</param>
public sealed record FeelFormatResult(string? Text, IReadOnlyList<FeelSyntaxError> Errors);

/// <summary>
/// Writes FEEL texts in one style: canonical as <see cref="FeelPrinter"/> has it, broken over lines where it is too long. Literals stay as they
/// are written and every comment stays. Formatting a formatted text changes nothing.
/// </summary>
public static class FeelFormatter
{
    /// <summary>The width that lines keep to where they can, in UTF-16 code units.</summary>
    public const int DefaultWidth = 100;

    /// <summary>Formats an expression.</summary>
    /// <param name="text">The text.</param>
    /// <param name="scope">The names it may use; they decide how names with spaces are read.</param>
    /// <param name="width">How wide a line may become.</param>
    public static FeelFormatResult FormatExpression(string text, FeelScope scope, int width = DefaultWidth) =>
        Format(text, width, source => FeelParser.ParseExpression(source, scope));

    /// <summary>Formats unary tests.</summary>
    /// <inheritdoc cref="FormatExpression"/>
    public static FeelFormatResult FormatUnaryTests(string text, FeelScope scope, int width = DefaultWidth) =>
        Format(text, width, source => FeelParser.ParseUnaryTests(source, scope));

    private static FeelFormatResult Format<T>(string text, int width, Func<string, FeelParseResult<T>> parse)
        where T : FeelNode
    {
        ArgumentNullException.ThrowIfNull(text);
        var parsed = parse(text);
        if (parsed.Tree is not { } tree)
        {
            return new FeelFormatResult(null, parsed.Errors);
        }

        // A comment may get another neighbour when brackets go or lines are broken; then it is laid out once more.
        var formatted = Layout(text, tree, width);
        for (var round = 0; round < 8 && parse(formatted).Tree is { } laid && Layout(formatted, laid, width) is var next && next != formatted; round++)
        {
            formatted = next;
        }

        return IsSame(formatted, text, tree, parse)
            ? new FeelFormatResult(formatted, [])
            : new FeelFormatResult(null, [new FeelSyntaxError("FEEL0010", "This text cannot be formatted without a change of meaning.", tree.Span, "Is a name in it part of another name, joined by an operator? Rename one of them.")]);
    }

    private static string Layout(string text, FeelNode tree, int width) =>
        DocLayout.Text(new TreePrinter(node => text.Substring(node.Span.Start, node.Span.Length), Comments.Of(text, tree)).Node(tree), width);

    // Trees are the same when their canonical texts are; comments when none is lost or changed.
    private static bool IsSame<T>(string formatted, string text, T tree, Func<string, FeelParseResult<T>> parse)
        where T : FeelNode =>
        parse(formatted).Tree is { } again
        && FeelPrinter.Print(again) == FeelPrinter.Print(tree)
        && Comments.Texts(formatted).Order(StringComparer.Ordinal).SequenceEqual(Comments.Texts(text).Order(StringComparer.Ordinal));
}
