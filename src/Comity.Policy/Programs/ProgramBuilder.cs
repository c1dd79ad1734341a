using Comity.Diagrams.Compilation;
using Comity.Diagrams.Core;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Packs;
using Comity.Policy.Proofs;

namespace Comity.Policy.Programs;

/// <summary>Makes a program of what the diagrams of a pack's model say.</summary>
internal static class ProgramBuilder
{
    /// <summary>The effects of findings, each with the outcome that it is.</summary>
    public static IReadOnlyDictionary<string, Outcome> Effects { get; } =
        new[] { Outcome.Prohibited, Outcome.Permitted, Outcome.Required }.ToDictionary(Words.Of, StringComparer.Ordinal);

    public static PolicyProgram Build(PolicyLogic logic)
    {
        var (pack, space, sound) = (logic.Pack, logic.Space, logic.Contradictory.Not());
        var findings = Guard(logic.Findings, sound, entry => Finding(pack, entry));
        var reasons = Guard(logic.Review, sound, entry => Reason(pack, entry));
        var mayAsk = pack.Facts.Where(fact => fact.Ask is not null)
            .ToDictionary(fact => fact.Name, fact => logic.AskConditionOf(fact).Is(FeelValue.True), StringComparer.Ordinal);

        // What is wrong is worked out only where something is.
        var flaws = sound == space.True ? LogicProofs.OpenConditions(logic) : LogicProofs.All(logic);
        return new PolicyProgram(pack, space, new ProgramRoots(
            OutcomeOf(space, findings, logic.Contradictory), space.Any([logic.Contradictory, .. reasons.Select(reason => reason.When)]),
            findings, reasons, mayAsk, [.. flaws]));
    }

    // Where the logic contradicts itself, nothing that it says stands. Equal entries are one.
    private static List<Guarded<T>> Guard<T>(DiagramList list, Diagram sound, Func<FeelValue, T> read)
        where T : notnull
    {
        var (entries, places) = (new List<Guarded<T>>(), new Dictionary<T, int>());
        foreach (var (value, when) in list.Items)
        {
            if (when.And(sound) is var stands && stands != sound.Space.False)
            {
                var entry = read(value);
                if (places.TryAdd(entry, entries.Count))
                {
                    entries.Add(new Guarded<T>(entry, stands));
                }
                else
                {
                    entries[places[entry]] = new Guarded<T>(entry, entries[places[entry]].When.Or(stands));
                }
            }
        }

        return entries;
    }

    // Findings that apply at once have one effect.
    private static Diagram OutcomeOf(DiagramSpace space, IEnumerable<Guarded<Finding>> findings, Diagram contradictory)
    {
        var result = space.Constant(Word(Outcome.NotCovered));
        foreach (var effect in findings.GroupBy(finding => finding.Value.Effect))
        {
            var where = space.Any(effect.Select(finding => finding.When));
            result = where.Choose(space.Constant(Word(effect.Key)), result);
        }

        return contradictory.Choose(space.Constant(Word(Outcome.Contradictory)), result);
    }

    private static FeelValue Word(Outcome outcome) => FeelValue.From(Words.Of(outcome));

    private static Finding Finding(PolicyPack pack, FeelValue entry) => new(
        pack.Provisions[PolicyLogic.Text(entry, "provision")!], Effects[PolicyLogic.Text(entry, "effect")!],
        PolicyLogic.Text(entry, "reason") ?? "", PolicyLogic.Text(entry, "circumstance"), PolicyLogic.Text(entry, "condition"));

    private static ReviewReason Reason(PolicyPack pack, FeelValue entry) =>
        new(pack.Provisions[PolicyLogic.Text(entry, "provision")!], PolicyLogic.Text(entry, "reason") ?? "");
}
