namespace Comity.Feel.Syntax.Printing;

/// <summary>Writes a tree as FEEL text (DMN 1.5 §10.3.1.2).</summary>
public static class FeelPrinter
{
    /// <summary>
    /// The tree's canonical text, on one line unless a string holds an end of line: one space around operators and behind commas, only the
    /// brackets that are needed. Parsed with the scope that the tree was parsed with, it gives the same tree, spans aside.
    /// </summary>
    /// <param name="node">An expression, unary tests or a type, as the parser makes them.</param>
    /// <exception cref="NotSupportedException">The tree holds a node that no text gives, such as a range without ends.</exception>
    public static string Print(FeelNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return DocLayout.Text(Doc.Group(new TreePrinter(_ => null, Comments.None).Node(node)), int.MaxValue);
    }
}
