using Comity.Feel.Text;

namespace Comity.Feel.Syntax.Printing;

/// <summary>
/// The comments of a text, each held by the node it speaks about: what stands on a line of its own or directly before a node belongs
/// to the node behind it, what ends a line to the node before it.
/// </summary>
internal sealed class Comments
{
    private readonly Dictionary<FeelNode, List<Comment>> _before = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<FeelNode, List<Comment>> _after = new(ReferenceEqualityComparer.Instance);

    private Comments()
    {
    }

    public static Comments None { get; } = new();

    /// <summary>Gives each comment of the text to a node of its tree.</summary>
    public static Comments Of(string text, FeelNode tree)
    {
        var result = new Comments();
        var trivia = new List<SourceSpan>();
        var tokens = Tokens(text, trivia);
        if (trivia.Count == 0)
        {
            return result;
        }

        var places = new Places(tree);
        foreach (var span in trivia)
        {
            result.Attach(text, span, tokens, places);
        }

        return result;
    }

    /// <summary>The comments of a text as they are written, in order.</summary>
    public static IReadOnlyList<string> Texts(string text)
    {
        var trivia = new List<SourceSpan>();
        Tokens(text, trivia);
        return trivia.ConvertAll(span => text.Substring(span.Start, span.Length).TrimEnd());
    }

    public bool On(FeelNode node) => _before.ContainsKey(node) || _after.ContainsKey(node);

    /// <summary>What stands before the node; null for nothing.</summary>
    public Doc? Before(FeelNode node) => _before.TryGetValue(node, out var list) ? Leading(list) : null;

    /// <summary>What stands before the label (a key, a parameter's name) that is written before the node; it is then no longer the node's.</summary>
    public Doc? BeforeLabelOf(FeelNode node)
    {
        if (!_before.TryGetValue(node, out var list) || !list.Exists(comment => comment.BeforeLabel))
        {
            return null;
        }

        var rest = list.FindAll(comment => !comment.BeforeLabel);
        if (rest.Count == 0)
        {
            _before.Remove(node);
        }
        else
        {
            _before[node] = rest;
        }

        return Leading(list.FindAll(comment => comment.BeforeLabel));
    }

    /// <summary>What stands behind the node; null for nothing.</summary>
    public Doc? After(FeelNode node)
    {
        if (!_after.TryGetValue(node, out var list))
        {
            return null;
        }

        var inline = list.TakeWhile(comment => !comment.EndsLine).Select(comment => (Doc)(" " + comment.Text)).ToList();
        return Doc.Concat([.. inline, .. list.Skip(inline.Count).Select(comment => Doc.LineEnd(comment.Text))]);
    }

    private static Doc Leading(List<Comment> list) => Doc.Concat([.. list.SelectMany(comment => new[]
    {
        comment.EndsLine ? Doc.LineEnd(comment.Text) : comment.Text, comment.EndsLine || comment.LineBehind ? Doc.HardLine : " ",
    })]);

