using Comity.Dmn.Compilation;
using Comity.Dmn.Model;
using Comity.Feel.Linting;
using Comity.Feel.Syntax;
using Comity.Feel.Text;

namespace Comity.Dmn.Linting;

/// <summary>
/// Finds what is wrong with a model and what is probably a mistake: errors, operands of the wrong type, rules that can never be taken, tests that
/// can never hold, inputs that nothing uses. A finding about a table is exact: it comes from testing every region of the inputs' values.
/// What is not analyzed is named in findings of <see cref="Severity.Information"/>.
/// </summary>
public static class DmnLinter
{
    /// <summary>The findings about a model's own file, in the order of the file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static IReadOnlyList<Diagnostic> Lint(DmnModel model, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var texts = ModelTexts.Of(model);
        var found = new List<Diagnostic>(texts.Diagnostics);
        foreach (var text in texts.Texts.Where(text => !text.IsTests))
        {
            cancellation.ThrowIfCancellationRequested();
            if (text.Tree is { } tree)
            {
                var findings = texts.IsCondition(text.Text) ? FeelLinter.OfCondition(tree, text.Scope) : FeelLinter.OfExpression(tree, text.Scope);
                found.AddRange(findings.Select(finding => text.Text.Diagnose(finding) with { Severity = Severity.Warning }));
            }
        }

        foreach (var table in texts.Tables)
        {
            found.AddRange(new TableLinter(model, texts, table, cancellation).Findings());
        }

        found.AddRange(UnusedInputs(model));
        found.AddRange(UnusedRequirements(model, texts));
        return [.. found
            .Where(diagnostic => diagnostic.Location is null || diagnostic.Location.File == model.File)
            .DistinctBy(diagnostic => (diagnostic.Code, diagnostic.Message, diagnostic.Location))
            .OrderBy(diagnostic => diagnostic.Location?.Line).ThenBy(diagnostic => diagnostic.Location?.Column)];
    }

    private static IEnumerable<Diagnostic> UnusedInputs(DmnModel model)
    {
        var required = model.Decisions.SelectMany(decision => decision.Requirements)
            .Concat(model.Services.SelectMany(service => service.InputData))
            .Select(requirement => requirement.TargetId.Split('#')[^1])
            .ToHashSet(StringComparer.Ordinal);
        return model.Inputs.Where(input => !required.Contains(input.Id)).Select(input => new Diagnostic(
            Severity.Warning, "DMN0304", $"Nothing requires the input '{input.Name}'.", input.Location, "Remove it, or let a decision require it."));
    }

    // A part of a decision is named by the decision and its way inside: decision 'D', rule 3, input 'x'.
    private static bool IsIn(Decision decision, string? element) =>
        element == decision.Location.Element || element?.StartsWith(decision.Location.Element + ", ", StringComparison.Ordinal) == true;

    private static IEnumerable<Diagnostic> UnusedRequirements(DmnModel model, ModelTexts texts)
    {
        var byId = model.Inputs.Concat<DrgElement>(model.Decisions).ToDictionary(element => element.Id, StringComparer.Ordinal);
        foreach (var decision in model.Decisions)
        {
            var trees = texts.Texts.Where(text => IsIn(decision, text.Text.Location.Element)).Select(text => text.Tree).ToList();
            if (trees.Count == 0 || trees.Contains(null))
            {
                continue;
            }

            var names = trees.SelectMany(tree => tree!.SelfAndDescendants()).OfType<NameNode>().Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var requirement in decision.Requirements.Where(requirement => requirement.Kind is RequirementKind.Input or RequirementKind.Decision))
            {
                if (byId.TryGetValue(requirement.TargetId, out var element) && !names.Contains(FeelNames.Normalise(element.Name)))
                {
                    yield return new Diagnostic(
                        Severity.Warning, "DMN0305", $"'{decision.Name}' requires '{element.Name}' and does not use it.", requirement.Location, "Remove the requirement, or use the value.");
                }
            }
        }
    }
}
