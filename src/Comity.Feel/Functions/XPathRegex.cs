using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Comity.Feel.Evaluation;

namespace Comity.Feel.Functions;

/// <summary>
/// A regular expression of XQuery 1.0 and XPath 2.0 Functions and Operators, clause 7.6, which FEEL uses, run as one of .NET. Patterns
/// without back-references run in time linear in the input; the others are stopped after a second.
/// </summary>
internal sealed class XPathRegex
{
    private const int MostKept = 1_000;
    private static readonly ConcurrentDictionary<(string Pattern, string Flags), (XPathRegex? Regex, string? Error)> Kept = new();

    private readonly Regex _regex;

    private XPathRegex(Regex regex) => _regex = regex;

    /// <summary>The expression; null with the reason for a pattern or flags that are not valid.</summary>
    public static XPathRegex? Of(string pattern, string flags, out string? error)
    {
        var key = (pattern, flags);
        if (!Kept.TryGetValue(key, out var known))
        {
            known = Make(pattern, flags);
            if (Kept.Count >= MostKept)
            {
                Kept.Clear();
            }

            Kept[key] = known;
        }

        error = known.Error;
        return known.Regex;
    }

    /// <summary>Whether a part of the input matches; null when that takes too long.</summary>
    public bool? IsMatch(string input, EvaluationContext context) => InTime<bool?>(context, () => _regex.IsMatch(input));

    /// <summary>The input with every match replaced; null for a replacement that is not valid, and where nothing at all would match.</summary>
    public string? Replace(string input, string replacement, EvaluationContext context)
    {
        var parts = ReplacementParts(replacement);
        if (parts is null || !Consumes(context))
        {
            context.Report("FEEL0305", parts is null ? "In a replacement, '$' is followed by a digit, and '\\' by '$' or '\\'." : "The pattern matches the empty string.");
            return null;
        }

        return InTime(context, () =>
        {
            var result = _regex.Replace(input, match => string.Concat(parts.Select(part => part.Group is { } group ? match.Groups[group].Value : part.Text)));
            context.CheckSize(result.Length);
            return result;
        });
    }

    /// <summary>What lies between the matches; null where the pattern matches the empty string.</summary>
    public List<string>? Split(string input, EvaluationContext context)
    {
        if (!Consumes(context))
        {
            context.Report("FEEL0305", "The pattern matches the empty string.");
            return null;
        }

        return InTime(context, () =>
        {
            var parts = new List<string>();
            var from = 0;
            foreach (Match match in _regex.Matches(input))
            {
                parts.Add(input[from..match.Index]);
                from = match.Index + match.Length;
            }

            parts.Add(input[from..]);
            return parts;
        });
    }

    private static T? InTime<T>(EvaluationContext context, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (RegexMatchTimeoutException)
        {
            context.Report("FEEL0305", "The regular expression takes too long.");
            return default;
        }
    }

    private static (XPathRegex?, string?) Make(string pattern, string flags)
    {
        if (flags.AsSpan().ContainsAnyExcept("smixq"))
        {
            return (null, $"'{flags}' are not flags; they are s, m, i, x and q.");
        }

        var options = RegexOptions.CultureInvariant
            | (flags.Contains('m', StringComparison.Ordinal) ? RegexOptions.Multiline : 0)
            | (flags.Contains('i', StringComparison.Ordinal) ? RegexOptions.IgnoreCase : 0);
        try
        {
            var translated = flags.Contains('q', StringComparison.Ordinal)
                ? (Text: Regex.Escape(pattern), RefersBack: false)
                : new XPathPattern(pattern, flags).Translate();
            return (new XPathRegex(translated.RefersBack ? new Regex(translated.Text, options, TimeSpan.FromSeconds(1)) : new Regex(translated.Text, options | RegexOptions.NonBacktracking)), null);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException or FormatException)
        {
            return (null, $"\"{pattern}\" is not a regular expression: {exception.Message}");
        }
    }

