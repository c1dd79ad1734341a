using System.Collections.Concurrent;
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
    private readonly bool _backtracks;

    private XPathRegex(Regex regex, bool backtracks) => (_regex, _backtracks) = (regex, backtracks);

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
    public bool? IsMatch(string input, EvaluationContext context) => InTime<bool?>(context, input, () => _regex.IsMatch(input));

    /// <summary>The input with every match replaced; null for a replacement that is not valid, and where nothing at all would match.</summary>
    public string? Replace(string input, string replacement, EvaluationContext context)
    {
        var parts = ReplacementParts(replacement);
        if (parts is null || !Consumes(context))
        {
            context.Report("FEEL0305", parts is null ? "In a replacement, '$' is followed by a digit, and '\\' by '$' or '\\'." : "The pattern matches the empty string.");
            return null;
        }

        return InTime(context, input, () =>
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

        return InTime(context, input, () =>
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

    private T? InTime<T>(EvaluationContext context, string input, Func<T> work)
    {
        if (_backtracks && !context.AllowsBacktracking)
        {
            throw new EvaluationLimitException("A regular expression refers back to what a group matched (\\1), which may take any time; such patterns are not allowed here.");
        }

        context.Spend(input.Length);
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
                ? (Text: Regex.Escape(pattern), Backtracks: false)
                : new XPathPattern(pattern, flags).Translate();
            var regex = translated.Backtracks ? new Regex(translated.Text, options, TimeSpan.FromSeconds(1)) : new Regex(translated.Text, options | RegexOptions.NonBacktracking);
            return (new XPathRegex(regex, translated.Backtracks), null);
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
