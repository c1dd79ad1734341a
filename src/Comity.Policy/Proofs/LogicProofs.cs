using Comity.Diagrams.Compilation;
using Comity.Diagrams.Core;
using Comity.Diagrams.Proofs;
using Comity.Feel.Text;
using Comity.Feel.Values;
using Comity.Policy.Packs;
using Comity.Policy.Programs;

namespace Comity.Policy.Proofs;

/// <summary>What a pack's logic must not do in any situation: contradict itself, give what is no answer, or name what the pack does not have.</summary>
internal static class LogicProofs
{
    private const string Provision = "provision";
    private const string Circumstance = "circumstance";

    /// <summary>Where the logic has no answer that could stand. The same situations as those of <see cref="All"/>, conditions for asking
    /// aside, found without telling them apart.</summary>
    public static Diagram Contradictory(PolicyLogic logic)
    {
        DiagramList[] lists = [logic.Findings, logic.Review];
        return logic.Space.Any(
        [
            .. logic.Compiled.Tables.Select(table => table.Contradiction), .. lists.Select(list => list.IsList.Not()),
            .. lists.SelectMany(list => list.Items).Where(item => NamesUnknown(logic, item.Value)).Select(item => item.When),
            .. UnsoundEffects(logic).Select(unsound => unsound.Where),
        ]);
    }

    /// <summary>Rules of unique and any tables that contradict each other.</summary>
    public static IEnumerable<Guarded<Diagnostic>> Conflicts(PolicyLogic logic) =>
        logic.Compiled.Tables.GroupBy(table => table.Table).SelectMany(places => TableProofs.Conflicts([.. places])).Select(conflict =>
        {
            var (first, second) = (conflict.Table.Rules[conflict.First], conflict.Table.Rules[conflict.Second]);
            var how = conflict.Table.HitPolicy == Comity.Dmn.Model.HitPolicy.Any ? " with different outputs" : "";
            return new Guarded<Diagnostic>(
                new Diagnostic(
                    Severity.Error, "PACK0012",
                    $"Rule {conflict.First + 1} (line {first.Location.Line}) and rule {conflict.Second + 1} can match at once{how}.",
                    second.Location, "Make them exclude each other, or give the table another hit policy."),
                conflict.Where);
        });

    /// <summary>Values of the two decisions that are no answer.</summary>
    public static IEnumerable<Guarded<Diagnostic>> Unsound(PolicyLogic logic)
    {
        foreach (var (name, list) in Decisions(logic).Where(entry => entry.List.IsList != logic.Space.True))
        {
            var none = list.IsList.Not();
            foreach (var other in list.Other.Terminals())
            {
                var where = list.Other.Is(other).And(none);
                if (where != logic.Space.False)
                {
                    yield return Flaw(
                        logic, name, "PACK0013", $"'{name}' gives {other} where a list is expected.",
                        "Give a list; the empty list where nothing applies.", where);
                }
            }
        }

        foreach (var (effects, where) in UnsoundEffects(logic))
        {
            yield return Flaw(
                logic, logic.Pack.Answers.Findings, "PACK0014", $"Findings that apply at once say: {string.Join(", ", effects)}.",
                "All findings of one situation have one effect: prohibited, permitted or required.", where);
        }

        foreach (var open in OpenConditions(logic))
        {
            yield return open;
        }
    }

    /// <summary>Conditions for asking that are neither true nor false somewhere. There the fact is not asked.</summary>
    public static IEnumerable<Guarded<Diagnostic>> OpenConditions(PolicyLogic logic)
    {
        foreach (var fact in logic.Pack.Facts.Where(fact => fact.Ask is not null))
        {
            var open = logic.AskConditionOf(fact).Map(value => FeelValue.From(value.Kind != FeelKind.Boolean));
            if (open != logic.Space.False)
            {
                yield return new Guarded<Diagnostic>(
                    new Diagnostic(
                        Severity.Error, "PACK0015", $"The condition for asking '{fact.Name}' is not always true or false.",
                        fact.Ask!.Condition.Location, "Write it so that it is true or false whatever the facts are."), open);
            }
        }
    }

