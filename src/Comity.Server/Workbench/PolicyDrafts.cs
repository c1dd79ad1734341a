using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Comity.Policy.Editing;
using Comity.Policy.Packs;
using Comity.Server.Access;
using Comity.Server.Data;
using Comity.Server.Policies;
using Comity.Server.Web;
using Microsoft.EntityFrameworkCore;

namespace Comity.Server.Workbench;

/// <summary>A draft as it stands.</summary>
/// <param name="Draft">The draft.</param>
/// <param name="Edits">Its edits, in order.</param>
/// <param name="States">The files before the first edit, after it, after the second, and so on.</param>
public sealed record OpenDraft(PolicyDraft Draft, IReadOnlyList<PolicyDraftEdit> Edits, IReadOnlyList<PackFiles> States)
{
    /// <summary>The files that the edits are made to.</summary>
    public PackFiles Base => States[0];

    /// <summary>The files after them.</summary>
    public PackFiles Files => States[^1];

    /// <summary>Everybody who had a hand in it; none of them may approve it.</summary>
    public IReadOnlySet<string> Authors { get; } = Edits.Select(edit => edit.AccountId).Append(Draft.MadeBy).Append(Draft.RequestedBy ?? Draft.MadeBy).ToHashSet(StringComparer.Ordinal);

    /// <summary>The state of that digest, the last one if there are several; null where an edit of it was taken back meanwhile.</summary>
    public PackFiles? StateOf(string digest) => States.LastOrDefault(files => files.Digest == digest);
}

/// <summary>What came of edits.</summary>
/// <param name="Problem">Why none was made; null when those without a conflict were.</param>
/// <param name="Conflicts">Those that were not made because somebody else changed the same part meanwhile, with what stands there now.</param>
public sealed record DraftEditResult(string? Problem, IReadOnlyList<EditConflict> Conflicts)
{
    /// <summary>All were made.</summary>
    public static DraftEditResult Made { get; } = new(null, []);
}

/// <summary>Drafts of the policy. Several people may work on one: an edit is made to the state that is there, and says what it replaces.</summary>
internal sealed class PolicyDrafts(ServerContext context, PolicyVersions versions, AccessLog log, TimeProvider clock)
{
    /// <summary>How long a title may be.</summary>
    public const int MaximumTitle = 200;

    private const int Tries = 8;

    /// <summary>All drafts, the last changed first.</summary>
    public Task<List<PolicyDraft>> ListAsync(CancellationToken cancellation) =>
        context.PolicyDrafts.AsNoTracking().OrderByDescending(draft => draft.ChangedAt).ToListAsync(cancellation);

    /// <summary>What waits for an account to approve, the oldest first: drafts whose publication others ask for, and withdrawals that
    /// another asks for.</summary>
    public async Task<IReadOnlyList<PolicyDraft>> WaitingForAsync(string accountId, CancellationToken cancellation)
    {
        var asked = await context.PolicyDrafts.AsNoTracking().Where(draft => draft.State == PolicyDraftState.Requested
            || draft.WithdrawalBy != null)
            .OrderBy(draft => draft.ChangedAt).ToListAsync(cancellation);
        var ids = asked.Select(draft => draft.Id).ToList();
        var own = await context.PolicyDraftEdits.AsNoTracking().Where(edit => edit.AccountId == accountId && ids.Contains(edit.DraftId))
            .Select(edit => edit.DraftId).Distinct().ToListAsync(cancellation);
        var today = clock.Today().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return
        [
            .. asked.Where(draft => draft.State == PolicyDraftState.Requested
                ? draft.MadeBy != accountId && draft.RequestedBy != accountId && !own.Contains(draft.Id)
                : draft.WithdrawalBy != accountId && string.CompareOrdinal(draft.EffectiveFrom, today) > 0),
        ];
    }

