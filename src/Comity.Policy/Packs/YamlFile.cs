using System.Globalization;
using System.Text.RegularExpressions;
using Comity.Dmn.Model;
using Comity.Feel.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Comity.Policy.Packs;

/// <summary>A YAML file of a pack: reads nodes and keeps what is wrong with them.</summary>
internal sealed partial class YamlFile
{
    private const int MaximumLength = 16 * 1024 * 1024;
    private const int MaximumDepth = 32;
    private readonly string _file;
    private readonly List<Diagnostic> _diagnostics;
    private string _text = "";

    private YamlFile(string file, List<Diagnostic> diagnostics)
    {
        _file = file;
        _diagnostics = diagnostics;
    }

    /// <summary>The root of a file; null, with an error, when there is none.</summary>
    public static (YamlFile File, YamlNode? Root) Open(PackFiles files, string name, List<Diagnostic> diagnostics)
    {
        var file = new YamlFile(name, diagnostics);
        if (files.Find(name) is not { } content)
        {
            file.Fail("PACK0001", $"The pack has no file {name}.", Mark.Empty, "Add it; docs/pack-format.md says what it holds.");
            return (file, null);
        }

        if (content.Length > MaximumLength)
        {
            file.Fail("PACK0002", $"The file has more than {MaximumLength:N0} bytes.", Mark.Empty, null);
            return (file, null);
        }

        try
        {
            using var reader = new StreamReader(new MemoryStream(content.ToArray(), writable: false));
            var text = reader.ReadToEnd();
            file._text = text;
            if (file.TooDeep(text))
            {
                return (file, null);
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 1)
            {
                return (file, stream.Documents[0].RootNode);
            }

            file.Fail("PACK0003", "The file is empty or holds several documents.", Mark.Empty, null);
        }
        catch (YamlException exception)
        {
            file.Fail("PACK0003", "This is not well-formed YAML: " + exception.Message, exception.Start, MendOf(file._text,
                (int)exception.Start.Line));
        }

        return (file, null);
    }

    public void Fail(string code, string message, Mark mark, string? mend) =>
        _diagnostics.Add(new Diagnostic(Severity.Error, code, message, new SourceLocation(_file, (int)mark.Line, (int)mark.Column), mend));

    public SourceLocation LocationOf(YamlNode node) => new(_file, (int)node.Start.Line, (int)node.Start.Column);

    /// <summary>A value that is FEEL, with the place of each of its characters.</summary>
    public FeelText Feel(YamlNode node, string text)
    {
        // Folding and quoting move characters; those that are no white space stand in the file in the same order.
        var (index, line, column) = ((int)node.Start.Index, (int)node.Start.Line, (int)node.Start.Column);
        if (index < _text.Length && _text[index] is '>' or '|')
        {
            while (index < _text.Length && _text[index] != '\n')
            {
                Advance();
            }
        }
        else if (index < _text.Length && _text[index] is '"' or '\'')
        {
            Advance();
        }

        var places = new (int Line, int Column)[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            while (!char.IsWhiteSpace(text[i]) && index < _text.Length && _text[index] != text[i])
            {
                Advance();
            }

            places[i] = (line, column);
            if (!char.IsWhiteSpace(text[i]))
            {
                Advance();
            }
        }

        return new FeelText(text, LocationOf(node)) { Places = places };

        void Advance()
        {
            (line, column) = index < _text.Length && _text[index] == '\n' ? (line + 1, 1) : (line, column + 1);
            index++;
        }
    }

    public void Fail(string code, string message, YamlNode node, string? mend) => Fail(code, message, node.Start, mend);

    /// <summary>The items of a list that are mappings.</summary>
    public IEnumerable<YamlMap> Maps(YamlNode? node)
    {
        if (node is null)
        {
            yield break;
        }

        if (node is not YamlSequenceNode sequence)
        {
            Fail("PACK0004", "A list is expected here.", node, "Begin each item with '- '.");
            yield break;
        }

        foreach (var item in sequence)
        {
            if (Map(item) is { } map)
            {
                yield return map;
            }
        }
    }

    public YamlMap? Map(YamlNode? node)
    {
        if (node is YamlMappingNode mapping)
        {
            return new YamlMap(this, mapping);
        }

        if (node is not null)
        {
            Fail("PACK0004", "Keys with values are expected here.", node, "Write 'key: value'.");
        }

        return null;
    }

