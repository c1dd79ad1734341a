using Comity.Feel.Functions;
using Comity.Feel.Text;
using Comity.Feel.Types;

namespace Comity.Feel.Syntax;

/// <summary>
/// The names that are known at a place in a text, as sequences of words and single characters, so that the parser can put together names
/// that contain spaces or operators (DMN 1.5 §10.3.1.5: the longest known name wins).
/// </summary>
internal sealed class KnownNames
{
    // The names that every text knows, cut into parts once.
    private static readonly Node BuiltIn = OfBuiltIn();

    private readonly Node _scope;
    private readonly Node _own = new();

    public KnownNames(FeelScope scope) => _scope = scope.Names;

    public void Add(string name) => _own.Add(name);

    /// <summary>How many tokens, from the given one, form the longest known name; 0 for none.</summary>
    public int LongestMatch(string text, List<FeelToken> tokens, int start) =>
        Math.Max(Math.Max(BuiltIn.LongestMatch(text, tokens, start), _scope.LongestMatch(text, tokens, start)),
            _own.LongestMatch(text, tokens, start));

    /// <summary>The names of a scope.</summary>
    public static Node Of(FeelScope scope)
    {
        var result = new Node();
        var recursive = new HashSet<FeelType>(ReferenceEqualityComparer.Instance);
        foreach (var function in scope.Functions)
        {
            result.Add(function.Name);
        }

        foreach (var variable in scope.Variables)
        {
            result.Add(variable.Name);
            AddMembers(variable.Type);
        }

        return result;

        void AddMembers(FeelType type)
        {
            switch (type)
            {
                case ContextType context when context.RecursiveName is null || recursive.Add(context):
                    foreach (var member in context.Members)
                    {
                        result.Add(member.Name);
                        AddMembers(member.Type);
                    }

                    break;
                case ListType list:
                    AddMembers(list.Item);
                    break;
            }
        }
    }

    private static Node OfBuiltIn()
    {
        var result = new Node();
        foreach (var name in (IEnumerable<string>)[.. BuiltInFunctions.Names, "time offset", "start included", "end included"])
        {
            result.Add(name);
        }

        return result;
    }

    /// <summary>Names that begin with the same parts; finding one takes as long as the name is long, however many there are.</summary>
    internal sealed class Node
    {
        private Dictionary<string, Node>? _next;
        private bool _ends;

        public void Add(string name)
        {
            var (node, normal) = (this, FeelNames.Normalise(name));
            for (var at = 0; at < normal.Length;)
            {
                var end = FeelNames.EndOfPart(normal, at);
                node._next ??= new Dictionary<string, Node>(StringComparer.Ordinal);
                var part = normal[at..end];
                if (!node._next.TryGetValue(part, out var next))
                {
                    node._next.Add(part, next = new Node());
                }

                node = next;
                at = end < normal.Length && normal[end] == ' ' ? end + 1 : end;
            }

            node._ends = normal.Length > 0;
        }

        // A token may hold several parts (".5"), and a part several tokens ("18months"); a name ends where both do.
        public int LongestMatch(string text, List<FeelToken> tokens, int start)
        {
            var (node, longest, index) = (this, 0, start);
            for (var at = tokens[start].Span.Start; tokens[index].Kind is not (TokenKind.End or TokenKind.Text or TokenKind.At);)
            {
                var end = FeelNames.EndOfPart(text, at);
                if (node._next is null
                    || !node._next.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text.AsSpan(at, end - at), out node))
                {
                    break;
                }

                while (tokens[index].Span.End <= end && tokens[index].Kind != TokenKind.End)
                {
                    index++;
                }

                longest = node._ends && (index > start && tokens[index - 1].Span.End == end) ? index - start : longest;
                at = Math.Max(end, tokens[index].Span.Start);
            }

            return longest;
        }
    }
}
