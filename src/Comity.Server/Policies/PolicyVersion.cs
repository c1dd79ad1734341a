using Comity.Diagrams.Questions;
using Comity.Policy.Interviews;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Server.Analysis;

namespace Comity.Server.Policies;

/// <summary>A policy that is served from a day on. It never changes; another policy is another version.</summary>
public sealed class PolicyVersion
{
    /// <summary>Makes a version.</summary>
    /// <param name="logic">The pack, compiled.</param>
    /// <param name="effectiveFrom">The first day whose requests it decides; null for the first version, which decides all before the next one.</param>
    /// <param name="archive">The pack's files in one piece.</param>
    /// <param name="improver">Looks for better orders of questions in the background.</param>
    /// <param name="publication">The version of the event that published it; null for the first version.</param>
    internal PolicyVersion(PolicyLogic logic, DateOnly? effectiveFrom, byte[] archive, QuestionImprover improver, int? publication = null)
    {
        (Logic, EffectiveFrom, Archive, Publication) = (logic, effectiveFrom, archive, publication);
        Plans = new InterviewPlans(logic.Program, improver);
        Interview = new Interview(Plans);
        Analyses = new Analyses(logic);
    }

    /// <summary>The first day whose requests it decides; null for the first version.</summary>
    public DateOnly? EffectiveFrom { get; }

    /// <summary>The version of the event that published it (<see cref="Comity.Records.KeptPolicyEvent.Version"/>); null for the first version.</summary>
    public int? Publication { get; }

    /// <summary>The pack, compiled.</summary>
    public PolicyLogic Logic { get; }

    /// <summary>The program that decides.</summary>
    public PolicyProgram Program => Logic.Program;

    /// <summary>The order of questions.</summary>
    public InterviewPlans Plans { get; }

    /// <summary>The interview that leads to its determinations.</summary>
    public Interview Interview { get; }

    /// <summary>The pack.</summary>
    public PolicyPack Pack => Logic.Pack;

    /// <summary>The pack's files.</summary>
    public PackFiles Files => PackArchive.Read(Archive);

    /// <summary>The pack's digest, which names the version.</summary>
    public string Digest => Pack.Digest;

    /// <summary>The pack's files in one piece.</summary>
    internal byte[] Archive { get; }

    /// <summary>What is worked out about it.</summary>
    internal Analyses Analyses { get; }
}
