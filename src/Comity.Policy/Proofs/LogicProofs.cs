using Comity.Diagrams.Core;
using Comity.Diagrams.Proofs;
using Comity.Feel.Text;
using Comity.Feel.Values;
using Comity.Policy.Determinations;

namespace Comity.Policy.Proofs;

/// <summary>Something that is wrong with a pack's logic.</summary>
/// <param name="Finding">What, where in the files, and how to mend it.</param>
/// <param name="Where">The situations that it concerns.</param>
public sealed record LogicFinding(Diagnostic Finding, Diagram Where);

/// <summary>What a pack's logic must not do in any situation: contradict itself, give what is no answer, or name what the pack does not have.</summary>
internal static class LogicProofs
{
    /// <summary>Where the logic has no answer that could stand. The same situations as those of <see cref="All"/>, conditions for asking aside, found without telling them apart.</summary>
    public static Diagram Contradictory(PolicyLogic logic)
    {
        var (pack, tables) = (logic.Pack, logic.Compiled.Tables.Aggregate(logic.Space.False, (all, table) => all.Or(table.Contradiction)));
        return tables
            .Or(logic.As(pack.Manifest.Findings).Map(findings => FeelValue.From(!PolicyLogic.IsSound(findings) || Names(findings))))
            .Or(logic.As(pack.Manifest.Review).Map(review => FeelValue.From(review.Kind != FeelKind.List || Names(review))));

        bool Names(FeelValue list) => PolicyLogic.Entries(list).Any(entry =>
            PolicyLogic.Text(entry, "provision") is not { } key || !pack.Provisions.ContainsKey(key)
            || (PolicyLogic.Text(entry, "circumstance") is { } circumstance && !pack.Manifest.Circumstances.ContainsKey(circumstance)));
    }

    /// <summary>Rules of unique and any tables that contradict each other.</summary>
    public static IEnumerable<LogicFinding> Conflicts(PolicyLogic logic) => logic.Compiled.Tables.GroupBy(table => table.Table).SelectMany(places => TableProofs.Conflicts([.. places])).Select(conflict =>
    {
        var (first, second) = (conflict.Table.Rules[conflict.First], conflict.Table.Rules[conflict.Second]);
        return new LogicFinding(
            new Diagnostic(
                Severity.Error, "PACK0012", $"Rule {conflict.First + 1} (line {first.Location.Line}) and rule {conflict.Second + 1} can match at once{(conflict.Table.HitPolicy == Comity.Dmn.Model.HitPolicy.Any ? " with different outputs" : "")}.",
                second.Location, "Make them exclude each other, or give the table another hit policy."),
            conflict.Where);
    });

    /// <summary>Values of the two decisions that are no answer.</summary>
    public static IEnumerable<LogicFinding> Unsound(PolicyLogic logic)
    {
        var manifest = logic.Pack.Manifest;
        foreach (var (name, diagram) in new[] { (manifest.Findings, logic.As(manifest.Findings)), (manifest.Review, logic.As(manifest.Review)) })
        {
            foreach (var terminal in diagram.Terminals().Where(terminal => terminal.Kind != FeelKind.List))
            {
                yield return Finding(logic, name, "PACK0013", $"'{name}' gives {terminal} where a list is expected.", "Give a list; the empty list where nothing applies.", diagram.Is(terminal));
            }
        }

        var findings = logic.As(manifest.Findings);
        foreach (var group in findings.Terminals().Where(terminal => terminal.Kind == FeelKind.List && !PolicyLogic.IsSound(terminal)).GroupBy(Effects))
        {
            yield return Finding(
                logic, manifest.Findings, "PACK0014", $"Findings that apply at once say: {group.Key}.", "All findings of one situation have one effect: prohibited, permitted or required.",
                findings.Map(value => FeelValue.From(value.Kind == FeelKind.List && !PolicyLogic.IsSound(value) && Effects(value) == group.Key)));
        }

        foreach (var open in OpenConditions(logic))
        {
            yield return open;
        }
    }

    /// <summary>Conditions for asking that are neither true nor false somewhere. There the fact is not asked.</summary>
    public static IEnumerable<LogicFinding> OpenConditions(PolicyLogic logic)
    {
        foreach (var fact in logic.Pack.Facts.Where(fact => fact.Ask is not null))
        {
            var open = logic.AskConditionOf(fact).Map(value => FeelValue.From(value.Kind != FeelKind.Boolean));
            if (open != logic.Space.False)
            {
                yield return new LogicFinding(
                    new Diagnostic(Severity.Error, "PACK0015", $"The condition for asking '{fact.Name}' is not always true or false.", fact.Ask!.Condition.Location, "Write it so that it is true or false whatever the facts are."), open);
            }
        }
    }

    /// <summary>Provisions and circumstances that the logic names and the pack does not have.</summary>
    public static IEnumerable<LogicFinding> Unknown(PolicyLogic logic)
    {
        var pack = logic.Pack;
        foreach (var (name, diagram) in new[] { (pack.Manifest.Findings, logic.As(pack.Manifest.Findings)), (pack.Manifest.Review, logic.As(pack.Manifest.Review)) })
        {
            foreach (var provision in diagram.Terminals().SelectMany(PolicyLogic.Entries).Select(entry => PolicyLogic.Text(entry, "provision")).Distinct().Where(key => key is null || !pack.Provisions.ContainsKey(key)))
            {
                yield return Finding(
                    logic, name, "PACK0013", provision is null ? "The logic gives a finding without a provision." : $"The logic names the provision '{provision}', which the pack does not have.",
                    NearestName.Mend(provision ?? "", [.. pack.Provisions.Keys]), Naming(diagram, "provision", provision));
            }

            foreach (var circumstance in diagram.Terminals().SelectMany(PolicyLogic.Entries).Select(entry => PolicyLogic.Text(entry, "circumstance")).OfType<string>().Distinct().Where(known => !pack.Manifest.Circumstances.ContainsKey(known)))
            {
                yield return Finding(
                    logic, name, "PACK0013", $"The logic names the circumstance '{circumstance}', which the manifest does not have.",
                    NearestName.Mend(circumstance, [.. pack.Manifest.Circumstances.Keys]), Naming(diagram, "circumstance", circumstance));
            }
        }

        static Diagram Naming(Diagram diagram, string member, string? text) =>
            diagram.Map(value => FeelValue.From(PolicyLogic.Entries(value).Any(entry => PolicyLogic.Text(entry, member) == text)));
    }

    /// <summary>The three at once.</summary>
    public static IEnumerable<LogicFinding> All(PolicyLogic logic) => Conflicts(logic).Concat(Unsound(logic)).Concat(Unknown(logic));

    private static string Effects(FeelValue findings) => string.Join(", ", PolicyLogic.Entries(findings).Select(entry => PolicyLogic.Text(entry, "effect") ?? "nothing").Distinct().Order(StringComparer.Ordinal));

    private static LogicFinding Finding(PolicyLogic logic, string decision, string code, string message, string? mend, Diagram where) =>
        new(new Diagnostic(Severity.Error, code, message, logic.Pack.Model.Decisions.First(known => known.Name == decision).Location, mend), where);
}
