using System.Security.Claims;
using System.Security.Cryptography;
using Comity.Policy.Packs;
using Comity.Server.Access;
using Comity.Server.Data;
using Comity.Server.Policies;
using Microsoft.EntityFrameworkCore;

namespace Comity.Server.Workbench;

/// <summary>A draft as it stands.</summary>
/// <param name="Draft">The draft.</param>
/// <param name="Edits">Its edits, in order.</param>
/// <param name="Base">The files that the edits are made to.</param>
/// <param name="Files">The files after them.</param>
public sealed record OpenDraft(PolicyDraft Draft, IReadOnlyList<PolicyDraftEdit> Edits, PackFiles Base, PackFiles Files)
{
    /// <summary>Everybody who had a hand in it; none of them may approve it.</summary>
    public IReadOnlySet<string> Authors { get; } = Edits.Select(edit => edit.AccountId).Append(Draft.MadeBy).Append(Draft.RequestedBy ?? Draft.MadeBy).ToHashSet(StringComparer.Ordinal);
}

/// <summary>What came of an edit.</summary>
/// <param name="Problem">Why it was not made, with its place; null when it was.</param>
/// <param name="Theirs">Where somebody else changed the same part meanwhile: what stands there now; null otherwise.</param>
public sealed record DraftEditResult(string? Problem, string? Theirs)
{
    /// <summary>It was made.</summary>
    public static DraftEditResult Made { get; } = new(null, null);
}

/// <summary>Drafts of the policy. Several people may work on one: an edit is made to the state that is there, and says what it replaces.</summary>
internal sealed class PolicyDrafts(ServerContext context, PolicyVersions versions, AccessLog log, TimeProvider clock)
{
    /// <summary>How long a title may be.</summary>
    public const int MaximumTitle = 200;

    private const int Tries = 8;

    /// <summary>All drafts that were not given up, the last changed first.</summary>
    public Task<List<PolicyDraft>> ListAsync() => context.PolicyDrafts.AsNoTracking().Where(draft => draft.State != PolicyDraftState.Discarded).OrderByDescending(draft => draft.ChangedAt).ToListAsync();

    /// <summary>A draft as it stands; null for none.</summary>
    public async Task<OpenDraft?> OpenAsync(string id)
    {
        context.ChangeTracker.Clear();
        if (await context.PolicyDrafts.FirstOrDefaultAsync(draft => draft.Id == id) is not { } draft)
        {
            return null;
        }

        var edits = await context.PolicyDraftEdits.AsNoTracking().Where(edit => edit.DraftId == id).OrderBy(edit => edit.Number).ToListAsync();
        var start = await versions.FilesAsync(draft.BaseDigest) ?? throw new InvalidDataException($"The files of {draft.BaseDigest} are not what they were.");
        var files = edits.Aggregate(start, (files, edit) => PackEditJson.Read(edit.Edit).Apply(files).Files ?? throw new InvalidDataException($"Edit {edit.Number} of this draft does not fit the ones before it."));
        return new OpenDraft(draft, edits, start, files);
    }

    /// <summary>Begins a draft.</summary>
    /// <param name="title">What it is about.</param>
    /// <param name="version">The version that it begins with.</param>
    /// <param name="edits">What is different already.</param>
    /// <param name="user">Who begins it.</param>
    /// <returns>Its id.</returns>
    public async Task<string> BeginAsync(string title, PolicyVersion version, IReadOnlyList<PackEdit> edits, ClaimsPrincipal user)
    {
        await versions.KeepAsync(version.Digest);
        var draft = new PolicyDraft { Id = RandomNumberGenerator.GetHexString(16, lowercase: true), Title = title, BaseDigest = version.Digest, MadeBy = user.AccountId(), ChangedAt = clock.GetUtcNow(), Version = edits.Count };
        context.PolicyDrafts.Add(draft);
        context.PolicyDraftEdits.AddRange(edits.Index().Select(edit => Edit(draft.Id, edit.Index + 1, edit.Item, user)));
        await context.SaveChangesAsync();
        await log.AddAsync("draft of the policy begun", null);
        return draft.Id;
    }

