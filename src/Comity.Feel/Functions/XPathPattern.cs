using System.Globalization;
using System.Text;

namespace Comity.Feel.Functions;

/// <summary>
/// Translates an XPath pattern (F&amp;O 7.6.1, XML Schema part 2, F) to one of .NET, in which every character class is spelled out.
/// </summary>
internal sealed class XPathPattern
{
    // How many characters a pattern may stand for when its numbers of times are written out.
    private const long MostWrittenOut = 100_000;
    private const string AlwaysEscaped = @".\?*+{}()|[]^$-";

    private readonly string _pattern;
    private readonly bool _ignoresCase;
    private readonly bool _dotIsAll;
    private readonly bool _multiline;
    private readonly StringBuilder _result = new();
    private readonly Stack<(int Number, long Size)> _open = new();
    private readonly HashSet<int> _closed = [];
    private int _groups;
    private int _at;

    // Of what was read since the last '(': its size, and the size of its last part.
    private long _size;
    private long _part;

    public XPathPattern(string pattern, string flags)
    {
        _ignoresCase = flags.Contains('i', StringComparison.Ordinal);
        _dotIsAll = flags.Contains('s', StringComparison.Ordinal);
        _multiline = flags.Contains('m', StringComparison.Ordinal);
        _pattern = flags.Contains('x', StringComparison.Ordinal) ? WithoutBlanks(pattern) : pattern;
    }

    /// <exception cref="FormatException">The pattern is not valid.</exception>
    public (string Text, bool Backtracks) Translate()
    {
        var refersBack = false;
        while (_at < _pattern.Length)
        {
            var current = _pattern[_at++];
            switch (current)
            {
                case '\\':
                    refersBack |= Escape();
                    break;
                case '[':
                    Part(CharacterClass());
                    break;
                case '.':
                    Part(_dotIsAll ? CodePointSet.All : CodePointSet.Of(('\n', '\n'), ('\r', '\r')).Others());
                    break;
                case '^':
                    _result.Append('^');
                    _part = 0;
                    break;
                case '$':
                    _result.Append(_multiline ? "$" : @"\z");
                    _part = 0;
                    break;
                case '|':
                    _result.Append('|');
                    break;
                case '?' or '*' or '+':
                    _result.Append(current);
                    break;
                case '(':
                    Open();
                    break;
                case ')':
                    Close();
                    break;
                case '{':
                    Times();
                    break;
                case '}' or ']':
                    throw new FormatException($"a '{current}' that closes nothing is written '\\{current}'.");
                default:
                    _at--;
                    Part(Single(Point()));
                    break;
            }
        }

        return _open.Count > 0 ? throw new FormatException("a '(' is never closed.") : (_result.ToString(), refersBack);
    }

    /// <summary>A pattern that matches a text as it is written.</summary>
    public static string Literal(string text, bool ignoresCase) =>
        string.Concat(text.EnumerateRunes().Select(rune => Variants(CodePointSet.Of((rune.Value, rune.Value)), ignoresCase).Pattern()));

    private static CodePointSet Variants(CodePointSet set, bool ignoresCase) => ignoresCase ? set.WithVariants() : set;

    // With the flag x, blanks count only within classes of characters.
    private static string WithoutBlanks(string pattern)
    {
        var kept = new StringBuilder();
        var (depth, escaped) = (0, false);
        foreach (var character in pattern)
        {
            if (depth == 0 && (character is ' ' or '\t' or '\n' or '\r'))
            {
                continue;
            }

            kept.Append(character);
            depth += escaped ? 0 : character == '[' ? 1 : character == ']' && depth > 0 ? -1 : 0;
            escaped = !escaped && character == '\\';
        }

        return kept.ToString();
    }

    private char Peek(int ahead = 0) => _at + ahead < _pattern.Length ? _pattern[_at + ahead] : '\0';

    // The character at the place, be it one or two units.
    private int Point()
    {
        var point = char.IsHighSurrogate(Peek()) && char.IsLowSurrogate(Peek(1))
            ? char.ConvertToUtf32(_pattern[_at], _pattern[_at + 1]) : _pattern[_at];
        _at += point > 0xFFFF ? 2 : 1;
        return point;
    }

    private CodePointSet Single(int point) => Variants(CodePointSet.Of((point, point)), _ignoresCase);

    private void Part(CodePointSet set)
    {
        _result.Append(set.Pattern());
        Grow(1);
    }

    private void Grow(long size)
    {
        _part = size;
        _size += size;
        if (_size > MostWrittenOut)
        {
            throw new FormatException($"written out, it stands for more than {MostWrittenOut:N0} characters.");
        }
    }

    private void Open()
    {
        _result.Append('(');
        _open.Push((Peek() == '?' ? 0 : ++_groups, _size));
        _size = 0;
        if (Peek() == '?')
        {
            _result.Append(Peek(1) == ':' ? "?:" : throw new FormatException("after '(?' only ':' may stand."));
            _at += 2;
        }
    }

    private void Close()
    {
        if (!_open.TryPop(out var group))
        {
            throw new FormatException("a ')' closes nothing.");
        }

        _closed.Add(group.Number);
        _result.Append(')');
        var size = _size;
        _size = group.Size;
        Grow(size);
    }