    /// <summary>A draft as it stands; null for none.</summary>
    public async Task<OpenDraft?> OpenAsync(string id, CancellationToken cancellation)
    {
        context.ChangeTracker.Clear();
        if (await context.PolicyDrafts.FirstOrDefaultAsync(draft => draft.Id == id, cancellation) is not { } draft)
        {
            return null;
        }

        var edits = await context.PolicyDraftEdits.AsNoTracking().Where(edit => edit.DraftId == id).OrderBy(edit => edit.Number).ToListAsync(cancellation);
        var start = await versions.FilesAsync(draft.BaseDigest) ?? throw new InvalidDataException($"The files of {draft.BaseDigest} are not what they were.");
        var states = new List<PackFiles> { start };
        foreach (var edit in edits)
        {
            states.Add(PackEdits.Read(edit.Edit).Apply(states[^1]).Files ?? throw new InvalidDataException($"Edit {edit.Number} of this draft does not fit the ones before it."));
        }

        return new OpenDraft(draft, edits, states);
    }

    /// <summary>Begins a draft.</summary>
    /// <param name="title">What it is about.</param>
    /// <param name="version">The version that it begins with.</param>
    /// <param name="edits">What is different already.</param>
    /// <param name="user">Who begins it.</param>
    /// <param name="cancellation">The caller is gone: it is not begun.</param>
    /// <returns>Its id.</returns>
    public async Task<string> BeginAsync(string title, PolicyVersion version, IReadOnlyList<PackEdit> edits, ClaimsPrincipal user, CancellationToken cancellation)
    {
        await versions.KeepAsync(version.Digest);
        var draft = new PolicyDraft { Id = RandomNumberGenerator.GetHexString(16, lowercase: true), Title = title, BaseDigest = version.Digest, MadeBy = user.AccountId(), ChangedAt = clock.GetUtcNow(), Version = edits.Count };

        // The context knows of no relation between the two, and would write the edits before the draft that they refer to.
        await using (var transaction = await context.Database.BeginTransactionAsync(cancellation))
        {
            context.PolicyDrafts.Add(draft);
            await context.SaveChangesAsync(cancellation);
            context.PolicyDraftEdits.AddRange(edits.Index().Select(edit => Edit(draft.Id, edit.Index + 1, edit.Item, user)));
            await context.SaveChangesAsync(cancellation);
            await transaction.CommitAsync(cancellation);
        }

        await log.AddAsync("draft of the policy begun", null);
        return draft.Id;
    }

    /// <summary>The draft that a publication came from; null where it is not known here.</summary>
    public Task<PolicyDraft?> OfPublicationAsync(int number, CancellationToken cancellation) => context.PolicyDrafts.AsNoTracking().FirstOrDefaultAsync(draft => draft.Publication == number, cancellation);

    /// <summary>Notes that somebody asks for a publication to be withdrawn.</summary>
    /// <returns>False where somebody asks already.</returns>
    public async Task<bool> RequestWithdrawalAsync(int number, string accountId, string reason) =>
        await context.PolicyDrafts.Where(draft => draft.Publication == number && draft.WithdrawalBy == null)
            .ExecuteUpdateAsync(set => set.SetProperty(draft => draft.WithdrawalBy, accountId).SetProperty(draft => draft.WithdrawalReason, reason)) == 1;

    /// <summary>Ends such a request.</summary>
    /// <returns>False where there is none.</returns>
    public async Task<bool> EndWithdrawalAsync(int number) =>
        await context.PolicyDrafts.Where(draft => draft.Publication == number && draft.WithdrawalBy != null)
            .ExecuteUpdateAsync(set => set.SetProperty(draft => draft.WithdrawalBy, (string?)null).SetProperty(draft => draft.WithdrawalReason, (string?)null)) == 1;

