using Comity.Feel.Evaluation;
using Comity.Policy.Comparison;
using Comity.Policy.Programs;
using Comity.Server.Policies;

namespace Comity.Server.Analysis;

/// <summary>A side of a comparison that somebody asked for.</summary>
/// <param name="Logic">The policy.</param>
/// <param name="On">The day; null for every day.</param>
internal sealed record ServedSide(PolicyLogic Logic, DateOnly? On);

/// <summary>Compares what the server knows, served versions and policies that records cite, and what came in to be compared with them. The page and the API share it.</summary>
internal static class ServedComparison
{
    /// <summary>Compares two sides.</summary>
    /// <param name="versions">What is served.</param>
    /// <param name="before">One side.</param>
    /// <param name="after">The other.</param>
    /// <param name="without">Ids of instruments and keys of provisions that are left out before; empty for none.</param>
    /// <param name="work">What comparing spends from where a side came in to be compared; what is served is worked out once, for everybody.</param>
    /// <returns>The comparison, or what is in its way.</returns>
    public static (PolicyComparison? Comparison, string? Problem) Of(
        PolicyVersions versions, ServedSide before, ServedSide after, IReadOnlyList<string> without, WorkBudget? work = null)
    {
        var problem = before.On is null != after.On is null ? "Give a day to both sides, or to none for every day."
            : before.On is null && without.Count == 0 && before.Logic.Pack.Digest == after.Logic.Pack.Digest
                ? "Say what to compare: two days, two policies, or what the policy is without an instrument."
            : before.Logic.Pack.Unknown(without);
        if (problem is not null)
        {
            return (null, problem);
        }

        try
        {
            if (versions.Knows(before.Logic) && versions.All.FirstOrDefault(version => version.Logic == after.Logic)?.Analyses is { } analyses)
            {
                return (analyses.Compare(before.Logic, before.On, after.On, without), null);
            }

            // Of what came in to be compared, nothing is kept.
            var left = without.Count == 0
                ? new PolicyLogicResult(before.Logic, [])
                : PolicyLogic.Compile(before.Logic.Pack.Without(without), work: work);
            return left.Logic is { Program: var program }
                ? (PolicyComparison.Of(new PolicySide(program, before.On) { Without = without }, new PolicySide(after.Logic.Program, after.On), work), null)
                : (null, left.Diagnostics[0].ToString());
        }
        catch (Exception exception) when (exception is ArgumentException or EvaluationLimitException)
        {
            return (null, $"These two cannot be compared: {exception.Message}");
        }
    }
}
