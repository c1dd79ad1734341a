using System.Collections.Concurrent;
using Comity.Diagrams.Questions;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Records;
using Comity.Server.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Policies;

/// <summary>The policy as it is served: versions, each from its day on. The day of a request chooses the version that decides it, whatever day it is today.</summary>
internal sealed class PolicyVersions
{
    private readonly IServiceScopeFactory _scopes;
    private readonly ConcurrentDictionary<string, PolicyVersion> _served = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PolicyLogic> _logics = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task>> _kept = new(StringComparer.Ordinal);
    private readonly Lock _changing = new();
    private readonly RecordStore _records;
    private Task _refreshing = Task.CompletedTask;
    private int _seen;
    private volatile PolicyVersion[] _all;

    /// <summary>Begins with the pack folder that the program was started with.</summary>
    /// <exception cref="InvalidOperationException">The folder holds another pack by now.</exception>
    public PolicyVersions(ServerOptions options, RecordStore records, IServiceScopeFactory scopes, QuestionImprover improver)
    {
        (_scopes, _records, Improver) = (scopes, records, improver);
        var files = PackFiles.ReadFolder(options.PackFolder);
        if (files.Digest != options.Logic.Pack.Digest)
        {
            throw new InvalidOperationException($"The pack in {options.PackFolder} was changed while it was read. Start again.");
        }

        _all = [Note(new PolicyVersion(options.Logic, null, PackArchive.Write(files), Improver))];
    }

    /// <summary>Looks for better orders of questions in the background, for all versions.</summary>
    public QuestionImprover Improver { get; }

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

    /// <summary>Brings the versions to what the log says was published, by this process or another.</summary>
    /// <exception cref="RecordStoreException">The log cannot be read, or the files of a published policy are not here.</exception>
    public Task RefreshAsync(CancellationToken cancellation)
    {
        // One after the other; whoever asked before hears of its own failure.
        lock (_changing)
        {
            return _refreshing = RefreshAsync(_refreshing, cancellation);
        }
    }

    private async Task StoreAsync(string digest, byte[] archive)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ServerContext>();
        if (!await context.Packs.AnyAsync(pack => pack.Digest == digest))
        {
            await context.TryInsertAsync(new KeptPack { Digest = digest, Archive = archive });
        }
    }

    private async Task RefreshAsync(Task before, CancellationToken cancellation)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var events = await _records.PolicyEventsAsync(cancellation);
        if (events.Count == _seen)
        {
            return;
        }

        var published = new List<PolicyVersion>();
        foreach (var publication in Publications.Standing(events))
        {
            published.Add(_all.FirstOrDefault(version => version.Publication == publication.Version) ?? await LoadAsync(publication.Version, (PolicyPublication)publication.Item));
        }

        lock (_changing)
        {
            _all = [_all[0], .. published];
        }

        _seen = events.Count;
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
    public Task KeepAsync(string digest) => KeepAsync(digest, _served[digest].Archive);

    /// <summary>Keeps files, once.</summary>
    /// <param name="digest">Their digest.</param>
    /// <param name="archive">The files in one piece.</param>
    public async Task KeepAsync(string digest, byte[] archive)
    {
        // All who ask at once wait for one insert; one that failed is tried again by the next.
        var storing = _kept.GetOrAdd(digest, _ => new Lazy<Task>(() => StoreAsync(digest, archive)));
        try
        {
            await storing.Value;
        }
        catch
        {
            _kept.TryRemove(KeyValuePair.Create(digest, storing));
            throw;
        }
    }

    /// <summary>What decides by a pack that is served, or that a record cites; null where its files were not kept, or are not what they were.</summary>
    public async Task<PolicyLogic?> FindAsync(string digest)
    {
        if (_logics.TryGetValue(digest, out var known))
        {
            return known;
        }

        return await FilesAsync(digest) is { } files && PackReader.Read(files).Pack is { } pack && PolicyLogic.Compile(pack).Logic is { } logic ? _logics.GetOrAdd(digest, logic) : null;
    }

    /// <summary>Whether this decides by a pack that is served, or that a record cites, and was not made for one request.</summary>
    public bool Knows(PolicyLogic logic) => _logics.TryGetValue(logic.Pack.Digest, out var known) && known == logic;

    /// <summary>The kept files of a digest; null where they were not kept, or are not what they were.</summary>
    public async Task<PackFiles?> FilesAsync(string digest)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var kept = await scope.ServiceProvider.GetRequiredService<ServerContext>().Packs.AsNoTracking().FirstOrDefaultAsync(pack => pack.Digest == digest);
        try
        {
            return kept is not null && PackArchive.Read(kept.Archive) is var files && files.Digest == digest ? files : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private async Task<PolicyVersion> LoadAsync(int number, PolicyPublication publication) =>
        await FilesAsync(publication.PackDigest) is { } files && await FindAsync(publication.PackDigest) is { } logic
            ? Note(new PolicyVersion(logic, publication.From, PackArchive.Write(files), Improver, number))
            : throw new RecordStoreException(
                RecordStoreProblem.Damaged, $"The policy {publication.PackId} {publication.PackVersion} was published, and its files ({publication.PackDigest}) are not in the database. Restore them from a backup.");

    private PolicyVersion Note(PolicyVersion version)
    {
        _served.TryAdd(version.Digest, version);
        _logics.TryAdd(version.Digest, version.Logic);
        return version;
    }
}