    private bool Consumes(EvaluationContext context) => IsMatch("", context) == false;

    // Texts and numbers of groups; digits after $ are taken as long as there is such a group.
    private List<(string Text, int? Group)>? ReplacementParts(string replacement)
    {
        var groups = _regex.GetGroupNumbers().Max();
        var parts = new List<(string, int?)>();
        var text = new StringBuilder();
        for (var i = 0; i < replacement.Length; i++)
        {
            var next = i + 1 < replacement.Length ? replacement[i + 1] : '\0';
            if (replacement[i] == '\\')
            {
                if (next is not ('\\' or '$'))
                {
                    return null;
                }

                text.Append(next);
                i++;
            }
            else if (replacement[i] == '$')
            {
                if (!char.IsAsciiDigit(next))
                {
                    return null;
                }

                var group = next - '0';
                for (i++; i + 1 < replacement.Length && char.IsAsciiDigit(replacement[i + 1]) && (group * 10) + replacement[i + 1] - '0' <= groups; i++)
                {
                    group = (group * 10) + replacement[i + 1] - '0';
                }

                parts.Add((text.ToString(), null));
                text.Clear();
                parts.Add(("", group <= groups ? group : null));
            }
            else
            {
                text.Append(replacement[i]);
            }
        }

        parts.Add((text.ToString(), null));
        return parts;
    }
}

/// <summary>Translates an XPath pattern to one of .NET.</summary>
internal sealed class XPathPattern(string pattern, string flags)
{
    private const string SurrogatePair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";
    private readonly bool _blanksIgnored = flags.Contains('x', StringComparison.Ordinal);
    private readonly bool _dotIsAll = flags.Contains('s', StringComparison.Ordinal);
    private readonly bool _multiline = flags.Contains('m', StringComparison.Ordinal);
    private readonly StringBuilder _result = new();
    private readonly Stack<int> _open = new();
    private readonly HashSet<int> _closed = [];
    private int _groups;
    private int _at;

    /// <exception cref="FormatException">The pattern is not valid.</exception>
    public (string Text, bool RefersBack) Translate()
    {
        var refersBack = false;
        while (_at < pattern.Length)
        {
            var current = pattern[_at++];
            switch (current)
            {
                case '\\':
                    refersBack |= Escape(false);
                    break;
                case '[':
                    CharacterClass();
                    break;
                case '.':
                    _result.Append(_dotIsAll ? $@"(?:{SurrogatePair}|[\s\S])" : $@"(?:{SurrogatePair}|[^\n\r])");
                    break;
                case '$':
                    _result.Append(_multiline ? "$" : @"\z");
                    break;
                case '(':
                    Open();
                    break;
                case ')':
                    Close();
                    break;
                case '{' when _at < pattern.Length && !char.IsAsciiDigit(pattern[_at]):
                    throw new FormatException("a '{' begins a number of times.");
                case ' ' or '\t' or '\n' or '\r' when _blanksIgnored:
                    break;
                case '#':
                    _result.Append(@"\#");
                    break;
                default:
                    Literal(current);
                    break;
            }
        }

        return (_result.ToString(), refersBack);
    }

    // A character outside the basic plane is two of .NET's, which belong together.
    private void Literal(char current)
    {
        if (char.IsHighSurrogate(current) && _at < pattern.Length && char.IsLowSurrogate(pattern[_at]))
        {
            _result.Append("(?:").Append(current).Append(pattern[_at++]).Append(')');
        }
        else
        {
            _result.Append(current);
        }
    }

    private void Open()
    {
        _result.Append('(');
        if (_at < pattern.Length && pattern[_at] == '?')
        {
            if (_at + 1 >= pattern.Length || pattern[_at + 1] != ':')
            {
                throw new FormatException("after '(?' only ':' may stand.");
            }

            _open.Push(0);
        }
        else
        {
            _open.Push(++_groups);
        }
    }

    private void Close()
    {
        if (!_open.TryPop(out var group))
        {
            throw new FormatException("a ')' closes nothing.");
        }

        _closed.Add(group);
        _result.Append(')');
    }

