using System.Globalization;
using System.Security.Claims;
using System.Text.RegularExpressions;
using Comity.Policy.Editing;
using Comity.Policy.Packs;
using Comity.Records;
using Comity.Records.Privacy;
using Comity.Server.Access;
using Comity.Server.Policies;
using Comity.Server.Records;
using Comity.Server.Web;

namespace Comity.Server.Workbench;

/// <summary>From a draft to a policy that is served: one person asks, another approves, the log notes it, and the day comes.</summary>
internal sealed partial class Publishing(PolicyDrafts drafts, PolicyVersions versions, DraftWork work, RecordStore records, AccessLog log,
    TimeProvider clock)
{
    private const string Day = "yyyy-MM-dd";

    /// <summary>Asks that a draft be published.</summary>
    /// <param name="id">The draft.</param>
    /// <param name="seen">The version that its page showed.</param>
    /// <param name="asked">What is said about it. Where the policy's version is another than the draft's, the draft gets it.</param>
    /// <param name="user">Who asks.</param>
    /// <param name="cancellation">The caller is gone: nothing more is read or worked out for them. What is being written is written.</param>
    /// <returns>Why not; null when it is done.</returns>
    public async Task<string?> RequestAsync(string id, int seen, PublicationRequest asked, ClaimsPrincipal user, CancellationToken cancellation)
    {
        if (asked.From is not { } day)
        {
            return $"Say from which day it is to decide. {QueryValues.DayProblem}";
        }

        if (await drafts.OpenAsync(id, cancellation) is not { } open)
        {
            return "There is no such draft.";
        }

        if (open.Draft.Version != seen)
        {
            return PolicyDrafts.Meanwhile;
        }

        var reason = asked.Reason;
        var obstacle = await ObstacleAsync(open, day, consequences =>
        {
            reason = consequences.Unexpected.Count == 0 ? null : reason;
            return Unsaid(consequences, asked);
        }, cancellation);
        if (obstacle is not null)
        {
            return obstacle;
        }

        var was = VersionOf(open.Files);
        var version = asked.Version ?? was ?? "";
        if (await VersionObstacleAsync(version, open, cancellation) is { } taken)
        {
            return taken;
        }

        if (version != was)
        {
            if ((await drafts.EditAsync(id, open.Files.Digest, [new SetField(new PackItem(ItemKind.Manifest), "version", was, version)],
                user, cancellation)).Problem is { } unwritten)
            {
                return unwritten;
            }

            seen++;
        }

        var problem = await drafts.ChangeAsync(id, seen, draft =>
        {
            (draft.State, draft.EffectiveFrom, draft.RequestedBy) = (PolicyDraftState.Requested, day.ToString(Day, CultureInfo.InvariantCulture), user.AccountId());
            (draft.RequestedUnit, draft.Reason) = (Authors.Of(user, Roles.Counsel).Unit, reason);
        }, cancellation);
        if (problem is null)
        {
            await log.AddAsync(reason is null ? "publication of a policy asked for"
                : "publication of a policy asked for, with scenarios that come out otherwise than expected", null);
        }

        return problem;
    }

    /// <summary>Takes a request back, or returns it to those who work on the draft.</summary>
    public Task<string?> ReturnAsync(string id, int seen, CancellationToken cancellation) =>
        drafts.ChangeAsync(id, seen, PolicyDrafts.Reopen, cancellation);

    /// <summary>Approves and publishes.</summary>
    /// <param name="id">The draft.</param>
    /// <param name="seen">The version that its page showed.</param>
    /// <param name="user">Who approves.</param>
    /// <param name="cancellation">The caller is gone: nothing more is read or worked out for them. What is being written is written.</param>
    /// <returns>Why not; null when it is published.</returns>
    public async Task<string?> ApproveAsync(string id, int seen, ClaimsPrincipal user, CancellationToken cancellation)
    {
        if (await drafts.OpenAsync(id, cancellation) is not { Draft: { State: PolicyDraftState.Requested } draft } open)
        {
            return "Nobody asks that this draft be published, or it was published already.";
        }

        if (draft.Version != seen)
        {
            return PolicyDrafts.Meanwhile;
        }

        if (open.Authors.Contains(user.AccountId()))
        {
            return "You worked on this draft yourself. Somebody else must approve it.";
        }

        var day = DateOnly.ParseExact(draft.EffectiveFrom!, Day, CultureInfo.InvariantCulture);
        var obstacle = await ObstacleAsync(open, day, consequences => consequences.Unexpected.Count == 0 || draft.Reason is not null ? null
            : $"{Otherwise(consequences)} The request does not say why. Take it back, and ask again with a reason.", cancellation)
            ?? await VersionObstacleAsync(VersionOf(open.Files) ?? "", open, cancellation);
        if (obstacle is not null)
        {
            return obstacle;
        }

        // The files first, then the log, then the draft: a crash between them leaves a request that can be approved again, and the same key keeps it once.
        var pack = PackReader.Read(open.Files).Pack!;
        await versions.KeepAsync(open.Files.Digest, PackArchive.Write(open.Files));
        var events = await records.PolicyEventsAsync(cancellation);
        try
        {
            var receipt = await records.AppendPolicyAsync(
                new PolicyPublication(pack.Manifest.Id, pack.Manifest.Version, pack.Digest, day, new Author(Roles.Counsel.Word(),
                    draft.RequestedUnit), draft.Reason),
                Authors.Of(user, Roles.Counsel), events.Count, $"policy draft {id} {draft.Version}",
                CancellationToken.None);
            await drafts.ChangeAsync(id, seen, changed => (changed.State, changed.ApprovedBy, changed.Publication) = (PolicyDraftState.Published, user.AccountId(), receipt.Version), CancellationToken.None);
        }
        catch (RecordRefusedException)
        {
            return "Another policy was published or withdrawn at this very moment. Look again, then decide.";
        }
        catch (Exception exception) when (exception is ArgumentException or PersonalDataException)
        {
            return exception.Message;
        }

        await log.AddAsync(draft.Reason is null ? "policy published"
            : "policy published, with scenarios that come out otherwise than expected", null);
        await versions.RefreshAsync(CancellationToken.None);
        return null;
    }

    /// <summary>Asks that a publication which is not in effect yet be withdrawn; another does it.</summary>
    /// <param name="number">The version of its event.</param>
    /// <param name="reason">Why.</param>
    /// <param name="user">Who asks.</param>
    /// <param name="cancellation">The caller is gone: nothing more is read or worked out for them. What is being written is written.</param>
    /// <returns>Why not; null when it is done.</returns>
    public async Task<string?> RequestWithdrawalAsync(int number, string? reason, ClaimsPrincipal user, CancellationToken cancellation)
    {
        if (await WithdrawalObstacleAsync(number, await records.PolicyEventsAsync(cancellation), cancellation) is { } obstacle)
        {
            return obstacle;
        }

        if (reason is null)
        {
            return "Say why it is withdrawn.";
        }

        if (Refused(reason) is { } refused)
        {
            return refused;
        }

        if (!await drafts.RequestWithdrawalAsync(number, user.AccountId(), reason))
        {
            return "Somebody asks for that already. Look again, then decide.";
        }

        await log.AddAsync("withdrawal of a published policy asked for", null);
        return null;
    }

    /// <summary>Takes such a request back, or refuses it.</summary>
    public async Task<string?> RefuseWithdrawalAsync(int number)
    {
        if (await drafts.EndWithdrawalAsync(number))
        {
            await log.AddAsync("withdrawal of a published policy refused or taken back", null);
        }

        return null;
    }

    /// <summary>Withdraws a publication that is not in effect yet, which somebody else asked for.</summary>
    /// <param name="number">The version of its event.</param>
    /// <param name="user">Who withdraws it.</param>
    /// <param name="cancellation">The caller is gone: nothing more is read or worked out for them. What is being written is written.</param>
    /// <returns>Why not; null when it is done.</returns>
    public async Task<string?> WithdrawAsync(int number, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var events = await records.PolicyEventsAsync(cancellation);
        if (await WithdrawalObstacleAsync(number, events, cancellation) is { } obstacle)
        {
            return obstacle;
        }

        if (await drafts.OfPublicationAsync(number, cancellation) is not { WithdrawalBy: { } asked, WithdrawalReason: { } reason })
        {
            return "Nobody asks that this publication be withdrawn.";
        }

        if (asked == user.AccountId())
        {
            return "You asked for it yourself. Somebody else must withdraw it.";
        }

        try
        {
            await records.AppendPolicyAsync(new PolicyWithdrawal(number, reason), Authors.Of(user, Roles.Counsel), events.Count, cancellation: CancellationToken.None);
        }
        catch (RecordRefusedException)
        {
            return "Another policy was published or withdrawn at this very moment. Look again, then decide.";
        }
        catch (Exception exception) when (exception is ArgumentException or PersonalDataException)
        {
            return exception.Message;
        }

        await log.AddAsync("publication of a policy withdrawn", null);
        await versions.RefreshAsync(CancellationToken.None);
        return null;
    }

    private async Task<string?> WithdrawalObstacleAsync(int number, IReadOnlyList<KeptPolicyEvent> events, CancellationToken cancellation) =>
        Publications.Standing(events).FirstOrDefault(item => item.Version == number)?.Item is not PolicyPublication publication || await drafts.OfPublicationAsync(number, cancellation) is null
            ? "There is no such publication, or it was withdrawn already."
        : publication.From <= clock.Today() ? "It is in effect. What is in effect is not withdrawn: publish another policy."
        : null;

    /// <summary>The version that a draft must begin with to be published from a day on: the one that decides the day otherwise.</summary>
    public PolicyVersion Before(DateOnly day) => versions.At(day);

    /// <summary>The version of the policy that a draft would get: its own, or where another policy has that, the next one that is
    /// free.</summary>
    public async Task<string> FreeVersionAsync(OpenDraft open, CancellationToken cancellation) =>
        Publication.FreeVersion(VersionOf(open.Files) ?? "1.0.0", await TakenVersionsAsync(open, cancellation));

    private static string? VersionOf(PackFiles files) => new PackItem(ItemKind.Manifest).FieldIn(files, "version");

    private async Task<IReadOnlySet<string>> TakenVersionsAsync(OpenDraft open, CancellationToken cancellation) =>
        Publication.TakenVersions(open.Files.Digest, versions.All, await records.PolicyEventsAsync(cancellation));

    private async Task<string?> VersionObstacleAsync(string version, OpenDraft open, CancellationToken cancellation)
    {
        var taken = await TakenVersionsAsync(open, cancellation);
        return !VersionForm().IsMatch(version) ? "A version has at most 40 letters, digits, periods, hyphens and plus signs, and begins with a letter or digit, for example 1.0.1."
            : PersonalData.Check(version) is { } finding ? finding.Message
            : taken.Contains(version) ? $"Another policy has version {version} already. Give this one its own version, for example {Publication.FreeVersion(version, taken)}."
            : null;
    }

    // What whoever asks still has to say.
    private static string? Unsaid(Consequences consequences, PublicationRequest asked)
    {
        var reworked = consequences.Logic is { } logic ? Publication.Reworked(consequences.InForce.Pack, logic.Pack).Where(guarantee
            => !asked.Confirmed.Contains(guarantee.Name)).ToList() : [];
        return reworked.Count > 0 ? $"The logic of a guarantee changed, and its sentence did not: {string.Join("; ", reworked.Select(guarantee => guarantee.Name))}. Confirm that the sentence still says what is checked, or rewrite it."
            : consequences.Unexpected.Count == 0 ? null
            : asked.Reason is null ? $"{Otherwise(consequences)} Correct the draft or the scenarios, or write why it is to be published like this."
            : Refused(asked.Reason);
    }

    private static string Otherwise(Consequences consequences) =>
        $"{(consequences.Unexpected.Count == 1 ? "A scenario comes" : "Scenarios come")} out otherwise than expected: {string.Join("; ", consequences.Unexpected.Select(change => change.Scenario.Name))}.";

    private static string? Refused(string reason) =>
        reason.Length > RecordStore.MaximumNoteLength ? $"Say why in at most {RecordStore.MaximumNoteLength} characters."
            : PersonalData.Check(reason)?.Message;

    [GeneratedRegex("^[0-9A-Za-z][0-9A-Za-z.+-]{0,39}$")]
    private static partial Regex VersionForm();

    private async Task<string?> ObstacleAsync(
        OpenDraft open, DateOnly day, Func<Consequences, string?> further, CancellationToken cancellation)
    {
        if (day < clock.Today())
        {
            return $"{day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)} is over. A policy decides from today or a later day on; what was decided before stays decided.";
        }

        var before = versions.At(day);
        if (open.Files.Digest == before.Digest)
        {
            return "The draft is the policy of that day already; there is nothing to publish.";
        }

        if (open.Draft.BaseDigest != before.Digest)
        {
            return $"Another policy decides on that day than the one this draft began with ({before.Pack.Manifest.Id} {before.Pack.Manifest.Version}). Publishing it would take that back unseen. Move the draft onto it first.";
        }

        return await work.ConsequencesAsync(open.Files, before, Timeout.InfiniteTimeSpan, cancellation) is not { } consequences ? "What it would do is still being worked out."
            : consequences.IsSound ? further(consequences)
            : consequences.Diagnostics.Count > 0 ? $"The draft cannot be read as a policy yet: {consequences.Diagnostics[0]}"
            : $"Not every check holds: {string.Join("; ", consequences.Check!.Results.Where(result => result.Failures.Count > 0).Select(result => result.Name))}. A policy with a gap, a contradiction or a broken guarantee is not published.";
    }
}
