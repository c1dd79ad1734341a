using Comity.Dmn.Model;
using Comity.Feel.Text;

namespace Comity.Dmn.Compilation;

/// <summary>The elements of a model and its imports with their requirements resolved, each behind everything that it requires.</summary>
internal sealed class RequirementsGraph
{
    private readonly ModelSet _models;
    private readonly List<Diagnostic> _diagnostics = [];

    public RequirementsGraph(ModelSet models)
    {
        _models = models;
        DrgElement[] elements = [.. models.Elements];
        foreach (var element in elements)
        {
            Check(element);
        }

        Ordered = _diagnostics.Count > 0 ? [] : Order(elements);
    }

    /// <summary>Inputs, knowledge models, services and decisions, each behind what it requires; empty when there are errors.</summary>
    public IReadOnlyList<DrgElement> Ordered { get; }

    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    /// <summary>The elements whose values an element may use; for a service, the decisions that it gives.</summary>
    public IEnumerable<SeenElement> Required(DrgElement element) =>
        Targets(element, RequirementsOf(element).Where(requirement => requirement.Kind != RequirementKind.Authority));

    /// <summary>What some references of an element point at.</summary>
    public IEnumerable<SeenElement> Targets(DrgElement element, IEnumerable<Requirement> references) =>
        references.Select(reference => _models.Find(element, reference.TargetId)!);

    private static IReadOnlyList<Requirement> RequirementsOf(DrgElement element) => element switch
    {
        Decision decision => decision.Requirements,
        KnowledgeModel knowledge => knowledge.Requirements,
        DecisionService service => service.Outputs,
        _ => [],
    };

    private void Check(DrgElement element)
    {
        var references = element is DecisionService service ? [.. service.Outputs, .. service.Encapsulated, .. service.InputDecisions, .. service.InputData] : RequirementsOf(element);
        foreach (var requirement in references)
        {
            if (_models.Find(element, requirement.TargetId) is not { Element: var target })
            {
                Fail("DMN0101", $"'{element.Name}' requires '{requirement.TargetId}', which the model does not have.",
                    requirement.Location, Nearest(element, requirement.TargetId));
                continue;
            }

            var fits = requirement.Kind switch
            {
                RequirementKind.Input => target is InputData,
                RequirementKind.Decision => target is Decision,
                RequirementKind.Knowledge => target is KnowledgeModel or DecisionService,
                _ => true,
            };
            if (!fits)
            {
                Fail("DMN0102",
                    $"'{element.Name}' requires '{target.Name}' as {requirement.Kind.ToString().ToLowerInvariant()}, which it is not.",
                    requirement.Location, $"Require it as {KindOf(target)}.");
            }
        }
    }

    // Elements are told by their names, with the ids that references use.
    private string? Nearest(DrgElement from, string targetId)
    {
        var known = _models.Known(from);
        return NearestName.Of(targetId, known.Select(element => element.Id)) is { } id
            ? $"Did you mean {Said(known.First(element => element.Id == id))}?"
            : known.Count is > 0 and <= 12 ? $"Known here: {string.Join(", ", known.Select(Said))}." : null;

        static string Said(DrgElement element) => element.Name == element.Id || element.Name.Length == 0 ? $"'{element.Id}'"
            : $"'{element.Name}' (id '{element.Id}')";
    }

    private static string KindOf(DrgElement element) => element switch
    {
        InputData => "input",
        Decision => "decision",
        KnowledgeSource => "authority",
        _ => "knowledge",
    };

    // Depth first, with a stack of our own: a long chain of decisions must not exhaust the thread's.
    private List<DrgElement> Order(DrgElement[] elements)
    {
        var ordered = new List<DrgElement>();
        var done = new HashSet<DrgElement>(ReferenceEqualityComparer.Instance);
        var path = new List<(DrgElement Element, Queue<DrgElement> Ahead)>();
        var onPath = new HashSet<DrgElement>(ReferenceEqualityComparer.Instance);
        foreach (var root in elements.Where(element => element is not KnowledgeSource))
        {
            Enter(root);
            while (path.Count > 0)
            {
                var (element, ahead) = path[^1];
                if (ahead.TryDequeue(out var next))
                {
                    Enter(next);
                    continue;
                }

                path.RemoveAt(path.Count - 1);
                onPath.Remove(element);
                done.Add(element);
                ordered.Add(element);
            }
        }

        return ordered;

        void Enter(DrgElement element)
        {
            if (done.Contains(element))
            {
                return;
            }

            if (!onPath.Add(element))
            {
                var cycle = path.SkipWhile(step => !ReferenceEquals(step.Element, element)).Select(step => step.Element.Name).Append(element.Name);
                Fail("DMN0103", $"These require each other in a circle: {string.Join(" → ", cycle)}.", element.Location, "Remove one of the requirements.");
                return;
            }

            path.Add((element, new Queue<DrgElement>(Required(element).Select(required => required.Element))));
        }
    }

    private void Fail(string code, string message, SourceLocation location, string? mend) =>
        _diagnostics.Add(new Diagnostic(Severity.Error, code, message, location, mend));
}
