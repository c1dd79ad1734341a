using Comity.Records;

namespace Comity.Server.Policies;

/// <summary>What the events of the policy come to.</summary>
internal static class Publications
{
    /// <summary>The publications that were not withdrawn, in the order in which they decide: by their days, of one day the later publication last.</summary>
    public static IReadOnlyList<KeptPolicyEvent> Standing(IReadOnlyList<KeptPolicyEvent> events)
    {
        var withdrawn = events.Select(item => item.Item).OfType<PolicyWithdrawal>().Select(withdrawal => withdrawal.Publication).ToHashSet();
        return [.. events.Where(item => item.Item is PolicyPublication && !withdrawn.Contains(item.Version)).OrderBy(item => ((PolicyPublication)item.Item).From).ThenBy(item => item.Version)];
    }
}
