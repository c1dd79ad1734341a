using Comity.Feel.Text;

namespace Comity.Dmn.Model;

/// <summary>A DMN model: <c>definitions</c> (DMN 1.5 §6.3.2). Immutable; every element knows where it was read.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Namespace">Its target namespace.</param>
/// <param name="File">The file it was read from, as it was named to the reader.</param>
/// <param name="ItemDefinitions">Types.</param>
/// <param name="Inputs">Input data.</param>
/// <param name="Decisions">Decisions.</param>
/// <param name="KnowledgeModels">Business knowledge models.</param>
/// <param name="KnowledgeSources">Knowledge sources: the authorities behind decisions.</param>
/// <param name="Services">Decision services.</param>
/// <param name="Imports">The models it imports.</param>
public sealed record DmnModel(
    string Name,
    string Namespace,
    string File,
    IReadOnlyList<ItemDefinition> ItemDefinitions,
    IReadOnlyList<InputData> Inputs,
    IReadOnlyList<Decision> Decisions,
    IReadOnlyList<KnowledgeModel> KnowledgeModels,
    IReadOnlyList<KnowledgeSource> KnowledgeSources,
    IReadOnlyList<DecisionService> Services,
    IReadOnlyList<ModelImport> Imports);

/// <summary>An import of another model (§6.3.3).</summary>
/// <param name="Name">The name before the dot in <c>name.Decision</c>; empty when the other model's names are used as they are.</param>
/// <param name="Model">The imported model. Two imports of one namespace share it.</param>
/// <param name="Location">Where it was read.</param>
public sealed record ModelImport(string Name, DmnModel Model, SourceLocation Location);

/// <summary>A node of the decision requirements graph (DMN 1.5 §6.3).</summary>
/// <param name="Id">The id that references use; unique in its model.</param>
/// <param name="Name">The name that expressions use.</param>
/// <param name="Location">Where it was read.</param>
public abstract record DrgElement(string Id, string Name, SourceLocation Location);

/// <summary>Input data (§6.3.11).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="TypeName">Name of its type; null when none is given.</param>
/// <param name="Location">Where it was read.</param>
public sealed record InputData(string Id, string Name, string? TypeName, SourceLocation Location) : DrgElement(Id, Name, Location);

/// <summary>A decision (§6.3.7). One without logic is null.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="TypeName">Name of its result's type; null when none is given.</param>
/// <param name="Expression">Its logic.</param>
/// <param name="Requirements">What it requires.</param>
/// <param name="Location">Where it was read.</param>
public sealed record Decision(string Id, string Name, string? TypeName, DmnExpression Expression, IReadOnlyList<Requirement> Requirements, SourceLocation Location)
    : DrgElement(Id, Name, Location);

/// <summary>A business knowledge model: a function that decisions invoke by name (§6.3.9).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What its body is.</param>
/// <param name="Parameters">Formal parameters.</param>
/// <param name="Expression">Its body.</param>
/// <param name="Requirements">The knowledge models and services it invokes and the sources behind it. It may always invoke itself.</param>
/// <param name="Location">Where it was read.</param>
public sealed record KnowledgeModel(
    string Id, string Name, FunctionKind Kind, IReadOnlyList<Parameter> Parameters, DmnExpression Expression, IReadOnlyList<Requirement> Requirements, SourceLocation Location)
    : DrgElement(Id, Name, Location)
{
    /// <summary>Name of its variable's type, which may be the function's or its result's; null when none is given.</summary>
    public string? TypeName { get; init; }
}

/// <summary>A decision service: a part of the model that is invoked as one function (§6.3.10).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="TypeName">Name of its variable's type, which may be the function's or its result's; null when none is given.</param>
/// <param name="Outputs">The decisions whose values it gives: one value, or a context of several.</param>
/// <param name="Encapsulated">Decisions inside it besides the outputs.</param>
/// <param name="InputDecisions">Decisions whose values are given to it: its last parameters.</param>
/// <param name="InputData">Input data given to it: its first parameters.</param>
/// <param name="Location">Where it was read.</param>
public sealed record DecisionService(
    string Id,
    string Name,
    string? TypeName,
    IReadOnlyList<Requirement> Outputs,
    IReadOnlyList<Requirement> Encapsulated,
    IReadOnlyList<Requirement> InputDecisions,
    IReadOnlyList<Requirement> InputData,
    SourceLocation Location) : DrgElement(Id, Name, Location);

/// <summary>A formal parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TypeName">Name of its type; null when none is given.</param>
public sealed record Parameter(string Name, string? TypeName);

/// <summary>A knowledge source: the authority for a decision or a knowledge model (§6.3.12).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uri">Where the source can be found; null when it is not said.</param>
/// <param name="Location">Where it was read.</param>
public sealed record KnowledgeSource(string Id, string Name, string? Uri, SourceLocation Location) : DrgElement(Id, Name, Location);

/// <summary>What kind of element is required.</summary>
public enum RequirementKind
{
    /// <summary>An information requirement on input data.</summary>
    Input,

    /// <summary>An information requirement on a decision.</summary>
    Decision,

    /// <summary>A knowledge requirement on a business knowledge model or decision service.</summary>
    Knowledge,

    /// <summary>An authority requirement; it carries no value.</summary>
    Authority,
}

/// <summary>An arrow of the requirements graph (§6.3.13 to §6.3.15).</summary>
/// <param name="Kind">Kind of arrow.</param>
/// <param name="TargetId">Id of the required element; <c>namespace#id</c> for one of an imported model.</param>
/// <param name="Location">Where it was read.</param>
public sealed record Requirement(RequirementKind Kind, string TargetId, SourceLocation Location);

/// <summary>A named type (§7.3.2).</summary>
/// <param name="Name">Its name.</param>
/// <param name="TypeName">The type it restricts or repeats; null when it has components.</param>
/// <param name="AllowedValues">Unary tests that a value, or each item of a list, must pass; null for none.</param>
/// <param name="Components">Members, when it is a context type.</param>
/// <param name="IsCollection">Whether a value is a list of such items.</param>
/// <param name="Location">Where it was read.</param>
public sealed record ItemDefinition(
    string Name, string? TypeName, FeelText? AllowedValues, IReadOnlyList<ItemDefinition> Components, bool IsCollection, SourceLocation Location)
{
    /// <summary>Unary tests that the value as a whole must pass, also when it is a list; null for none (§7.3.3).</summary>
    public FeelText? TypeConstraint { get; init; }

    /// <summary>The function's signature, when values are functions; null otherwise (§7.3.4).</summary>
    public FunctionItem? Function { get; init; }
}

/// <summary>The signature of a function type (§7.3.4).</summary>
/// <param name="Parameters">Its parameters.</param>
/// <param name="ResultTypeName">Name of its result's type; null when none is given.</param>
public sealed record FunctionItem(IReadOnlyList<Parameter> Parameters, string? ResultTypeName);
