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
    private readonly Dictionary<string, List<string[]>> _byFirstToken = new(StringComparer.Ordinal);

    public KnownNames(FeelScope scope)
    {
        foreach (var name in BuiltInFunctions.Names)
        {
            Add(name);
        }

        foreach (var function in scope.Functions)
        {
            Add(function.Name);
        }

        foreach (var variable in scope.Variables)
        {
            Add(variable.Name);
            AddMembers(variable.Type);
        }

        // Members of dates and ranges.
        Add("time offset");
        Add("start included");
        Add("end included");
    }

    public void Add(string name)
    {
        var tokens = Split(name);
        if (tokens.Length == 0)
        {
            return;
        }

        if (!_byFirstToken.TryGetValue(tokens[0], out var list))
        {
            _byFirstToken.Add(tokens[0], list = []);
        }

        list.Add(tokens);
    }

    /// <summary>How many tokens, from the given one, form the longest known name; 0 for none.</summary>
    public int LongestMatch(IReadOnlyList<FeelToken> tokens, int start)
    {
        var longest = 0;
        if (!_byFirstToken.TryGetValue(tokens[start].Value, out var candidates))
        {
            return 0;
        }

        foreach (var candidate in candidates)
        {
            if (candidate.Length > longest && Matches(tokens, start, candidate))
            {
                longest = candidate.Length;
            }
        }

        return longest;
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

    private static bool Matches(IReadOnlyList<FeelToken> tokens, int start, string[] name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (start + i >= tokens.Count
                || tokens[start + i].Kind is TokenKind.End or TokenKind.Text or TokenKind.At
                || !string.Equals(tokens[start + i].Value, name[i], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsWordCharacter(char character) => char.IsLetterOrDigit(character) || character == '_';

    private void AddMembers(FeelType type)
    {
        switch (type)
        {
            case ContextType context:
                foreach (var member in context.Members)
                {
                    Add(member.Name);
                    AddMembers(member.Type);
                }

                break;
            case ListType list:
                AddMembers(list.Item);
                break;
        }
    }
}
