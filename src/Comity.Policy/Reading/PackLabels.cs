using Comity.Diagrams.Descriptions;
using Comity.Feel.Values;
using Comity.Policy.Facts;
using Comity.Policy.Packs;
using Comity.Policy.Programs;

namespace Comity.Policy.Reading;

/// <summary>What a pack calls its facts and their values.</summary>
public static class PackLabels
{
    /// <summary>The labels of a policy, for descriptions of situations.</summary>
    public static Labels Of(PolicyDescription policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var facts = policy.Facts.ToDictionary(fact => fact.Name, StringComparer.Ordinal);
        return new Labels(
            name => facts.TryGetValue(name, out var fact) ? fact.Label : name == PolicyProgram.Day ? "Day of the request" : name,
            (name, value) => Of(facts.GetValueOrDefault(name), value));
    }

    /// <summary>What a fact's value is called.</summary>
    /// <param name="fact">The fact; null for none.</param>
    /// <param name="value">The value.</param>
    public static string Of(Fact? fact, FeelValue value) => fact?.Values.FirstOrDefault(choice => choice.Value == value)?.Label
        ?? (value.IsTrue ? "yes" : value.IsFalse ? "no" : Labels.Plain.Value("", value));
}
