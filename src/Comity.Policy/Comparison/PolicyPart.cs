using Comity.Diagrams.Core;
using Comity.Policy.Programs;

namespace Comity.Policy.Comparison;

/// <summary>What an answer can name.</summary>
internal enum PolicyPartKind
{
    Provision,
    Circumstance,
    Condition,
    Review,
}

/// <summary>Something that an answer names besides its outcome.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Key of the provision, name of the circumstance, or the condition.</param>
internal sealed record PolicyPart(PolicyPartKind Kind, string Text)
{
    /// <summary>What people read; no two parts have one name.</summary>
    public string Name => Kind switch
    {
        PolicyPartKind.Circumstance => $"circumstance {Text}",
        PolicyPartKind.Condition => $"condition: {Text}",
        PolicyPartKind.Review => $"review under {Text}",
        _ => Text,
    };

    /// <summary>What a policy can name, each with the root that says where it does.</summary>
    public static IReadOnlyDictionary<PolicyPart, Diagram> Of(PolicyProgram program)
    {
        IEnumerable<(PolicyPart Part, Diagram When)> parts =
        [
            .. program.Provisions.Select(entry => (new PolicyPart(PolicyPartKind.Provision, entry.Value.Key), entry.When)),
            .. program.Circumstances.Select(entry => (new PolicyPart(PolicyPartKind.Circumstance, entry.Value), entry.When)),
            .. program.Conditions.Select(entry => (new PolicyPart(PolicyPartKind.Condition, entry.Value), entry.When)),
            .. program.ReviewProvisions.Select(entry => (new PolicyPart(PolicyPartKind.Review, entry.Value.Key), entry.When)),
        ];
        return parts.ToDictionary(entry => entry.Part, entry => entry.When);
    }
}
