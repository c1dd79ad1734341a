using Comity.Feel.Evaluation;
using Comity.Policy.Comparison;
using Comity.Policy.Determinations;
using Comity.Server.Policies;

namespace Comity.Server.Analysis;

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
    public static (PolicyComparison? Comparison, string? Problem) Of(PolicyVersions versions, PolicySide before, PolicySide after, IReadOnlyList<string> without, WorkBudget? work = null)
    {
        var problem = before.On is null != after.On is null ? "Give a day to both sides, or to none for every day."
            : before.On is null && without.Count == 0 && before.Decider.Pack.Digest == after.Decider.Pack.Digest ? "Say what to compare: two days, two policies, or what the policy is without an instrument."
            : before.Decider.Pack.Unknown(without);
        if (problem is not null)
        {
            return (null, problem);
        }

        try
        {
            if (versions.Knows(before.Decider) && versions.All.FirstOrDefault(version => version.Decider == after.Decider)?.Analyses is { } analyses)
            {
                return (analyses.Compare(before.Decider, before.On, after.On, without), null);
            }

            // Of what came in to be compared, nothing is kept.
            if (without.Count > 0)
            {
                var left = PolicyDecider.Create(before.Decider.Pack.Without(without), work);
                if (left.Decider is null)
                {
                    return (null, left.Diagnostics[0].ToString());
                }

                before = before with { Decider = left.Decider, Without = without };
            }

            return (PolicyComparison.Of(before, after, work), null);
        }
        catch (Exception exception) when (exception is ArgumentException or EvaluationLimitException)
        {
            return (null, $"These two cannot be compared: {exception.Message}");
        }
    }
}
