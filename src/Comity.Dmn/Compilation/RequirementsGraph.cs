using Comity.Dmn.Model;
using Comity.Feel.Text;

namespace Comity.Dmn.Compilation;

/// <summary>The elements of a model with their requirements resolved, each behind everything that it requires.</summary>
internal sealed class RequirementsGraph
{
    private readonly Dictionary<string, DrgElement> _byId;
    private readonly List<Diagnostic> _diagnostics = [];

    public RequirementsGraph(DmnModel model)
    {
        DrgElement[] elements = [.. model.Inputs, .. model.KnowledgeModels, .. model.Decisions, .. model.KnowledgeSources];
        _byId = elements.ToDictionary(element => element.Id, StringComparer.Ordinal);
        foreach (var element in elements)
        {
            Check(element);
        }

        Ordered = _diagnostics.Count > 0 ? [] : Order(elements);
    }

    /// <summary>Inputs, knowledge models and decisions, each behind what it requires; empty when there are errors.</summary>
    public IReadOnlyList<DrgElement> Ordered { get; }

    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    /// <summary>The elements whose values an element may use.</summary>
    public IEnumerable<DrgElement> Required(DrgElement element) => RequirementsOf(element)
        .Where(requirement => requirement.Kind != RequirementKind.Authority)
        .Select(requirement => _byId[requirement.TargetId]);

    private static IReadOnlyList<Requirement> RequirementsOf(DrgElement element) => element switch
    {
        Decision decision => decision.Requirements,
        KnowledgeModel knowledge => knowledge.Requirements,
        _ => [],
    };

    private void Check(DrgElement element)
    {
        foreach (var requirement in RequirementsOf(element))
        {
            if (!_byId.TryGetValue(requirement.TargetId, out var target))
            {
                Fail("DMN0101", $"'{element.Name}' requires '{requirement.TargetId}', which the model does not have.", requirement.Location, NearestName.Mend(requirement.TargetId, _byId.Keys));
                continue;
            }

            var fits = requirement.Kind switch
            {
                RequirementKind.Input => target is InputData,
                RequirementKind.Decision => target is Decision,
                RequirementKind.Knowledge => target is KnowledgeModel,
                _ => true,
            };
            if (!fits)
            {
                Fail("DMN0102", $"'{element.Name}' requires '{target.Name}' as {requirement.Kind.ToString().ToLowerInvariant()}, which it is not.", requirement.Location, null);
            }
        }
    }

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

            path.Add((element, new Queue<DrgElement>(Required(element))));
        }
    }

    private void Fail(string code, string message, SourceLocation location, string? mend) =>
        _diagnostics.Add(new Diagnostic(Severity.Error, code, message, location, mend));
}