    // True for a back-reference.
    private bool Escape(bool inClass)
    {
        var escaped = _at < pattern.Length ? pattern[_at++] : throw new FormatException("it ends with a '\\'.");
        switch (escaped)
        {
            case 'n' or 'r' or 't' or 'd' or 'D' or 's' or 'S' or '\\' or '|' or '.' or '?' or '*' or '+' or '(' or ')' or '{' or '}' or '$' or '-' or '[' or ']' or '^':
                _result.Append('\\').Append(escaped);
                return false;
            case 'p' or 'P':
                Category(escaped);
                return false;
            case 'w':
                _result.Append(inClass ? @"\p{L}\p{M}\p{N}\p{S}" : @"[\p{L}\p{M}\p{N}\p{S}]");
                return false;
            case 'W':
                _result.Append(inClass ? @"\p{P}\p{Z}\p{C}" : @"[\p{P}\p{Z}\p{C}]");
                return false;
            case 'i':
                _result.Append(inClass ? @"\p{L}\p{Nl}_:" : @"[\p{L}\p{Nl}_:]");
                return false;
            case 'I' when !inClass:
                _result.Append(@"[^\p{L}\p{Nl}_:]");
                return false;
            case 'c':
                _result.Append(inClass ? @"\p{L}\p{M}\p{N}_:.\-\u00B7" : @"[\p{L}\p{M}\p{N}_:.\-\u00B7]");
                return false;
            case 'C' when !inClass:
                _result.Append(@"[^\p{L}\p{M}\p{N}_:.\-\u00B7]");
                return false;
            case ' ' or '\t' or '\n' or '\r' when _blanksIgnored:
                // White space goes before the escape is read, so that what follows it is escaped.
                return Escape(inClass);
            case >= '1' and <= '9' when !inClass:
                BackReference(escaped - '0');
                return true;
            default:
                throw new FormatException($"'\\{escaped}' has no meaning{(inClass ? " between '[' and ']'" : "")}.");
        }
    }

    private void BackReference(int group)
    {
        while (_at < pattern.Length && char.IsAsciiDigit(pattern[_at]) && _closed.Contains((group * 10) + pattern[_at] - '0'))
        {
            group = (group * 10) + pattern[_at++] - '0';
        }

        if (!_closed.Contains(group))
        {
            throw new FormatException($"there is no group {group} before '\\{group}'.");
        }

        _result.Append(CultureInfo.InvariantCulture, $"(?:\\{group})");
    }

    private void Category(char letter)
    {
        var end = pattern.IndexOf('}', _at);
        if (_at >= pattern.Length || pattern[_at] != '{' || end < 0)
        {
            throw new FormatException($"after '\\{letter}' a category stands in braces.");
        }

        var name = pattern[(_at + 1)..end];
        name = _blanksIgnored ? string.Concat(name.Where(character => !char.IsWhiteSpace(character))) : name;
        _result.Append('\\').Append(letter).Append('{').Append(name).Append('}');
        _at = end + 1;
    }

    private void CharacterClass()
    {
        _result.Append('[');
        var first = true;
        if (_at < pattern.Length && pattern[_at] == '^')
        {
            _result.Append('^');
            _at++;
        }

        while (true)
        {
            var current = _at < pattern.Length ? pattern[_at++] : throw new FormatException("a '[' is never closed.");
            switch (current)
            {
                case ']' when first:
                    throw new FormatException("a class of characters is empty.");
                case ']':
                    _result.Append(']');
                    return;
                case '\\':
                    Escape(true);
                    break;
                case '-' when _at < pattern.Length && pattern[_at] == '[' && !first:
                    _result.Append('-');
                    _at++;
                    CharacterClass();
                    break;
                case '[':
                    throw new FormatException("within '[' and ']' a '[' is written '\\['.");
                default:
                    _result.Append(current);
                    break;
            }

            first = false;
        }
    }
}
