using Comity.Feel.Text;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Comity.Policy.Editing.Yaml;

/// <summary>The stretches of a file that have to change for an edit of an item or one of its texts.</summary>
internal static class YamlItems
{
    // Where a key goes that an item does not have yet: behind the nearest of these that stands before it here.
    private static readonly string[] Order =
    [
        "format", "id", "section", "name", "value", "version", "type", "title", "statement", "citation", "on", "force", "status", "in-force-from", "in-force-until",
        "jurisdiction", "summary", "signed-by", "source", "label", "min", "max", "decimals", "may-be-absent", "question", "help", "proof", "text", "note", "uncited", "recorded-only", "cost",
        "where", "holds", "outcome",
    ];

    /// <summary>An item's lines, without the dash and as far to the left as they go.</summary>
    public static string TextOf(YamlSource source, YamlMappingNode map)
    {
        if (map.Style == MappingStyle.Flow)
        {
            return source.Text[YamlSource.Start(map)..source.End(map)];
        }

        var start = YamlSource.Start(map);
        var indent = source.Column(start);
        var lines = source.Text[start..source.LineEnd(source.End(map))].ReplaceLineEndings("\n").Split('\n');
        return string.Join('\n', lines.Select((line, i) => i == 0 ? line : Dedent(line, indent)));
    }

    /// <summary>Gives a key another text, adds it, or takes it away; null where that cannot be written.</summary>
    /// <param name="source">The file.</param>
    /// <param name="item">Which item.</param>
    /// <param name="field">The key.</param>
    /// <param name="text">The text; null to take the key away.</param>
    public static TextChange? Set(YamlSource source, PackItem item, string field, string? text)
    {
        var map = item.Find(source)!;
        var isFlow = map.Style == MappingStyle.Flow;
        if (text is null)
        {
            return Remove(source, map, field, isFlow);
        }

        var written = text.ReplaceLineEndings("\n").Trim();
        var keyIndent = source.Column(YamlSource.Start(map.Children.First().Key));
        if (YamlSource.Child(map, field) is { } node)
        {
            if (node is not YamlScalarNode scalar)
            {
                return null;
            }

            // Of a key without a value, the value stands behind the colon.
            var (start, end) = (YamlSource.Start(scalar), source.End(scalar));
            var space = start == end && start > 0 && !char.IsWhiteSpace(source.Text[start - 1]) ? " " : "";
            return Fitting(YamlScalar.Ways(source, scalar, written, keyIndent, isFlow).Select(way => new TextChange(start, end, space + way)));
        }

        var rank = Array.IndexOf(Order, field);
        var before = map.Children.LastOrDefault(entry => Array.IndexOf(Order, ((YamlScalarNode)entry.Key).Value) is var other && other >= 0 && other < rank);
        before = before.Key is null ? map.Children.First() : before;
        var place = source.End(before.Value);
        if (!isFlow)
        {
            place = source.LineEnd(place);
        }

        var lead = isFlow ? $", {field}: " : $"{source.Encoded.LineEnd}{new string(' ', keyIndent)}{field}: ";
        return Fitting(YamlScalar.Ways(written, keyIndent + 2, keyIndent + field.Length + 2, isFlow, source.Encoded.LineEnd).Select(way => new TextChange(place, place, lead + way)));

        TextChange? Fitting(IEnumerable<TextChange> changes) =>
            changes.FirstOrDefault(change => source.With(change) is { } after && item.Find(after) is { } there && YamlSource.Value(there, field) == written && there.Children.Count == map.Children.Count + (YamlSource.Child(map, field) is null ? 1 : 0));
    }

