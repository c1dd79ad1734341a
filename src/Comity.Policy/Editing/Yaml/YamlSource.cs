using Comity.Feel.Text;
using Comity.Policy.Packs;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Comity.Policy.Editing.Yaml;

/// <summary>A YAML file of a pack as text, with the stretches in which its nodes stand.</summary>
internal sealed class YamlSource
{
    private YamlSource(string path, EncodedText encoded, YamlNode? root) => (Path, Encoded, Root) = (path, encoded, root);

    public string Path { get; }

    public EncodedText Encoded { get; }

    public string Text => Encoded.Text;

    public YamlNode? Root { get; }

    /// <summary>Reads a file; null where the pack reader would refuse it, which says why.</summary>
    public static YamlSource? Read(PackFiles files, string path) =>
        files.Find(path) is { } content && EncodedText.Read(content.Span) is { } encoded ? Read(path, encoded) : null;

    private static YamlSource? Read(string path, EncodedText encoded)
    {
        // The reader knows what is too deep and refuses aliases.
        var found = new List<Diagnostic>();
        var (_, root) = YamlFile.Open(PackFiles.Empty.With(path, encoded.Encode(encoded.Text)), path, found);
        return found.Count > 0 ? null : new YamlSource(path, encoded, root);
    }

    /// <summary>The file with other text; null where it can no longer be read.</summary>
    public YamlSource? With(params IEnumerable<TextChange> changes) => EncodedText.Read(Encoded.Encode(changes)) is { } encoded ? Read(Path, encoded) : null;

    /// <summary>The items of a list that are mappings; empty for something else.</summary>
    public static IReadOnlyList<YamlMappingNode> Items(YamlNode? list) => list is YamlSequenceNode sequence ? [.. sequence.OfType<YamlMappingNode>()] : [];

    public static YamlNode? Child(YamlMappingNode map, string key) => map.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    /// <summary>A text of a mapping as the pack reader sees it; null where there is none.</summary>
    public static string? Value(YamlMappingNode map, string key) => (Child(map, key) as YamlScalarNode)?.Value?.Trim();

    public static int Start(YamlNode node) => (int)node.Start.Index;

    /// <summary>Where a node's last character is passed: YamlDotNet's own mark of a block lies behind the white space and comments that follow it.</summary>
    public int End(YamlNode node) => node switch
    {
        YamlMappingNode { Style: not YamlDotNet.Core.Events.MappingStyle.Flow } map when map.Children.Count > 0 => map.Children.Max(entry => Math.Max(End(entry.Key), End(entry.Value))),
        YamlSequenceNode { Style: not YamlDotNet.Core.Events.SequenceStyle.Flow } sequence when sequence.Children.Count > 0 => sequence.Children.Max(End),
        YamlScalarNode { Style: ScalarStyle.Folded or ScalarStyle.Literal } => BlockEnd(Start(node)),
        _ => (int)node.End.Index,
    };

    public int LineStart(int index) => index == 0 ? 0 : Text.LastIndexOf('\n', index - 1) + 1;

    /// <summary>Where the line of a place ends, before its end-of-line characters.</summary>
    public int LineEnd(int index)
    {
        var end = Text.IndexOf('\n', index);
        return end < 0 ? Text.Length : end > index && Text[end - 1] == '\r' ? end - 1 : end;
    }

    /// <summary>Where the next line begins.</summary>
    public int NextLine(int index)
    {
        var end = Text.IndexOf('\n', index);
        return end < 0 ? Text.Length : end + 1;
    }

    public int Column(int index) => index - LineStart(index);

    public bool IsBlank(int lineStart) => Text.AsSpan(lineStart, LineEnd(lineStart) - lineStart).IsWhiteSpace();

    public SourceLocation Place(int index) => new(Path, Text.AsSpan(0, index).Count('\n') + 1, Column(index) + 1);

    /// <summary>The lines of a block scalar behind its header, white space at their beginning taken off.</summary>
    public (int Indent, List<string> Lines) BlockLines(int start)
    {
        var (end, indent, lines) = (BlockEnd(start), 0, new List<string>());
        for (var line = NextLine(start); line < end; line = NextLine(line))
        {
            var text = Text[line..LineEnd(line)];
            if (lines.Count == 0 || indent == 0)
            {
                indent = text.Length - text.TrimStart().Length;
            }

            lines.Add(text.Trim());
        }

        return (indent, lines);
    }

    private int BlockEnd(int start)
    {
        var end = LineEnd(start);
        var indent = -1;
        for (var line = NextLine(start); line < Text.Length; line = NextLine(line))
        {
            if (IsBlank(line))
            {
                continue;
            }

            var spaces = Text.AsSpan(line).IndexOfAnyExcept(' ');
            indent = indent < 0 ? spaces : indent;
            if (spaces < indent || spaces <= Column(LineStart(start)) + LeadingSpaces(LineStart(start)))
            {
                break;
            }

            end = LineEnd(line);
        }

        return end;
    }

    private int LeadingSpaces(int lineStart) => Math.Max(0, Text.AsSpan(lineStart).IndexOfAnyExcept(' '));
}