    /// <summary>Makes edits, on whatever state the draft has by now.</summary>
    /// <param name="id">The draft.</param>
    /// <param name="state">The digest of the state that they were made for; what others changed since then stays.</param>
    /// <param name="edits">The edits, one after the other.</param>
    /// <param name="user">Who makes them.</param>
    /// <param name="cancellation">The caller is gone: nothing more is read or worked out for them. What is being written is written.</param>
    public async Task<DraftEditResult> EditAsync(string id, string state, IReadOnlyList<PackEdit> edits, ClaimsPrincipal user, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (await OpenAsync(id, cancellation) is not { Draft.State: PolicyDraftState.Open or PolicyDraftState.Requested } open)
            {
                return new DraftEditResult("This draft was published or given up. Begin another one.", []);
            }

            var seen = open.StateOf(state) ?? open.Files;
            if (PackEdits.Apply(seen, edits).Problem is { } problem)
            {
                return new DraftEditResult(problem.ToString(), []);
            }

            var rebased = PackEdits.Rebase(seen, edits, open.Files);
            if (rebased.Files.Digest == open.Files.Digest)
            {
                return new DraftEditResult(null, rebased.Conflicts);
            }

            Touch(open.Draft);
            context.PolicyDraftEdits.AddRange(rebased.Edits.Index().Select(edit => Edit(id, open.Edits.Count + 1 + edit.Index, edit.Item, user)));
            if (await TrySaveAsync(open.Draft))
            {
                return new DraftEditResult(null, rebased.Conflicts);
            }
        }

