using Comity.Diagrams.Core;
using Comity.Policy.Comparison;
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
    /// <returns>The comparison, or what is in its way.</returns>
    public static (PolicyComparison? Comparison, string? Problem) Of(PolicyVersions versions, PolicySide before, PolicySide after, IReadOnlyList<string> without)
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
            // Of what came in to be compared, nothing is kept.
            var analyses = (versions.Knows(before.Decider) ? versions.All.FirstOrDefault(version => version.Digest == after.Decider.Pack.Digest)?.Analyses : null) ?? new Analyses(after.Decider);
            return (analyses.Compare(before.Decider, before.On, after.On, without), null);
        }
        catch (Exception exception) when (exception is ArgumentException or DiagramBudgetException)
        {
            return (null, $"These two cannot be compared: {exception.Message}");
        }
    }
}
