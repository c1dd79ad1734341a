using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Policy.Comparison;
using Comity.Policy.Determinations;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Policy.Proofs;
using Comity.Policy.Scenarios;
using Comity.Server.Policies;

namespace Comity.Server.Workbench;

/// <summary>A scenario of a draft whose answer is another than in force, or not the expected one.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Before">The outcome in force; null where the policy in force cannot read its facts.</param>
/// <param name="After">The outcome by the draft.</param>
/// <param name="Unexpected">What differs from the expectation; empty where the draft gives what is expected.</param>
public sealed record ScenarioChange(Scenario Scenario, Outcome? Before, Outcome After, IReadOnlyList<string> Unexpected);

/// <summary>What a draft would do, exactly.</summary>
/// <param name="Files">The draft's files.</param>
/// <param name="InForce">The version that it is compared with.</param>
/// <param name="Diagnostics">Why the files are no policy, each with its place; empty when they are.</param>
/// <param name="Check">What is proven of it; null where it is no policy.</param>
/// <param name="Comparison">What changes in which situations; null where that cannot be said.</param>
/// <param name="NotComparable">Why that cannot be said; null where it can.</param>
/// <param name="Scenarios">The scenarios whose answer changes or is not the expected one.</param>
/// <param name="ScenarioCount">How many scenarios there are.</param>
/// <param name="Logic">What would decide; null where it is no policy.</param>
public sealed record Consequences(
    PackFiles Files, PolicyVersion InForce, IReadOnlyList<Diagnostic> Diagnostics, CheckReport? Check, PolicyComparison? Comparison, string? NotComparable, IReadOnlyList<ScenarioChange> Scenarios, int ScenarioCount, PolicyLogic? Logic)
{
    /// <summary>Whether it may be published: it reads, and every check holds.</summary>
    public bool IsSound => Logic is not null && Check is { Failed: 0 };

    /// <summary>The scenarios that come out otherwise than they expect.</summary>
    public IReadOnlyList<ScenarioChange> Unexpected { get; } = [.. Scenarios.Where(change => change.Unexpected.Count > 0)];

    /// <summary>Whether it means the same as what is in force, down to the last file.</summary>
    public bool IsUnchanged => Files.Digest == InForce.Digest;

    /// <summary>Works them out.</summary>
    /// <param name="files">The draft's files.</param>
    /// <param name="inForce">The version to compare with.</param>
    /// <param name="work">What working them out spends from. Where it does not suffice, they say so, and the draft stays what it is.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static Consequences Of(PackFiles files, PolicyVersion inForce, WorkBudget work)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(inForce);
        ArgumentNullException.ThrowIfNull(work);
        var read = PackReader.Read(files, work);
        if (read.Pack is not { } pack)
        {
            return None(read.Diagnostics);
        }

        var check = PackCheck.Of(pack, work);
        if (check is not { Report: { } report, Logic: { } logic })
        {
            return None(check.Diagnostics);
        }

        var compared = Compare(inForce.Program, logic.Program, work);
        var problems = new List<Diagnostic>();
        var scenarios = Scenario.Read(files, pack, problems);
        if (problems.Count > 0)
        {
            return None(problems);
        }

        try
        {
            return new Consequences(files, inForce, [], report, compared.Comparison, compared.Problem, [.. Changes(scenarios, inForce.Program, logic.Program, work.Cancellation)], scenarios.Count, logic);
        }
        catch (EvaluationLimitException exception)
        {
            return None([new Diagnostic(Severity.Error, "DIAG0002", $"The scenarios cannot be decided: {exception.Message}", scenarios[0].Location, "Give the logic fewer facts that depend on each other.")]);
        }

        Consequences None(IReadOnlyList<Diagnostic> diagnostics) => Unknown(files, inForce, diagnostics);
    }

    /// <summary>Consequences that cannot be worked out.</summary>
    /// <param name="files">The draft's files.</param>
    /// <param name="inForce">The version to compare with.</param>
    /// <param name="diagnostics">Why not.</param>
    public static Consequences Unknown(PackFiles files, PolicyVersion inForce, IReadOnlyList<Diagnostic> diagnostics) => new(files, inForce, diagnostics, null, null, null, [], 0, null);

    private static (PolicyComparison? Comparison, string? Problem) Compare(PolicyProgram before, PolicyProgram after, WorkBudget work)
    {
        try
        {
            return (PolicyComparison.Of(new PolicySide(before, null), new PolicySide(after, null), work), null);
        }
        catch (Exception exception) when (exception is ArgumentException or EvaluationLimitException)
        {
            return (null, exception.Message);
        }
    }

    private static IEnumerable<ScenarioChange> Changes(IReadOnlyList<Scenario> scenarios, PolicyProgram before, PolicyProgram after, CancellationToken cancellation)
    {
        var known = before.Policy.Facts.Select(fact => fact.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var scenario in scenarios)
        {
            cancellation.ThrowIfCancellationRequested();
            var then = scenario.Facts.Keys.All(known.Contains) ? before.Decide(scenario.On, scenario.Facts) : null;
            var now = after.Decide(scenario.On, scenario.Facts);
            var unexpected = scenario.Differences(after);
            if (unexpected.Count > 0 || then is null || Said(then) != Said(now))
            {
                yield return new ScenarioChange(scenario, then?.Outcome, now.Outcome, unexpected);
            }
        }
    }

    private static string Said(Determination determination) => string.Join('\n', [
        Words.Of(determination.Outcome), .. determination.Findings.Select(finding => finding.Provision.Key).Distinct().Order(StringComparer.Ordinal), "",
        .. (determination.Review?.Reasons ?? []).Select(reason => reason.Provision.Key).Distinct().Order(StringComparer.Ordinal)]);
}
