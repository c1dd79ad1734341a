using Comity.Diagrams.Core;
using Comity.Dmn.Model;
using Comity.Feel;
using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Values;
using Comity.Policy.Instruments;
using Comity.Policy.Packs;
using Comity.Policy.Programs;

namespace Comity.Policy.Proofs;

/// <summary>Guarantees as decisions of the pack's model, so that the engine checks them and diagrams answer them.</summary>
internal static class GuaranteeLogic
{
    /// <summary>What a guarantee may name besides the inputs: each with its FEEL over the two decisions of the pack.</summary>
    private static (string Name, string Text)[] Names(AnswerDecisions answers) =>
    [
        ("outcome", $"if count({answers.Findings}) = 0 then \"not-covered\" else {answers.Findings}[1].effect"),
        ("effects", $"{answers.Findings}.effect"),
        ("provisions", $"{answers.Findings}.provision"),
        ("circumstances", $"for finding in {answers.Findings}[item.circumstance != null] return finding.circumstance"),
        ("conditions", $"for finding in {answers.Findings}[item.condition != null] return finding.condition"),
        ("counsel review", $"count({answers.Review}) > 0"),
        ("review provisions", $"{answers.Review}.provision"),
    ];

    /// <summary>The decisions, or what stands in the way.</summary>
    public static IReadOnlyList<Decision> Decisions(PolicyPack pack, List<Diagnostic> diagnostics)
    {
        if (pack.Guarantees.Count == 0)
        {
            return [];
        }

        var names = Names(pack.Answers);
        var model = pack.Model;
        foreach (var taken in model.Inputs.Concat<DrgElement>(model.Decisions).Concat(model.KnowledgeModels).Where(element => names.Any(name => name.Name == element.Name)))
        {
            diagnostics.Add(new Diagnostic(Severity.Error, "PACK0016", $"'{taken.Name}' has a meaning of its own in guarantees.", taken.Location, "Give it another name."));
        }

        if (diagnostics.Count > 0)
        {
            return [];
        }

        var location = pack.Guarantees[0].Location;
        var sources = model.Decisions.Where(decision => decision.Name == pack.Answers.Findings || decision.Name == pack.Answers.Review)
            .Select(decision => new Requirement(RequirementKind.Decision, decision.Id, location)).ToList();
        var named = names.Select(name => new Decision($"urn:comity:guarantee:{name.Name}", name.Name, null, new LiteralExpression(new FeelText(name.Text, location), location), sources, location)).ToList();
        var seen = pack.Model.Inputs.Select(input => (input.Name, Requirement: new Requirement(RequirementKind.Input, input.Id, location)))
            .Concat(named.Select(decision => (decision.Name, Requirement: new Requirement(RequirementKind.Decision, decision.Id, location)))).ToList();
        var scope = FeelScope.Of(seen.Select(entry => new FeelVariable(entry.Name, FeelType.Any)));
        return
        [
            .. named,
            .. pack.Guarantees.Where(guarantee => guarantee.Where is not null).Select(guarantee => Decision(WhereOf(guarantee), guarantee.Where!)),
            .. pack.Guarantees.Where(guarantee => guarantee.Holds is not null).Select(guarantee => Decision(HoldsOf(guarantee), guarantee.Holds!)),
        ];

        Decision Decision(string name, FeelText text) =>
            new(name, name, null, new LiteralExpression(text, text.Location), [.. Needed(text)], text.Location);

        // Only what is named has to be worked out; a text that cannot be read is told by the engine.
        IEnumerable<Requirement> Needed(FeelText text)
        {
            var names = FeelParser.ParseExpression(text.Text, scope).Tree?.SelfAndDescendants().OfType<NameNode>()
                .Select(node => node.Name).ToHashSet(FeelNames.Comparer);
            return seen.Where(entry => names is null || names.Contains(entry.Name)).Select(entry => entry.Requirement);
        }
    }

    /// <summary>Names of the decisions that <see cref="Broken"/> asks.</summary>
    public static IReadOnlyList<string> Asked(PolicyPack pack) =>
    [
        .. pack.Guarantees.Where(guarantee => guarantee.Where is not null).Select(WhereOf),
        .. pack.Guarantees.Where(guarantee => guarantee.Holds is not null).Select(HoldsOf),
    ];

    /// <summary>Where a guarantee does not hold.</summary>
    /// <exception cref="EvaluationLimitException">That needs more work than is allowed.</exception>
    public static Diagram Broken(PolicyLogic logic, Guarantee guarantee, WorkBudget work)
    {
        var space = logic.Space;
        var where = guarantee.Where is null ? space.True : logic.Compiled.Decisions[WhereOf(guarantee)].Is(FeelValue.True);
        return where.Minus(guarantee.Holds is not null
            ? logic.Compiled.Decisions[HoldsOf(guarantee)].Is(FeelValue.True)
            : logic.Program.Outcome.Apply(Without(logic, guarantee.UnchangedWithout, work).Program.Outcome.Into(space), (with, without) =>
                FeelValue.From(with == without)));
    }

    // The pack as if these instruments had never been made.
    private static PolicyLogic Without(PolicyLogic logic, IReadOnlyList<ProvisionStatus> statuses, WorkBudget work)
    {
        var pack = logic.Pack;
        var instruments = pack.Instruments.ToDictionary(instrument => instrument, instrument =>
            statuses.Contains(instrument.Validity.Status) ? instrument with { Validity = instrument.Validity with { Status = ProvisionStatus.Repealed } } : instrument);
        var compiled = PolicyLogic.Compile(pack with
        {
            Instruments = [.. pack.Instruments.Select(instrument => instruments[instrument])],
            Provisions = pack.Provisions.ToDictionary(pair => pair.Key, pair => pair.Value with { Instrument = instruments[pair.Value.Instrument] }, StringComparer.Ordinal),
        }, work: work);
        return compiled.Logic ?? throw new EvaluationLimitException(compiled.Diagnostics[0].Message);
    }

    private static string WhereOf(Guarantee guarantee) => $"Where '{guarantee.Name}'";

    private static string HoldsOf(Guarantee guarantee) => $"Holds '{guarantee.Name}'";
}
