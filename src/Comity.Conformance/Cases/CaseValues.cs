using System.Xml;
using System.Xml.Linq;
using Comity.Feel.Evaluation;
using Comity.Feel.Functions;
using Comity.Feel.Values;

namespace Comity.Conformance.Cases;

/// <summary>Reads the values of one case (<c>valueType</c> of <c>testCases.xsd</c>).</summary>
internal sealed class CaseValues
{
    private static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>The last value that could not be read; null for none.</summary>
    public string? Problem { get; private set; }

    /// <summary>The value inside an element; null where there is none.</summary>
    public FeelValue Read(XElement? owner)
    {
        var parts = owner?.Elements().Where(element => element.Name.LocalName is "value" or "component" or "list").ToList() ?? [];
        if (parts is [var first, ..] && first.Name.LocalName != "component")
        {
            return IsNil(first) ? FeelValue.Null
                : first.Name.LocalName == "list" ? FeelValue.From(FeelList.Of(first.Elements().Select(Read)))
                : Simple(first);
        }

        return parts.Count == 0 || IsNil(owner!)
            ? FeelValue.Null
            : FeelValue.From(FeelContext.Of(parts.Select(part => KeyValuePair.Create((string?)part.Attribute("name") ?? "", IsNil(part) ? FeelValue.Null : Read(part)))));
    }

    private static bool IsNil(XElement element) => (bool?)element.Attribute(Instance + "nil") ?? false;

    private FeelValue Simple(XElement element)
    {
        var type = ((string?)element.Attribute(Instance + "type"))?.Split(':')[^1];
        var text = type is null or "string" ? element.Value : element.Value.Trim();
        return type switch
        {
            null or "string" => FeelValue.From(text),
            "boolean" => FeelValue.From(XmlConvert.ToBoolean(text)),
            "date" => Converted("date", text, element),
            "time" => Converted("time", text, element),
            "dateTime" => Converted("date and time", text, element),
            "duration" => Converted("duration", text, element),
            _ => FeelNumber.TryParse(text, out var number) ? FeelValue.From(number) : Unreadable(element),
        };
    }

    private FeelValue Converted(string function, string text, XElement element) =>
        BuiltInFunctions.TryGet(function, out var conversion) && conversion.Invoke([FeelValue.From(text)], EvaluationContext.Silent) is { IsNull: false } value
            ? value
            : Unreadable(element);

    private FeelValue Unreadable(XElement element)
    {
        Problem = $"Line {((IXmlLineInfo)element).LineNumber}: '{element.Value}' is not a {(string?)element.Attribute(Instance + "type")}.";
        return FeelValue.Null;
    }
}