    /// <summary>Adds an item; null where that cannot be written.</summary>
    public static TextChange? Add(YamlSource source, YamlNode? list, string? after, string nameKey, string text)
    {
        var items = YamlSource.Items(list);
        var lineEnd = source.Encoded.LineEnd;
        if (items.Count == 0)
        {
            return list is YamlSequenceNode { Style: SequenceStyle.Flow } && list == source.Root
                ? new TextChange(YamlSource.Start(list), source.End(list), Lines(text, 0, lineEnd))
                : null;
        }

        if (Dash(source, items[0]) is not { } first)
        {
            return null;
        }

        var indent = source.Column(first);
        var isApart = items.Count == 1 ? list == source.Root : source.IsBlank(source.NextLine(source.End(items[0])));
        var gap = isApart ? lineEnd : "";
        if (after is null)
        {
            var start = source.LineStart(first);
            return new TextChange(start, start, Lines(text, indent, lineEnd) + lineEnd + gap);
        }

        var place = source.LineEnd(source.End(items.First(item => YamlSource.Value(item, nameKey) == after)));
        return new TextChange(place, place, lineEnd + gap + Lines(text, indent, lineEnd));
    }

    /// <summary>Takes an item away; null where that cannot be written.</summary>
    public static TextChange? RemoveItem(YamlSource source, YamlNode? list, YamlMappingNode map)
    {
        var items = YamlSource.Items(list);
        if (Dash(source, map) is not { } dash)
        {
            return null;
        }

        var (start, end) = (source.LineStart(dash), source.LineEnd(source.End(map)));
        if (items.Count == 1)
        {
            return list == source.Root ? new TextChange(start, end, "[]") : null;
        }

        end = source.NextLine(end);
        if (ReferenceEquals(items[0], map))
        {
            while (end < source.Text.Length && source.IsBlank(end))
            {
                end = source.NextLine(end);
            }
        }
        else
        {
            while (start > 0 && source.IsBlank(source.LineStart(start - 1)))
            {
                start = source.LineStart(start - 1);
            }
        }

        return new TextChange(start, end, "");
    }

    /// <summary>Puts another item in the place of one; null where that cannot be written.</summary>
    public static TextChange? ReplaceItem(YamlSource source, YamlMappingNode map, string text) => Dash(source, map) is { } dash
        ? new TextChange(source.LineStart(dash), source.LineEnd(source.End(map)), Lines(text, source.Column(dash), source.Encoded.LineEnd))
        : null;

    /// <summary>An item's text as the lines of a list.</summary>
    public static string Lines(string text, int indent, string lineEnd)
    {
        var lines = text.ReplaceLineEndings("\n").Trim('\n').TrimEnd().Split('\n');
        var margin = new string(' ', indent);
        return string.Join(lineEnd, lines.Select((line, i) => string.IsNullOrWhiteSpace(line) ? "" : margin + (i == 0 ? "- " : "  ") + line));
    }

    private static TextChange? Remove(YamlSource source, YamlMappingNode map, string field, bool isFlow)
    {
        var entries = map.Children.ToList();
        var index = entries.FindIndex(entry => (entry.Key as YamlScalarNode)?.Value == field);
        var (key, value) = (YamlSource.Start(entries[index].Key), entries[index].Value);
        if (entries.Count == 1)
        {
            return null;
        }

        if (index == 0)
        {
            return new TextChange(key, YamlSource.Start(entries[1].Key), "");
        }

        return isFlow
            ? new TextChange(source.End(entries[index - 1].Value), source.End(value), "")
            : new TextChange(source.LineStart(key), source.NextLine(source.End(value)), "");
    }

    // The dash of a list item, if it stands at the beginning of the item's own line.
    private static int? Dash(YamlSource source, YamlMappingNode map)
    {
        var start = YamlSource.Start(map);
        var line = source.LineStart(start);
        return source.Text[line..start].Trim() == "-" ? source.Text.IndexOf('-', line) : null;
    }

    private static string Dedent(string line, int indent) =>
        line.Length - line.TrimStart(' ').Length is var spaces && line.Trim().Length == 0 ? "" : line[Math.Min(spaces, indent)..];
}