    // The commonest cause: a text that holds a colon. YAML ends the key there, and reports the line of the colon or the one after.
    private static string? MendOf(string text, int line)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        foreach (var near in (int[])[line, line - 1])
        {
            if (near >= 1 && near <= lines.Length && Colon().Match(lines[near - 1]) is { Success: true } found)
            {
                var value = found.Groups["value"].Value.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"",
                    StringComparison.Ordinal);
                return $"A text that holds a colon stands in quotation marks. Write line {near} as: {found.Groups["key"].Value}: \"{value}\"";
            }
        }

        return null;
    }

    [GeneratedRegex("""^[ ]*(-[ ]+)?(?<key>[\w-]+):[ ]+(?<value>[^"'|>\[{&*!#\s].*:([ ].*|$))""")]
    private static partial Regex Colon();

    private bool TooDeep(string text)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (Next())
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MaximumDepth)
            {
                Fail("PACK0002", $"The file is nested more than {MaximumDepth} levels deep.", parser.Current.Start, null);
                return true;
            }

            if (parser.Current is AnchorAlias alias)
            {
                Fail("PACK0002", "Aliases are not read.", alias.Start, "Write the value out.");
                return true;
            }
        }

        return false;

        // The parser has no error of its own for some texts.
        bool Next()
        {
            try
            {
                return parser.MoveNext();
            }
            catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
            {
                var at = parser.Current?.End ?? Mark.Empty;
                throw new YamlException(at, at, "What follows cannot be read.", exception);
            }
        }
    }
}

/// <summary>A text of a list, and where it stands.</summary>
internal sealed record YamlText(string Text, YamlNode Node);

/// <summary>A key with a text, and where the text stands.</summary>
internal sealed record YamlEntry(string Key, string Value, YamlNode Node);

/// <summary>A mapping; knows which keys were read, so that others can be refused.</summary>
internal sealed class YamlMap(YamlFile file, YamlMappingNode node)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public YamlNode Node => node;

    public YamlNode? Child(string key)
    {
        _known.Add(key);
        return node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;
    }

    public string? Optional(string key)
    {
        var child = Child(key);
        if (child is null or YamlScalarNode)
        {
            return ((YamlScalarNode?)child)?.Value?.Trim();
        }

        file.Fail("PACK0004", $"'{key}' is a text, not a list or mapping.", child, null);
        return null;
    }

    public string Required(string key)
    {
        var value = Optional(key);
        if (string.IsNullOrEmpty(value))
        {
            file.Fail("PACK0005", $"'{key}' is missing.", node, $"Add '{key}:' and its value.");
        }

        return value ?? "";
    }

    /// <summary>A word of an enumeration, written in kebab-case.</summary>
    public T Word<T>(string key, T? otherwise = null)
        where T : struct, Enum
    {
        var written = otherwise is null ? Required(key) : Optional(key);
        if (string.IsNullOrEmpty(written))
        {
            return otherwise ?? default;
        }

        if (Words.Read<T>(written) is { } value)
        {
            return value;
        }

        file.Fail("PACK0006", $"'{written}' is not a value of '{key}'.", Child(key)!, "Use one of: " + string.Join(", ", Enum.GetValues<T>().Select(known => Words.Of(known))) + ".");
        return default;
    }

    public DateOnly? Date(string key)
    {
        if (Optional(key) is not { } written)
        {
            return null;
        }

        if (DateOnly.TryParseExact(written, "yyyy-MM-dd", out var date))
        {
            return date;
        }

        file.Fail("PACK0006", $"'{written}' is not a date.", Child(key)!, "Write it as 2025-01-28.");
        return null;
    }

    /// <summary>A written number that is more than 0; 1 for none.</summary>
    public double Positive(string key, string? written, YamlNode? node)
    {
        if (written is null)
        {
            return 1;
        }

        if (double.TryParse(written, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 1e9)
        {
            return number;
        }

        file.Fail("PACK0006", $"'{written}' is not a number for '{key}'.", node!, "Write a number that is more than 0 and less than a thousand million, for example 2 or 0.5.");
        return 1;
    }

    public bool Flag(string key)
    {
        var written = Optional(key);
        if (written is not (null or "true" or "false"))
        {
            file.Fail("PACK0006", $"'{key}' is true or false.", Child(key)!, null);
        }

        return written == "true";
    }

    public IReadOnlyList<YamlText> Texts(string key)
    {
        var child = Child(key);
        if (child is YamlSequenceNode sequence && sequence.All(item => item is YamlScalarNode))
        {
            return [.. sequence.Select(item => new YamlText(((YamlScalarNode)item).Value?.Trim() ?? "", item))];
        }

        if (child is not null)
        {
            file.Fail("PACK0004", $"'{key}' is a list of texts.", child, null);
        }

        return [];
    }

    public IEnumerable<YamlMap> Maps(string key) => file.Maps(Child(key));

    public IEnumerable<YamlEntry> Entries(string key)
    {
        if (file.Map(Child(key))?.Node is not YamlMappingNode entries)
        {
            yield break;
        }

        foreach (var (name, value) in entries)
        {
            yield return new YamlEntry(((YamlScalarNode)name).Value ?? "", (value as YamlScalarNode)?.Value?.Trim() ?? "", value);
        }
    }

    /// <summary>Refuses keys that nothing has asked for.</summary>
    public void Close()
    {
        foreach (var key in node.Children.Keys)
        {
            if ((key as YamlScalarNode)?.Value is not { } name || !_known.Contains(name))
            {
                file.Fail("PACK0007", $"The key '{key}' means nothing here.", key, NearestName.Mend(key.ToString(), _known));
            }
        }
    }
}