    /// <summary>Provisions and circumstances that the logic names and the pack does not have.</summary>
    public static IEnumerable<Guarded<Diagnostic>> Unknown(PolicyLogic logic)
    {
        var pack = logic.Pack;
        foreach (var (name, list) in Decisions(logic))
        {
            foreach (var (provision, where) in Named(list, Provision).Where(entry => !HasProvision(pack, entry.Name)))
            {
                yield return Flaw(
                    logic, name, "PACK0013", provision.Length == 0
                        ? "The logic gives a finding without a provision."
                        : $"The logic names the provision '{provision}', which the pack does not have.",
                    NearestName.Mend(provision, [.. pack.Provisions.Keys]), where);
            }

            foreach (var (circumstance, where) in Named(list, Circumstance).Where(entry => !HasCircumstance(pack, entry.Name)))
            {
                yield return Flaw(
                    logic, name, "PACK0013", $"The logic names the circumstance '{circumstance}', which the manifest does not have.",
                    NearestName.Mend(circumstance, [.. pack.Manifest.Circumstances.Keys]), where);
            }
        }
    }

    /// <summary>The three at once.</summary>
    public static IEnumerable<Guarded<Diagnostic>> All(PolicyLogic logic) => Conflicts(logic).Concat(Unsound(logic)).Concat(Unknown(logic));

    private static (string Name, DiagramList List)[] Decisions(PolicyLogic logic) =>
        [(logic.Pack.Answers.Findings, logic.Findings), (logic.Pack.Answers.Review, logic.Review)];

    private static bool NamesUnknown(PolicyLogic logic, FeelValue entry) =>
        !HasProvision(logic.Pack, PolicyLogic.Text(entry, Provision) ?? "") || !HasCircumstance(logic.Pack, PolicyLogic.Text(entry, Circumstance) ?? "");

    private static bool HasProvision(PolicyPack pack, string key) => pack.Provisions.ContainsKey(key);

    // A finding rests on a circumstance or on none.
    private static bool HasCircumstance(PolicyPack pack, string name) => name.Length == 0 || pack.Manifest.Circumstances.ContainsKey(name);

    // Where entries have a text under that name; the empty text for none.
    private static IEnumerable<(string Name, Diagram Where)> Named(DiagramList list, string member) => list.Items
        .GroupBy(item => PolicyLogic.Text(item.Value, member) ?? "", StringComparer.Ordinal)
        .Select(group => (group.Key, list.Other.Space.Any(group.Select(item => item.When))))
        .Where(entry => entry.Item2 != list.Other.Space.False);

    // Sets of effects that are found at once and are not one of the three, each with the situations in which exactly these are.
    private static IEnumerable<(IReadOnlyList<string> Effects, Diagram Where)> UnsoundEffects(PolicyLogic logic)
    {
        var none = logic.Space.False;
        List<(List<string> Effects, Diagram Where)> sets = [([], logic.Space.True)];
        foreach (var (effect, where) in Named(logic.Findings, "effect"))
        {
            sets = [.. sets.SelectMany(set => new[]
            {
                (set.Effects, set.Where.Minus(where)), ([.. set.Effects, effect.Length == 0 ? "nothing" : effect], set.Where.And(where)),
            }).Where(set => set.Item2 != none)];
        }

        return sets.Where(set => set.Effects is not ([] or ["prohibited" or "permitted" or "required"]))
            .Select(set => ((IReadOnlyList<string>)[.. set.Effects.Order(StringComparer.Ordinal)], set.Where));
    }

    private static Guarded<Diagnostic> Flaw(PolicyLogic logic, string decision, string code, string message, string? mend, Diagram where)
    {
        var place = logic.Pack.Model.Decisions.First(known => known.Name == decision).Location;
        return new Guarded<Diagnostic>(new Diagnostic(Severity.Error, code, message, place, mend), where);
    }
}
