using System.Xml;
using System.Xml.Linq;
using Comity.Dmn.Model;
using Comity.Feel.Text;

namespace Comity.Dmn.Xml;

/// <summary>Turns the elements of one file into the model's records.</summary>
internal sealed partial class ModelReader(string file, SourceFile source, ImportReader imports)
{
    private static readonly string[] Namespaces =
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ];

    private readonly List<Diagnostic> _diagnostics = [];
    private readonly HashSet<string> _ownTypes = new(FeelNames.Comparer);
    private string _namespace = "";

    /// <summary>Whether it is the name of a model's root element.</summary>
    public static bool IsDefinitions(string localName, string namespaceName) => localName == "definitions" && Namespaces.Contains(namespaceName);

    public DmnReadResult Read(XElement root)
    {
        if (!IsDefinitions(root.Name.LocalName, root.Name.NamespaceName))
        {
            Fail("DMN0004", $"The root element is '{root.Name.LocalName}' of '{root.Name.NamespaceName}', not DMN definitions.", At(root), "DMN 1.1 to 1.5 are read.");
            return new DmnReadResult(null, _diagnostics);
        }

        _namespace = ((string?)root.Attribute("namespace"))?.Trim() ?? "";
        List<ModelImport> imported = [.. Children(root, "import").Select(Import).OfType<ModelImport>()];
        _ownTypes.UnionWith(Children(root, "itemDefinition").Select(element => ((string?)element.Attribute("name"))?.Trim() ?? ""));
        _ownTypes.UnionWith(imported.Where(import => import.Name.Length == 0).SelectMany(import => import.Model.ItemDefinitions).Select(definition => definition.Name));
        var model = new DmnModel(
            (string?)root.Attribute("name") ?? "",
            _namespace,
            file,
            [.. Children(root, "itemDefinition").Select(ItemDefinition)],
            [.. Children(root, "inputData").Select(element => new InputData(Id(element), Name(element), VariableType(element), At(element, Describe(element))))],
            [.. Children(root, "decision").Select(Decision)],
            [.. Children(root, "businessKnowledgeModel").Select(KnowledgeModel)],
            [.. Children(root, "knowledgeSource").Select(element => new KnowledgeSource(Id(element), Name(element), (string?)element.Attribute("locationURI"), At(element, Describe(element))))],
            [.. Children(root, "decisionService").Select(Service)],
            imported);
        RefuseRepeated(model);
        RefuseStrangers(root);
        return new DmnReadResult(_diagnostics.Count == 0 ? model : null, _diagnostics);
    }

    private void RefuseStrangers(XElement root)
    {
        foreach (var (stranger, known) in Children(root, "decision").Concat(Children(root,
            "businessKnowledgeModel")).SelectMany(KnownElements.Strangers))
        {
            Fail(
                "DMN0016", $"'{stranger.Name.LocalName}' has no meaning in {stranger.Parent!.Name.LocalName}.", At(stranger,
                    Describe(stranger)),
                NearestName.Mend(stranger.Name.LocalName, known) ?? "Take it out, or put it into extensionElements.");
        }
    }

    private void RefuseRepeated(DmnModel model)
    {
        var elements = model.Inputs.Concat<DrgElement>(model.Decisions).Concat(model.KnowledgeModels).Concat(model.Services).Concat(model.KnowledgeSources).ToList();
        foreach (var repeated in elements.GroupBy(element => element.Id).SelectMany(group => group.Skip(1)))
        {
            Fail("DMN0009", $"The id '{repeated.Id}' is used twice.", repeated.Location, "Give each element an id of its own.");
        }

        foreach (var repeated in elements.Where(element => element is not KnowledgeSource)
            .GroupBy(element => element.Name, FeelNames.Comparer).SelectMany(group => group.Skip(1)))
        {
            Fail("DMN0009", $"The name '{repeated.Name}' is used twice.", repeated.Location, "Give each element a name of its own.");
        }
    }

    private ModelImport? Import(XElement element)
    {
        var type = ((string?)element.Attribute("importType"))?.Trim() ?? "";
        if (!Namespaces.Any(name => type.TrimEnd('/').Equals(name.TrimEnd('/'), StringComparison.Ordinal)))
        {
            Fail("DMN0011", $"An import of '{type}' is not supported.", At(element), "Models of DMN 1.1 to 1.5 can be imported.");
            return null;
        }

        var imported = imports.Read(((string?)element.Attribute("namespace"))?.Trim() ?? "",
            ((string?)element.Attribute("locationURI"))?.Trim(), At(element), _diagnostics);
        return imported is null ? null : new ModelImport(((string?)element.Attribute("name"))?.Trim() ?? "", imported, At(element));
    }

    private ItemDefinition ItemDefinition(XElement element) => new(
        Name(element),
        TypeName(element) ?? TypeName(Child(element, "typeRef")?.Value),
        Child(element, "allowedValues") is { } allowed ? Text(allowed) : null,
        [.. Children(element, "itemComponent").Select(ItemDefinition)],
        (string?)element.Attribute("isCollection") is "true" or "1",
        At(element, Describe(element)))
    {
        TypeConstraint = Child(element, "typeConstraint") is { } constraint ? Text(constraint) : null,
        Function = Child(element, "functionItem") is { } function
            ? new FunctionItem([.. Children(function, "parameters").Select(Parameter)], TypeName((string?)function.Attribute("outputTypeRef")))
            : null,
    };

    private Decision Decision(XElement element) => new(
        Id(element),
        Name(element),
        VariableType(element),
        element.Elements().Any(KnownElements.IsLogic) ? Held(element) : new LiteralExpression(new FeelText("null", At(element)),
            At(element, Describe(element))),
        Requirements(element),
        At(element, Describe(element)));

    private KnowledgeModel KnowledgeModel(XElement element)
    {
        var logic = Child(element, "encapsulatedLogic") ?? element;
        if (ReferenceEquals(logic, element))
        {
            Fail("DMN0005", $"{Describe(element)} has no encapsulatedLogic.", At(element), "Give it a body.");
        }

        var id = Id(element);
        return new KnowledgeModel(
            id,
            Name(element),
            KindOf(logic),
            [.. Children(logic, "formalParameter").Select(Parameter)],
            Logic(logic),
            [.. Requirements(element).Where(requirement => requirement.TargetId != id)],
            At(element, Describe(element)))
        {
            TypeName = VariableType(element) ?? TypeName(logic),
        };
    }

    private DecisionService Service(XElement element) => new(
        Id(element),
        Name(element),
        VariableType(element),
        References(element, "outputDecision", RequirementKind.Decision),
        References(element, "encapsulatedDecision", RequirementKind.Decision),
        References(element, "inputDecision", RequirementKind.Decision),
        References(element, "inputData", RequirementKind.Input),
        At(element, Describe(element)));

    private List<Requirement> References(XElement element, string name, RequirementKind kind) =>
        [.. Children(element, name).Select(reference => new Requirement(kind, Target(reference), At(reference, Describe(element))))];

    // A reference with this model's own namespace is one without.
    private string Target(XElement reference)
    {
        var href = ((string?)reference.Attribute("href") ?? "").Trim();
        var hash = href.LastIndexOf('#');
        return hash <= 0 || href.AsSpan(0, hash).SequenceEqual(_namespace) ? href[(hash + 1)..] : href;
    }

    private Parameter Parameter(XElement element) => new(Name(element), TypeName(element));

    private List<Requirement> Requirements(XElement element)
    {
        var result = new List<Requirement>();
        foreach (var reference in element.Elements().Where(child => child.Name.LocalName.EndsWith("Requirement", StringComparison.Ordinal)).Elements())
        {
            RequirementKind? kind = (reference.Parent!.Name.LocalName, reference.Name.LocalName) switch
            {
                ("informationRequirement", "requiredInput") => RequirementKind.Input,
                ("informationRequirement", "requiredDecision") => RequirementKind.Decision,
                ("knowledgeRequirement", "requiredKnowledge") => RequirementKind.Knowledge,
                ("authorityRequirement", _) when reference.Name.LocalName.StartsWith("required", StringComparison.Ordinal) => RequirementKind.Authority,
                _ => null,
            };
            if (kind is { } known)
            {
                result.Add(new Requirement(known, Target(reference), At(reference, Describe(element))));
            }
        }

        return result;
    }

    // An id is optional; nothing can refer to an element without one.
    private static string Id(XElement element) => ((string?)element.Attribute("id"))?.Trim() is { Length: > 0 } id ? id : Describe(element);

    private string Name(XElement element)
    {
        var name = ((string?)element.Attribute("name"))?.Trim();
        if (string.IsNullOrEmpty(name))
        {
            Fail("DMN0005", $"{element.Name.LocalName} has no name.", At(element), null);
        }

        return name ?? "";
    }

    private string? VariableType(XElement element) => TypeName(Child(element, "variable"));

    private string? TypeName(XElement? element) => TypeName((string?)element?.Attribute("typeRef"));

    // Camunda's tools write its own kinds of number; FEEL has one. A type that the model itself calls so is meant first.
    private string? TypeName(string? written) => written?.Trim() is "integer" or "long" or "double" && !_ownTypes.Contains(written.Trim()) ? "number" : written?.Trim();

    private static IEnumerable<XElement> Children(XElement element, string name) =>
        element.Elements().Where(child => child.Name.LocalName == name && child.Name.Namespace == element.Name.Namespace);

    private static XElement? Child(XElement element, string name) => Children(element, name).FirstOrDefault();

    // The nearest element with a name, as people call it, and the way inside it: decision 'D', entry 'x', input 'Age'.
    private static string Describe(XElement element)
    {
        var way = "";
        foreach (var at in element.AncestorsAndSelf())
        {
            if (at.Name.LocalName is "decision" or "businessKnowledgeModel" or "inputData" or "itemDefinition" or "knowledgeSource" or "decisionService")
            {
                return $"{at.Name.LocalName} '{(string?)at.Attribute("name")}'{way}";
            }

            way = Part(at) is { } part ? $", {part}{way}" : way;
        }

        return element.Name.LocalName;
    }

    private static string? Part(XElement element) => element.Name.LocalName switch
    {
        "contextEntry" => Child(element, "variable") is { } variable ? $"entry '{(string?)variable.Attribute("name")}'" : "result",
        "itemComponent" => $"component '{(string?)element.Attribute("name")}'",
        "binding" => $"argument '{(string?)Child(element, "parameter")?.Attribute("name")}'",
        "input" => Column(element, Head(element, Child(element, "inputExpression")?.Value.Trim())),
        "output" => Column(element, Head(element, (string?)element.Attribute("name"))),
        _ => null,
    };

    // What people read at the head of a column: its label, else what it is otherwise called.
    private static string? Head(XElement column, string? otherwise) => (string?)column.Attribute("label") is { } label
        && !string.IsNullOrWhiteSpace(label) ? label : otherwise;

    // A column by what stands at its head, else by its number.
    private static string Column(XElement column, string? head) => !string.IsNullOrEmpty(head) ? $"{column.Name.LocalName} '{head}'"
        : $"{column.Name.LocalName} {column.ElementsBeforeSelf(column.Name).Count() + 1}";

    private SourceLocation At(XObject node, string? description = null)
    {
        var info = (IXmlLineInfo)node;
        return new SourceLocation(file, info.LineNumber, info.LinePosition, description);
    }

    private void Fail(string code, string message, SourceLocation location, string? mend) =>
        _diagnostics.Add(new Diagnostic(Severity.Error, code, message, location, mend));
}
