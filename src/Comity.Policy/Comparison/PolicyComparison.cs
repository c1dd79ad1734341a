using System.Numerics;
using Comity.Diagrams.Comparison;
using Comity.Diagrams.Core;
using Comity.Diagrams.Descriptions;
using Comity.Diagrams.Situations;
using Comity.Feel.Evaluation;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Policy.Reading;

namespace Comity.Policy.Comparison;

/// <summary>One side of a comparison.</summary>
/// <param name="Program">The program.</param>
/// <param name="On">The day; null for every day.</param>
public sealed record PolicySide(PolicyProgram Program, DateOnly? On)
{
    /// <summary>Ids of instruments and keys of provisions that were left out of the pack.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];
}

/// <summary>A way in which an answer changes.</summary>
/// <param name="Before">The outcome before; null where one side has no such situation.</param>
/// <param name="After">The outcome after.</param>
/// <param name="ReviewBefore">Whether counsel had to look.</param>
/// <param name="ReviewAfter">Whether counsel has to look.</param>
public sealed record PolicyChange(Outcome? Before, Outcome? After, bool ReviewBefore, bool ReviewAfter)
{
    /// <summary>Whether outcome and need for review stay, and only what is named with them changes.</summary>
    public bool IsInNamesOnly => Before is not null && Before == After && ReviewBefore == ReviewAfter;
}

/// <summary>Situations whose answer changes in one way.</summary>
/// <param name="Change">The way.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Cubes">Which they are: in any of these, where all conditions hold; without conditions for always.</param>
/// <param name="IsShortest">Whether it is known that no description is shorter.</param>
/// <param name="Further">How many situations the cubes leave out, where they would be too many; 0 where they are all.</param>
/// <param name="Example">The fewest facts that make sure of one change, and the day where days are compared too.</param>
/// <param name="ExampleBefore">What was said there; null where the side has no such situation.</param>
/// <param name="ExampleAfter">What is said there.</param>
/// <param name="Comes">What is named after and was not before, somewhere among them: provisions, circumstances, conditions and reasons for review.</param>
/// <param name="Goes">What was named before and is not after.</param>
public sealed record PolicyChangeGroup(
    PolicyChange Change, BigInteger Count, IReadOnlyList<IReadOnlyList<ConditionText>> Cubes, bool IsShortest, BigInteger Further,
        IReadOnlyDictionary<string, FeelValue> Example,
    PolicyAnswer? ExampleBefore, PolicyAnswer? ExampleAfter, IReadOnlyList<string> Comes, IReadOnlyList<string> Goes);

/// <summary>What changes between two policies, or between two days of one, over all situations.</summary>
/// <param name="Before">One side.</param>
/// <param name="After">The other.</param>
/// <param name="Total">How many situations there are.</param>
/// <param name="Groups">What changes, outcomes first, then the most situations first; empty when both mean the same.</param>
/// <param name="Facts">How the facts differ.</param>
public sealed record PolicyComparison(PolicySide Before, PolicySide After, BigInteger Total, IReadOnlyList<PolicyChangeGroup> Groups, IReadOnlyList<VariableDifference> Facts)
{
    /// <summary>How many situations change.</summary>
    public BigInteger Changed => Groups.Aggregate(BigInteger.Zero, (sum, group) => sum + group.Count);

    /// <summary>Compares.</summary>
    /// <param name="before">One side.</param>
    /// <param name="after">The other; it has a day where the first has one.</param>
    /// <param name="work">What comparing spends from; null for nothing.</param>
    /// <exception cref="ArgumentException">A fact has values of another kind on the other side, or only one side has a day.</exception>
    /// <exception cref="EvaluationLimitException">The two together need too many nodes, or more work than is allowed.</exception>
    public static PolicyComparison Of(PolicySide before, PolicySide after, WorkBudget? work = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.On is null != after.On is null)
        {
            throw new ArgumentException("A day is given for one side only.", nameof(after));
        }

        var comparison = DiagramComparison.Of(LogicOf(before), LogicOf(after), before.On is null ? [] : [PolicyProgram.Day], work);
        var labels = LabelsOf(after.Program.Policy, before.Program.Policy);
        var groups = comparison.Changes(ChangeOf).Select(change => Group(comparison, change, labels));
        return new PolicyComparison(
            before, after, comparison.Total,
            [
                .. groups.OrderBy(group => group.Change.IsInNamesOnly).ThenBy(group => group.Change.Before == group.Change.After)
                    .ThenByDescending(group => group.Count),
            ],
            comparison.Differences);
    }

    private static PolicyChangeGroup Group(DiagramComparison<PolicyPart> comparison, ChangedSituations<PolicyChange, PolicyPart> change, Labels labels)
    {
        var (values, parts) = (comparison.ValuesAt(change.Example), comparison.PartsAt(change.Example));
        var facts = comparison.Space.Variables.Index().Where(entry => change.Example[entry.Index] >= 0)
            .ToDictionary(entry => entry.Item.Name, entry => entry.Item.Sample(change.Example[entry.Index]), StringComparer.Ordinal);
        return new PolicyChangeGroup(
            change.Change, change.Count, [.. change.Description.Cubes.Select(cube => ConditionText.Of(cube, comparison.Space, labels))],
            change.Description.IsMinimal, change.Description.Further, facts, Answer(values.Before, parts.Before), Answer(values.After, parts.After),
            [.. change.Comes.Select(part => part.Name).Order(StringComparer.Ordinal)],
            [.. change.Goes.Select(part => part.Name).Order(StringComparer.Ordinal)]);
    }

    private static PolicyChange ChangeOf(IReadOnlyList<FeelValue>? before, IReadOnlyList<FeelValue>? after) =>
        new(OutcomeOf(before), OutcomeOf(after), before?[1].IsTrue ?? false, after?[1].IsTrue ?? false);

    private static Outcome? OutcomeOf(IReadOnlyList<FeelValue>? values) => values is null ? null : Words.Read<Outcome>(values[0].AsString());

    private static PolicyAnswer? Answer(IReadOnlyList<FeelValue>? values, IReadOnlyList<PolicyPart> parts) =>
        OutcomeOf(values) is { } outcome ? PolicyAnswer.From(outcome, parts) : null;

    private static ComparedLogic<PolicyPart> LogicOf(PolicySide side)
    {
        var program = side.Program;
        int[] settled = [.. program.Space.Variables.Select(variable =>
            side.On is { } on && variable.Name == PolicyProgram.Day ? variable.RegionOf(FeelValue.From(on)) : -1)];
        return new ComparedLogic<PolicyPart>(
            [Settled(program.Outcome), Settled(program.Review)],
            PolicyPart.Of(program).ToDictionary(entry => entry.Key, entry => Settled(entry.Value)),
            [.. program.AnswerRoots.Select(Settled)]);

        SettledDiagram Settled(Diagram diagram) => new(diagram, settled);
    }

    // The later words, where it has any.
    private static Labels LabelsOf(PolicyDescription after, PolicyDescription before)
    {
        var (later, earlier) = (PackLabels.Of(after), PackLabels.Of(before));
        return new Labels(
            name => after.Facts.Any(fact => fact.Name == name) ? later.Variable(name) : earlier.Variable(name),
            (name, value) => after.Facts.FirstOrDefault(fact => fact.Name == name) is { } fact && (fact.Values.Count == 0 || fact.Values.Any(choice => choice.Value == value)) ? later.Value(name, value) : earlier.Value(name, value));
    }
}
