using System.Globalization;
using Comity.Records;
using Comity.Server.Data;
using Comity.Server.Workbench;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Policies;

/// <summary>Checks that what was published is what the log says: every publication's files are kept as they were, and every draft that counts as published has its entry.</summary>
internal sealed class PublicationAudit(RecordStore records, PolicyVersions versions, IServiceScopeFactory scopes)
{
    /// <summary>Checks.</summary>
    /// <returns>How many publications there are, and what is wrong, a sentence each.</returns>
    public async Task<(int Publications, IReadOnlyList<string> Problems)> RunAsync(CancellationToken cancellation)
    {
        var events = await records.PolicyEventsAsync(cancellation);
        var publications = events.Where(item => item.Item is PolicyPublication).ToDictionary(item => item.Version, item => (PolicyPublication)item.Item);
        var problems = new List<string>();
        foreach (var (number, publication) in publications)
        {
            if (await versions.FilesAsync(publication.PackDigest) is null)
            {
                problems.Add($"The files of publication {number} ({publication.PackId} {publication.PackVersion}, {publication.PackDigest}) are not kept, or are not what was published.");
            }
        }

        await using var scope = scopes.CreateAsyncScope();
        var drafts = scope.ServiceProvider.GetRequiredService<PolicyDrafts>();
        var published = await scope.ServiceProvider.GetRequiredService<ServerContext>().PolicyDrafts.AsNoTracking().Where(draft => draft.State == PolicyDraftState.Published).ToListAsync(cancellation);
        foreach (var draft in published)
        {
            cancellation.ThrowIfCancellationRequested();
            if (draft.Publication is not { } number || !publications.TryGetValue(number, out var publication))
            {
                problems.Add($"The draft '{draft.Title}' counts as published, and the log has no entry of it.");
            }
            else if (publication.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) != draft.EffectiveFrom || await DigestAsync(drafts, draft.Id, cancellation) != publication.PackDigest)
            {
                problems.Add($"The draft '{draft.Title}' is not what the log's entry {number} says was published, or not from that day on.");
            }
        }

        return (publications.Count, problems);
    }

    private static async Task<string?> DigestAsync(PolicyDrafts drafts, string id, CancellationToken cancellation)
    {
        try
        {
            return (await drafts.OpenAsync(id, cancellation))?.Files.Digest;
        }
        catch (InvalidDataException)
        {
            // Its edits do not give files any more.
            return null;
        }
    }
}
