using Comity.Dmn.Model;
using Comity.Feel.Text;
using Comity.Policy.Instruments;

namespace Comity.Policy.Proofs;

/// <summary>Something that must hold in every situation on every day.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Statement">What is guaranteed, in plain words.</param>
/// <param name="Source">The source that it protects, in words.</param>
/// <param name="Protects">Ids of instruments and keys of provisions that it protects; empty for none in particular.</param>
/// <param name="Where">FEEL: the situations that it speaks of; null for all.</param>
/// <param name="Holds">FEEL: what is true there; null where it is of the other kind.</param>
/// <param name="UnchangedWithout">The outcome is the same without all instruments of these statuses; empty where it is of the other kind.</param>
/// <param name="Location">Where it stands.</param>
public sealed record Guarantee(
    string Name, string Statement, string Source, IReadOnlyList<string> Protects, FeelText? Where, FeelText? Holds, IReadOnlyList<ProvisionStatus> UnchangedWithout, SourceLocation Location);