    private static List<FeelToken> Tokens(string text, List<SourceSpan> comments)
    {
        var lexer = new FeelLexer(text) { Comments = comments };
        var tokens = new List<FeelToken>();
        do
        {
            tokens.Add(lexer.Next());
        }
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    private void Attach(string text, SourceSpan span, List<FeelToken> tokens, Places places)
    {
        var next = tokens.FindIndexFrom(span.End);
        var (before, behind) = (places.EndingBefore(span.Start), places.StartingAt(span.End));
        var content = text.Substring(span.Start, span.Length).TrimEnd();
        var endsLine = content.StartsWith("//", StringComparison.Ordinal);
        var lastEnd = next > 0 ? tokens[next - 1].Span.End : 0;
        var ownLine = next == 0 || text.AsSpan(lastEnd, span.Start - lastEnd).Contains('\n');
        var lineBehind = text.AsSpan(span.End, tokens[next].Span.Start - span.End).Contains('\n');

        // Only "(" may stand between a comment and the node that it is directly before.
        var first = next;
        while (tokens[first].Is("("))
        {
            first++;
        }

        var isDirectlyBefore = behind is not null && tokens[first].Span.Start == behind.Span.Start;
        var isDirectlyBehind = before is not null && !tokens.Exists(before.Span.End, span.Start, token => !token.Is(",") && !token.Is(")"));
        var closes = tokens[next].Is(")") || tokens[next].Is("]") || tokens[next].Is("}") || tokens[next].Kind == TokenKind.End;
        var opened = next > 0 && (tokens[next - 1].Is("(") || tokens[next - 1].Is("[") || tokens[next - 1].Is("{"));
        var comment = new Comment(content, endsLine, lineBehind, !isDirectlyBefore);
        var around = places.Around(span);
        if ((closes && opened) || (around.Span.Start < span.Start && span.End < around.Span.End && !around.Children().Any()))
        {
            // Inside empty brackets, or between the words of a name.
            Add(_before, around, comment with { BeforeLabel = false });
        }
        else if (before is not null && (behind is null || (closes && !ownLine) || (closes && isDirectlyBehind) || (!ownLine && isDirectlyBehind && (endsLine || !isDirectlyBefore))))
        {
            Add(_after, before, comment);
        }
        else
        {
            Add(_before, behind ?? places.Root, comment);
        }
    }

    private static void Add(Dictionary<FeelNode, List<Comment>> nodes, FeelNode node, Comment comment)
    {
        if (!nodes.TryGetValue(node, out var list))
        {
            nodes.Add(node, list = []);
        }

        list.Add(comment);
    }

    // EndsLine: a "//" comment. LineBehind: the source ends the line behind it. BeforeLabel: tokens stand between it and its node.
    private sealed record Comment(string Text, bool EndsLine, bool LineBehind, bool BeforeLabel);

    /// <summary>The outermost nodes by where they start and end.</summary>
    private sealed class Places
    {
        private readonly SortedList<int, FeelNode> _byStart = [];
        private readonly SortedList<int, FeelNode> _byEnd = [];

        public Places(FeelNode root)
        {
            Root = root;
            var byStart = new Dictionary<int, FeelNode>();
            var byEnd = new Dictionary<int, FeelNode>();
            foreach (var node in root.SelfAndDescendants())
            {
                byStart.TryAdd(node.Span.Start, node);
                byEnd.TryAdd(node.Span.End, node);
            }

            _byStart = new SortedList<int, FeelNode>(byStart);
            _byEnd = new SortedList<int, FeelNode>(byEnd);
        }

        public FeelNode Root { get; }

        public FeelNode? StartingAt(int position) => Search(_byStart.Keys, position) is var found && found < _byStart.Count ? _byStart.Values[found] : null;

        public FeelNode? EndingBefore(int position) => Search(_byEnd.Keys, position + 1) - 1 is >= 0 and var found ? _byEnd.Values[found] : null;

        public FeelNode Around(SourceSpan span)
        {
            var node = Root;
            while (node.Children().FirstOrDefault(child => child.Span.Start <= span.Start && child.Span.End >= span.End) is { } inner)
            {
                node = inner;
            }

            return node;
        }

        // The index of the first key that is not below the position.
        private static int Search(IList<int> keys, int position)
        {
            var (low, high) = (0, keys.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = keys[middle] < position ? (middle + 1, high) : (low, middle);
            }

            return low;
        }
    }
}

/// <summary>Looks up tokens by their place.</summary>
internal static class TokenPlaces
{
    /// <summary>The index of the first token that starts at the position or behind it.</summary>
    public static int FindIndexFrom(this List<FeelToken> tokens, int position)
    {
        var (low, high) = (0, tokens.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = tokens[middle].Span.Start < position ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Whether a token between two positions has the property.</summary>
    public static bool Exists(this List<FeelToken> tokens, int start, int end, Func<FeelToken, bool> property)
    {
        for (var i = tokens.FindIndexFrom(start); i < tokens.Count && tokens[i].Span.Start < end; i++)
        {
            if (property(tokens[i]))
            {
                return true;
            }
        }

        return false;
    }
}
