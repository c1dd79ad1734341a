using System.Collections.Frozen;
using Comity.Diagrams.Core;
using Comity.Feel.Text;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Instruments;
using Comity.Policy.Packs;

namespace Comity.Policy.Programs;

/// <summary>
/// A compiled policy: one table of shared nodes with a root for the outcome, for the need for review, and, true or false, for each thing
/// that the policy can say. Deciding is a walk from a root along the regions of a request. A plain value: immutable, and safe for
/// concurrent use.
/// </summary>
public sealed partial class PolicyProgram
{
    /// <summary>The variable that is the day of the request.</summary>
    public const string Day = "on";

    private readonly int _dayLevel;
    private readonly FrozenDictionary<string, int> _levels;
    private readonly Outcome[] _outcomes;
    private readonly string[] _names;

    internal PolicyProgram(PolicyDescription policy, DiagramSpace space, ProgramRoots roots)
    {
        (Policy, Space, Outcome, Review) = (policy, space, roots.Outcome, roots.Review);
        (Findings, Reasons, MayAsk, Flaws) = (roots.Findings, roots.Reasons, roots.MayAsk, roots.Flaws);
        Provisions = Said(Findings, finding => finding.Provision);
        Circumstances = Said(Findings, finding => finding.Circumstance);
        Conditions = Said(Findings, finding => finding.Condition);
        ReviewProvisions = Said(Reasons, reason => reason.Provision);
        _names = [.. space.Variables.Select(variable => variable.Name)];
        _levels = _names.Index().ToFrozenDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        _dayLevel = LevelOf(Day);
        _outcomes = OutcomesByTerminal(Outcome);
    }

    /// <summary>What the policy is called, its law, its facts and papers.</summary>
    public PolicyDescription Policy { get; }

    /// <summary>The node table, with the variables in the order in which diagrams test them.</summary>
    public DiagramSpace Space { get; }

    /// <summary>The root of the outcome, as its word (<see cref="Words.Of{T}(T)"/>); never <see cref="Outcome.Undetermined"/>.</summary>
    public Diagram Outcome { get; }

    /// <summary>True where counsel has to look: where a reason for it is given, or where the logic contradicts itself.</summary>
    public Diagram Review { get; }

    /// <summary>Everything that can be found, each once, in the order in which answers list it.</summary>
    public IReadOnlyList<Guarded<Finding>> Findings { get; }

    /// <summary>Every reason for counsel's review, each once, in order.</summary>
    public IReadOnlyList<Guarded<ReviewReason>> Reasons { get; }

    /// <summary>Every provision that a finding applies.</summary>
    public IReadOnlyList<Guarded<Provision>> Provisions { get; }

    /// <summary>Every circumstance that a finding names.</summary>
    public IReadOnlyList<Guarded<string>> Circumstances { get; }

    /// <summary>Every condition that a finding sets.</summary>
    public IReadOnlyList<Guarded<string>> Conditions { get; }

    /// <summary>Every provision that calls for counsel's review.</summary>
    public IReadOnlyList<Guarded<Provision>> ReviewProvisions { get; }

    /// <summary>By name of a fact that not everybody may be asked about: true where policy lets it be asked.</summary>
    public IReadOnlyDictionary<string, Diagram> MayAsk { get; }

    /// <summary>What is wrong with the logic, and where; empty in a policy that passes its check.</summary>
    public IReadOnlyList<Guarded<Diagnostic>> Flaws { get; }

    /// <summary>The roots of what an answer says.</summary>
    public IEnumerable<Diagram> AnswerRoots =>
        [Outcome, Review, .. Findings.Select(finding => finding.When), .. Reasons.Select(reason => reason.When)];

    /// <summary>All roots.</summary>
    public IEnumerable<Diagram> Roots => [.. AnswerRoots, .. MayAsk.Values, .. Flaws.Select(flaw => flaw.When)];

    /// <summary>How many nodes its roots share.</summary>
    public int NodeCount => Diagram.CountNodes(Roots);

    /// <summary>The level of a variable; -1 where the logic has no use for it.</summary>
    public int LevelOf(string name) => _levels.GetValueOrDefault(name, -1);

    /// <summary>Where a day and facts lie: a region for each variable, -1 for what is not known.</summary>
    public int[] Regions(DateOnly on, IReadOnlyDictionary<string, FeelValue> facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var regions = new int[_names.Length];
        for (var level = 0; level < regions.Length; level++)
        {
            regions[level] = level == _dayLevel ? Space.Variables[level].RegionOf(FeelValue.From(on))
                : facts.TryGetValue(_names[level], out var value) ? Space.Variables[level].RegionOf(value)
                : -1;
        }

        return regions;
    }

    private static List<Guarded<T>> Said<TSource, T>(IReadOnlyList<Guarded<TSource>> source, Func<TSource, T?> part)
        where T : class =>
    [
        .. source.Where(entry => part(entry.Value) is not null).GroupBy(entry => part(entry.Value)!)
            .Select(group => new Guarded<T>(group.Key, group.First().When.Space.Any(group.Select(entry => entry.When)))),
    ];

    // A walk ends at the complement of a terminal's number.
    private static Outcome[] OutcomesByTerminal(Diagram outcome)
    {
        var terminals = outcome.TerminalNumbers();
        var outcomes = new Outcome[terminals.Max(entry => entry.Number) + 1];
        foreach (var (number, value) in terminals)
        {
            outcomes[number] = Words.Read<Outcome>(value.AsString())!.Value;
        }

        return outcomes;
    }
}

/// <summary>What a program is made of.</summary>
internal sealed record ProgramRoots(
    Diagram Outcome, Diagram Review, IReadOnlyList<Guarded<Finding>> Findings, IReadOnlyList<Guarded<ReviewReason>> Reasons,
    IReadOnlyDictionary<string, Diagram> MayAsk, IReadOnlyList<Guarded<Diagnostic>> Flaws);
