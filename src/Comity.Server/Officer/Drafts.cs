using System.Security.Cryptography;
using Comity.Policy.Packs;
using Comity.Server.Data;
using Comity.Server.Policies;
using Comity.Server.Web;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace Comity.Server.Officer;

/// <summary>Saves interviews as they go, each officer's own.</summary>
internal sealed class Drafts(ServerContext context, TimeProvider clock)
{
    // What nobody has gone on with for so long is not wanted any more.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>A new id.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Saves an interview to its draft, or to a new one.</summary>
    /// <returns>The interview with its draft.</returns>
    public async Task<InterviewAddress> SaveAsync(InterviewAddress at, string accountId)
    {
        // A draft of somebody else's, or one that was kept or discarded, is not gone on with.
        var draft = at.DraftId is null ? null : await context.Drafts.FirstOrDefaultAsync(draft => draft.Id == at.DraftId && draft.AccountId == accountId);
        at = at with { DraftId = draft?.Id ?? NewId() };
        draft ??= context.Drafts.Add(new Draft { Id = at.DraftId, AccountId = accountId, Answers = "" }).Entity;
        (draft.Answers, draft.ChangedAt) = (at.Of(page: ""), clock.GetUtcNow());
        await context.SaveChangesAsync();
        return at;
    }

    /// <summary>An officer's drafts, the newest first; those that the policy of their day cannot read any more are left out.</summary>
    public async Task<IReadOnlyList<DraftView>> ListAsync(string accountId, PolicyVersions versions)
    {
        var earliest = clock.GetUtcNow() - Lifetime;
        await context.Drafts.Where(draft => draft.ChangedAt < earliest).ExecuteDeleteAsync();
        var drafts = await context.Drafts.AsNoTracking().Where(draft => draft.AccountId == accountId).OrderByDescending(draft => draft.ChangedAt).ToListAsync();
        return
        [
            .. drafts.Select(Read).Where(read => read.At is not null).Select(read => new DraftView(
                read.Draft.Id,
                (read.At!.Corrects is null ? "" : $"correction of {read.At.Corrects}, ") + (read.Pack.Documents.FirstOrDefault(document => document.Id == read.At.State.DocumentId)?.Title ?? "a request"),
                read.At.State.On, read.Draft.ChangedAt, OfficerEndpoints.AskPath + read.Draft.Answers)),
        ];

        (Draft Draft, PolicyPack Pack, InterviewAddress? At) Read(Draft draft)
        {
            var answers = QueryHelpers.ParseQuery(draft.Answers);
            var pack = versions.At(InterviewAddress.Day(answers) ?? clock.Today()).Pack;
            return (draft, pack, InterviewAddress.Read(answers, pack, clock.Today()).At);
        }
    }

    /// <summary>Ends a draft; nothing happens where there is none.</summary>
    public Task DiscardAsync(string? id, string accountId) => context.Drafts.Where(draft => draft.Id == id && draft.AccountId == accountId).ExecuteDeleteAsync();
}
