using System.Numerics;
using Comity.Diagrams.Compilation;
using Comity.Diagrams.Core;
using Comity.Diagrams.Descriptions;
using Comity.Diagrams.Situations;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Model;
using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Feel.Values;

namespace Comity.Diagrams.Comparison;

/// <summary>Another value than before.</summary>
/// <param name="Before">The value before; null where one side has no such situation.</param>
/// <param name="After">The value after.</param>
public sealed record ValueChange(FeelValue? Before, FeelValue? After);

/// <summary>Situations in which a decision changes from one value to another.</summary>
/// <param name="Change">The values.</param>
/// <param name="Count">How many situations there are.</param>
/// <param name="Cubes">Which they are: in any of these, where all conditions hold.</param>
/// <param name="IsShortest">Whether no description is known to be shorter.</param>
/// <param name="Further">How many situations the description leaves out; 0 where it is whole.</param>
/// <param name="Example">The fewest inputs that make sure of one of them, whatever the others are.</param>
public sealed record DecisionChange(ValueChange Change, BigInteger Count, IReadOnlyList<IReadOnlyList<ConditionText>> Cubes,
    bool IsShortest, BigInteger Further, IReadOnlyDictionary<string, FeelValue> Example);

/// <summary>What changes in a decision between two models.</summary>
/// <param name="Decision">Its name.</param>
/// <param name="Total">How many situations there are, those in which inputs are missing among them.</param>
/// <param name="Missing">In how many of them at least one input is missing, which is null.</param>
/// <param name="Changes">What changes, most situations first; empty when both mean the same.</param>
/// <param name="Inputs">How the inputs differ.</param>
public sealed record DecisionComparison(string Decision, BigInteger Total, BigInteger Missing, IReadOnlyList<DecisionChange> Changes,
    IReadOnlyList<VariableDifference> Inputs);

/// <summary>A comparison of models, or why there is none.</summary>
/// <param name="Decisions">Each decision that was compared; null when there are errors.</param>
/// <param name="Diagnostics">What is in the way, each with its place.</param>
public sealed record ModelComparison(IReadOnlyList<DecisionComparison>? Decisions, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>Compares the decisions that both models have by name.</summary>
    /// <param name="before">One model.</param>
    /// <param name="after">The other.</param>
    /// <param name="decision">The decision to compare; null for those that no other requires.</param>
    public static ModelComparison Of(DmnModel before, DmnModel after, string? decision)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var names = decision is null ? [.. Last(before).Intersect(Last(after))] : new[] { decision };
        var diagnostics = new List<Diagnostic>();
        foreach (var (model, other) in new[] { (before, after), (after, before) })
        {
            foreach (var name in names.Where(name => model.Decisions.All(own => own.Name != name)))
            {
                diagnostics.Add(new Diagnostic(Severity.Error, "DIAG0004", $"There is no decision '{name}' here.", new SourceLocation(model.File, 0, 0), NearestName.Mend(name, [.. model.Decisions.Select(own => own.Name)])));
            }

            if (names.Length == 0)
            {
                diagnostics.Add(new Diagnostic(
                    Severity.Error, "DIAG0004", $"No decision has the same name here and in {other.File}.", new SourceLocation(model.File, 0, 0), $"The decisions here are: {string.Join(", ", Last(model))}."));
            }
        }

        if (diagnostics.Count > 0 || Compile(before, names, diagnostics) is not { } first || Compile(after, names, diagnostics) is not { } second)
        {
            return new ModelComparison(null, diagnostics);
        }

        try
        {
            return new ModelComparison([.. names.Select(name => Compare(name, first.Decisions[name], second.Decisions[name]))], []);
        }
        catch (Exception exception) when (exception is ArgumentException or EvaluationLimitException)
        {
            return new ModelComparison(null, [new Diagnostic(Severity.Error, "DIAG0005", $"It cannot be compared with {before.File}: {exception.Message}", new SourceLocation(after.File, 0, 0), null)]);
        }
    }

    private static DecisionComparison Compare(string name, Diagram before, Diagram after)
    {
        var comparison = DiagramComparison.Of(Open(before), Open(after));
        var changes = comparison.Changes((first, second) => new ValueChange(first?[0], second?[0]));
        return new DecisionComparison(
            name, comparison.Total, comparison.CountWhereNull(),
            [
                .. changes.OrderByDescending(change => change.Count).Select(change => new DecisionChange(
                    change.Change, change.Count, [.. change.Description.Cubes.Select(cube =>
                        ConditionText.Of(cube, comparison.Space, Labels.Plain))], change.Description.IsMinimal, change.Description.Further,
                    comparison.Space.Variables.Index().Where(entry => change.Example[entry.Index] >= 0).ToDictionary(entry => entry.Item.Name, entry => entry.Item.Sample(change.Example[entry.Index]), StringComparer.Ordinal))),
            ],
            comparison.Differences);
    }

    private static SettledDiagram Open(Diagram diagram) => new(diagram, [.. diagram.Space.Variables.Select(_ => -1)]);

    private static IEnumerable<string> Last(DmnModel model) => model.Decisions
        .Where(decision => !model.Decisions.Any(other => other.Requirements.Any(requirement => requirement.TargetId == decision.Id))).Select(decision => decision.Name);

    private static DiagramCompileResult? Compile(DmnModel model, string[] decisions, List<Diagnostic> diagnostics)
    {
        var created = DmnEngine.Create(model);
        diagnostics.AddRange(created.Engine is null ? created.Diagnostics : []);
        if (diagnostics.Count > 0)
        {
            return null;
        }

        var compiled = DiagramCompiler.Compile(model, decisions, DeclaredInputs.Of(model));
        diagnostics.AddRange(compiled.Diagnostics);
        return compiled.Space is null ? null : compiled;
    }
}
