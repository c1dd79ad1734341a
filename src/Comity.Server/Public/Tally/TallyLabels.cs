using Comity.Policy.Facts;
using Comity.Policy.Packs;
using Comity.Records.Tallying;
using Comity.Server.Policies;

namespace Comity.Server.Public.Tally;

/// <summary>What the tally's dimensions and values are called. What an earlier version of the policy had keeps its name.</summary>
internal sealed class TallyLabels(PublicTexts texts, IReadOnlyList<PolicyVersion> versions)
{
    /// <summary>What a dimension is called.</summary>
    public string Dimension(string name) => name is TallyRow.Action or TallyRow.Outcome or PublishedTally.Circumstance
        ? texts[$"tally.by.{name}"]
        : Find((pack, fact) => fact.Name == name ? texts.Of(pack, fact.Label) : null) ?? name;

    /// <summary>What a value is called.</summary>
    public string Value(string dimension, string value) => (dimension, value) switch
    {
        (_, "") => texts["value.unknown"],
        (TallyRow.Outcome, _) => texts[$"outcome.{value}"],
        (PublishedTally.Circumstance, PublishedTally.NoCircumstance) => texts["value.none"],
        (PublishedTally.Circumstance, PublishedTally.SeveralCircumstances) => texts["value.several"],
        (PublishedTally.Circumstance, _) => versions.Reverse().Select(version => version.Pack.Manifest.Circumstances.TryGetValue(value, out var label) ? texts.Of(version.Pack, label) : null).FirstOrDefault(label => label is not null) ?? value,
        _ => Find((pack, fact) => fact.Name == (dimension == TallyRow.Action ? pack.Manifest.Action : dimension) && fact.Values.FirstOrDefault(choice => Fact.Written(choice.Value) == value) is { } choice ? texts.Of(pack, choice.Label) : null) ?? value,
    };

    private string? Find(Func<PolicyPack, Fact, string?> label) =>
        versions.Reverse().SelectMany(version => version.Pack.Facts.Select(fact => label(version.Pack, fact))).FirstOrDefault(found => found is not null);
}
