using System.Collections.Concurrent;
using Comity.Policy.Determinations;
using Comity.Policy.Packs;
using Comity.Server.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Auditor;

/// <summary>Packs by digest: the one that is served, and those that records cite.</summary>
internal sealed class PackShelf
{
    private readonly IServiceScopeFactory _scopes;
    private readonly byte[] _servedArchive;
    private readonly ConcurrentDictionary<string, PolicyDecider> _deciders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _kept = new(StringComparer.Ordinal);

    /// <summary>Begins with the pack that is served.</summary>
    /// <exception cref="InvalidOperationException">The folder holds another pack by now.</exception>
    public PackShelf(PolicyDecider served, string folder, IServiceScopeFactory scopes)
    {
        _scopes = scopes;
        _servedArchive = PackArchive.Write(folder);
        if (PackArchive.Read(_servedArchive).Pack?.Digest != served.Pack.Digest)
        {
            throw new InvalidOperationException($"The pack in {folder} was changed while it was read. Start again.");
        }

        _deciders[served.Pack.Digest] = served;
        ServedDigest = served.Pack.Digest;
    }

    private string ServedDigest { get; }

    /// <summary>Keeps the files of the pack that is served, once.</summary>
    public async Task KeepServedAsync()
    {
        if (_kept.ContainsKey(ServedDigest))
        {
            return;
        }

        await using var scope = _scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ServerContext>();
        if (!await context.Packs.AnyAsync(pack => pack.Digest == ServedDigest))
        {
            context.Packs.Add(new KeptPack { Digest = ServedDigest, Archive = _servedArchive });
            try
            {
                await context.SaveChangesAsync();
            }
            catch (DbUpdateException) when (context.Packs.Any(pack => pack.Digest == ServedDigest))
            {
                // Another process kept the same files a moment ago.
            }
        }

        _kept[ServedDigest] = true;
    }

    /// <summary>What decides by a pack; null where its files were not kept, or are not what they were.</summary>
    public async Task<PolicyDecider?> FindAsync(string digest)
    {
        if (_deciders.TryGetValue(digest, out var known))
        {
            return known;
        }

        await using var scope = _scopes.CreateAsyncScope();
        var kept = await scope.ServiceProvider.GetRequiredService<ServerContext>().Packs.AsNoTracking().FirstOrDefaultAsync(pack => pack.Digest == digest);
        if (kept is null || PackArchive.Read(kept.Archive).Pack is not { } pack || pack.Digest != digest || PolicyDecider.Create(pack).Decider is not { } decider)
        {
            return null;
        }

        return _deciders.GetOrAdd(digest, decider);
    }
}
