using System.Xml.Linq;
using Comity.Dmn.Model;
using Comity.Feel.Text;

namespace Comity.Dmn.Xml;

// Boxed expressions.
internal sealed partial class ModelReader
{
    private DmnExpression Logic(XElement owner)
    {
        var expression = owner.Elements().FirstOrDefault(KnownElements.IsLogic);
        if (expression is not null)
        {
            return Expression(expression);
        }

        Fail("DMN0005", $"{Describe(owner)} has no logic.", At(owner), "Give it a decision table, a literal expression or a context.");
        return new LiteralExpression(new FeelText("null", At(owner)), At(owner));
    }

    // Modelers give a function's result type to the variable that holds the function; it is the function's own where it has none.
    private DmnExpression Held(XElement owner) => Logic(owner) is var logic && logic is FunctionExpression { TypeName: null }
        ? logic with { TypeName = VariableType(owner) } : logic;

    private DmnExpression Expression(XElement element) => Untyped(element) with { TypeName = TypeName(element) };

    private DmnExpression Untyped(XElement element)
    {
        var location = At(element, Describe(element));
        switch (element.Name.LocalName)
        {
            case "literalExpression":
                return new LiteralExpression(Text(element), location);
            case "list":
                return new ListExpression([.. element.Elements().Where(KnownElements.IsLogic).Select(Expression)], location);
            case "relation":
                return Relation(element, location);
            case "invocation":
                return new InvocationExpression(Logic(element), [.. Children(element, "binding").Select(Binding)], location);
            case "functionDefinition":
                return new FunctionExpression(KindOf(element), [.. Children(element, "formalParameter").Select(Parameter)], Logic(element), location);
            case "conditional":
                return new ConditionalExpression(Part(element, "if"), Part(element, "then"), Part(element, "else"), location);
            case "filter":
                return new FilterExpression(Part(element, "in"), Part(element, "match"), location);
            case "for":
                return new ForExpression(Variable(element), Part(element, "in"), Part(element, "return"), location);
            case "some" or "every":
                return new QuantifiedExpression(element.Name.LocalName == "every", Variable(element), Part(element, "in"), Part(element, "satisfies"), location);
            case "decisionTable":
                return Table(element, location);
            case "context":
                return Context(element, location);
            default:
                return Table(element, location);
        }
    }

    private ContextExpression Context(XElement element, SourceLocation location)
    {
        var entries = Children(element, "contextEntry").ToList();
        var results = entries.FindAll(entry => Child(entry, "variable") is null);
        if (results.Count > 1)
        {
            Fail("DMN0017", "A context has several entries without a name.", At(results[1]), "Only the last entry, the result, has none.");
        }

        return new ContextExpression(
            [.. entries.Where(entry => Child(entry, "variable") is not null).Select(entry => new ContextEntry(Name(Child(entry,
                "variable")!), VariableType(entry), Held(entry)))],
            results.Count > 0 ? Logic(results[0]) : null,
            location);
    }

    private RelationExpression Relation(XElement element, SourceLocation location)
    {
        var columns = Children(element, "column").Select(Parameter).ToList();
        var rows = Children(element, "row").Select(row => (Row: row,
            Cells: row.Elements().Where(KnownElements.IsLogic).Select(Expression).ToList())).ToList();
        foreach (var (row, cells) in rows.Where(row => row.Cells.Count != columns.Count))
        {
            Fail("DMN0008", $"The row has {cells.Count} cells; the relation has {columns.Count} columns.", At(row), "Give each column a cell.");
        }

        return new RelationExpression(columns, [.. rows.Select(row => row.Cells)], location);
    }

    private Binding Binding(XElement element)
    {
        var parameter = Child(element, "parameter");
        if (parameter is null)
        {
            Fail("DMN0005", "A binding has no parameter.", At(element), "Name the parameter that the value is for.");
        }

        return new Binding(parameter is null ? "" : Name(parameter), Logic(element));
    }

    // A part of a boxed iteration or conditional: an element that holds one expression and may say its type.
    private DmnExpression Part(XElement element, string name)
    {
        if (Child(element, name) is not { } part)
        {
            Fail("DMN0005", $"{element.Name.LocalName} has no '{name}'.", At(element, Describe(element)), null);
            return new LiteralExpression(new FeelText("null", At(element)), At(element));
        }

        var logic = Logic(part);
        return TypeName(part) is { } type ? logic with { TypeName = type } : logic;
    }

    private string Variable(XElement element)
    {
        var name = ((string?)element.Attribute("iteratorVariable"))?.Trim();
        if (string.IsNullOrEmpty(name))
        {
            Fail("DMN0005", $"{element.Name.LocalName} has no iteratorVariable.", At(element, Describe(element)), null);
        }

        return name ?? "";
    }

    private FunctionKind KindOf(XElement element)
    {
        var word = (string?)element.Attribute("kind") ?? "FEEL";
        if (Enum.TryParse<FunctionKind>(word, ignoreCase: true, out var kind) && Enum.IsDefined(kind))
        {
            return kind;
        }

        Fail("DMN0007", $"'{word}' is not a kind of function.", At(element), "Use FEEL, Java or PMML.");
        return FunctionKind.Feel;
    }

    private DecisionTable Table(XElement element, SourceLocation location)
    {
        var outputs = Children(element, "output").ToList();
        if (outputs.Count == 0)
        {
            Fail("DMN0005", "A decision table needs at least one output.", location, null);
        }

        List<string> inputColumns = [.. Children(element, "input").Select(column => Part(column)!)];
        List<string> outputColumns = [.. outputs.Select(column => Part(column)!)];
        var table = new DecisionTable(
            HitPolicyOf(element),
            AggregationOf(element),
            [.. Children(element, "input").Select(Input)],
            [.. outputs.Select(output => new OutputClause(
                (string?)output.Attribute("name"),
                Head(output, (string?)output.Attribute("name")) ?? "",
                Child(output, "outputValues") is { } values ? Text(values) : null,
                Child(output, "defaultOutputEntry") is { } other ? Text(other) : null,
                TypeName(output)))],
            [.. Children(element, "annotation").Select(annotation => (string?)annotation.Attribute("name") ?? "")],
            [.. Children(element, "rule").Select((rule, index) => Rule(rule, $"{Describe(element)}, rule {index + 1}", inputColumns,
                outputColumns))],
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
        return new InputClause(Head(element, null) ?? text.Text, text, allowed is null ? null : Text(allowed), TypeName(expression));
    }

    private TableRule Rule(XElement element, string description, List<string> inputColumns, List<string> outputColumns)
    {
        return new TableRule(
            [.. Children(element, "inputEntry").Select((entry, i) => Text(entry, Cell(inputColumns, i)))],
            [.. Children(element, "outputEntry").Select((entry, i) => Text(entry, Cell(outputColumns, i)))],
            [.. Children(element, "annotationEntry").Select(entry => Child(entry, "text")?.Value.Trim() ?? "")],
            At(element, description));

        string Cell(List<string> columns, int column) => column < columns.Count ? $"{description}, {columns[column]}" : description;
    }

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

    private FeelText Text(XElement owner) => Text(owner, Describe(owner));

    private FeelText Text(XElement owner, string description)
    {
        var element = Child(owner, "text");
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

        return new FeelText(text, At(element.FirstNode!, description)) { Source = source, Language = ExpressionLanguage.Of(owner) };
    }
}
