using Comity.Feel.Text;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Packs;
using Comity.Records;
using Comity.Server.Determinations;

namespace Comity.Server.Review;

/// <summary>Which determinations a supervisor must approve. That counsel must look follows from the policy and is no setting.</summary>
public sealed record ApprovalRule
{
    /// <summary>The outcomes that need approval, as determinations write them; where policy permits or requires something when null or empty. The word <c>none</c> alone means that nothing needs approval.</summary>
    public IReadOnlyList<string>? Outcomes { get; init; }

    /// <summary>The actions that need approval, by their values in the policy; every action when null or empty.</summary>
    public IReadOnlyList<string>? Actions { get; init; }

    private const string Nothing = "none";

    private static IReadOnlyList<string> Usual { get; } = [Words.Of(Outcome.Permitted), Words.Of(Outcome.Required)];

    /// <summary>Whether one must be approved.</summary>
    internal bool Needs(RecordedDetermination determination) => Needs(determination.Outcome, determination.Action);

    /// <summary>A determination as a page shows it before it is saved, with whether it must be approved.</summary>
    internal DeterminationView View(Determination determination)
    {
        var action = determination.Policy.Manifest.Action is { } name && determination.Facts.TryGetValue(name, out var value) ? Fact.Written(value) : null;
        return DeterminationView.Of(determination) with { ApprovalFirst = Needs(Words.Of(determination.Outcome), action) };
    }

    private bool Needs(string outcome, string? action) =>
        (Outcomes is { Count: > 0 } ? Outcomes : Usual).Contains(outcome)
        && (Actions is not { Count: > 0 } || (action is not null && Actions.Contains(action)));

    /// <summary>What is wrong with the settings, one sentence each.</summary>
    internal IEnumerable<string> Problems()
    {
        var words = Enum.GetValues<Outcome>().Select(Words.Of).ToList();
        return Outcomes is [Nothing] ? [] : (Outcomes ?? []).Except(words).Select(word => $"approval.outcomes: there is no outcome '{word}'. {NearestName.Mend(word, words)}");
    }

    /// <summary>What does not fit the policies that are served, one sentence each: an action that none of them knows.</summary>
    internal IEnumerable<string> Problems(IReadOnlyList<PolicyPack> packs)
    {
        var known = packs.SelectMany(pack => pack.Facts.Where(fact => fact.Name == pack.Manifest.Action)).SelectMany(fact => fact.Values).Select(choice => Fact.Written(choice.Value)).Distinct().ToList();
        var policies = string.Join(", ", packs.Select(pack => pack.Manifest.Id).Distinct());
        return (Actions ?? []).Except(known).Select(action => $"approval.actions: the policy {policies} knows no action '{action}'. {NearestName.Mend(action, known)}".TrimEnd());
    }
}
