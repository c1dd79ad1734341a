using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Comity.Feel.Text;

namespace Comity.Dmn.Editing;

/// <summary>Writes texts into XML as the place writes them already: as characters or as a CDATA section, with the file's ends of lines.</summary>
internal static class XmlContent
{
    private const string Open = "<![CDATA[";
    private const string Close = "]]>";

    /// <summary>The characters that stand between two places, references resolved and comments left out.</summary>
    public static string Decode(string content) => content.AsSpan().ContainsAny('<', '&', '\r') ? XElement.Parse($"<t>{content}</t>", LoadOptions.PreserveWhitespace).Value : content;

    /// <summary>A text as characters.</summary>
    /// <param name="text">The text.</param>
    /// <param name="written">What stands there now, whose way is kept.</param>
    /// <param name="lineEnd">The file's end of a line.</param>
    public static string Encode(string text, string written, string lineEnd)
    {
        var isSection = written.StartsWith(Open, StringComparison.Ordinal) && written.EndsWith(Close, StringComparison.Ordinal);
        if (isSection && !text.Contains(Close, StringComparison.Ordinal) && !text.Contains('\r', StringComparison.Ordinal))
        {
            return Open + Lines(text, lineEnd) + Close;
        }

        var escaped = Characters(text);
        escaped = written.Contains("&gt;", StringComparison.Ordinal) ? escaped.Replace(">", "&gt;", StringComparison.Ordinal) : escaped.Replace(Close, "]]&gt;", StringComparison.Ordinal);
        return Lines(escaped, lineEnd);
    }

    /// <summary>A text as the value of an attribute, with its quotation marks.</summary>
    public static string Attribute(string text) => $"\"{Characters(text).Replace("\"", "&quot;", StringComparison.Ordinal).Replace("\n", "&#10;", StringComparison.Ordinal).Replace("\t", "&#9;", StringComparison.Ordinal)}\"";

    /// <summary>Changes the text of an element whose content is a text: only the characters between white space at its ends.</summary>
    public static TextChange Change(string xml, XmlElementSpan element, string text, string lineEnd)
    {
        if (element.IsEmptyTag)
        {
            var slash = xml.LastIndexOf('/', element.End - 1);
            return new TextChange(slash, element.End, $">{Encode(text, "", lineEnd)}</{element.Prefix}{element.Name}>");
        }

        var (start, end) = (element.ContentStart, element.ContentEnd);
        while (start < end && char.IsWhiteSpace(xml[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(xml[end - 1]))
        {
            end--;
        }

        return new TextChange(start, end, Encode(text, xml[start..end], lineEnd));
    }

    /// <summary>The end of a line that a text is written with.</summary>
    public static string LineEndOf(string xml) => xml.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    /// <summary>Where the white space before a place begins.</summary>
    public static int LeadStart(string xml, int start)
    {
        while (start > 0 && char.IsWhiteSpace(xml[start - 1]))
        {
            start--;
        }

        return start;
    }

    /// <summary>The white space before a place: of empty lines, the last one's.</summary>
    public static string Lead(string xml, int start, string lineEnd)
    {
        var lead = xml[LeadStart(xml, start)..start];
        var last = lead.LastIndexOf('\n');
        return last < 0 ? lead : lineEnd + lead[(last + 1)..];
    }

    /// <summary>An id that no element of a text has, and that was not given before.</summary>
    /// <param name="xml">The text.</param>
    /// <param name="stem">What it begins with.</param>
    /// <param name="given">The ids that were given for this text; the new one is added.</param>
    public static string NewId(string xml, string stem, HashSet<string> given)
    {
        for (var number = 1; ; number++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}");
            if (IsFree(xml, id) && given.Add(id))
            {
                return id;
            }
        }
    }

    /// <summary>Whether no element of a text has an id.</summary>
    public static bool IsFree(string xml, string id) =>
        !xml.Contains($"\"{id}\"", StringComparison.Ordinal) && !xml.Contains($"'{id}'", StringComparison.Ordinal);

    private static string Characters(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            _ = character switch
            {
                '&' => result.Append("&amp;"),
                '<' => result.Append("&lt;"),
                '\r' => result.Append("&#13;"),
                _ => result.Append(character),
            };
        }

        return result.ToString();
    }

    private static string Lines(string text, string lineEnd) => lineEnd == "\n" ? text : text.Replace("\n", lineEnd, StringComparison.Ordinal);
}
