using System.Text;
using System.Xml;
using System.Xml.Linq;
using Comity.Dmn.Model;
using Comity.Feel.Text;

namespace Comity.Dmn.Xml;

/// <summary>A model, or what is wrong with the file.</summary>
/// <param name="Model">The model; null when there are errors.</param>
/// <param name="Diagnostics">Findings; at least one error when there is no model.</param>
public sealed record DmnReadResult(DmnModel? Model, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>
/// Reads DMN 1.1 to 1.5 XML. Never throws for bad content. A document type declaration is refused (so no entity can expand),
/// size and depth are bounded.
/// </summary>
public static class DmnReader
{
    /// <summary>Reads a model and what it imports from the models beside it.</summary>
    /// <param name="path">Path of the file; diagnostics name it so.</param>
    /// <param name="limits">How large a file may be; <see cref="DmnReadLimits.Default"/> when null.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static DmnReadResult ReadFile(string path, DmnReadLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var stream = File.OpenRead(path);
        return Read(stream, path, new FolderModels(Path.GetDirectoryName(path) ?? ""), limits);
    }

    /// <summary>Reads a model.</summary>
    /// <param name="stream">The XML.</param>
    /// <param name="file">How diagnostics name the file.</param>
    /// <param name="models">Where imported models are found; a model with imports is refused when null.</param>
    /// <param name="limits">How large a file may be, each imported one too; <see cref="DmnReadLimits.Default"/> when null.</param>
    public static DmnReadResult Read(Stream stream, string file, IDmnModels? models = null, DmnReadLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(file);
        return Read(stream, file, new ImportReader(models, limits ?? DmnReadLimits.Default));
    }

    /// <summary>Whether a file is XML that the reader takes, whatever it says.</summary>
    /// <param name="stream">The XML.</param>
    public static bool IsWellFormed(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            return Decode(stream, "", DmnReadLimits.Default).Text is { } raw && TooDeep(raw, DmnReadLimits.Default) is null;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    /// <summary>A file's text for editing; null where its bytes are not what its encoding writes for it.</summary>
    /// <param name="content">The bytes of an XML file, in the encoding that they declare.</param>
    public static EncodedText? ReadText(ReadOnlySpan<byte> content) =>
        XmlEncoding.Of(content) is { Encoding: { } encoding, Mark: var mark } ? EncodedText.Read(content, encoding, mark) : null;

    /// <summary>The namespace of a model, whose first element alone is parsed; null for what is no model.</summary>
    /// <param name="stream">The XML.</param>
    public static string? NamespaceOf(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            if (Bytes(stream, 4L * DmnReadLimits.Default.MaximumCharacters) is not { } bytes)
            {
                return null;
            }

            // What is wrong behind the first element, the reader says.
            var (encoding, mark, _) = XmlEncoding.Of(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
            bytes.Position = mark;
            using var text = new StreamReader(bytes, encoding is null ? Encoding.Latin1 : XmlEncoding.Lenient(encoding, "?"));
            using var reader = Reader(text, DmnReadLimits.Default);
            return reader.MoveToContent() == XmlNodeType.Element && ModelReader.IsDefinitions(reader.LocalName, reader.NamespaceURI)
                ? reader.GetAttribute("namespace")?.Trim() : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    internal static DmnReadResult Read(Stream stream, string file, ImportReader imports)
    {
        var limits = imports.Limits;
        var (raw, refusal) = Decode(stream, file, limits);
        if (raw is null)
        {
            return new DmnReadResult(null, [refusal!]);
        }

        try
        {
            if (TooDeep(raw, limits) is var (line, column))
            {
                return Failed("DMN0003", $"Elements are nested more than {limits.MaximumDepth} levels deep.", new SourceLocation(file, line, column), null);
            }

            using var reader = Reader(new StringReader(raw), limits);
            var document = XDocument.Load(reader, LoadOptions.SetLineInfo | LoadOptions.PreserveWhitespace);
            return new ModelReader(file, new SourceFile(raw), imports).Read(document.Root!);
        }
        catch (XmlException exception)
        {
            // The parser gives no place for a declaration that it refuses.
            if (exception.LineNumber == 0 && raw.IndexOf("<!DOCTYPE", StringComparison.Ordinal) is >= 0 and var start)
            {
                var (line, column) = new SourceFile(raw).Place(start);
                return Failed("DMN0006", "Document type declarations are not read.", new SourceLocation(file, line, column),
                    "Remove it: a model needs none.");
            }

            return Failed("DMN0001", "This is not well-formed XML: " + exception.Message, new SourceLocation(file, exception.LineNumber, exception.LinePosition), null);
        }
    }

    private static DmnReadResult Failed(string code, string message, SourceLocation location, string? mend) =>
        new(null, [new Diagnostic(Severity.Error, code, message, location, mend)]);

    // The text, or why there is none. No byte is read as a character that it does not stand for.
    private static (string? Text, Diagnostic? Refusal) Decode(Stream stream, string file, DmnReadLimits limits)
    {
        // No encoding takes more than four bytes for a character.
        if (Bytes(stream, 4L * limits.MaximumCharacters) is not { } bytes)
        {
            return TooLong();
        }

        var content = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        var (encoding, mark, problem) = XmlEncoding.Of(content);
        if (encoding is null)
        {
            return Refused(problem!, new SourceLocation(file, 1, 1));
        }

        try
        {
            var text = encoding.GetString(content[mark..]);
            return text.Length > limits.MaximumCharacters ? TooLong() : (text, null);
        }
        catch (DecoderFallbackException)
        {
            // No XML holds the character that stands for the bad byte here.
            var text = XmlEncoding.Lenient(encoding, "\uFFFF").GetString(content[mark..]);
            var (line, column) = new SourceFile(text).Place(Math.Max(0, text.IndexOf('\uFFFF', StringComparison.Ordinal)));
            return Refused($"A byte here is no character of {encoding.WebName.ToUpperInvariant()}, the encoding that the file has by its declaration.", new SourceLocation(file, line, column));
        }

        (string?, Diagnostic?) TooLong() => (null, new Diagnostic(
            Severity.Error, "DMN0002", $"The file has more than {limits.MaximumCharacters:N0} characters.", new SourceLocation(file, 0, 0),
                "Split it into several models."));

        static (string?, Diagnostic?) Refused(string message, SourceLocation location) =>
            (null, new Diagnostic(Severity.Error, "DMN0015", message, location, "Save it as UTF-8, and let its XML declaration say so."));
    }

    private static MemoryStream? Bytes(Stream stream, long maximum)
    {
        var result = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            result.Write(buffer, 0, read);
            if (result.Length > Math.Min(maximum, Array.MaxLength - buffer.Length))
            {
                return null;
            }
        }

        return result;
    }

    private static (int Line, int Column)? TooDeep(string raw, DmnReadLimits limits)
    {
        using var reader = Reader(new StringReader(raw), limits);
        while (reader.Read())
        {
            if (reader.Depth > limits.MaximumDepth)
            {
                var info = (IXmlLineInfo)reader;
                return (info.LineNumber, info.LinePosition);
            }
        }

        return null;
    }

    internal static XmlReader Reader(TextReader text, DmnReadLimits limits) => XmlReader.Create(text, new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = limits.MaximumCharacters,
    });
}
