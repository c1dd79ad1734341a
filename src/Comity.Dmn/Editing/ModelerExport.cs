using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Comity.Dmn.Model;
using Comity.Dmn.Xml;
using Comity.Feel.Text;

namespace Comity.Dmn.Editing;

/// <summary>A model as DMN 1.3, or why it cannot be written so.</summary>
/// <param name="File">The file; null when there are errors.</param>
/// <param name="Diagnostics">The errors, each with its place.</param>
public sealed record ModelerExportResult(byte[]? File, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>
/// Writes a model for Camunda Modeler and other programs that read DMN 1.3: in that version's namespace, its elements in the order of the schema, each with an id, and with a drawing where it
/// has none.
/// </summary>
public static class ModelerExport
{
    /// <summary>The namespace of the elements of DMN 1.3.</summary>
    internal static readonly XNamespace Model = "https://www.omg.org/spec/DMN/20191111/MODEL/";
    private static readonly XNamespace Drawing = "https://www.omg.org/spec/DMN/20191111/DMNDI/";
    private static readonly XNamespace Common = "http://www.omg.org/spec/DMN/20180521/DC/";
    private static readonly XNamespace Interchange = "http://www.omg.org/spec/DMN/20180521/DI/";

    /// <summary>On a decision or knowledge model: what its logic looked like when it was exported (<see cref="LogicState"/>).</summary>
    internal static readonly XName State = XName.Get("state", "urn:comity:export");

    // What came with DMN 1.4 and 1.5.
    private static readonly string[] Newer = ["conditional", "filter", "for", "some", "every", "typeConstraint"];
    private static readonly string[] Identified =
    [
        "itemDefinition", "variable", "decisionTable", "literalExpression", "input", "inputExpression", "inputValues", "output", "outputValues", "defaultOutputEntry", "rule", "inputEntry", "outputEntry",
        "informationRequirement", "knowledgeRequirement", "authorityRequirement", "contextEntry", "context", "invocation", "relation", "list", "functionDefinition", "encapsulatedLogic",
    ];

    /// <summary>Writes a model.</summary>
    /// <param name="content">Its bytes, DMN 1.1 to 1.5.</param>
    /// <param name="file">How diagnostics name it.</param>
    /// <param name="host">Inputs that the model's host declares, written out in full; null for none.</param>
    public static ModelerExportResult Write(ReadOnlySpan<byte> content, string file, IReadOnlyList<HostInput>? host = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        var (document, text, diagnostics) = Read(content, file, host ?? []);
        if (document is null)
        {
            return new ModelerExportResult(null, diagnostics);
        }

        var root = document.Root!;
        root.SetAttributeValue(XNamespace.Xmlns + "comity", State.NamespaceName);
        foreach (var owner in root.Elements().Where(element => element.Name.LocalName is "decision" or "businessKnowledgeModel"))
        {
            owner.SetAttributeValue(State, LogicState.In(text, IdOf(owner)));
        }

        // The schema has the types before the elements, and all else behind them.
        root.ReplaceNodes(root.Elements().OrderBy(element => element.Name.LocalName switch
        {
            "description" => 0,
            "extensionElements" => 1,
            "import" => 2,
            "itemDefinition" => 3,
            "DMNDI" => 6,
            var name => HostInputs.DrgTags.Contains(name) ? 4 : 5,
        }).ToArray());
        if (root.Element(Drawing + "DMNDI") is null)
        {
            root.Add(Drawn(root, Ids(root)));
        }

        using var result = new MemoryStream();
        using (var writer = XmlWriter.Create(result, new XmlWriterSettings { Indent = true, Encoding = new System.Text.UTF8Encoding(false), NewLineChars = "\n" }))
        {
            document.Save(writer);
        }

        return new ModelerExportResult(result.ToArray(), []);
    }

    /// <summary>A model with the names of DMN 1.3, each element with an id and its place in the file; or why there is none.</summary>
    internal static (XDocument? Document, string Text, IReadOnlyList<Diagnostic> Diagnostics) Read(
        ReadOnlySpan<byte> content, string file, IReadOnlyList<HostInput> host)
    {
        var bytes = content.ToArray();
        using (var stream = new MemoryStream(bytes, writable: false))
        {
            if (!DmnReader.IsWellFormed(stream))
            {
                using var again = new MemoryStream(bytes, writable: false);
                return (null, "", DmnReader.Read(again, file).Diagnostics);
            }
        }

        var (encoding, mark, _) = XmlEncoding.Of(bytes);
        var text = encoding!.GetString(bytes.AsSpan(mark));
        using var reader = DmnReader.Reader(new StringReader(text), DmnReadLimits.Default);
        var document = XDocument.Load(reader, LoadOptions.SetLineInfo);
        var root = document.Root!;
        var own = root.Name.Namespace;
        var newer = root.Descendants().Where(element => element.Name.Namespace == own && Newer.Contains(element.Name.LocalName)).Select(element => new Diagnostic(
            Severity.Error, "DMN0014", $"DMN 1.3 has no '{element.Name.LocalName}'.", PlaceOf(element, file), "Write it as FEEL in a literal expression.")).ToList();
        var unwritable = host.Where(input => !TableText.Holds(input.Name + input.AllowedValues)).Select(input => new Diagnostic(
            Severity.Error, "DMN0014", $"XML cannot hold each character of the input '{input.Name}' and its values.", input.Location,
            "Take the character out."));
        if (newer.Concat(unwritable).ToList() is { Count: > 0 } problems)
        {
            return (null, text, problems);
        }

        Rename(root, own);
        Declare(root, host);
        Identify(root, Ids(root));
        return (document, text, []);
    }

    /// <summary>Where an element begins in its file.</summary>
    internal static SourceLocation PlaceOf(XElement element, string file) =>
        new(file, ((IXmlLineInfo)element).LineNumber, ((IXmlLineInfo)element).LinePosition);

    /// <summary>The id of a decision or knowledge model, as the model has it.</summary>
    internal static string IdOf(XElement owner) => (string?)owner.Attribute("id") ?? $"{owner.Name.LocalName} '{(string?)owner.Attribute("name")}'";

    private static HashSet<string> Ids(XElement root) =>
        root.DescendantsAndSelf().Select(element => (string?)element.Attribute("id")).OfType<string>().ToHashSet(StringComparer.Ordinal);

    private static void Rename(XElement root, XNamespace own)
    {
        foreach (var element in root.DescendantsAndSelf())
        {
            element.Attributes().Where(attribute => attribute.IsNamespaceDeclaration && (attribute.Value == own.NamespaceName || IsDrawing(attribute.Value))).Remove();
            element.Name = element.Name.Namespace == own ? Model + element.Name.LocalName : IsDrawing(element.Name.NamespaceName) ? Drawing + element.Name.LocalName : element.Name;
            foreach (var attribute in element.Attributes().Where(attribute =>
                attribute.Name.LocalName is "expressionLanguage" or "typeLanguage" && ExpressionLanguage.IsFeel(attribute.Value)))
            {
                attribute.Value = "https://www.omg.org/spec/DMN/20191111/FEEL/";
            }
        }

        static bool IsDrawing(string name) => name.EndsWith("/DMNDI/", StringComparison.Ordinal);
    }

    // What the model's host declares, as if it stood in the file.
    private static void Declare(XElement root, IReadOnlyList<HostInput> host)
    {
        var elements = root.Elements().Where(element => element.Name.Namespace == Model)
            .Select(element => (element.Name.LocalName, (string?)element.Attribute("id"), (string?)element.Attribute("name")));
        foreach (var (input, type) in HostInputs.Missing(elements, host))
        {
            if (type is not null)
            {
                root.Add(new XElement(
                    Model + "itemDefinition", new XAttribute("name", type.Name),
                    type.IsCollection ? new XAttribute("isCollection", true) : null,
                    new XElement(Model + "typeRef", type.TypeName),
                    type.AllowedValues is { } values ? new XElement(Model + "allowedValues", new XElement(Model + "text", values.Text)) : null));
            }

            root.Add(new XElement(
                Model + "inputData", new XAttribute("id", input.Id), new XAttribute("name", input.Name),
                new XElement(Model + "variable", new XAttribute("name", input.Name), new XAttribute("typeRef", input.TypeName!))));
        }
    }

    private static void Identify(XElement root, HashSet<string> ids)
    {
        foreach (var element in root.DescendantsAndSelf().Where(element => element.Attribute("id") is null && element.Name.Namespace == Model && (element == root || Identified.Contains(element.Name.LocalName))))
        {
            element.SetAttributeValue("id", Fresh(element.Name.LocalName, ids));
        }
    }

    private static string Fresh(string stem, HashSet<string> ids)
    {
        for (var number = 1; ; number++)
        {
            if (ids.Add(string.Create(CultureInfo.InvariantCulture, $"{stem}_{number}")))
            {
                return string.Create(CultureInfo.InvariantCulture, $"{stem}_{number}");
            }
        }
    }

    private static XElement Drawn(XElement root, HashSet<string> ids)
    {
        var elements = root.Elements()
            .Where(element => HostInputs.DrgTags.Contains(element.Name.LocalName) && element.Attribute("id") is not null)
            .DistinctBy(element => (string)element.Attribute("id")!, StringComparer.Ordinal).ToList();
        var places = elements.Index().ToDictionary(
            element => (string)element.Item.Attribute("id")!, element => element.Index, StringComparer.Ordinal);
        var requirements = (
            from element in elements.Index()
            from requirement in element.Item.Elements()
            where requirement.Name.LocalName.EndsWith("Requirement", StringComparison.Ordinal)
            from reference in requirement.Elements()
            let required = ((string?)reference.Attribute("href") ?? "").TrimStart('#')
            where places.ContainsKey(required)
            select (Element: requirement, Line: new RequirementsDrawing.Line(places[required], element.Index))).ToList();
        var drawing = new RequirementsDrawing(
            [.. elements.Select(element => element.Name.LocalName == "knowledgeSource")],
            [.. requirements.Select(requirement => requirement.Line)]);
        return new XElement(
            Drawing + "DMNDI", new XAttribute(XNamespace.Xmlns + "dmndi", Drawing),
            new XAttribute(XNamespace.Xmlns + "dc", Common), new XAttribute(XNamespace.Xmlns + "di", Interchange),
            new XElement(
                Drawing + "DMNDiagram", new XAttribute("id", Fresh("diagram", ids)),
                elements.Index().Select(element => new XElement(
                    Drawing + "DMNShape", new XAttribute("id", Fresh("shape", ids)),
                    new XAttribute("dmnElementRef", (string)element.Item.Attribute("id")!),
                    new XElement(
                        Common + "Bounds",
                        new XAttribute("height", RequirementsDrawing.Height), new XAttribute("width", RequirementsDrawing.Width),
                        new XAttribute("x", drawing.At(element.Index).X), new XAttribute("y", drawing.At(element.Index).Y)))),
                requirements.Index().Select(requirement => new XElement(
                    Drawing + "DMNEdge", new XAttribute("id", Fresh("edge", ids)),
                    new XAttribute("dmnElementRef", (string)requirement.Item.Element.Attribute("id")!),
                    drawing.Points(requirement.Index).Select(point =>
                        new XElement(Interchange + "waypoint", new XAttribute("x", point.X), new XAttribute("y", point.Y)))))));
    }
}
