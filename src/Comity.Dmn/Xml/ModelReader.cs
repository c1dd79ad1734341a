using System.Xml;
using System.Xml.Linq;
using Comity.Dmn.Model;
using Comity.Feel.Text;

namespace Comity.Dmn.Xml;

/// <summary>Turns the elements of one file into the model's records.</summary>
internal sealed class ModelReader(string file, SourceFile source)
{
    private static readonly string[] Namespaces =
    [
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ];

    private readonly List<Diagnostic> _diagnostics = [];

    public DmnReadResult Read(XElement root)
    {
        if (root.Name.LocalName != "definitions" || !Namespaces.Contains(root.Name.NamespaceName))
        {
            Fail("DMN0004", $"The root element is '{root.Name.LocalName}' of '{root.Name.NamespaceName}', not DMN definitions.", At(root), "DMN 1.2 to 1.5 are read.");
            return new DmnReadResult(null, _diagnostics);
        }

        var model = new DmnModel(
            (string?)root.Attribute("name") ?? "",
            (string?)root.Attribute("namespace") ?? "",
            file,
            [.. Children(root, "itemDefinition").Select(ItemDefinition)],
            [.. Children(root, "inputData").Select(element => new InputData(Id(element), Name(element), VariableType(element), At(element, Describe(element))))],
            [.. Children(root, "decision").Select(Decision)],
            [.. Children(root, "businessKnowledgeModel").Select(KnowledgeModel)],
            [.. Children(root, "knowledgeSource").Select(element => new KnowledgeSource(Id(element), Name(element), (string?)element.Attribute("locationURI"), At(element, Describe(element))))]);
        RefuseRepeated(model);
        return new DmnReadResult(_diagnostics.Count == 0 ? model : null, _diagnostics);
    }

    private void RefuseRepeated(DmnModel model)
    {
        var elements = model.Inputs.Concat<DrgElement>(model.Decisions).Concat(model.KnowledgeModels).Concat(model.KnowledgeSources).ToList();
        foreach (var repeated in elements.GroupBy(element => element.Id).SelectMany(group => group.Skip(1)))
        {
            Fail("DMN0009", $"The id '{repeated.Id}' is used twice.", repeated.Location, "Give each element an id of its own.");
        }

        foreach (var repeated in elements.Where(element => element is not KnowledgeSource).GroupBy(element => element.Name).SelectMany(group => group.Skip(1)))
        {
            Fail("DMN0009", $"The name '{repeated.Name}' is used twice.", repeated.Location, "Give each element a name of its own.");
        }
    }

    private ItemDefinition ItemDefinition(XElement element) => new(
        Name(element),
        Child(element, "typeRef")?.Value.Trim(),
        Child(element, "allowedValues") is { } allowed ? Text(allowed) : null,
        [.. Children(element, "itemComponent").Select(ItemDefinition)],
        (bool?)element.Attribute("isCollection") ?? false,
        At(element, Describe(element)));

    private Decision Decision(XElement element) => new(
        Id(element), Name(element), VariableType(element), Logic(element), Requirements(element), At(element, Describe(element)));

