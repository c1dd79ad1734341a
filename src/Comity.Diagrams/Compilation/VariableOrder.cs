using Comity.Dmn.Compilation;
using Comity.Dmn.Model;

namespace Comity.Diagrams.Compilation;

/// <summary>
/// The order in which diagrams test variables at first: those that most rules read come first, and each is followed by those that are read together
/// with it most often. Sifting improves it.
/// </summary>
internal static class VariableOrder
{
    /// <summary>Positions of the variables by level.</summary>
    /// <param name="models">The model and its imports.</param>
    /// <param name="inputs">All inputs.</param>
    /// <param name="variables">Those that are variables.</param>
    public static IReadOnlyList<int> Of(ModelSet models, IReadOnlyList<DiagramInput> inputs, IReadOnlyList<DiagramInput> variables)
    {
        var positions = variables.Index().ToDictionary(pair => pair.Item.Name, pair => pair.Index, StringComparer.Ordinal);
        foreach (var derived in inputs.OfType<DerivedInput>())
        {
            positions[derived.Name] = positions[derived.Of];
        }

        var read = new Dictionary<DrgElement, HashSet<int>>(ReferenceEqualityComparer.Instance);
        foreach (var input in models.Elements.OfType<InputData>())
        {
            read[input] = [.. InputNames.Of(models, input).Where(positions.ContainsKey).Take(1).Select(name => positions[name])];
        }

        var (weight, together) = (new long[variables.Count], new long[variables.Count, variables.Count]);
        foreach (var decision in models.Elements.OfType<Decision>())
        {
            var rules = decision.Expression is DecisionTable table ? Math.Max(1, table.Rules.Count) : 1;
            var members = Read(decision).ToList();
            foreach (var one in members)
            {
                weight[one] += rules;
                foreach (var other in members)
                {
                    together[one, other] += rules;
                }
            }
        }

        var (order, left) = (new List<int>(), Enumerable.Range(0, variables.Count).ToList());
        while (left.Count > 0)
        {
            // Of those alike, the first that people list.
            var next = left.MaxBy(one => (order.Sum(placed => together[placed, one]), weight[one]))!;
            order.Add(next);
            left.Remove(next);
        }

        return order;

        HashSet<int> Read(Decision decision)
        {
            if (!read.TryGetValue(decision, out var members))
            {
                members = [.. decision.Requirements.SelectMany(requirement => models.Find(decision, requirement.TargetId)?.Element switch
                {
                    InputData input => read[input],
                    Decision other => Read(other),
                    _ => Enumerable.Empty<int>(),
                })];
                read[decision] = members;
            }

            return members;
        }
    }
}
