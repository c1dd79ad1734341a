using Comity.Diagrams.Questions;
using Comity.Policy.Determinations;
using Comity.Policy.Interviews;
using Comity.Policy.Packs;
using Comity.Server.Analysis;

namespace Comity.Server.Policies;

/// <summary>A policy that is served from a day on. It never changes; another policy is another version.</summary>
public sealed class PolicyVersion
{
    /// <summary>Makes a version.</summary>
    /// <param name="decider">What decides by it.</param>
    /// <param name="effectiveFrom">The first day whose requests it decides; null for the first version, which decides all before the next one.</param>
    /// <param name="archive">The pack's files in one piece.</param>
    /// <param name="improver">Looks for better orders of questions in the background.</param>
    /// <param name="publication">The version of the event that published it; null for the first version.</param>
    internal PolicyVersion(
        PolicyDecider decider, DateOnly? effectiveFrom, byte[] archive, QuestionImprover improver, int? publication = null)
    {
        (Decider, EffectiveFrom, Archive, Publication) = (decider, effectiveFrom, archive, publication);
        Interview = new Interview(decider, improver);
        Analyses = new Analyses(decider);
    }

    /// <summary>The first day whose requests it decides; null for the first version.</summary>
    public DateOnly? EffectiveFrom { get; }

    /// <summary>The version of the event that published it (<see cref="Comity.Records.KeptPolicyEvent.Version"/>); null for the first version.</summary>
    public int? Publication { get; }

    /// <summary>What decides by it.</summary>
    public PolicyDecider Decider { get; }

    /// <summary>The interview that leads to its determinations.</summary>
    public Interview Interview { get; }

    /// <summary>The pack.</summary>
    public PolicyPack Pack => Decider.Pack;

    /// <summary>The pack's files.</summary>
    public PackFiles Files => PackArchive.Read(Archive);

    /// <summary>The pack's digest, which names the version.</summary>
    public string Digest => Pack.Digest;

    /// <summary>The pack's files in one piece.</summary>
    internal byte[] Archive { get; }

    /// <summary>What is worked out about it.</summary>
    internal Analyses Analyses { get; }
}