    /// <summary>Makes an edit, on whatever state the draft has by now.</summary>
    public async Task<DraftEditResult> EditAsync(string id, PackEdit edit, ClaimsPrincipal user)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (await OpenAsync(id) is not { Draft.State: PolicyDraftState.Open or PolicyDraftState.Requested } open)
            {
                return new DraftEditResult("This draft was published or given up. Begin another one.", null);
            }

            var result = edit.Apply(open.Files);
            if (result.Files is null)
            {
                return new DraftEditResult(result.Problem, result.Found);
            }

            if (result.Files.Digest == open.Files.Digest)
            {
                return DraftEditResult.Made;
            }

            Touch(open.Draft);
            context.PolicyDraftEdits.Add(Edit(id, open.Edits.Count + 1, edit, user));
            if (await TrySaveAsync())
            {
                return DraftEditResult.Made;
            }

            if (attempt == Tries)
            {
                return new DraftEditResult("Others change this draft all the time. Try again.", null);
            }
        }
    }

    /// <summary>Takes the last edit back.</summary>
    /// <param name="id">The draft.</param>
    /// <param name="seen">The version that its page showed, so that nobody takes back what they have not seen.</param>
    /// <returns>Why not; null when it is done.</returns>
    public async Task<string?> UndoAsync(string id, int seen)
    {
        if (await OpenAsync(id) is not { Draft.State: PolicyDraftState.Open or PolicyDraftState.Requested } open)
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
        return await TrySaveAsync() ? null : Meanwhile;
    }

    /// <summary>Gives a draft up. Its edits stay where they are.</summary>
    public async Task<string?> DiscardAsync(string id, int seen)
    {
        var problem = await ChangeAsync(id, seen, draft => draft.State = PolicyDraftState.Discarded);
        if (problem is null)
        {
            await log.AddAsync("draft of the policy given up", null);
        }

        return problem;
    }

    /// <summary>Makes the edits to another version instead, so that a draft does not take back what was published meanwhile.</summary>
    /// <returns>Which edit does not fit, and why; null when it is done.</returns>
    public async Task<string?> MoveAsync(string id, int seen, PolicyVersion version)
    {
        if (await OpenAsync(id) is not { } open)
        {
            return "There is no such draft.";
        }

        var files = version.Files;
        foreach (var edit in open.Edits)
        {
            var result = PackEditJson.Read(edit.Edit).Apply(files);
            if (result.Files is null)
            {
                return $"Edit {edit.Number} does not fit there: {result.Problem} Take it back first, or begin a draft anew.";
            }

            files = result.Files;
        }

        await versions.KeepAsync(version.Digest);
        return await ChangeAsync(id, seen, draft =>
        {
            draft.BaseDigest = version.Digest;
            Reopen(draft);
        });
    }

    /// <summary>Changes a draft that is open or waits.</summary>
    /// <returns>Why not; null when it is done.</returns>
    internal async Task<string?> ChangeAsync(string id, int seen, Action<PolicyDraft> change)
    {
        context.ChangeTracker.Clear();
        var draft = await context.PolicyDrafts.FirstOrDefaultAsync(draft => draft.Id == id);
        if (draft is not { State: PolicyDraftState.Open or PolicyDraftState.Requested })
        {
            return "This draft was published or given up.";
        }

        if (draft.Version != seen)
        {
            return Meanwhile;
        }

        draft.Version++;
        draft.ChangedAt = clock.GetUtcNow();
        change(draft);
        return await TrySaveAsync() ? null : Meanwhile;
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

    private static void Reopen(PolicyDraft draft)
    {
        draft.State = PolicyDraftState.Open;
        draft.RequestedBy = draft.RequestedUnit = draft.EffectiveFrom = null;
    }

    private PolicyDraftEdit Edit(string id, int number, PackEdit edit, ClaimsPrincipal user) => new() { DraftId = id, Number = number, Edit = PackEditJson.Write(edit), AccountId = user.AccountId(), At = clock.GetUtcNow() };

    private async Task<bool> TrySaveAsync()
    {
        try
        {
            await context.SaveChangesAsync();
            return true;
        }
        catch (DbUpdateException)
        {
            // Somebody else was a moment faster: the version is another, or the place of the edit is taken.
            return false;
        }
    }
}
