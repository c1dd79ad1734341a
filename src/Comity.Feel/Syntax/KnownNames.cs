using System.Text;
using Comity.Feel.Functions;
using Comity.Feel.Types;

namespace Comity.Feel.Syntax;

/// <summary>
/// The names that are known at a place in a text, as sequences of tokens, so that the parser can put together names
/// that contain spaces or operators (DMN 1.5 §10.3.1.5: the longest known name wins).
/// </summary>
internal sealed class KnownNames
{
    // The names that every text knows, cut into tokens once.
    private static readonly Node BuiltIn = OfBuiltIn();

    private readonly Node _scope;
    private readonly Node _own = new();

    public KnownNames(FeelScope scope) => _scope = scope.Names;

    public void Add(string name) => _own.Add(Split(name));

    /// <summary>How many tokens, from the given one, form the longest known name; 0 for none.</summary>
    public int LongestMatch(IReadOnlyList<FeelToken> tokens, int start) => Math.Max(Math.Max(BuiltIn.LongestMatch(tokens, start), _scope.LongestMatch(tokens, start)), _own.LongestMatch(tokens, start));

    /// <summary>The names of a scope.</summary>
    public static Node Of(FeelScope scope)
    {
        var result = new Node();
        var recursive = new HashSet<FeelType>(ReferenceEqualityComparer.Instance);
        foreach (var function in scope.Functions)
        {
            result.Add(Split(function.Name));
        }

        foreach (var variable in scope.Variables)
        {
            result.Add(Split(variable.Name));
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
                        result.Add(Split(member.Name));
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
            result.Add(Split(name));
        }

        return result;
    }

    /// <summary>The name that tokens form: one space where two would run together as names, as written otherwise.</summary>
    public static string Join(IEnumerable<string> tokens)
    {
        var result = new StringBuilder();
        foreach (var token in tokens)
        {
            if (result.Length > 0 && IsWordCharacter(result[^1]) && IsWordCharacter(token[0]))
            {
                result.Append(' ');
            }

            result.Append(token);
        }

        return result.ToString();
    }

    /// <summary>A name in the form in which names are compared.</summary>
    public static string Normalise(string name) => Join(Split(name));

    private static string[] Split(string name)
    {
        var lexer = new FeelLexer(name);
        var tokens = new List<string>();
        for (var token = lexer.Next(); token.Kind != TokenKind.End; token = lexer.Next())
        {
            tokens.Add(token.Value);
        }

        return [.. tokens];
    }

    private static bool IsWordCharacter(char character) => char.IsLetterOrDigit(character) || character == '_';

    /// <summary>Names that begin with the same tokens; finding one takes as long as the name is long, however many there are.</summary>
    internal sealed class Node
    {
        private Dictionary<string, Node>? _next;
        private bool _ends;

        public void Add(string[] tokens)
        {
            var node = this;
            foreach (var token in tokens)
            {
                node._next ??= new Dictionary<string, Node>(StringComparer.Ordinal);
                if (!node._next.TryGetValue(token, out var next))
                {
                    node._next.Add(token, next = new Node());
                }

                node = next;
            }

            node._ends = tokens.Length > 0;
        }

        public int LongestMatch(IReadOnlyList<FeelToken> tokens, int start)
        {
            var (node, longest) = (this, 0);
            for (var i = start; i < tokens.Count && tokens[i].Kind is not (TokenKind.End or TokenKind.Text or TokenKind.At) && node._next?.TryGetValue(tokens[i].Value, out var next) == true; i++)
            {
                node = next;
                longest = node._ends ? i - start + 1 : longest;
            }

            return longest;
        }
    }
}
