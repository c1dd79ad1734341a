using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Comity.Feel.Evaluation;

namespace Comity.Feel.Functions;

/// <summary>
/// A regular expression of XQuery 1.0 and XPath 2.0 Functions and Operators, clause 7.6, which FEEL uses, run as one of .NET. A search
/// takes a step for each character of the input. One with a back-reference, and one for all matches where each looks far ahead, may take
/// longer than that: its time is counted in steps, and beyond a second it ends the evaluation.
/// </summary>
internal sealed class XPathRegex
{
    private const int MostKept = 1_000;
    private static readonly ConcurrentDictionary<(string Pattern, string Flags), (XPathRegex? Regex, string? Error)> Kept = new();

    private const int StepsPerMicrosecond = 10;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    // As long, a search without back-references is taken to be linear in the input, whose length is counted already.
    private static readonly TimeSpan Linear = TimeSpan.FromMilliseconds(100);

    private readonly Regex _regex;
    private readonly bool _isLiteral;
    private readonly bool _backtracks;

    private XPathRegex(Regex regex, bool isLiteral, bool backtracks) => (_regex, _isLiteral, _backtracks) = (regex, isLiteral, backtracks);

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

    /// <summary>Whether a part of the input matches.</summary>
    public bool IsMatch(string input, EvaluationContext context) => Counted(input, context, () => _regex.IsMatch(input));

    /// <summary>The input with every match replaced; null for a replacement that is not valid, and where nothing at all would match.</summary>
    public string? Replace(string input, string replacement, EvaluationContext context)
    {
        List<(string Text, int? Group)>? parts = _isLiteral ? [(replacement, null)] : ReplacementParts(replacement);
        if (parts is null || !Consumes(context))
        {
            context.Report("FEEL0305", parts is null ? "In a replacement, '$' is followed by a digit, and '\\' by '$' or '\\'." : "The pattern matches the empty string.");
            return null;
        }

        return Counted(input, context, () =>
        {
            long size = input.Length;
            return _regex.Replace(input, match =>
            {
                size -= match.Length;
                foreach (var (text, group) in parts)
                {
                    size += group is { } number ? match.Groups[number].Length : text.Length;
                }

                context.Step();
                context.CheckGrowth(size);
                return string.Concat(parts.Select(part => part.Group is { } group ? match.Groups[group].Value : part.Text));
            });
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

        return Counted(input, context, () =>
        {
            var parts = new List<string>();
            var from = 0;
            foreach (Match match in _regex.Matches(input))
            {
                context.Step();
                parts.Add(input[from..match.Index]);
                from = match.Index + match.Length;
            }

            parts.Add(input[from..]);
            return parts;
        });
    }

    private T Counted<T>(string input, EvaluationContext context, Func<T> work)
    {
        if (_backtracks && !context.AllowsBacktracking)
        {
            throw new EvaluationLimitException(
                "A regular expression refers back to what a group matched (\\1), which may take any time; such patterns are not allowed here.");
        }

        context.Count(input.Length);
        var begin = Stopwatch.GetTimestamp();
        T result;
        try
        {
            result = work();
        }
        catch (RegexMatchTimeoutException)
        {
            throw new EvaluationLimitException(
                $"A regular expression took longer than the {Longest.TotalSeconds:0} second that it may take.");
        }

        var counted = Stopwatch.GetElapsedTime(begin) - (!_backtracks ? Linear : TimeSpan.Zero);
        context.Count((long)(Math.Max(0, counted.TotalMicroseconds) * StepsPerMicrosecond));
        return result;
    }

    private static (XPathRegex?, string?) Make(string pattern, string flags)
    {
        if (flags.AsSpan().ContainsAnyExcept("smixq"))
        {
            return (null, $"'{flags}' are not flags; they are s, m, i, x and q.");
        }

        var options = RegexOptions.CultureInvariant | (flags.Contains('m', StringComparison.Ordinal) ? RegexOptions.Multiline : 0);
        try
        {
            var isLiteral = flags.Contains('q', StringComparison.Ordinal);
            var (text, backtracks) = isLiteral
                ? (XPathPattern.Literal(pattern, flags.Contains('i', StringComparison.Ordinal)), false)
                : new XPathPattern(pattern, flags).Translate();
            var regex = new Regex(text, options | (backtracks ? 0 : RegexOptions.NonBacktracking), Longest);
            return (new XPathRegex(regex, isLiteral, backtracks), null);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException or FormatException)
        {
            return (null, $"\"{pattern}\" is not a regular expression: {exception.Message}");
        }
    }

    private bool Consumes(EvaluationContext context) => !IsMatch("", context);

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