    private KnowledgeModel KnowledgeModel(XElement element)
    {
        var logic = Child(element, "encapsulatedLogic") ?? element;
        if (ReferenceEquals(logic, element))
        {
            Fail("DMN0005", $"{Describe(element)} has no encapsulatedLogic.", At(element), "Give it a body.");
        }

        var parameters = Children(logic, "formalParameter").Select(parameter => new Parameter(Name(parameter), (string?)parameter.Attribute("typeRef")));
        return new KnowledgeModel(Id(element), Name(element), [.. parameters], Logic(logic), Requirements(element), At(element, Describe(element)));
    }

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
                result.Add(new Requirement(known, ((string?)reference.Attribute("href") ?? "").Split('#')[^1], At(reference, Describe(element))));
            }
        }

        return result;
    }

    private DmnExpression Logic(XElement owner)
    {
        var expression = owner.Elements().FirstOrDefault(IsExpression);
        if (expression is not null)
        {
            return Expression(expression);
        }

        Fail("DMN0005", $"{Describe(owner)} has no logic.", At(owner), "Give it a decision table, a literal expression or a context.");
        return new LiteralExpression(new FeelText("null", At(owner)), At(owner));
    }

    private static bool IsExpression(XElement element) => element.Name.LocalName is
        "decisionTable" or "literalExpression" or "context" or "invocation" or "list" or "relation" or "functionDefinition"
        or "conditional" or "filter" or "for" or "some" or "every";

    private DmnExpression Expression(XElement element)
    {
        var location = At(element, Describe(element));
        switch (element.Name.LocalName)
        {
            case "literalExpression":
                return new LiteralExpression(Text(element), location);
            case "decisionTable":
                return Table(element, location);
            case "context":
                var entries = Children(element, "contextEntry").ToList();
                return new ContextExpression(
                    [.. entries.Where(entry => Child(entry, "variable") is not null).Select(entry => new ContextEntry(Name(Child(entry, "variable")!), VariableType(entry), Logic(entry)))],
                    entries.Find(entry => Child(entry, "variable") is null) is { } result ? Logic(result) : null,
                    location);
            default:
                Fail("DMN0006", $"A boxed {element.Name.LocalName} is not supported yet.", location, "Write it as a literal expression.");
                return new LiteralExpression(new FeelText("null", location), location);
        }
    }

    private DecisionTable Table(XElement element, SourceLocation location)
    {
        var outputs = Children(element, "output").ToList();
        if (outputs.Count == 0)
        {
            Fail("DMN0005", "A decision table needs at least one output.", location, null);
        }

        var table = new DecisionTable(
            HitPolicyOf(element),
            AggregationOf(element),
            [.. Children(element, "input").Select(Input)],
            [.. outputs.Select(output => new OutputClause(
                (string?)output.Attribute("name"),
                (string?)output.Attribute("label") ?? (string?)output.Attribute("name") ?? "",
                Child(output, "outputValues") is { } values ? Text(values) : null,
                Child(output, "defaultOutputEntry") is { } other ? Text(other) : null))],
            [.. Children(element, "annotation").Select(annotation => (string?)annotation.Attribute("name") ?? "")],
            [.. Children(element, "rule").Select((rule, index) => Rule(rule, $"{Describe(element)}, rule {index + 1}"))],
            location);
        foreach (var rule in table.Rules.Where(rule => rule.Inputs.Count != table.Inputs.Count || rule.Outputs.Count != table.Outputs.Count))
        {
            Fail(
                "DMN0008",
                $"The rule has {rule.Inputs.Count} input and {rule.Outputs.Count} output entries; the table has {table.Inputs.Count} and {table.Outputs.Count} columns.",
                rule.Location,
                "Give each column an entry; '-' in an input column matches everything.");
        }

        return table;
    }

    private InputClause Input(XElement element)
    {
        var expression = Child(element, "inputExpression");
        if (expression is null)
        {
            Fail("DMN0005", "An input column has no inputExpression.", At(element), null);
        }

        var text = expression is null ? new FeelText("null", At(element)) : Text(expression);
        var allowed = Child(element, "inputValues");
        return new InputClause((string?)element.Attribute("label") ?? text.Text, text, allowed is null ? null : Text(allowed));
    }

    private TableRule Rule(XElement element, string description) => new(
        [.. Children(element, "inputEntry").Select(Text)],
        [.. Children(element, "outputEntry").Select(Text)],
        [.. Children(element, "annotationEntry").Select(entry => Child(entry, "text")?.Value.Trim() ?? "")],
        At(element, description));

    private HitPolicy HitPolicyOf(XElement table)
    {
        var word = (string?)table.Attribute("hitPolicy") ?? "UNIQUE";
        if (Enum.TryParse<HitPolicy>(word.Replace(" ", "", StringComparison.Ordinal), ignoreCase: true, out var policy) && Enum.IsDefined(policy))
        {
            return policy;
        }

        Fail("DMN0007", $"'{word}' is not a hit policy.", At(table), "Use UNIQUE, ANY, PRIORITY, FIRST, COLLECT, RULE ORDER or OUTPUT ORDER.");
        return HitPolicy.Unique;
    }

    private Aggregation AggregationOf(XElement table)
    {
        var word = (string?)table.Attribute("aggregation") ?? "LIST";
        if (Enum.TryParse<Aggregation>(word, ignoreCase: true, out var aggregation) && Enum.IsDefined(aggregation))
        {
            return aggregation;
        }

        Fail("DMN0007", $"'{word}' is not an aggregation.", At(table), "Use SUM, COUNT, MIN or MAX.");
        return Aggregation.List;
    }

    private FeelText Text(XElement owner)
    {
        var element = Child(owner, "text");
        var description = Describe(owner);
        if (element is null)
        {
            Fail("DMN0005", $"{owner.Name.LocalName} has no text.", At(owner, description), null);
            return new FeelText("null", At(owner, description));
        }

        // An empty entry of a table means "no matter", as modellers write it.
        var text = element.Value;
        if (string.IsNullOrWhiteSpace(text))
        {
            return new FeelText(owner.Name.LocalName == "inputEntry" ? "-" : "null", At(element, description));
        }

        return new FeelText(text, At(element.FirstNode!, description)) { Source = source };
    }

    private string Id(XElement element)
    {
        var id = (string?)element.Attribute("id");
        if (string.IsNullOrEmpty(id))
        {
            Fail("DMN0005", $"{Describe(element)} has no id.", At(element), "References need one.");
        }

        return id ?? "";
    }

    private string Name(XElement element)
    {
        var name = ((string?)element.Attribute("name"))?.Trim();
        if (string.IsNullOrEmpty(name))
        {
            Fail("DMN0005", $"{element.Name.LocalName} has no name.", At(element), null);
        }

        return name ?? "";
    }

    private static string? VariableType(XElement element) => (string?)Child(element, "variable")?.Attribute("typeRef");

    private static IEnumerable<XElement> Children(XElement element, string name) =>
        element.Elements().Where(child => child.Name.LocalName == name && child.Name.Namespace == element.Name.Namespace);

    private static XElement? Child(XElement element, string name) => Children(element, name).FirstOrDefault();

    // The nearest thing with a name, as people call it.
    private static string Describe(XElement element)
    {
        var named = element.AncestorsAndSelf().FirstOrDefault(candidate => candidate.Name.LocalName is "decision" or "businessKnowledgeModel" or "inputData" or "itemDefinition" or "knowledgeSource");
        return named is null ? element.Name.LocalName : $"{named.Name.LocalName} '{(string?)named.Attribute("name")}'";
    }

    private SourceLocation At(XObject node, string? description = null)
    {
        var info = (IXmlLineInfo)node;
        return new SourceLocation(file, info.LineNumber, info.LinePosition, description);
    }

    private void Fail(string code, string message, SourceLocation location, string? mend) =>
        _diagnostics.Add(new Diagnostic(Severity.Error, code, message, location, mend));
}
