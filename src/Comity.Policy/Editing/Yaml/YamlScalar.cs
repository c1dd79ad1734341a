using System.Globalization;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Comity.Policy.Editing.Yaml;

/// <summary>Ways of writing a text in YAML. A way may not fit a text; who writes reads it back and takes the next one.</summary>
internal static class YamlScalar
{
    // As wide as the lines of packs are.
    private const int Width = 100;

    /// <summary>Ways of writing a text, the best first; the last one fits always.</summary>
    /// <param name="text">The text.</param>
    /// <param name="indent">How far the lines of a block stand in.</param>
    /// <param name="column">Where the first line begins.</param>
    /// <param name="isFlow">Whether it stands inside braces or brackets.</param>
    /// <param name="lineEnd">The file's end of a line.</param>
    public static IEnumerable<string> Ways(string text, int indent, int column, bool isFlow, string lineEnd)
    {
        var isLong = !isFlow && (text.Contains('\n', StringComparison.Ordinal) || column + text.Length > Width);
        if (isLong)
        {
            yield return ">-" + lineEnd + Folded(text, indent, [], lineEnd);
        }

        yield return text;
        yield return Quoted(text);
    }

    /// <summary>Ways of writing a text in the place of another, in that one's way where it fits.</summary>
    public static IEnumerable<string> Ways(YamlSource source, YamlScalarNode node, string text, int keyIndent, bool isFlow)
    {
        var start = YamlSource.Start(node);
        var lineEnd = source.Encoded.LineEnd;
        if (node.Style is ScalarStyle.Folded or ScalarStyle.Literal)
        {
            var header = source.Text[start..source.LineEnd(start)];
            var (indent, lines) = source.BlockLines(start);
            indent = lines.Count == 0 ? keyIndent + 2 : indent;
            yield return header + lineEnd + (node.Style == ScalarStyle.Folded
                ? Folded(text, indent, lines, lineEnd)
                : string.Join(lineEnd, text.Split('\n').Select(line => line.Length == 0 ? "" : new string(' ', indent) + line)));
        }
        else if (node.Style == ScalarStyle.SingleQuoted && !text.Contains('\n', StringComparison.Ordinal))
        {
            yield return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
        }
        else if (node.Style == ScalarStyle.DoubleQuoted)
        {
            yield return Quoted(text);
        }

        foreach (var way in Ways(text, keyIndent + 2, source.Column(start), isFlow, lineEnd))
        {
            yield return way;
        }
    }

    /// <summary>A text in double quotation marks.</summary>
    public static string Quoted(string text)
    {
        var result = new StringBuilder("\"");
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => result.Append("\\\""),
                '\\' => result.Append("\\\\"),
                '\n' => result.Append("\\n"),
                '\t' => result.Append("\\t"),
                < ' ' or '\u007f' or '\u0085' or '\u00a0' or '\u2028' or '\u2029' or '\ufeff' => result.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => result.Append(character),
            };
        }

        return result.Append('"').ToString();
    }

    // Words that stood there before keep their lines, so that a changed word shows as a changed line.
    private static string Folded(string text, int indent, List<string> before, string lineEnd)
    {
        var paragraphs = text.Split('\n');
        var old = paragraphs.Length == 1 && !before.Contains("") ? before.SelectMany(line => line.Split(' ').Select((word, i) => (Word: word, Begins: i == 0))).ToList() : [];
        var lines = new List<string>();
        var margin = new string(' ', indent);
        var width = Math.Max(Width, before.Count == 0 ? 0 : indent + before.Max(line => line.Length));
        foreach (var paragraph in paragraphs)
        {
            if (lines.Count > 0)
            {
                lines.Add("");
            }

            var words = paragraph.Split(' ');
            var first = 0;
            while (first < words.Length && first < old.Count && words[first] == old[first].Word)
            {
                first++;
            }

            var last = 0;
            while (last < words.Length - first && last < old.Count - first && words[^(last + 1)] == old[^(last + 1)].Word)
            {
                last++;
            }

            var line = new StringBuilder(margin);
            for (var i = 0; i < words.Length; i++)
            {
                var kept = i < first ? old[i].Begins : i >= words.Length - last && old[i - words.Length + old.Count].Begins;
                if (i > 0 && (kept || line.Length + 1 + words[i].Length > width))
                {
                    lines.Add(line.ToString());
                    line.Clear().Append(margin);
                }
                else if (i > 0)
                {
                    line.Append(' ');
                }

                line.Append(words[i]);
            }

            lines.Add(line.ToString());
        }

        return string.Join(lineEnd, lines);
    }
}
