using Comity.Dmn.Model;
using Comity.Policy.Packs;
using Comity.Policy.Programs;

namespace Comity.Policy.Reading;

/// <summary>What a node of a policy's graph is.</summary>
public enum PolicyNodeKind
{
    /// <summary>A fact, or the day with what is in force on it.</summary>
    Fact,

    /// <summary>A decision.</summary>
    Decision,

    /// <summary>A knowledge model that decisions use.</summary>
    Knowledge,

    /// <summary>A provision that a decision's rules implement.</summary>
    Provision,
}

/// <summary>A node of a policy's graph.</summary>
/// <param name="Id">Its id, unique in the graph; letters, digits, dots, dashes and underlines.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Label">What it is called.</param>
/// <param name="Needs">Ids of what it needs, in the order of the model: facts, decisions, knowledge models, and the provisions it rests on.</param>
public sealed record PolicyNode(string Id, PolicyNodeKind Kind, string Label, IReadOnlyList<string> Needs);

/// <summary>What rests on what in a policy: its requirements graph (DMN 1.5 §6.2), with the provisions that its rules name.</summary>
/// <param name="Nodes">The nodes: facts, provisions, knowledge models, decisions, each in the order of the pack or model.</param>
public sealed record PolicyGraph(IReadOnlyList<PolicyNode> Nodes)
{
    /// <summary>Reads a pack's graph.</summary>
    public static PolicyGraph Of(PolicyPack pack)
    {
        ArgumentNullException.ThrowIfNull(pack);
        var labels = PackLabels.Of(pack);
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var provisions = PlainPolicy.TablesOf(pack).ToDictionary(table => table.Title, table => table.Rules.Select(rule => rule.Provision.Key).Distinct().ToList(), StringComparer.Ordinal);
        var nodes = new List<PolicyNode>();
        var needed = pack.Model.Decisions.SelectMany(decision => decision.Requirements)
            .Concat(pack.Model.KnowledgeModels.SelectMany(knowledge => knowledge.Requirements))
            .Select(requirement => requirement.TargetId).ToHashSet(StringComparer.Ordinal);
        foreach (var input in pack.Model.Inputs.Where(input => needed.Contains(input.Id)))
        {
            Add(input.Id, PolicyNodeKind.Fact, input.Name == PolicyLogic.ProvisionsInput ? "What is in force on the day" : labels.Variable(input.Name), []);
        }

        foreach (var key in pack.Provisions.Keys.Where(key => provisions.Values.Any(keys => keys.Contains(key))))
        {
            Add("provision " + key, PolicyNodeKind.Provision, key, []);
        }

        foreach (var knowledge in pack.Model.KnowledgeModels)
        {
            Add(knowledge.Id, PolicyNodeKind.Knowledge, knowledge.Name, knowledge.Requirements.Select(requirement => requirement.TargetId));
        }

        foreach (var decision in pack.Model.Decisions)
        {
            Add(
                decision.Id, PolicyNodeKind.Decision, decision.Name,
                [.. decision.Requirements.Where(requirement => requirement.Kind != RequirementKind.Authority).Select(requirement => requirement.TargetId), .. provisions.GetValueOrDefault(decision.Name, []).Select(key => "provision " + key)]);
        }

        return new PolicyGraph([.. nodes.Select(node => node with { Needs = [.. node.Needs.Where(ids.ContainsKey).Select(need => ids[need])] })]);

        void Add(string key, PolicyNodeKind kind, string label, IEnumerable<string> needs)
        {
            ids[key] = $"n{nodes.Count}";
            nodes.Add(new PolicyNode(ids[key], kind, label, [.. needs]));
        }
    }
}
