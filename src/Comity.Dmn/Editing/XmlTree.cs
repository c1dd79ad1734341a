namespace Comity.Dmn.Editing;

/// <summary>An element of an XML text that is known to be well-formed, by the places of its tags.</summary>
/// <param name="name">Its name without a prefix.</param>
/// <param name="prefix">Its prefix with the colon; empty for none.</param>
/// <param name="start">Where its start tag begins.</param>
internal sealed class XmlElementSpan(string name, string prefix, int start)
{
    private readonly List<XmlElementSpan> _children = [];

    public string Name => name;

    public string Prefix => prefix;

    public int Start => start;

    public int ContentStart { get; set; }

    public int ContentEnd { get; set; }

    public int End { get; set; }

    /// <summary>Whether there is no end tag: <c>&lt;text/&gt;</c>.</summary>
    public bool IsEmptyTag => ContentStart == End;

    public IReadOnlyList<XmlElementSpan> Children => _children;

    public Dictionary<string, string> Attributes { get; } = new(StringComparer.Ordinal);

    public string? Id => Attributes.GetValueOrDefault("id");

    public void Add(XmlElementSpan child) => _children.Add(child);

    public IEnumerable<XmlElementSpan> All(string child) => _children.Where(element => element.Name == child && element.Prefix == prefix);

    public XmlElementSpan? Child(string child) => All(child).FirstOrDefault();
}

/// <summary>Finds the tags of a well-formed XML text without a document type. It only reads tags; whether the text is well-formed is the XML reader's to say.</summary>
internal static class XmlTree
{
    /// <summary>The root element.</summary>
    /// <param name="xml">A text that the XML reader has accepted.</param>
    public static XmlElementSpan Read(string xml)
    {
        var open = new Stack<XmlElementSpan>();
        XmlElementSpan? root = null;
        for (var at = xml.IndexOf('<', StringComparison.Ordinal); at >= 0; at = at < xml.Length ? xml.IndexOf('<', at) : -1)
        {
            if (Skips("<!--", "-->") || Skips("<![CDATA[", "]]>") || Skips("<?", "?>"))
            {
                continue;
            }

            if (xml[at + 1] == '/')
            {
                var closed = open.Pop();
                closed.ContentEnd = at;
                at = xml.IndexOf('>', at) + 1;
                closed.End = at;
                continue;
            }

            var element = StartTag(xml, ref at, out var isEmpty);
            root ??= element;
            if (open.TryPeek(out var parent))
            {
                parent.Add(element);
            }

            if (isEmpty)
            {
                (element.ContentEnd, element.End) = (at, at);
            }
            else
            {
                open.Push(element);
            }

            bool Skips(string begin, string end)
            {
                if (string.CompareOrdinal(xml, at, begin, 0, begin.Length) != 0)
                {
                    return false;
                }

                at = xml.IndexOf(end, at + begin.Length, StringComparison.Ordinal) + end.Length;
                return true;
            }
        }

        return root!;
    }

    private static XmlElementSpan StartTag(string xml, ref int at, out bool isEmpty)
    {
        var start = at++;
        var name = Name(xml, ref at);
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var element = new XmlElementSpan(name[(colon + 1)..], name[..(colon + 1)], start);
        while (true)
        {
            while (char.IsWhiteSpace(xml[at]))
            {
                at++;
            }

            if (xml[at] is '>' or '/')
            {
                isEmpty = xml[at] == '/';
                at += isEmpty ? 2 : 1;
                element.ContentStart = at;
                return element;
            }

            var attribute = Name(xml, ref at);
            while (xml[at] is not ('"' or '\''))
            {
                at++;
            }

            var end = xml.IndexOf(xml[at], at + 1);
            element.Attributes[attribute] = System.Net.WebUtility.HtmlDecode(xml[(at + 1)..end]);
            at = end + 1;
        }
    }

    private static string Name(string xml, ref int at)
    {
        var start = at;
        while (!char.IsWhiteSpace(xml[at]) && xml[at] is not ('>' or '/' or '='))
        {
            at++;
        }

        return xml[start..at];
    }
}
