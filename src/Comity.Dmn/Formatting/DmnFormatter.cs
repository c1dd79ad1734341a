using System.Xml;
using System.Xml.Linq;
using Comity.Dmn.Compilation;
using Comity.Dmn.Model;
using Comity.Dmn.Xml;
using Comity.Feel.Syntax.Printing;
using Comity.Feel.Text;

namespace Comity.Dmn.Formatting;

/// <summary>A formatted file.</summary>
/// <param name="File">Its bytes; null when there are errors.</param>
/// <param name="Diagnostics">What is wrong with the file, and warnings about texts that were left as they are.</param>
public sealed record DmnFormatResult(byte[]? File, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>Formats the FEEL texts of a DMN file; every other byte stays as it is.</summary>
public static class DmnFormatter
{
    /// <summary>Formats a file.</summary>
    /// <param name="content">Its bytes, in the encoding that they declare; the result is in the same.</param>
    /// <param name="file">How diagnostics name it.</param>
    /// <param name="models">Where imported models are found.</param>
    /// <param name="width">How wide a line of FEEL may become.</param>
    /// <param name="host">Inputs that the model's host declares; null for none.</param>
    public static DmnFormatResult Format(
        byte[] content, string file, IDmnModels? models = null, int width = FeelFormatter.DefaultWidth,
        IReadOnlyList<HostInput>? host = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var stream = new MemoryStream(content);
        var read = DmnReader.Read(stream, file, models);
        if (read.Model is null)
        {
            return Failed(read.Diagnostics);
        }

        if (DmnReader.ReadText(content) is not { } encoded)
        {
            return Failed([new Diagnostic(Severity.Error, "DMN0015", "The file's bytes are not those that its encoding writes.",
                new SourceLocation(file, 0, 0), "Save it as UTF-8.")]);
        }

        var raw = encoded.Text;
        var texts = ModelTexts.Of(read.Model.With(host ?? []));
        var errors = texts.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error && diagnostic.Location?.File == file).ToList();
        if (errors.Count > 0)
        {
            return Failed(errors);
        }

        var left = new List<Diagnostic>();
        var edits = new Dictionary<int, TextChange>();
        var source = new SourceFile(raw);
        foreach (var text in texts.Texts.Where(text => text.Text.Location.File == file))
        {
            var result = text.IsTests
                ? FeelFormatter.FormatUnaryTests(text.Text.Text, text.Scope, width)
                : FeelFormatter.FormatExpression(text.Text.Text, text.Scope, width);
            if (result.Text is null)
            {
                left.AddRange(result.Errors.Select(error => text.Text.Diagnose(error) with { Severity = Severity.Warning }));
            }
            else if (result.Text != text.Text.Text && XmlText.Find(raw, source.Offset(text.Text.Location.Line, text.Text.Location.Column), text.Text.Text) is { } place)
            {
                edits[place.Start] = new TextChange(place.Start, place.End, place.Encode(result.Text, raw));
            }
        }

        return new DmnFormatResult(encoded.Encode(edits.Values), left);
    }

    private static DmnFormatResult Failed(IReadOnlyList<Diagnostic> diagnostics) => new(null, diagnostics);

    /// <summary>A place in the raw text of a file where a FEEL text stands alone, as characters or as one CDATA section.</summary>
    private sealed record XmlText(int Start, int End, bool IsCharacterData)
    {
        private const string Open = "<![CDATA[";
        private const string Close = "]]>";

        /// <summary>The place where the text stands; null where it is mixed with comments or sections.</summary>
        public static XmlText? Find(string raw, int start, string text)
        {
            if (string.CompareOrdinal(raw, start, Open, 0, Open.Length) == 0)
            {
                start += Open.Length;
            }

            // The reader may point at a section's content.
            var isCharacterData = start >= Open.Length && string.CompareOrdinal(raw, start - Open.Length, Open, 0, Open.Length) == 0;
            var end = raw.IndexOf(isCharacterData ? Close : "<", start, StringComparison.Ordinal);
            var behind = isCharacterData ? end + Close.Length : end;
            if (end < 0 || string.CompareOrdinal(raw, behind, "</", 0, 2) != 0)
            {
                return null;
            }

            var content = raw[start..end];
            return Decode(content, isCharacterData) == text ? new XmlText(start, end, isCharacterData) : null;
        }

        /// <summary>The text as it is written in this place, with the file's ends of lines.</summary>
        public string Encode(string text, string raw)
        {
            if (IsCharacterData && !text.Contains(Close, StringComparison.Ordinal) && !text.Contains('\r', StringComparison.Ordinal))
            {
                return Lines(text, raw);
            }

            var escaped = text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("\r", "&#13;", StringComparison.Ordinal);
            var content = raw.AsSpan(Start, End - Start);
            escaped = content.Contains("&gt;", StringComparison.Ordinal) || IsCharacterData
                ? escaped.Replace(">", "&gt;", StringComparison.Ordinal)
                : escaped.Replace(Close, "]]&gt;", StringComparison.Ordinal);
            return IsCharacterData ? Close + Lines(escaped, raw) + Open : Lines(escaped, raw);
        }

        private static string Lines(string text, string raw) =>
            raw.Contains("\r\n", StringComparison.Ordinal) ? text.Replace("\n", "\r\n", StringComparison.Ordinal) : text;

        private static string? Decode(string content, bool isCharacterData)
        {
            try
            {
                return XElement.Parse(isCharacterData ? $"<t>{Open}{content}{Close}</t>" : $"<t>{content}</t>", LoadOptions.PreserveWhitespace).Value;
            }
            catch (XmlException)
            {
                return null;
            }
        }
    }
}
