using System.Globalization;
using System.Text;

namespace Comity.Feel.Functions;

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
    private bool _looksAhead;
    private int _at;

    /// <exception cref="FormatException">The pattern is not valid.</exception>
    public (string Text, bool Backtracks) Translate()
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

        return (_result.ToString(), refersBack || _looksAhead);
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

    // What lies outside the basic plane is two of .NET's characters and stands beside the class: [a😀-😎] is (?:[a]|\uD83D[\uDE00-\uDE0E]).
    private void CharacterClass()
    {
        var before = _result.Length;
        var beyond = new List<(int From, int To)>();
        var negated = _at < pattern.Length && pattern[_at] == '^';
        var (subtracts, any) = Members(negated, beyond);
        if (subtracts || (!negated && beyond.Count == 0))
        {
            return;
        }

        var members = _result.ToString(before, _result.Length - before);
        _result.Length = before;
        if (!negated)
        {
            _result.Append("(?:").Append(any ? members + "|" : "").AppendJoin('|', beyond.SelectMany(Pairs)).Append(')');
            return;
        }

        _result.Append(beyond.Count == 0 ? $"(?:{SurrogatePair}|" : $"(?:(?!{string.Join('|', beyond.SelectMany(Pairs))}){SurrogatePair}|");
        _result.Append(members.AsSpan(0, members.Length - 1)).Append(@"\uD800-\uDFFF])");
        _looksAhead |= beyond.Count > 0;
    }

    private static IEnumerable<string> Pairs((int From, int To) range)
    {
        for (var from = range.From; from <= range.To;)
        {
            // All that share the first half of the pair.
            var to = Math.Min(range.To, from | 0x3FF);
            var (first, second) = (char.ConvertFromUtf32(from), char.ConvertFromUtf32(to));
            yield return string.Create(CultureInfo.InvariantCulture, $@"\u{(int)first[0]:X4}[\u{(int)first[1]:X4}-\u{(int)second[1]:X4}]");
            from = to + 1;
        }
    }

    // Writes the class as far as it lies in the basic plane; says whether it subtracts another, and whether anything was written.
    private (bool Subtracts, bool Any) Members(bool negated, List<(int From, int To)> beyond)
    {
        _result.Append(negated ? "[^" : "[");
        _at += negated ? 1 : 0;
        var (first, any) = (true, false);
        while (true)
        {
            var current = _at < pattern.Length ? pattern[_at++] : throw new FormatException("a '[' is never closed.");
            switch (current)
            {
                case ']' when first:
                    throw new FormatException("a class of characters is empty.");
                case ']':
                    _result.Append(']');
                    return (false, any);
                case '-' when _at < pattern.Length && pattern[_at] == '[' && !first:
                    _result.Append('-');
                    _at++;
                    Members(_at < pattern.Length && pattern[_at] == '^', []);
                    if (_at >= pattern.Length || pattern[_at++] != ']')
                    {
                        throw new FormatException("a subtracted class ends its class.");
                    }

                    _result.Append(']');
                    return (true, true);
                case '[':
                    throw new FormatException("within '[' and ']' a '[' is written '\\['.");
                case var _ when char.IsHighSurrogate(current) && _at < pattern.Length && char.IsLowSurrogate(pattern[_at]):
                    var from = char.ConvertToUtf32(current, pattern[_at++]);
                    beyond.Add((from, UpTo() ?? from));
                    break;
                default:
                    any = true;
                    if (current == '\\')
                    {
                        Escape(true);
                    }
                    else
                    {
                        _result.Append(current);
                    }

                    break;
            }

            first = false;
        }
    }

    // The end of a range behind a character outside the basic plane; null where none follows.
    private int? UpTo()
    {
        if (_at + 2 >= pattern.Length || pattern[_at] != '-' || !char.IsHighSurrogate(pattern[_at + 1]) || !char.IsLowSurrogate(pattern[_at + 2]))
        {
            return null;
        }

        _at += 3;
        return char.ConvertToUtf32(pattern[_at - 2], pattern[_at - 1]);
    }
}