    private void Times()
    {
        var end = _pattern.IndexOf('}', _at);
        var times = end < 0 ? [] : _pattern[_at..end].Split(',');
        if (times.Length is < 1 or > 2 || !IsNumber(times[0], out var least)
            || (!IsNumber(times[^1], out var most) && (times.Length < 2 || times[1].Length > 0)))
        {
            throw new FormatException("a '{' begins a number of times, such as {2}, {2,} or {2,5}.");
        }

        most = times[^1].Length == 0 ? least : most;
        if (most < least)
        {
            throw new FormatException($"{{{_pattern[_at..end]}}} ends before it begins.");
        }

        _result.Append('{').Append(_pattern, _at, end - _at).Append('}');
        _at = end + 1;
        _size -= _part;
        Grow(_part * Math.Max(1L, most));
    }

    private static bool IsNumber(string digits, out int number) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    // True for a back-reference.
    private bool Escape()
    {
        if (Peek() is >= '1' and <= '9')
        {
            BackReference(_pattern[_at++] - '0');
            return true;
        }

        Part(Escaped(out _));
        return false;
    }

    // What stands behind '\': a character, or a class of them.
    private CodePointSet Escaped(out int? single)
    {
        var escaped = _at < _pattern.Length ? _pattern[_at++] : throw new FormatException("it ends with a '\\'.");
        single = escaped switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ when AlwaysEscaped.Contains(escaped, StringComparison.Ordinal) => escaped,
            _ => null,
        };
        return single is { } point ? Single(point) : escaped switch
        {
            's' => CodePointSet.WhiteSpace,
            'S' => CodePointSet.WhiteSpace.Others(),
            'd' => CodePointSet.Category("Nd")!,
            'D' => CodePointSet.Category("Nd")!.Others(),
            'w' => CodePointSet.Word,
            'W' => CodePointSet.Word.Others(),
            'i' => CodePointSet.NameStartCharacters,
            'I' => CodePointSet.NameStartCharacters.Others(),
            'c' => CodePointSet.NameChars,
            'C' => CodePointSet.NameChars.Others(),
            'p' => Category(),
            'P' => Category().Others(),
            _ => throw new FormatException($"'\\{escaped}' has no meaning."),
        };
    }

    private CodePointSet Category()
    {
        var end = Peek() == '{' ? _pattern.IndexOf('}', _at) : -1;
        if (end < 0)
        {
            throw new FormatException("after '\\p' and '\\P' a category stands in braces.");
        }

        var name = _pattern[(_at + 1)..end];
        _at = end + 1;
        return CodePointSet.Category(name) ?? throw new FormatException($"there is no category or block '{name}'.");
    }

    private void BackReference(int group)
    {
        while (char.IsAsciiDigit(Peek()) && _closed.Contains((group * 10) + Peek() - '0'))
        {
            group = (group * 10) + _pattern[_at++] - '0';
        }

        if (!_closed.Contains(group))
        {
            throw new FormatException($"there is no group {group} before '\\{group}'.");
        }

        _result.Append(CultureInfo.InvariantCulture, $"(?{(_ignoresCase ? "i" : "")}:\\{group})");
        Grow(1);
    }

    // Behind '['. A hyphen stands for itself at the beginning and the end only.
    private CodePointSet CharacterClass()
    {
        var negated = Peek() == '^';
        _at += negated ? 1 : 0;
        var set = CodePointSet.Empty;
        for (var first = true; ; first = false)
        {
            switch (Peek())
            {
                case '\0' when _at >= _pattern.Length:
                    throw new FormatException("a '[' is never closed.");
                case ']' when first:
                    throw new FormatException("a class of characters is empty.");
                case ']':
                    _at++;
                    return negated ? set.Others() : set;
                case '[':
                    throw new FormatException("within '[' and ']' a '[' is written '\\['.");
                case '-' when !first && Peek(1) == '[':
                    _at += 2;
                    var subtracted = CharacterClass();
                    return Peek() == ']' && _at++ >= 0
                        ? (negated ? set.Others() : set).Without(subtracted)
                        : throw new FormatException("a subtracted class ends its class.");
                case '-' when !first && Peek(1) != ']':
                    throw new FormatException("within '[' and ']' a '-' is written '\\-', unless it comes first or last.");
                default:
                    set = set.With(Member());
                    break;
            }
        }
    }

    // A character, a range of them, or what an escape stands for.
    private CodePointSet Member()
    {
        if (End(out var set) is not { } from || Peek() != '-' || Peek(1) is ']' or '[' || _at + 1 >= _pattern.Length)
        {
            return set;
        }

        _at++;
        var to = End(out _) ?? throw new FormatException("a range of characters ends with a character.");
        return to >= from ? Variants(CodePointSet.Of((from, to)), _ignoresCase)
            : throw new FormatException("a range of characters ends before it begins.");
    }

    private int? End(out CodePointSet set)
    {
        if (Peek() == '\\')
        {
            _at++;
            set = Escaped(out var single);
            return single;
        }

        var point = Point();
        set = Single(point);
        return point;
    }
}
