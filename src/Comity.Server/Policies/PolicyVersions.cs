using System.Collections.Concurrent;
using Comity.Policy.Determinations;
using Comity.Policy.Packs;
using Comity.Server.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Policies;

/// <summary>The policy as it is served: versions, each from its day on. The day of a request chooses the version that decides it, whatever day it is today.</summary>
internal sealed class PolicyVersions
{
    private readonly IServiceScopeFactory _scopes;
    private readonly ConcurrentDictionary<string, PolicyVersion> _served = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PolicyDecider> _deciders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _kept = new(StringComparer.Ordinal);
    private readonly Lock _changing = new();
    private volatile PolicyVersion[] _all;

    /// <summary>Begins with the pack folder that the program was started with.</summary>
    /// <exception cref="InvalidOperationException">The folder holds another pack by now.</exception>
    public PolicyVersions(ServerOptions options, IServiceScopeFactory scopes)
    {
        _scopes = scopes;
        var files = PackFiles.ReadFolder(options.PackFolder);
        if (files.Digest != options.Decider.Pack.Digest)
        {
            throw new InvalidOperationException($"The pack in {options.PackFolder} was changed while it was read. Start again.");
        }

        _all = [Note(new PolicyVersion(options.Decider, null, PackArchive.Write(files)))];
    }

    /// <summary>All versions that are served, in the order of their days; the first is the pack folder's.</summary>
    public IReadOnlyList<PolicyVersion> All => _all;

    /// <summary>The version that decides the requests of a day.</summary>
    public PolicyVersion At(DateOnly on)
    {
        var all = _all;
        var last = all.Length - 1;
        while (last > 0 && all[last].EffectiveFrom > on)
        {
            last--;
        }

        return all[last];
    }

    /// <summary>Serves another pack in the place of the folder's. Those that records cite stay where they are kept.</summary>
    /// <param name="version">A version without a first day.</param>
    public void TakeFolder(PolicyVersion version)
    {
        lock (_changing)
        {
            _all = [Note(version), .. _all.Skip(1)];
        }
    }

    /// <summary>Keeps the files of a version, once: before a record cites it.</summary>
    /// <param name="digest">The digest of a version that is or was served by this process.</param>
    public async Task KeepAsync(string digest)
    {
        if (_kept.ContainsKey(digest))
        {
            return;
        }

        await using var scope = _scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ServerContext>();
        if (!await context.Packs.AnyAsync(pack => pack.Digest == digest))
        {
            context.Packs.Add(new KeptPack { Digest = digest, Archive = _served[digest].Archive });
            try
            {
                await context.SaveChangesAsync();
            }
            catch (DbUpdateException) when (context.Packs.Any(pack => pack.Digest == digest))
            {
                // Another process kept the same files a moment ago.
            }
        }

        _kept[digest] = true;
    }

    /// <summary>What decides by a pack that is served, or that a record cites; null where its files were not kept, or are not what they were.</summary>
    public async Task<PolicyDecider?> FindAsync(string digest)
    {
        if (_deciders.TryGetValue(digest, out var known))
        {
            return known;
        }

        await using var scope = _scopes.CreateAsyncScope();
        var kept = await scope.ServiceProvider.GetRequiredService<ServerContext>().Packs.AsNoTracking().FirstOrDefaultAsync(pack => pack.Digest == digest);
        if (kept is null || PackReader.Read(PackArchive.Read(kept.Archive)).Pack is not { } pack || pack.Digest != digest || PolicyDecider.Create(pack).Decider is not { } decider)
        {
            return null;
        }

        return _deciders.GetOrAdd(digest, decider);
    }

    private PolicyVersion Note(PolicyVersion version)
    {
        _served.TryAdd(version.Digest, version);
        _deciders.TryAdd(version.Digest, version.Decider);
        return version;
    }
}
