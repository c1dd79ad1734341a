using Comity.Dmn.Model;

namespace Comity.Diagrams.Compilation;

/// <summary>
/// The order in which diagrams test variables at first: those that most rules read come first, and each is followed by those that are read together
/// with it most often. Sifting improves it.
/// </summary>
internal static class VariableOrder
{
    /// <summary>Positions of the variables by level.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">All inputs.</param>
    /// <param name="variables">Those that are variables.</param>
    public static IReadOnlyList<int> Of(DmnModel model, IReadOnlyList<DiagramInput> inputs, IReadOnlyList<DiagramInput> variables)
    {
        var positions = variables.Index().ToDictionary(pair => pair.Item.Name, pair => pair.Index, StringComparer.Ordinal);
        foreach (var derived in inputs.OfType<DerivedInput>())
        {
            positions[derived.Name] = positions[derived.Of];
        }

        var read = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        foreach (var input in model.Inputs.Where(input => positions.ContainsKey(input.Name)))
        {
            read[input.Id] = [positions[input.Name]];
        }

        var byId = model.Decisions.ToDictionary(decision => decision.Id, StringComparer.Ordinal);
        var (weight, together) = (new long[variables.Count], new long[variables.Count, variables.Count]);
        foreach (var decision in model.Decisions)
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
            if (!read.TryGetValue(decision.Id, out var members))
            {
                members = [.. decision.Requirements.SelectMany(requirement => requirement.Kind switch
                {
                    RequirementKind.Input => read.GetValueOrDefault(requirement.TargetId) ?? [],
                    RequirementKind.Decision => Read(byId[requirement.TargetId]),
                    _ => Enumerable.Empty<int>(),
                })];
                read[decision.Id] = members;
            }

            return members;
        }
    }
}