        return new DraftEditResult("Others change this draft all the time. Try again.", []);
    }

    /// <summary>Takes the last edit back.</summary>
    /// <param name="id">The draft.</param>
    /// <param name="seen">The version that its page showed, so that nobody takes back what they have not seen.</param>
    /// <param name="cancellation">The caller is gone: nothing more is read or worked out for them. What is being written is written.</param>
    /// <returns>Why not; null when it is done.</returns>
    public async Task<string?> UndoAsync(string id, int seen, CancellationToken cancellation)
    {
        if (await OpenAsync(id, cancellation) is not { Draft.State: PolicyDraftState.Open or PolicyDraftState.Requested } open)
        {
            return "This draft was published or given up.";
        }

        if (open.Edits.Count == 0)
        {
            return "There is nothing to take back.";
        }

        if (open.Draft.Version != seen)
        {
            return Meanwhile;
        }

        Touch(open.Draft);
        context.PolicyDraftEdits.Remove(open.Edits[^1]);
        return await TrySaveAsync(open.Draft) ? null : Meanwhile;
    }

    /// <summary>Gives a draft up. Its edits stay where they are, and it can be taken up again.</summary>
    public async Task<string?> DiscardAsync(string id, int seen, CancellationToken cancellation)
    {
        var problem = await ChangeAsync(id, seen, draft =>
        {
            Reopen(draft);
            draft.State = PolicyDraftState.Discarded;
        }, cancellation);
        if (problem is null)
        {
            await log.AddAsync("draft of the policy given up", null);
        }

        return problem;
    }

    /// <summary>Takes a draft that was given up up again, as it was.</summary>
    /// <returns>Why not; null when it is done.</returns>
    public async Task<string?> ResumeAsync(string id, int seen, CancellationToken cancellation)
    {
        var problem = await ChangeAsync(id, seen, draft => draft.State = PolicyDraftState.Open, cancellation, PolicyDraftState.Discarded);
        if (problem is null)
        {
            await log.AddAsync("draft of the policy taken up again", null);
        }

        return problem;
    }

    /// <summary>Makes the edits to another version instead, so that a draft does not take back what was published meanwhile.</summary>
    /// <returns>Which edit does not fit, and why; null when it is done.</returns>
    public async Task<string?> MoveAsync(string id, int seen, PolicyVersion version, CancellationToken cancellation)
    {
        if (await OpenAsync(id, cancellation) is not { } open)
        {
            return "There is no such draft.";
        }

        var (mine, theirs, moved) = (open.Base, version.Files, new List<PolicyDraftEdit>());
        foreach (var edit in open.Edits)
        {
            var made = PackEdits.Read(edit.Edit);
            var rebased = PackEdits.Rebase(mine, [made], theirs);
            if (rebased.Conflicts is [var conflict])
            {
                // A policy's version is its own, whichever the other policy has.
                if (made is SetField { Item.Kind: ItemKind.Manifest, Field: "version" } numbered && numbered with { Was = conflict.Theirs }
                    is var own
                    && own.Apply(theirs).Files is { } versioned)
                {
                    moved.Add(new PolicyDraftEdit { DraftId = id, Number = edit.Number, Edit = PackEdits.Write(own),
                        AccountId = edit.AccountId, At = edit.At });
                    (mine, theirs) = (made.Apply(mine).Files!, versioned);
                    continue;
                }

                return $"Edit {edit.Number} does not fit there: {conflict.Problem.Message} Take it back first, or begin a draft anew.";
            }

            // What stands there already needs no edit; who made it still had a hand in the draft.
            moved.Add(new PolicyDraftEdit { DraftId = id, Number = edit.Number, Edit = PackEdits.Write(rebased.Edits is [var again] ? again : new ChangeText(made.Path, [])), AccountId = edit.AccountId, At = edit.At });
            (mine, theirs) = (made.Apply(mine).Files!, rebased.Files);
        }

        await versions.KeepAsync(version.Digest);
        if (open.Draft.Version != seen)
        {
            return Meanwhile;
        }

        Touch(open.Draft);
        open.Draft.BaseDigest = version.Digest;
        context.PolicyDraftEdits.UpdateRange(moved);
        return await TrySaveAsync(open.Draft) ? null : Meanwhile;
    }

    /// <summary>Changes a draft that is open or waits, or is in the given state.</summary>
    /// <returns>Why not; null when it is done.</returns>
    internal async Task<string?> ChangeAsync(
        string id, int seen, Action<PolicyDraft> change, CancellationToken cancellation, PolicyDraftState? state = null)
    {
        context.ChangeTracker.Clear();
        var draft = await context.PolicyDrafts.FirstOrDefaultAsync(draft => draft.Id == id, cancellation);
        if (draft is null || (state is null ? draft.State is not (PolicyDraftState.Open or PolicyDraftState.Requested)
            : draft.State != state))
        {
            return state is null ? "This draft was published or given up."
                : "This draft was not given up, or somebody has taken it up again.";
        }

        if (draft.Version != seen)
        {
            return Meanwhile;
        }

        draft.Version++;
        draft.ChangedAt = clock.GetUtcNow();
        change(draft);
        return await TrySaveAsync(draft) ? null : Meanwhile;
    }

    /// <summary>What is said where somebody changed a draft after its page was shown.</summary>
    public const string Meanwhile = "Nothing was done: somebody changed this draft after you opened it. What follows is the draft as it is now. Look again, then decide.";

    // An edit after the request takes the request back: what is approved is what was read.
    private void Touch(PolicyDraft draft)
    {
        draft.Version++;
        draft.ChangedAt = clock.GetUtcNow();
        Reopen(draft);
    }

    /// <summary>Ends a request for publication.</summary>
    internal static void Reopen(PolicyDraft draft)
    {
        draft.State = PolicyDraftState.Open;
        draft.RequestedBy = draft.RequestedUnit = draft.EffectiveFrom = draft.Reason = null;
    }

    private PolicyDraftEdit Edit(string id, int number, PackEdit edit, ClaimsPrincipal user) => new() { DraftId = id, Number = number, Edit = PackEdits.Write(edit), AccountId = user.AccountId(), At = clock.GetUtcNow() };

    // Whoever takes the next version first goes on; its row stays locked until the rest is written.
    private async Task<bool> TrySaveAsync(PolicyDraft draft)
    {
        await using var transaction = await context.Database.BeginTransactionAsync();
        if (await context.PolicyDrafts.Where(row => row.Id == draft.Id && row.Version == draft.Version - 1).ExecuteUpdateAsync(row => row.SetProperty(changed => changed.Version, draft.Version)) == 0)
        {
            return false;
        }

        await context.SaveChangesAsync();
        await transaction.CommitAsync();
        return true;
    }
}
